/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recorder.h"

#include <check.h>
#include <stdio.h>

static void record(void *ctx, const struct event *ev)
{
    struct recorder *r = ctx;

    ck_assert_msg(r->count < RECORDER_MAX, "the recorder is full");
    r->event[r->count++] = *ev;
}

struct sink recorder_sink(struct recorder *r, uint64_t interest)
{
    return (struct sink){.emit = record, .ctx = r, .interest = interest};
}

void recorder_clear(struct recorder *r)
{
    r->count = 0;
}

const char *recorder_kinds(struct recorder *r)
{
    size_t length = 0;

    r->text[0] = '\0';
    for (size_t i = 0; i < r->count && length < sizeof(r->text); i++) {
        length += (size_t)snprintf(r->text + length, sizeof(r->text) - length, "%s%s",
                                   i == 0 ? "" : " ", event_kind_name(r->event[i].kind));
    }
    return r->text;
}

const struct event *recorder_last(const struct recorder *r, enum event_kind kind)
{
    for (size_t i = r->count; i-- > 0;) {
        if (r->event[i].kind == kind) {
            return &r->event[i];
        }
    }
    ck_abort_msg("no %s event", event_kind_name(kind));
}

size_t recorder_count(const struct recorder *r, enum event_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++) {
        count += r->event[i].kind == kind;
    }
    return count;
}
