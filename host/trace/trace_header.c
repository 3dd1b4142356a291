/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header is a sequence of sections: a tag, the size of the body, the body.
 * A reader skips sections whose tag it does not know, so that later writers
 * may add some.
 */
#include "trace_header.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CPU_MAX 64 /* the width of a chunk's core mask */

enum section {
    SECTION_RUN = 1,
    SECTION_MACHINE = 2,
    SECTION_SYMBOLS = 3,
    SECTION_CODE = 4, /* one for each region */
    SECTION_SITES = 5,
    SECTION_PHASES = 6,
    SECTION_RECORDING = 7, /* not there when nothing is left out */
};

static void put_section(struct trace_bytes *bytes, enum section tag, struct trace_bytes *body)
{
    trace_bytes_put_varint(bytes, tag);
    trace_bytes_put_varint(bytes, body->size);
    trace_bytes_put(bytes, body->data, body->size);
    bytes->failed |= body->failed;
    body->size = 0;
}

static void put_run(const struct trace_header *header, struct trace_bytes *body)
{
    static const struct result_firmware none = {0};
    const struct result_firmware *firmware = header->firmware != NULL ? header->firmware : &none;

    trace_bytes_put_varint(body, header->cpu_count);
    trace_bytes_put_varint(body, header->seed);
    trace_bytes_put_string(body, header->tool_version);
    trace_bytes_put_string(body, header->machine_name);
    trace_bytes_put_string(body, header->workload);
    trace_bytes_put_string(body, firmware->name);
    trace_bytes_put_string(body, firmware->sha256);
    trace_bytes_put_string(body, firmware->allocator);
    trace_bytes_put_string(body, firmware->shootdown);
}

static void put_machine(const struct machine_config *machine, struct trace_bytes *body)
{
    trace_bytes_put_varint(body, machine_key_count());
    for (unsigned i = 0; i < machine_key_count(); i++) {
        char value[128];

        machine_key_get(machine, i, value, sizeof(value));
        trace_bytes_put_string(body, machine_key_name(i));
        trace_bytes_put_string(body, value);
    }
}

static void put_symbols(const struct trace_header *header, struct trace_bytes *body)
{
    uint64_t last = 0;

    trace_bytes_put_varint(body, header->symbol_count);
    for (size_t i = 0; i < header->symbol_count; i++) {
        trace_bytes_put_varint(body, header->symbols[i].address - last);
        trace_bytes_put_varint(body, header->symbols[i].size);
        trace_bytes_put_string(body, header->symbols[i].name);
        last = header->symbols[i].address;
    }
}

static void put_code(const struct trace_code *code, struct trace_bytes *body)
{
    trace_bytes_put_varint(body, code->address);
    trace_bytes_put(body, code->bytes, code->size);
}

static void put_sites(const struct trace_header *header, struct trace_bytes *body)
{
    trace_bytes_put_varint(body, header->site_count);
    for (size_t i = 0; i < header->site_count; i++) {
        trace_bytes_put_varint(body, header->sites[i].line);
        trace_bytes_put_varint(body, header->sites[i].column);
        trace_bytes_put_string(body, header->sites[i].op);
        trace_bytes_put_string(body, header->sites[i].text);
    }
}

static void put_phases(const struct trace_header *header, struct trace_bytes *body)
{
    trace_bytes_put_varint(body, header->phase_count);
    for (size_t i = 0; i < header->phase_count; i++) {
        trace_bytes_put_string(body, header->phase_names[i]);
    }
}

static void put_recording(const struct trace_recording *recording, struct trace_bytes *body)
{
    trace_bytes_put_string(body, trace_level_names[recording->level]);
    trace_bytes_put_string(body, recording->filter_text);
    trace_bytes_put_varint(body, recording->ring);
}

