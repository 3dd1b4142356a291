phase tlb { }
