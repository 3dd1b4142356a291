/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the numbers of abi/program.h to the interfaces of mm/. */
#include "run/settings.h"

#include "dev/console.h"
#include "dev/power.h"
#include "lib/kernel.h"
#include "mm/node.h"
#include "mm/tlbflush.h"
#include "mm/vmalloc.h"

/* For whoever links one (template/allocator); its address is NULL where nobody did. */
extern const struct vm_allocator vm_allocator_own __attribute__((weak));

struct allocator_choice {
    const char *name;
    const struct vm_allocator *allocator; /* NULL: not in this firmware */
};

static const struct allocator_choice allocators[] = {
    [PROGRAM_ALLOCATOR_VMLIST] = {"vmlist", &vm_allocator_vmlist},
    [PROGRAM_ALLOCATOR_RBTREE] = {"rbtree", &vm_allocator_rbtree},
    [PROGRAM_ALLOCATOR_AUGMENTED] = {"augmented", &vm_allocator_augmented},
    [PROGRAM_ALLOCATOR_NODES] = {"nodes", &vm_allocator_nodes},
    [PROGRAM_ALLOCATOR_OWN] = {"own", &vm_allocator_own},
};

struct shootdown_choice {
    const char *name;
    enum tlbflush_strategy strategy;
    const char *needs; /* what a machine must have for it */
};

static const struct shootdown_choice shootdowns[] = {
    [PROGRAM_SHOOTDOWN_BROADCAST] = {"broadcast", TLBFLUSH_BROADCAST, ""},
    [PROGRAM_SHOOTDOWN_RANGE] = {"range", TLBFLUSH_RANGE, "TLBI by range (FEAT_TLBIRANGE)"},
    [PROGRAM_SHOOTDOWN_IPI] = {"ipi", TLBFLUSH_IPI, "interrupts that reach every core"},
    [PROGRAM_SHOOTDOWN_FULL] = {"full", TLBFLUSH_FULL, ""},
};

static void refuse_allocator(const char *name)
{
    console_print("this firmware has no allocator \"%s\"\n", name);
    power_exit(POWER_EXIT_LACKING);
}

static void refuse_shootdown(const struct shootdown_choice *shootdown)
{
    console_print("shootdown strategy \"%s\" needs %s, which this machine lacks\n", shootdown->name,
                  shootdown->needs);
    power_exit(POWER_EXIT_PROGRAM);
}

_Static_assert(PROGRAM_MAX_NODES <= MAX_NODES, "every number of nodes that passes the check");

void settings_apply_nodes(const struct program_header *header)
{
    node_set_count(max(header->memory_nodes, (uint16_t)1));
}

/* program_check() has seen to it that both numbers are in the tables. */
void settings_apply(const struct program_header *header)
{
    const struct allocator_choice *allocator = &allocators[header->allocator];
    if (allocator->allocator == NULL || vmalloc_init(allocator->allocator) != FW_OK) {
        refuse_allocator(allocator->name);
    }
    const struct shootdown_choice *shootdown = &shootdowns[header->shootdown];
    if (tlbflush_set_strategy(shootdown->strategy) != FW_OK) {
        refuse_shootdown(shootdown);
    }
    vmalloc_set_lazy(header->lazy != 0);
}
