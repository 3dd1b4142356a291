/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "recording.h"

#include "exit_code.h"
#include "log.h"
#include "size.h"
#include "trace_filter.h"

#define RING_MIN (64ULL << 10) /* about one chunk */

int recording_take_filter(struct recording *recording, const char *text)
{
    char error[TRACE_FILTER_ERROR_BYTES];
    struct trace_filter filter;

    trace_filter_init(&filter);
    const int err = trace_filter_parse(&filter, text, error);

    trace_filter_finish(&filter);
    if (err != 0) {
        log_error("--trace-filter: %s", error);
        return EXIT_CODE_INPUT;
    }
    recording->said = true;
    recording->filter = text;
    return EXIT_CODE_OK;
}

int recording_take_level(struct recording *recording, const char *name)
{
    recording->said = true;
    recording->level = trace_level_find(name);
    if (recording->level == TRACE_LEVEL_COUNT) {
        log_error("--trace-level: '%s' is not faults, walks, misses, fills or pte", name);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

int recording_take_ring(struct recording *recording, const char *size)
{
    recording->said = true;
    if (size_parse(size, &recording->ring) != 0 || recording->ring < RING_MIN) {
        log_error("--trace-ring: '%s' is not a size of at least 64K", size);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}
