/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_ideal.h"

#include <utlist.h>

#include <stddef.h>

void trace_ideal_drop(struct trace_ideal *ideal, struct trace_ideal_node *node)
{
    if (node->held) {
        DL_DELETE(ideal->oldest, node);
        node->held = false;
        ideal->count--;
    }
}

void trace_ideal_use(struct trace_ideal *ideal, struct trace_ideal_node *node)
{
    if (node->held && !ideal->follows_use) {
        return;
    }
    trace_ideal_drop(ideal, node);
    if (ideal->count == ideal->capacity && ideal->oldest != NULL) {
        trace_ideal_drop(ideal, ideal->oldest);
    }
    if (ideal->capacity != 0) {
        DL_APPEND(ideal->oldest, node);
        node->held = true;
        ideal->count++;
    }
}
