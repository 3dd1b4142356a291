/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each core has one slot for the flush that it asks for, and a word of bits for
 * those who ask it. The initiator serves others while it waits; its own flush
 * runs while the targets run theirs.
 *
 *   initiator                         target
 *   DSB ISHST: tables are visible
 *   slot, bits in the targets' words
 *   SGI to all of them       ------>  takes the bits
 *   TLBI, DSB NSH, ISB                TLBI, DSB NSH
 *   waits for zero           <------  one off the slot's count; the last: SEV
 */
#include "mm/tlb_ipi.h"

#include "arch/barrier.h"
#include "arch/ipi.h"
#include "arch/irq.h"
#include "arch/percpu.h"
#include "arch/tlbi.h"
#include "dev/probe_mark.h"
#include "lib/panic.h"
#include "mm/layout.h"

struct tlb_slot {
    struct tlb_request request;
    uint32_t waiting; /* targets that have not acknowledged yet */
};

static DEFINE_PER_CPU(struct tlb_slot, tlb_slot);
static DEFINE_PER_CPU(uint64_t, tlb_askers); /* bit n: core n asks this one */

void tlb_request_issue(const struct tlb_request *request)
{
    switch (request->kind) {
    case TLB_REQUEST_PAGES:
        for (uint64_t i = 0; i < request->pages; i++) {
            tlbi_issue_VAALE1(tlbi_operand(request->start + (i << PAGE_SHIFT), 0));
        }
        return;
    case TLB_REQUEST_TABLE:
        tlbi_issue_VAAE1(tlbi_operand(request->start, 0));
        return;
    case TLB_REQUEST_ALL:
        tlbi_issue_VMALLE1(0);
        return;
    }
}

/* The core with the lowest number in *cpus, taken out of it. */
static inline unsigned next_cpu(uint64_t *cpus)
{
    const unsigned cpu = (unsigned)__builtin_ctzll(*cpus);
    *cpus &= *cpus - 1;
    return cpu;
}

static void ask(uint64_t targets)
{
    const uint64_t self = UINT64_C(1) << smp_processor_id();
    for (uint64_t left = targets; left != 0;) {
        const unsigned cpu = next_cpu(&left);
        __atomic_fetch_or(per_cpu_ptr(&tlb_askers, cpu), self, __ATOMIC_RELEASE);
    }
    ipi_send(targets, IPI_SHOOTDOWN);
}

static void wait_for(const uint32_t *waiting)
{
    while (__atomic_load_n(waiting, __ATOMIC_ACQUIRE) != 0) {
        cpu_relax();
    }
}

/*
 * Who comes up after the look at the online cores drops its TLB after saying
 * that it is online, so it finds the tables as they are after the DSB.
 */
void tlb_ipi_flush(struct tlb_request request)
{
    struct tlb_slot *slot = this_cpu_ptr(&tlb_slot);
    dsb(ishst);
    const uint64_t targets = ipi_online() & ~(UINT64_C(1) << smp_processor_id());
    if (targets != 0) {
        BUG_ON(irqs_masked());
        slot->request = request;
        WRITE_ONCE(slot->waiting, hweight64(targets));
        probe_mark_round(hweight64(targets));
        ask(targets);
    }
    tlb_request_issue(&request);
    dsb(nsh);
    isb();
    if (targets != 0) {
        wait_for(&slot->waiting);
        probe_mark_round(0);
    }
}

/* The return from the interrupt is the context synchronisation. */
void tlb_ipi_serve(void)
{
    const uint64_t askers =
        __atomic_exchange_n(this_cpu_ptr(&tlb_askers), UINT64_C(0), __ATOMIC_ACQUIRE);
    if (askers == 0) {
        return; /* an earlier interrupt served this one, too */
    }
    for (uint64_t left = askers; left != 0;) {
        tlb_request_issue(&per_cpu_ptr(&tlb_slot, next_cpu(&left))->request);
    }
    dsb(nsh);
    for (uint64_t left = askers; left != 0;) {
        struct tlb_slot *slot = per_cpu_ptr(&tlb_slot, next_cpu(&left));
        if (__atomic_sub_fetch(&slot->waiting, 1, __ATOMIC_RELEASE) == 0) {
            sev();
        }
    }
}