void trace_header_write(const struct trace_header *header, struct trace_bytes *bytes)
{
    struct trace_bytes body = {0};

    put_run(header, &body);
    put_section(bytes, SECTION_RUN, &body);
    put_machine(header->machine, &body);
    put_section(bytes, SECTION_MACHINE, &body);
    put_symbols(header, &body);
    put_section(bytes, SECTION_SYMBOLS, &body);
    for (size_t i = 0; i < header->code_count; i++) {
        put_code(&header->code[i], &body);
        put_section(bytes, SECTION_CODE, &body);
    }
    put_sites(header, &body);
    put_section(bytes, SECTION_SITES, &body);
    put_phases(header, &body);
    put_section(bytes, SECTION_PHASES, &body);
    if (header->recording != NULL) {
        put_recording(header->recording, &body);
        put_section(bytes, SECTION_RECORDING, &body);
    }
    trace_bytes_finish(&body);
}

/* *array = calloc(count) unless a section comes twice. 0 or -errno. */
static int make_array(void *array, size_t count, size_t item_bytes)
{
    void *items;

    memcpy(&items, array, sizeof(items));
    if (items != NULL) {
        return -EILSEQ;
    }
    items = calloc(count + 1, item_bytes);
    memcpy(array, &items, sizeof(items));
    return items != NULL ? 0 : -ENOMEM;
}

static int get_run(struct trace_cursor *body, struct trace_header_copy *copy)
{
    struct trace_header *header = &copy->header;
    const uint64_t cpu_count = trace_cursor_varint(body);
    const char *sha256;

    if (cpu_count == 0 || cpu_count > CPU_MAX) {
        return -EILSEQ;
    }
    header->cpu_count = (unsigned)cpu_count;
    header->seed = trace_cursor_varint(body);
    header->tool_version = trace_cursor_string(body);
    header->machine_name = trace_cursor_string(body);
    header->workload = trace_cursor_string(body);
    copy->firmware.name = (char *)trace_cursor_string(body);
    sha256 = trace_cursor_string(body);
    copy->firmware.allocator = trace_cursor_string(body);
    copy->firmware.shootdown = trace_cursor_string(body);
    if (sha256 != NULL && strlen(sha256) < sizeof(copy->firmware.sha256)) {
        strcpy(copy->firmware.sha256, sha256);
    }
    return 0;
}

static int get_machine(struct trace_cursor *body, struct trace_header_copy *copy)
{
    const size_t count = trace_cursor_count(body, 2);
    const int status = make_array(&copy->keys, count, sizeof(*copy->keys));

    if (status != 0) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        struct trace_machine_key *key = &copy->keys[i];

        key->name = trace_cursor_string(body);
        key->value = trace_cursor_string(body);
        if (key->name == NULL || key->value == NULL) {
            return -EILSEQ;
        }
        /* A key of a later mmulator stays text. */
        (void)machine_key_set(&copy->machine, key->name, key->value);
    }
    copy->key_count = count;
    return 0;
}

static int get_symbols(struct trace_cursor *body, struct trace_header_copy *copy)
{
    const size_t count = trace_cursor_count(body, 3);
    const int status = make_array(&copy->symbols, count, sizeof(*copy->symbols));
    uint64_t last = 0;

    if (status != 0) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        struct trace_symbol *symbol = &copy->symbols[i];
        const uint64_t step = trace_cursor_varint(body);

        symbol->address = last + step;
        symbol->size = trace_cursor_varint(body);
        symbol->name = trace_cursor_string(body);
        if (symbol->name == NULL || symbol->address < last) {
            return -EILSEQ;
        }
        last = symbol->address;
    }
    copy->header.symbol_count = count;
    return 0;
}

static int get_code(struct trace_cursor *body, struct trace_header_copy *copy)
{
    const size_t count = copy->header.code_count;
    struct trace_code *code = realloc(copy->code, (count + 1) * sizeof(*code));

    if (code == NULL) {
        return -ENOMEM;
    }
    copy->code = code;
    code[count].address = trace_cursor_varint(body);
    code[count].size = (size_t)(body->end - body->next);
    code[count].bytes = trace_cursor_bytes(body, code[count].size);
    copy->header.code_count = count + 1;
    return 0;
}

