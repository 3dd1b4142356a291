/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One screen of at most 100 columns: what ran, what failed, what it cost. */
#include "summary.h"

#include "number.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define COLUMNS 100
#define TEXT_COLUMN 31 /* behind a row's name and total */

struct summary {
    const struct run_result *result;
    FILE *file;
    bool colour; /* the file is a terminal */
};

static uint64_t total(const struct summary *s, enum counter_id id)
{
    return s->result->totals.value[id];
}

static const char *or_dash(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "-";
}

static void print_header(const struct summary *s)
{
    const struct run_result *r = s->result;

    fprintf(s->file, "%s on %s, %u core%s, seed %llu: %s cycles\n",
            r->workload != NULL ? r->workload : or_dash(r->firmware.name), or_dash(r->machine_name),
            r->cpu_count, r->cpu_count == 1 ? "" : "s", (unsigned long long)r->seed,
            number_grouped(r->elapsed).text);
    fprintf(s->file, "%s %s %.12s", r->workload != NULL ? "firmware" : "image",
            or_dash(r->firmware.name), r->firmware.sha256);
    if (r->firmware.allocator != NULL) {
        fprintf(s->file, ", allocator %s", r->firmware.allocator);
    }
    if (r->firmware.shootdown != NULL) {
        fprintf(s->file, ", shootdown %s", r->firmware.shootdown);
    }
    fprintf(s->file, "\n");
}

static void print_verdict(const struct summary *s, bool good, const char *word)
{
    static const char *const red_and_green[] = {"\033[31m", "\033[32m"};

    fprintf(s->file, "%s%-6s%s  ", s->colour ? red_and_green[good] : "", word,
            s->colour ? "\033[0m" : "");
}

static size_t count_failed(const struct run_result *r)
{
    size_t failed = 0;

    for (size_t i = 0; i < r->expectation_count; i++) {
        failed += r->expectations[i].ok == 0;
    }
    return failed;
}

static void print_expectation(const struct summary *s, const struct result_expectation *e)
{
    print_verdict(s, e->ok != 0, e->ok != 0 ? "ok" : "FAILED");
    fprintf(s->file, "line %u: %s", e->line, or_dash(e->text));
    if (e->ok == 0 && e->actual != NULL) {
        fprintf(s->file, "\n%8sfound %s", "", e->actual);
    }
    fprintf(s->file, "\n");
}

/* Failures first and each; of those that hold the number is enough when they are many. */
static void print_expectations(const struct summary *s)
{
    static const size_t listed_max = 10;
    const struct run_result *r = s->result;
    const size_t held = r->expectation_count - count_failed(r);

    if (r->exit_reason != NULL) {
        fprintf(s->file, "\n");
        print_verdict(s, false, "STOP");
        fprintf(s->file, "%s\n", r->exit_reason);
    }
    fprintf(s->file, "%s", r->expectation_count != 0 && r->exit_reason == NULL ? "\n" : "");
    for (size_t i = 0; i < r->expectation_count; i++) {
        if (r->expectations[i].ok == 0) {
            print_expectation(s, &r->expectations[i]);
        }
    }
    if (held > listed_max) {
        print_verdict(s, true, "ok");
        fprintf(s->file, "%zu expectations hold\n", held);
        return;
    }
    for (size_t i = 0; i < r->expectation_count; i++) {
        if (r->expectations[i].ok != 0) {
            print_expectation(s, &r->expectations[i]);
        }
    }
}

static void print_op(const struct summary *s, const struct result_op *op)
{
    fprintf(s->file, "  %-14s %12s", op->name, number_grouped(op->count).text);
    fprintf(s->file, " %15s", number_grouped(op->cycles.p50).text);
    fprintf(s->file, " %13s", number_grouped(op->cycles.p99).text);
    fprintf(s->file, " %13s", number_grouped(op->cycles.max).text);
    fprintf(s->file, " %18s\n", number_grouped(op->instructions.p50).text);
}

