/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The allocator as native code, fed with the ops of a script, one a line; N is
 * the result of the Nth op, from 0:
 *
 *     v BYTES            vmalloc
 *     h BYTES            vmalloc_huge
 *     f N OFFSET         vfree of N + OFFSET
 *     s N OFFSET VALUE   store 64 bits there
 *     l N OFFSET         load them
 *     p                  purge
 *
 * It prints what each returned, as the firmware would.
 *
 *     replay vmlist|rbtree|augmented|nodes
 */
#include "arch/linear.h"
#include "fake.h"
#include "mm/layout.h"
#include "mm/vmalloc_huge.h"

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

/* A line of the input: the address it works on, or a size; what to store. */
struct op {
    char kind;
    uint64_t operand, value;
};

/* False: it names an op that is not before it. */
static bool parse(const char *line, unsigned count, struct op *ret)
{
    unsigned long long operand = 0, offset = 0, value = 0;

    *ret = (struct op){.kind = line[0]};
    sscanf(line + 1, "%llu %llu %llx", &operand, &offset, &value);
    ret->operand = operand;
    ret->value = value;
    if (line[0] == 'f' || line[0] == 's' || line[0] == 'l') {
        if (operand >= count) {
            return false;
        }
        ret->operand = results[operand] + offset;
    }
    return true;
}

static uint64_t run(const struct op *op)
{
    void *addr = (void *)(uintptr_t)op->operand;

    switch (op->kind) {
    case 'v':
        return (uintptr_t)vmalloc(op->operand);
    case 'h':
        return (uintptr_t)vmalloc_huge(op->operand);
    case 'f':
        return vfree(addr);
    case 's':
        return *(uint64_t *)vmalloc_access(addr) = op->value;
    case 'l':
        return *(uint64_t *)vmalloc_access(addr);
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
    char line[96];
    for (unsigned i = 0; i < MAX_OPS && fgets(line, sizeof(line), stdin) != NULL; i++) {
        struct op op;
        if (!parse(line, i, &op)) {
            return 2;
        }
        results[i] = run(&op);
        printf("0x%llx\n", (unsigned long long)results[i]);
    }
    vmalloc_check();
    return 0;
}
