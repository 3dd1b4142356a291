/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory nodes, as a machine with several memory controllers has them. Here
 * they are a way to cut up RAM: each node has an equal, contiguous share of it,
 * in blocks of the largest order, and an equal share of the cores. What a
 * program sees of them must not depend on the machine, so their number comes
 * with the op program.
 */
#pragma once

#include "arch/percpu.h"

#define MAX_NODES 8
#define NUMA_NO_NODE (-1)

/* 1 .. MAX_NODES. */
extern unsigned nr_online_nodes;

/* Before buddy_init(); false, and no change: out of range. */
bool node_set_count(unsigned count);

static inline bool node_online(int node)
{
    return node >= 0 && (unsigned)node < nr_online_nodes;
}

static inline unsigned cpu_to_node(unsigned cpu)
{
    return cpu * nr_online_nodes / nr_cpu_ids;
}
