/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The allocator as native code, fed with the ops of a script: reads "v BYTES",
 * "f N" (the result of the Nth op, from 0) and "p" (purge) from standard input,
 * and prints what each returned, as the firmware would.
 *
 *     replay vmlist|rbtree|augmented|nodes
 */
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmalloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAM_SIZE (UINT64_C(256) << 20)
#define MAX_OPS 100000

static uint64_t results[MAX_OPS];

static const struct vm_allocator *allocator_named(const char *name)
{
    static const struct vm_allocator *const all[] = {&vm_allocator_vmlist, &vm_allocator_rbtree,
                                                     &vm_allocator_augmented, &vm_allocator_nodes};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        if (strcmp(all[i]->name, name) == 0) {
            return all[i];
        }
    }
    return NULL;
}

static uint64_t run(char op, uint64_t operand)
{
    switch (op) {
    case 'v':
        return (uintptr_t)vmalloc(operand);
    case 'f':
        return vfree((const void *)(uintptr_t)results[operand]);
    default:
        purge_vmap_area_lazy();
        return 0;
    }
}

int main(int argc, char **argv)
{
    static struct vm_struct image = {
        .addr = (void *)KIMAGE_VADDR, .size = UINT64_C(2) << 20, .flags = VM_MAP};
    const struct vm_allocator *allocator = argc == 2 ? allocator_named(argv[1]) : NULL;
    if (allocator == NULL) {
        fputs("usage: replay ALLOCATOR <OPS\n", stderr);
        return 2;
    }
    fake_machine_start(RAM_SIZE, 1);
    vm_area_add_early(&image);
    if (vmalloc_init(allocator) != FW_OK) {
        return 1;
    }
    char line[64];
    for (unsigned i = 0; i < MAX_OPS && fgets(line, sizeof(line), stdin) != NULL; i++) {
        uint64_t operand = strtoull(line + 1, NULL, 10);
        if (line[0] == 'f' && operand >= i) {
            return 2;
        }
        results[i] = run(line[0], operand);
        printf("0x%llx\n", (unsigned long long)results[i]);
    }
    vmalloc_check();
    return 0;
}
