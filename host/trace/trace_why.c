/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_why.h"

#include "trace_describe.h"
#include "trace_dump.h"
#include "trace_verdict.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* The story so far: the events about the address, the last `limit` of them. */
struct story {
    struct trace_event *events; /* a ring when there is a limit */
    size_t count, capacity;
    uint64_t limit;
    uint64_t told; /* events that it had in all */
};

static int story_add(struct story *story, const struct trace_event *traced)
{
    if (story->limit != 0 && story->count == story->limit) {
        story->events[story->told++ % story->limit] = *traced;
        return 0;
    }
    if (story->count == story->capacity) {
        const size_t capacity = story->capacity != 0 ? 2 * story->capacity : 64;
        struct trace_event *events = reallocarray(story->events, capacity, sizeof(*events));

        if (events == NULL) {
            return -ENOMEM;
        }
        story->events = events;
        story->capacity = capacity;
    }
    story->events[story->count++] = *traced;
    story->told++;
    return 0;
}

static void print_story(const struct story *story, const struct trace_names_of *names, FILE *out)
{
    const size_t first = story->told > story->count ? story->told % story->count : 0;

    fprintf(out, "\nwhat happened");
    if (story->told > story->count) {
        fprintf(out, ": the last %zu of %" PRIu64 " events; --limit 0 shows all", story->count,
                story->told);
    }
    fputc('\n', out);
    for (size_t i = 0; i < story->count; i++) {
        struct trace_line line;

        line.size = 0;
        trace_dump_line(&line, &story->events[(first + i) % story->count], names->header,
                        names->where);
        fwrite(line.text, 1, line.size, out);
        fputc('\n', out);
    }
}

static void print_descriptor(const struct trace_descriptor *known, uint64_t pa,
                             const struct trace_names_of *names, FILE *out)
{
    struct trace_line line;

    line.size = 0;
    trace_describe_descriptor(&line, known->value, known->level);
    fprintf(out, "  level %u  [0x%" PRIx64 "] = 0x%" PRIx64 "  %.*s, %s at ", known->level, pa,
            known->value, (int)line.size, line.text, known->written ? "written" : "first read");
    trace_verdict_moment(&known->when, names, out);
    fputc('\n', out);
}

static void print_descriptors(const struct trace_page *page, const struct trace_names_of *names,
                              FILE *out)
{
    unsigned shown = 0;

    fprintf(out, "\ndescriptors, as far as walks and stores told\n");
    for (unsigned level = 0; level < TRACE_PAGE_LEVELS; level++) {
        const struct trace_descriptor *known = trace_page_descriptor(page, page->chain[level]);

        if (page->chain[level] != 0 && known != NULL) {
            print_descriptor(known, page->chain[level], names, out);
            shown++;
        }
    }
    fputs(shown == 0 ? "  none was seen\n" : "", out);
}

static void print_covers(const struct trace_page *page, const struct trace_names_of *names,
                         FILE *out)
{
    fprintf(out, "\nTLB entries that cover it\n");
    for (size_t i = 0; i < page->cover_count; i++) {
        const struct trace_cover *cover = &page->covers[i];
        const struct event *fill = &cover->fill.traced.event;
        const struct event_entry *entry = &fill->entry;

        fprintf(out, "  core %u %s  0x%" PRIx64 " -> 0x%" PRIx64 " %" PRIu64 "K ", fill->core,
                trace_tlb_names[cover->tlb], entry->va.v, entry->pa.v,
                entry->size_shift < 64 ? (uint64_t)1 << entry->size_shift >> 10 : 0);
        if (entry->global) {
            fputs("global", out);
        } else {
            fprintf(out, "ASID %u", entry->asid);
        }
        fputs(", filled at ", out);
        trace_verdict_moment(&cover->fill, names, out);
        fputs(trace_page_stale(page, cover) != NULL ? "; STALE\n" : "\n", out);
    }
    fputs(page->cover_count == 0 ? "  none\n" : "", out);
}

static void print_walk_caches(const struct trace_page *page, FILE *out)
{
    unsigned shown = 0;

    fprintf(out, "\nwalk caches, as far as walks of the page told\n");
    for (unsigned i = 0; i < page->core_count; i++) {
        const struct trace_walk_cache *cache = &page->cores[i].cache;

        if (cache->used.order == 0) {
            continue;
        }
        shown++;
        fprintf(out, "  core %u  level %u table 0x%" PRIx64 ", %s at cycle %" PRIu64, i,
                cache->level, cache->table, cache->hit ? "used" : "come by",
                cache->used.traced.event.cycle);
        if (cache->dropped.order != 0) {
            fprintf(out, ", dropped at cycle %" PRIu64, cache->dropped.traced.event.cycle);
        }
        fputs(cache->stale ? "; STALE\n" : "\n", out);
    }
    fputs(shown == 0 ? "  nothing\n" : "", out);
}

/* What is not in the recording is not in the story. */
static bool is_partial(const struct trace_recording *recording)
{
    return recording != NULL && (recording->level < TRACE_LEVEL_DEFAULT ||
                                 recording->filter_text != NULL || recording->ring != 0);
}

static void print_all(const struct trace_page *page, const struct story *story,
                      const struct trace_names_of *names, FILE *out)
{
    const struct trace_symbol *symbol = trace_where_symbol(names->header, page->address);

    fprintf(out, "0x%" PRIx64, page->address);
    if (symbol != NULL) {
        fprintf(out, " (%s+0x%" PRIx64 ")", symbol->name, page->address - symbol->address);
    }
    fputs("\n", out);
    print_story(story, names, out);
    print_descriptors(page, names, out);
    print_covers(page, names, out);
    print_walk_caches(page, out);
    if (is_partial(names->header->recording)) {
        fputs("\nthe recording left something out; `trace info` says what\n", out);
    }
    fputc('\n', out);
    trace_verdict_print(page, names, out);
}

static int follow(struct trace_reader *reader, const struct trace_why_options *options,
                  struct trace_page *page, struct story *story)
{
    struct trace_event traced;
    int status = 0;

    while (status == 0 && trace_reader_next(reader, &traced)) {
        bool about = false;

        if (traced.event.cycle > options->at) {
            continue;
        }
        status = trace_page_apply(page, &traced, &about);
        if (status == 0 && about) {
            status = story_add(story, &traced);
        }
    }
    return status;
}

int trace_why(struct trace_reader *reader, const struct trace_why_options *options, FILE *out)
{
    const struct trace_header *header = &trace_reader_header(reader)->header;
    const struct trace_names_of names = {header, trace_where_create(header)};
    struct story story = {.limit = options->limit};
    struct trace_page page = {0};
    int status = names.where != NULL ? trace_page_init(&page, options->address, header) : -ENOMEM;

    if (status == 0) {
        status = follow(reader, options, &page, &story);
    }
    if (status == 0) {
        print_all(&page, &story, &names, out);
        status = ferror(out) != 0 ? -EIO : 0;
    }
    trace_page_finish(&page);
    trace_where_destroy(names.where);
    free(story.events);
    return status;
}