static void print_phase(const struct summary *s, const struct result_phase *phase)
{
    fprintf(s->file, "\nphase %s: %s cycles, %s instructions\n", phase->name,
            number_grouped(phase->cycles).text,
            number_grouped(phase->counters.value[COUNTER_INSTRUCTIONS]).text);
    if (phase->op_count == 0) {
        return;
    }
    fprintf(s->file, "  %-14s %12s %15s %13s %13s %18s\n", "op", "count", "cycles p50", "p99",
            "max", "instructions p50");
    for (size_t i = 0; i < phase->op_count; i++) {
        print_op(s, &phase->ops[i]);
    }
}

/* The counters of one TLB. */
struct tlb_row {
    const char *name;
    enum counter_id access, hit, miss, evict;
};

static void print_tlb(const struct summary *s, const struct tlb_row *row)
{
    fprintf(s->file, "  %-14s %12s", row->name, number_grouped(total(s, row->access)).text);
    fprintf(s->file, " %15s", number_grouped(total(s, row->hit)).text);
    fprintf(s->file, " %13s", number_grouped(total(s, row->miss)).text);
    fprintf(s->file, " %13s", number_percent(total(s, row->miss), total(s, row->access)).text);
    fprintf(s->file, " %18s\n", number_grouped(total(s, row->evict)).text);
}

static void print_tlbs(const struct summary *s)
{
    static const struct tlb_row rows[] = {
        {"L1 I", COUNTER_L1I_ACCESS, COUNTER_L1I_HIT, COUNTER_L1I_MISS, COUNTER_L1I_EVICT},
        {"L1 D", COUNTER_L1D_ACCESS, COUNTER_L1D_HIT, COUNTER_L1D_MISS, COUNTER_L1D_EVICT},
        {"L2", COUNTER_L2_ACCESS, COUNTER_L2_HIT, COUNTER_L2_MISS, COUNTER_L2_EVICT},
    };

    fprintf(s->file, "\nwhole run: %s instructions\n",
            number_grouped(total(s, COUNTER_INSTRUCTIONS)).text);
    fprintf(s->file, "  %-14s %12s %15s %13s %13s %18s\n", "TLB", "accesses", "hits", "misses",
            "miss rate", "evictions");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_tlb(s, &rows[i]);
    }
}

/* A total and what is to be said about it, wrapped behind the total's column. */
struct row {
    FILE *file;
    size_t column, items;
};

static struct row row_begin(const struct summary *s, const char *name, uint64_t value)
{
    fprintf(s->file, "  %-14s %12s", name, number_grouped(value).text);
    return (struct row){.file = s->file, .column = TEXT_COLUMN - 2};
}

__attribute__((format(printf, 2, 3))) static void row_add(struct row *row, const char *format, ...)
{
    char item[80];
    va_list args;

    va_start(args, format);
    vsnprintf(item, sizeof(item), format, args);
    va_end(args);
    if (row->column + 2 + strlen(item) >= COLUMNS) {
        fprintf(row->file, ",\n%*s", TEXT_COLUMN, "");
        row->column = TEXT_COLUMN;
    } else {
        fputs(row->items == 0 ? "  " : ", ", row->file);
        row->column += 2;
    }
    fputs(item, row->file);
    row->column += strlen(item);
    row->items++;
}

static void row_end(const struct row *row)
{
    putc('\n', row->file);
}

static void print_walks(const struct summary *s)
{
    const uint64_t walks = total(s, COUNTER_WALK_COUNT);
    const uint64_t hits = total(s, COUNTER_WALKCACHE_HIT);
    const uint64_t probes = hits + total(s, COUNTER_WALKCACHE_MISS);
    struct row row = row_begin(s, "walks", walks);

    if (walks != 0) {
        row_add(&row, "%s descriptor reads each",
                number_average(total(s, COUNTER_WALK_READS), walks).text);
        row_add(&row, "%s cycles each", number_average(total(s, COUNTER_WALK_CYCLES), walks).text);
        row_add(&row, "walk cache hit %s", number_percent(hits, probes).text);
    }
    row_end(&row);
}