static int get_sites(struct trace_cursor *body, struct trace_header_copy *copy)
{
    const size_t count = trace_cursor_count(body, 4);
    const int status = make_array(&copy->sites, count, sizeof(*copy->sites));

    if (status != 0) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        struct trace_site *site = &copy->sites[i];

        site->line = (uint32_t)trace_cursor_varint(body);
        site->column = (uint32_t)trace_cursor_varint(body);
        site->op = trace_cursor_string(body);
        site->text = trace_cursor_string(body);
        if (site->op == NULL || site->text == NULL) {
            return -EILSEQ;
        }
    }
    copy->header.site_count = count;
    return 0;
}

static int get_phases(struct trace_cursor *body, struct trace_header_copy *copy)
{
    const size_t count = trace_cursor_count(body, 1);
    const int status = make_array(&copy->phase_names, count, sizeof(*copy->phase_names));

    if (status != 0) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        copy->phase_names[i] = trace_cursor_string(body);
        if (copy->phase_names[i] == NULL) {
            return -EILSEQ;
        }
    }
    copy->header.phase_count = count;
    return 0;
}

static int get_recording(struct trace_cursor *body, struct trace_header_copy *copy)
{
    const char *level = trace_cursor_string(body);

    copy->recording.level = trace_level_find(level != NULL ? level : "");
    copy->recording.filter_text = trace_cursor_string(body);
    copy->recording.ring = trace_cursor_varint(body);
    if (copy->recording.level == TRACE_LEVEL_COUNT) {
        return -EILSEQ;
    }
    copy->header.recording = &copy->recording;
    return 0;
}

static int get_section(uint64_t tag, struct trace_cursor *body, struct trace_header_copy *copy)
{
    static int (*const readers[])(struct trace_cursor *, struct trace_header_copy *) = {
        [SECTION_RUN] = get_run,
        [SECTION_MACHINE] = get_machine,
        [SECTION_SYMBOLS] = get_symbols,
        [SECTION_CODE] = get_code,
        [SECTION_SITES] = get_sites,
        [SECTION_PHASES] = get_phases,
        [SECTION_RECORDING] = get_recording,
    };
    int status = 0;

    if (tag < sizeof(readers) / sizeof(readers[0]) && readers[tag] != NULL) {
        status = readers[tag](body, copy);
    }
    return status == 0 && body->failed ? -EILSEQ : status;
}

static int get_sections(struct trace_cursor *cursor, struct trace_header_copy *copy)
{
    while (cursor->next < cursor->end) {
        const uint64_t tag = trace_cursor_varint(cursor);
        const uint64_t size = trace_cursor_varint(cursor);
        const uint8_t *data = trace_cursor_bytes(cursor, size);

        if (data == NULL) {
            return -EILSEQ;
        }
        struct trace_cursor body = {data, data + size, false};
        const int status = get_section(tag, &body, copy);

        if (status != 0) {
            return status;
        }
    }
    return copy->header.cpu_count != 0 ? 0 : -EILSEQ;
}

int trace_header_read(const uint8_t *data, size_t size, struct trace_header_copy *ret)
{
    struct trace_cursor cursor = {data, data + size, false};
    int status;

    *ret = (struct trace_header_copy){.machine = machine_config_default()};
    status = get_sections(&cursor, ret);
    if (status != 0) {
        trace_header_copy_finish(ret);
        return status;
    }
    ret->header.machine = &ret->machine;
    ret->header.firmware = &ret->firmware;
    ret->header.symbols = ret->symbols;
    ret->header.code = ret->code;
    ret->header.sites = ret->sites;
    ret->header.phase_names = ret->phase_names;
    return 0;
}

void trace_header_copy_finish(struct trace_header_copy *copy)
{
    free(copy->keys);
    free(copy->symbols);
    free(copy->code);
    free(copy->sites);
    free(copy->phase_names);
    *copy = (struct trace_header_copy){0};
}
