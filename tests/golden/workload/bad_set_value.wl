set tlb.l2.entries
