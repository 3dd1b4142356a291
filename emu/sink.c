/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stamping and handing out. */
#include "sink.h"

#include "hot.h"

HOT void source_emit(const struct event_source *src, struct event *ev)
{
    const struct sink_list *list = src->sinks;

    ev->core = src->core;
    ev->cycle = src->cycle;
    ev->pc = src->pc;
    for (unsigned i = 0; i < list->count; i++) {
        if ((list->sink[i].interest >> ev->kind & 1) != 0) {
            list->sink[i].emit(list->sink[i].ctx, ev);
        }
    }
}
