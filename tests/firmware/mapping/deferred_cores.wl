# SPDX-License-Identifier: GPL-2.0-or-later
# Four cores read what core 0 frees under their hands: a grace period keeps it
# until their ops have ended. One core is through before the others begin.
cpus 5
param ROUNDS = 12
phase readers {
    on 0-3 {
        repeat ROUNDS {
            p = vmalloc 4M
            barrier
            touch p stride 64
            kvfree_rcu p
            barrier
        }
    }
}
phase shared {
    on 0 { a = vmalloc 4M; touch a write }
    on 4 { b = vmalloc 4K }
}
phase freed_while_read {
    on 1-3 { touch a stride 16 }
    on 0 { spin 200; kvfree_rcu_mightsleep a }
    on 4 { kvfree_rcu b; synchronize_rcu }
}
phase gone {
    on 0 { drain; purge; load a expect fault translation }
    on 4 { drain; purge; load b expect fault translation }
}
phase waits_alone on 2 { repeat 10 { synchronize_rcu } }
phase handed_over on all {
    repeat 50 { q = vmalloc random(1, 8) * 4K; vfree_atomic q }
    synchronize_rcu
}
