/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of the events; emitting them is sink.h, meaning is event.h. */
#include "event.h"

const char *event_kind_name(unsigned kind)
{
    static const char *const names[] = {
#define EVENT(NAME, text, member) [EVENT_##NAME] = text,
#include "event.def"
#undef EVENT
    };

    return kind < EVENT_KIND_COUNT ? names[kind] : "?";
}
