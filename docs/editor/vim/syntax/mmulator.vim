" SPDX-License-Identifier: GPL-2.0-or-later
" Vim syntax file for mmulator's workloads (*.wl): docs/workload.md.
" Copy docs/editor/vim/* to ~/.vim/. A test holds the lists to the language.

if exists('b:current_syntax')
  finish
endif

" Words that only follow others: a name may be called so, too.
syntax keyword mmulatorWord align all as atomic backward executable failure fault forward in local low node nofail
syntax keyword mmulatorWord off offset shuffled size stride success unguarded user value write zeroed
syntax match mmulatorWord /\<read-only\>\|\<read-write\>\|\<read\>/

syntax keyword mmulatorStatement machine set cpus allocator shootdown lazy memory_nodes seed param include phase
syntax keyword mmulatorStatement expect on array repeat for if else critical masked barrier

syntax keyword mmulatorValue random zipf weighted sizeof cpu

syntax keyword mmulatorOp spin vmalloc vfree touch load store exec protect tlbi purge vmallocinfo vmap
syntax keyword mmulatorOp vmap_put_pages vunmap vmap_pfn ioremap iounmap kmalloc kfree kvmalloc kvfree
syntax keyword mmulatorOp slab_shrink alloc_pages free_pages split_page alloc_pages_bulk free_pages_bulk
syntax keyword mmulatorOp free_page_count fail_page fail_slab vrealloc vread vmalloc_to_page
syntax keyword mmulatorOp is_vmalloc_addr remap unmap vfree_atomic kvfree_rcu kvfree_rcu_mightsleep
syntax keyword mmulatorOp synchronize_rcu drain vm_map_ram vm_unmap_ram vm_unmap_aliases vmalloc_huge
syntax keyword mmulatorOp set_vm_flush_reset_perms

" Operations of `tlbi`, and kinds of faults.
syntax keyword mmulatorTlbi vmalle1 vae1 aside1 vaae1 vale1 vaale1 vmalle1is vae1is aside1is vaae1is
syntax keyword mmulatorTlbi vale1is vaale1is vmalle1os vae1os aside1os vaae1os vale1os vaale1os rvae1
syntax keyword mmulatorTlbi rvaae1 rvale1 rvaale1 rvae1is rvaae1is rvale1is rvaale1is rvae1os rvaae1os
syntax keyword mmulatorTlbi rvale1os rvaale1os
syntax keyword mmulatorFault translation permission access_flag address_size alignment external any

syntax match mmulatorNumber /\<\(0[xX]\x\+\|\d\+\)[KMG]\=\>/
syntax match mmulatorMetric /\<\h\w*\(\.\w\+\)\+\>/
syntax region mmulatorString start=/"/ end=/"/ oneline
syntax match mmulatorComment /#.*$/

highlight default link mmulatorStatement Statement
highlight default link mmulatorValue Function
highlight default link mmulatorOp Type
highlight default link mmulatorWord Special
highlight default link mmulatorTlbi Constant
highlight default link mmulatorFault Constant
highlight default link mmulatorNumber Number
highlight default link mmulatorMetric Identifier
highlight default link mmulatorString String
highlight default link mmulatorComment Comment

let b:current_syntax = 'mmulator'
