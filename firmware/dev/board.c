/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One walk over the tree; each node is shown to every reader, and each reader
 * takes what is its own. Addresses are taken as they stand: buses with
 * "ranges" that move them are not looked through.
 */
#include "dev/board.h"

#include <stddef.h>

#include "abi/probe.h"

/* Affinity fields of MPIDR_EL1, which are what a cpu node's reg holds. */
#define MPIDR_AFFINITY 0xff00ffffffULL

static bool name_is(const struct fdt_node *node, const char *name)
{
    const char *n = node->name;
    for (; *name != '\0'; n++, name++) {
        if (*n != *name) {
            return false;
        }
    }
    return *n == '\0' || *n == '@';
}

static void add_regs(const struct fdt *fdt, const struct fdt_node *node,
                     struct board_ranges *ranges)
{
    struct fdt_range range;
    for (unsigned i = 0; fdt_node_reg(fdt, node, i, &range); i++) {
        if (range.size != 0 && ranges->count < BOARD_MAX_RANGES) {
            ranges->range[ranges->count++] = range;
        }
    }
}

static void read_memory(const struct fdt *fdt, const struct fdt_node *node, struct board *board)
{
    if (node->depth == 1 && fdt_node_has(fdt, node, "device_type", "memory")) {
        add_regs(fdt, node, &board->ram);
    }
}

static void read_cpu(const struct fdt *fdt, const struct fdt_node *node, struct board *board)
{
    struct fdt_range reg;
    if (node->depth == 2 && fdt_node_has(fdt, node, "device_type", "cpu") &&
        fdt_node_reg(fdt, node, 0, &reg) && board->cpu_count < BOARD_MAX_CPUS) {
        board->mpidr[board->cpu_count++] = reg.base & MPIDR_AFFINITY;
    }
}

static void read_chosen(const struct fdt *fdt, const struct fdt_node *node, struct board *board)
{
    uint64_t start, end;
    if (node->depth == 1 && name_is(node, "chosen") &&
        fdt_node_number(fdt, node, "linux,initrd-start", &start) &&
        fdt_node_number(fdt, node, "linux,initrd-end", &end) && end > start) {
        board->initrd = (struct fdt_range){start, end - start};
    }
}

static void read_psci(const struct fdt *fdt, const struct fdt_node *node, struct board *board)
{
    if (node->depth == 1 && name_is(node, "psci")) {
        board->psci_hvc = fdt_node_has(fdt, node, "method", "hvc");
    }
}

static void read_device(const struct fdt *fdt, const struct fdt_node *node, const char *compatible,
                        uint64_t *device)
{
    struct fdt_range reg;
    if (*device == 0 && fdt_node_has(fdt, node, "compatible", compatible) &&
        fdt_node_reg(fdt, node, 0, &reg)) {
        *device = reg.base;
    }
}

static unsigned gic_version(const struct fdt *fdt, const struct fdt_node *node)
{
    if (fdt_node_has(fdt, node, "compatible", "arm,cortex-a15-gic") ||
        fdt_node_has(fdt, node, "compatible", "arm,gic-400")) {
        return 2;
    }
    return fdt_node_has(fdt, node, "compatible", "arm,gic-v3") ? 3 : 0;
}

/* Either version names its distributor first, then what the cores have of it. */
static void read_gic(const struct fdt *fdt, const struct fdt_node *node, struct board *board)
{
    struct board_gic gic = {.version = gic_version(fdt, node)};
    if (board->gic.version == 0 && gic.version != 0 &&
        fdt_node_reg(fdt, node, 0, &gic.distributor) && fdt_node_reg(fdt, node, 1, &gic.cores)) {
        board->gic = gic;
    }
}

static void read_devices(const struct fdt *fdt, const struct fdt_node *node, struct board *board)
{
    read_device(fdt, node, "arm,pl011", &board->uart);
    read_device(fdt, node, PROBE_COMPATIBLE, &board->probe);
}

static void read_reservations(const struct fdt *fdt, struct board_ranges *reserved)
{
    while (reserved->count < BOARD_MAX_RANGES &&
           fdt_reservation(fdt, reserved->count, &reserved->range[reserved->count])) {
        reserved->count++;
    }
}

void board_read(struct board *board, const struct fdt *fdt)
{
    static void (*const readers[])(const struct fdt *, const struct fdt_node *, struct board *) = {
        read_memory, read_cpu, read_chosen, read_psci, read_gic, read_devices,
    };
    *board = (struct board){0};
    read_reservations(fdt, &board->reserved);
    bool in_reserved_memory = false;
    struct fdt_node node;
    for (bool more = fdt_first(fdt, &node); more; more = fdt_next(fdt, &node)) {
        if (!fdt_node_enabled(fdt, &node)) {
            continue;
        }
        if (node.depth == 1) {
            in_reserved_memory = name_is(&node, "reserved-memory");
        } else if (node.depth == 2 && in_reserved_memory) {
            add_regs(fdt, &node, &board->reserved);
        }
        for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
            readers[i](fdt, &node, board);
        }
    }
}
