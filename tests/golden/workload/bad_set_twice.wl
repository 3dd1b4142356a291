set tlb.l2.entries 4
set tlb.l2.entries = 5
