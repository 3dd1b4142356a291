/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Barriers and hints. The option is the assembler's: dsb(ishst) waits for
 * stores to reach the inner shareable domain, which is where the other cores
 * and their table walkers are (Arm ARM, "Data Synchronization Barrier").
 */
#pragma once

#define dsb(option) __asm__ volatile("dsb " #option : : : "memory")
#define dmb(option) __asm__ volatile("dmb " #option : : : "memory")
#define isb() __asm__ volatile("isb" : : : "memory")
#define wfe() __asm__ volatile("wfe" : : : "memory")
#define wfi() __asm__ volatile("wfi" : : : "memory")
#define sev() __asm__ volatile("sev" : : : "memory")
#define barrier() __asm__ volatile("" : : : "memory")

#define smp_mb() dmb(ish)
#define smp_wmb() dmb(ishst)
#define smp_rmb() dmb(ishld)

/*
 * One turn of a loop that waits for another core. It may sleep until the next
 * event: whoever changes what the loop reads executes sev() afterwards.
 */
#define cpu_relax() wfe()