static void print_faults(const struct summary *s)
{
    static const struct {
        enum counter_id id;
        const char *name;
    } kinds[] = {
        {COUNTER_FAULT_TRANSLATION, "translation"}, {COUNTER_FAULT_PERMISSION, "permission"},
        {COUNTER_FAULT_ACCESS_FLAG, "access flag"}, {COUNTER_FAULT_ADDRESS_SIZE, "address size"},
        {COUNTER_FAULT_ALIGNMENT, "alignment"},     {COUNTER_FAULT_EXTERNAL, "external"},
        {COUNTER_FAULT_CONFLICT, "conflict"},
    };
    uint64_t sum = 0;

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        sum += total(s, kinds[i].id);
    }
    struct row row = row_begin(s, "faults", sum);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (total(s, kinds[i].id) != 0) {
            row_add(&row, "%s %s", number_grouped(total(s, kinds[i].id)).text, kinds[i].name);
        }
    }
    row_end(&row);
}

static void print_invalidations(const struct summary *s)
{
    const uint64_t local = total(s, COUNTER_TLBI_LOCAL);
    const uint64_t broadcast = total(s, COUNTER_TLBI_BROADCAST);
    const uint64_t dropped = total(s, COUNTER_TLBI_DROPPED_ENTRIES);
    struct row row = row_begin(s, "invalidations", local + broadcast);

    if (local + broadcast != 0) {
        row_add(&row, "%s broadcast", number_grouped(broadcast).text);
        row_add(&row, "%s local", number_grouped(local).text);
        row_add(&row, "%s entries dropped", number_grouped(dropped).text);
        row_add(&row, "%s hit nothing", number_grouped(total(s, COUNTER_TLBI_DROPPED_NONE)).text);
    }
    row_end(&row);
}

static void print_shootdowns(const struct summary *s)
{
    const uint64_t count = total(s, COUNTER_SHOOTDOWN_COUNT);
    struct row row = row_begin(s, "shootdowns", count);

    if (count != 0) {
        row_add(&row, "%s targets each",
                number_average(total(s, COUNTER_SHOOTDOWN_TARGETS), count).text);
        row_add(&row, "%s cycles each",
                number_average(total(s, COUNTER_SHOOTDOWN_CYCLES), count).text);
        row_add(&row, "targets lost %s cycles",
                number_grouped(total(s, COUNTER_SNOOP_CYCLES)).text);
    }
    row_end(&row);
}

/* The first few places, which are often all. */
static void print_leaks(const struct summary *s)
{
    static const size_t listed_max = 10;
    const struct run_result *r = s->result;

    fprintf(s->file, "%s", r->leak_count != 0 ? "\nnever freed:\n" : "");
    for (size_t i = 0; i < r->leak_count && i < listed_max; i++) {
        const struct result_leak *leak = &r->leaks[i];

        fprintf(s->file, "  line %u:%u", leak->line, leak->column);
        fprintf(s->file, "  %s area%s", number_grouped(leak->areas).text,
                leak->areas == 1 ? "" : "s");
        fprintf(s->file, ", %s bytes\n", number_grouped(leak->bytes).text);
    }
    if (r->leak_count > listed_max) {
        fprintf(s->file, "  and %zu places more\n", r->leak_count - listed_max);
    }
}

static void print_unknown(const struct summary *s)
{
    const uint64_t unknown = total(s, COUNTER_DECODE_UNKNOWN);

    if (unknown != 0) {
        struct row row = row_begin(s, "unknown", unknown);

        row_add(&row, "executed words that the decoder does not know");
        row_end(&row);
    }
}

void summary_print(const struct run_result *result, FILE *file)
{
    const struct summary s = {.result = result, .file = file, .colour = isatty(fileno(file)) != 0};

    print_header(&s);
    print_expectations(&s);
    for (size_t i = 0; i < result->phase_count; i++) {
        print_phase(&s, &result->phases[i]);
    }
    print_tlbs(&s);
    print_walks(&s);
    print_faults(&s);
    print_invalidations(&s);
    print_shootdowns(&s);
    print_unknown(&s);
    print_leaks(&s);
}
