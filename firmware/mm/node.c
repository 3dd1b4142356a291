/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many there are. */
#include "mm/node.h"

unsigned nr_online_nodes = 1;

bool node_set_count(unsigned count)
{
    if (count == 0 || count > MAX_NODES) {
        return false;
    }
    nr_online_nodes = count;
    return true;
}
