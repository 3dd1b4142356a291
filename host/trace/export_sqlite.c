/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A database: `events` has a row for each event, and one table for each payload
 * (miss, entry, walk, tlbi, ...) the fields of its kinds, by the event's id.
 * docs/trace-sqlite.md describes the tables. Addresses are texts of 16 digits,
 * so that they compare as numbers: SQLite's integers are signed.
 */
#include "trace_describe.h"
#include "trace_export.h"
#include "trace_reach.h"

#include <sqlite3.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SQL_BYTES 2048

struct db {
    sqlite3 *handle;
    sqlite3_stmt *event, *step;
    sqlite3_stmt *payload[EVENT_KIND_COUNT]; /* by kind; kinds of one payload have one each */
    char *part; /* the name while it grows */
};

static const char *const payload_names[EVENT_KIND_COUNT] = {
#define EVENT(NAME, text, member) [EVENT_##NAME] = #member,
#include "event.def"
#undef EVENT
};

static int check(struct db *db, int code)
{
    (void)db;
    return code == SQLITE_OK || code == SQLITE_DONE ? 0 : code == SQLITE_NOMEM ? -ENOMEM : -EIO;
}

static int execute(struct db *db, const char *sql)
{
    return check(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

static int prepare(struct db *db, const char *sql, sqlite3_stmt **ret)
{
    return check(db, sqlite3_prepare_v2(db->handle, sql, -1, ret, NULL));
}

static int step(struct db *db, sqlite3_stmt *statement)
{
    const int status = check(db, sqlite3_step(statement));

    sqlite3_reset(statement);
    return status;
}

static void bind_address(sqlite3_stmt *statement, int column, uint64_t value)
{
    char text[32];

    snprintf(text, sizeof(text), "0x%016" PRIx64, value);
    sqlite3_bind_text(statement, column, text, -1, SQLITE_TRANSIENT);
}

static bool is_address(const struct trace_field *field)
{
    return field->look == TRACE_LOOK_HEX || field->look == TRACE_LOOK_SYNDROME ||
           (field->look == TRACE_LOOK_HIDDEN && field->coding != TRACE_CODING_PLAIN);
}

static bool is_number(const struct trace_field *field)
{
    switch ((enum trace_look)field->look) {
    case TRACE_LOOK_HIDDEN:
    case TRACE_LOOK_DECIMAL:
    case TRACE_LOOK_SOME:
    case TRACE_LOOK_HIDDEN_FLAG:
    case TRACE_LOOK_FLAG:
    case TRACE_LOOK_CORE:
    case TRACE_LOOK_PHASE:
    case TRACE_LOOK_PAGE_SIZE:
        return true;
    default:
        return false;
    }
}

static void bind_field(sqlite3_stmt *statement, int column, const struct trace_field *field,
                       const struct event *ev)
{
    const uint64_t value = trace_field_get(field, ev);

    if (is_address(field)) {
        bind_address(statement, column, value);
    } else if (field->look == TRACE_LOOK_PAGE_SIZE) {
        sqlite3_bind_int64(statement, column, value < 63 ? (sqlite3_int64)1 << value : 0);
    } else if (is_number(field)) {
        sqlite3_bind_int64(statement, column, (sqlite3_int64)value);
    } else {
        sqlite3_bind_text(statement, column, trace_value_name((enum trace_look)field->look, value),
                          -1, SQLITE_STATIC);
    }
}

/* "CREATE TABLE miss (event INTEGER PRIMARY KEY, va TEXT, ...)" and its INSERT. */
static int make_payload(struct db *db, unsigned kind)
{
    const struct trace_field_list list = trace_fields(kind);
    char create[SQL_BYTES], insert[SQL_BYTES];
    int c = snprintf(create, sizeof(create),
                     "CREATE TABLE IF NOT EXISTS \"%s\" (event INTEGER PRIMARY KEY",
                     payload_names[kind]);
    int n = snprintf(insert, sizeof(insert), "INSERT INTO \"%s\" VALUES (?", payload_names[kind]);
    int status;

    for (size_t i = 0; i < list.count; i++) {
        const struct trace_field *field = &list.fields[i];

        if (field->step == 0) {
            c += snprintf(create + c, sizeof(create) - (size_t)c, ", \"%s\" %s",
                          trace_field_data_name(field),
                          is_address(field) || !is_number(field) ? "TEXT" : "INTEGER");
            n += snprintf(insert + n, sizeof(insert) - (size_t)n, ", ?");
        }
    }
    snprintf(create + c, sizeof(create) - (size_t)c, ") STRICT");
    snprintf(insert + n, sizeof(insert) - (size_t)n, ")");
    status = execute(db, create);
    return status != 0 ? status : prepare(db, insert, &db->payload[kind]);
}

static int make_tables(struct db *db)
{
    int status = execute(
        db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
            "CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT) STRICT;"
            "CREATE TABLE symbols (address TEXT, size INTEGER, name TEXT) STRICT;"
            "CREATE TABLE sites (id INTEGER PRIMARY KEY, line INTEGER, column INTEGER, op TEXT,"
            " text TEXT) STRICT;"
            "CREATE TABLE phases (id INTEGER PRIMARY KEY, name TEXT) STRICT;"
            "CREATE TABLE events (id INTEGER PRIMARY KEY, cycle INTEGER, core INTEGER, kind TEXT,"
            " pc TEXT, symbol TEXT, offset INTEGER, phase INTEGER, site INTEGER, first TEXT,"
            " last TEXT) STRICT;"
            "CREATE TABLE steps (event INTEGER, step INTEGER, level INTEGER, pa TEXT,"
            " descriptor TEXT, fetch TEXT, meaning TEXT, PRIMARY KEY (event, step)) STRICT;");

    for (unsigned kind = 0; kind < EVENT_KIND_COUNT && status == 0; kind++) {
        status = make_payload(db, kind);
    }
    if (status == 0) {
        status =
            prepare(db, "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &db->event);
    }
    return status != 0 ? status
                       : prepare(db, "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)", &db->step);
}

/* Rows that are made once: `values` are bound as texts, but for what is NULL. */
static int insert_texts(struct db *db, const char *sql, const char *const *values, size_t count)
{
    sqlite3_stmt *statement = NULL;
    int status = prepare(db, sql, &statement);

    for (size_t i = 0; i < count && status == 0; i++) {
        sqlite3_bind_text(statement, (int)i + 1, values[i], -1, SQLITE_STATIC);
    }
    status = status != 0 ? status : step(db, statement);
    sqlite3_finalize(statement);
    return status;
}

static int put_run(struct db *db, const char *name, const char *value)
{
    return insert_texts(db, "INSERT INTO run VALUES (?, ?)", (const char *const[]){name, value}, 2);
}

static int put_number(struct db *db, const char *name, uint64_t value)
{
    char text[32];

    snprintf(text, sizeof(text), "%" PRIu64, value);
    return put_run(db, name, text);
}

static int fill_run(struct db *db, const struct trace_export *job)
{
    const struct trace_header *header = job->header;
    const struct trace_header_copy *copy = trace_reader_header(job->reader);
    int status = put_run(db, "machine", header->machine_name);

    status |= put_run(db, "workload", header->workload);
    status |= put_run(db, "firmware", header->firmware->name);
    status |= put_run(db, "sha256", header->firmware->sha256);
    status |= put_run(db, "allocator", header->firmware->allocator);
    status |= put_run(db, "shootdown", header->firmware->shootdown);
    status |= put_run(db, "mmulator", header->tool_version);
    status |= put_number(db, "cores", header->cpu_count);
    status |= put_number(db, "seed", header->seed);
    for (size_t i = 0; i < copy->key_count && status == 0; i++) {
        status = insert_texts(db, "INSERT OR REPLACE INTO run VALUES (?, ?)",
                              (const char *const[]){copy->keys[i].name, copy->keys[i].value}, 2);
    }
    return status != 0 ? -EIO : 0;
}

static int fill_names(struct db *db, const struct trace_header *header)
{
    char number[4][32];
    int status = 0;

    for (size_t i = 0; i < header->symbol_count && status == 0; i++) {
        const struct trace_symbol *symbol = &header->symbols[i];

        snprintf(number[0], sizeof(number[0]), "0x%016" PRIx64, symbol->address);
        snprintf(number[1], sizeof(number[1]), "%" PRIu64, symbol->size);
        status = insert_texts(db, "INSERT INTO symbols VALUES (?, CAST(? AS INTEGER), ?)",
                              (const char *const[]){number[0], number[1], symbol->name}, 3);
    }
    for (size_t i = 0; i < header->site_count && status == 0; i++) {
        const struct trace_site *site = &header->sites[i];

        snprintf(number[0], sizeof(number[0]), "%zu", i);
        snprintf(number[1], sizeof(number[1]), "%" PRIu32, site->line);
        snprintf(number[2], sizeof(number[2]), "%" PRIu32, site->column);
        status = insert_texts(
            db,
            "INSERT INTO sites VALUES (CAST(? AS INTEGER), CAST(? AS INTEGER), CAST(? AS INTEGER), "
            "?, ?)",
            (const char *const[]){number[0], number[1], number[2], site->op, site->text}, 5);
    }
    for (size_t i = 0; i < header->phase_count && status == 0; i++) {
        snprintf(number[0], sizeof(number[0]), "%zu", i);
        status = insert_texts(db, "INSERT INTO phases VALUES (CAST(? AS INTEGER), ?)",
                              (const char *const[]){number[0], header->phase_names[i]}, 2);
    }
    return status;
}

/* An index into a list of the header, or NULL where there is none. */
static void bind_place(sqlite3_stmt *statement, int column, uint32_t index, size_t count)
{
    if (index < count) {
        sqlite3_bind_int64(statement, column, index);
    } else {
        sqlite3_bind_null(statement, column);
    }
}

static int put_event(struct db *db, const struct trace_export *job,
                     const struct trace_event *traced, sqlite3_int64 id)
{
    const struct event *ev = &traced->event;
    const struct trace_symbol *symbol =
        ev->pc != 0 ? trace_where_symbol(job->header, ev->pc) : NULL;
    struct trace_span span;

    sqlite3_clear_bindings(db->event);
    sqlite3_bind_int64(db->event, 1, id);
    sqlite3_bind_int64(db->event, 2, (sqlite3_int64)ev->cycle);
    sqlite3_bind_int64(db->event, 3, ev->core);
    sqlite3_bind_text(db->event, 4, event_kind_name(ev->kind), -1, SQLITE_STATIC);
    if (ev->pc != 0) {
        bind_address(db->event, 5, ev->pc);
    }
    if (symbol != NULL) {
        sqlite3_bind_text(db->event, 6, symbol->name, -1, SQLITE_STATIC);
        sqlite3_bind_int64(db->event, 7, (sqlite3_int64)(ev->pc - symbol->address));
    }
    bind_place(db->event, 8, traced->phase, job->header->phase_count);
    bind_place(db->event, 9, traced->site, job->header->site_count);
    if (trace_reach(ev, &span)) {
        bind_address(db->event, 10, span.first);
        bind_address(db->event, 11, span.last);
    }
    return step(db, db->event);
}

static int put_payload(struct db *db, const struct event *ev, sqlite3_int64 id)
{
    const struct trace_field_list list = trace_fields(ev->kind);
    sqlite3_stmt *statement = db->payload[ev->kind];
    int column = 1;

    sqlite3_bind_int64(statement, column++, id);
    for (size_t i = 0; i < list.count; i++) {
        if (list.fields[i].step == 0) {
            bind_field(statement, column++, &list.fields[i], ev);
        }
    }
    return step(db, statement);
}

static int put_steps(struct db *db, const struct event_walk *walk, sqlite3_int64 id)
{
    static const char *const fetches[] = {"uncached", "hit", "miss"};
    int status = 0;

    for (unsigned i = 0; i < walk->step_count && i < EVENT_WALK_STEPS && status == 0; i++) {
        struct trace_line line;

        line.size = 0;
        trace_describe_descriptor(&line, walk->step[i].descriptor, walk->first_level + i);
        sqlite3_bind_int64(db->step, 1, id);
        sqlite3_bind_int64(db->step, 2, i);
        sqlite3_bind_int64(db->step, 3, walk->first_level + i);
        bind_address(db->step, 4, walk->step[i].pa.v);
        bind_address(db->step, 5, walk->step[i].descriptor);
        sqlite3_bind_text(db->step, 6, walk->fetch[i] < 3 ? fetches[walk->fetch[i]] : "?", -1,
                          SQLITE_STATIC);
        sqlite3_bind_text(db->step, 7, line.text, (int)line.size, SQLITE_TRANSIENT);
        status = step(db, db->step);
    }
    return status;
}

static int fill_events(struct db *db, struct trace_export *job)
{
    struct trace_event traced;
    sqlite3_int64 id = 0;
    int status = 0;

    while (status == 0 && trace_export_next(job, &traced)) {
        id++;
        status = put_event(db, job, &traced, id);
        if (status == 0) {
            status = put_payload(db, &traced.event, id);
        }
        if (status == 0 && traced.event.kind == EVENT_WALK) {
            status = put_steps(db, &traced.event.walk, id);
        }
    }
    return status;
}

static int finish_tables(struct db *db)
{
    return execute(db, "CREATE INDEX events_cycle ON events (cycle);"
                       "CREATE INDEX events_kind ON events (kind);"
                       "CREATE INDEX events_first ON events (first);"
                       "CREATE INDEX events_pc ON events (pc);"
                       "CREATE INDEX events_site ON events (site);"
                       "CREATE INDEX entry_va ON entry (va);"
                       "CREATE INDEX steps_pa ON steps (pa);"
                       "COMMIT;");
}

static void close_db(struct db *db)
{
    sqlite3_finalize(db->event);
    sqlite3_finalize(db->step);
    for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
        sqlite3_finalize(db->payload[kind]);
    }
    sqlite3_close(db->handle);
}

static int fill(struct db *db, struct trace_export *job)
{
    int status = make_tables(db);

    status = status != 0 ? status : fill_run(db, job);
    status = status != 0 ? status : fill_names(db, job->header);
    status = status != 0 ? status : fill_events(db, job);
    return status != 0 ? status : finish_tables(db);
}

static int run(struct trace_export *job)
{
    struct db db = {.handle = NULL};
    int status;

    if (asprintf(&db.part, "%s.part", job->path) < 0) {
        return -ENOMEM;
    }
    (void)remove(db.part); /* what another run left behind is no database to add to */
    status = check(&db, sqlite3_open_v2(db.part, &db.handle,
                                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL));
    status = status != 0 ? status : fill(&db, job);
    close_db(&db);
    if (status == 0 && rename(db.part, job->path) != 0) {
        status = -errno;
    }
    if (status != 0) {
        (void)remove(db.part);
    }
    free(db.part);
    return status;
}

const struct trace_exporter export_sqlite = {.name = "sqlite",
                                             .meaning =
                                                 "a database of events, one table for each payload",
                                             .own_file = true,
                                             .run = run};
