/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The grammar is inih's; what keys there are, what they take and whether they
 * fit together is the machine configuration's. This file joins the two and
 * says which line is wrong.
 */
#include "machine_file.h"

#include "log.h"

#include <ini.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX_BYTES (1u << 20)
#define MESSAGE_MAX_BYTES 512
#define EXPECTED_MAX_BYTES 128

struct parse {
    const char *next, *end; /* text not read yet */
    unsigned line; /* last one read */
    struct machine_file file;
    unsigned *lines, *source_lines; /* by key index; 0: not there */
    unsigned error_line; /* of the first error */
    char error[MESSAGE_MAX_BYTES]; /* empty: none so far */
};

__attribute__((format(printf, 3, 4))) static void fail_at(struct parse *parse, unsigned line,
                                                          const char *format, ...)
{
    va_list args;

    if (parse->error[0] != '\0') {
        return;
    }
    parse->error_line = line;
    va_start(args, format);
    vsnprintf(parse->error, sizeof(parse->error), format, args);
    va_end(args);
}

/* inih's reader: the next line into a buffer of `cap` bytes. It would split longer lines silently.
 */
static char *read_line(char *buffer, int cap, void *stream)
{
    struct parse *parse = stream;
    const size_t left = (size_t)(parse->end - parse->next);
    const char *newline = memchr(parse->next, '\n', left);
    const size_t size = newline != NULL ? (size_t)(newline - parse->next) + 1 : left;

    if (left == 0) {
        return NULL;
    }
    parse->line++;
    if (size >= (size_t)cap) {
        fail_at(parse, parse->line, "line too long: expected at most %d characters", cap - 1);
        return NULL;
    }
    memcpy(buffer, parse->next, size);
    buffer[size] = '\0';
    parse->next += size;
    return buffer;
}

/* The index of a machine key, or -1. */
static int find_key(const char *name, size_t size)
{
    for (unsigned i = 0; i < machine_key_count(); i++) {
        const char *key = machine_key_name(i);

        if (strlen(key) == size && memcmp(key, name, size) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static char *copy_text(struct parse *parse, const char *text)
{
    char *copy = strdup(text);

    if (copy == NULL) {
        fail_at(parse, parse->line, "out of memory");
    }
    return copy;
}

static void take_value(struct parse *parse, const char *name, const char *value)
{
    const int key = find_key(name, strlen(name));
    char expected[EXPECTED_MAX_BYTES];

    if (key < 0) {
        fail_at(parse, parse->line, "unknown key \"%s\": expected a machine key or its .source",
                name);
        return;
    }
    if (parse->lines[key] != 0) {
        fail_at(parse, parse->line, "duplicate key \"%s\": it is set in line %u", name,
                parse->lines[key]);
        return;
    }
    parse->lines[key] = parse->line;
    parse->file.set[key] = true;
    if (machine_key_set(&parse->file.config, name, value) != MACHINE_KEY_OK) {
        machine_key_expected(name, expected, sizeof(expected));
        fail_at(parse, parse->line, "bad value \"%s\" for %s: expected %s", value, name, expected);
    }
}

static void take_source(struct parse *parse, const char *name, size_t key_size, const char *value)
{
    const int key = find_key(name, key_size);

    if (key < 0) {
        fail_at(parse, parse->line, "source of an unknown key \"%.*s\"", (int)key_size, name);
        return;
    }
    if (parse->source_lines[key] != 0) {
        fail_at(parse, parse->line, "duplicate key \"%s\": it is set in line %u", name,
                parse->source_lines[key]);
        return;
    }
    if (value[0] == '\0') {
        fail_at(parse, parse->line, "%s is empty: expected where the value is from, or unverified",
                name);
        return;
    }
    parse->source_lines[key] = parse->line;
    parse->file.sources[key] = copy_text(parse, value);
}

static void take_description(struct parse *parse, const char *name, const char *value)
{
    if (strcmp(name, "description") != 0) {
        fail_at(parse, parse->line, "unknown key \"%s\" in [machine]: expected description", name);
    } else if (parse->file.description != NULL) {
        fail_at(parse, parse->line, "duplicate key \"description\"");
    } else {
        parse->file.description = copy_text(parse, value);
    }
}

/* inih's handler; 0 tells it that the line is an error. */
static int take_line(void *user, const char *section, const char *name, const char *value)
{
    static const char source[] = ".source";
    struct parse *parse = user;
    char key[256];
    size_t size;

    if (strcmp(section, "machine") == 0) {
        take_description(parse, name, value);
        return parse->error[0] == '\0';
    }
    snprintf(key, sizeof(key), "%s%s%s", section, section[0] != '\0' ? "." : "", name);
    size = strlen(key);
    if (size > strlen(source) && strcmp(key + size - strlen(source), source) == 0) {
        take_source(parse, key, size - strlen(source), value);
    } else {
        take_value(parse, key, value);
    }
    return parse->error[0] == '\0';
}

static void parse_lines(struct parse *parse)
{
    const int status = ini_parse_stream(read_line, parse, take_line, parse);

    if (status < 0) {
        fail_at(parse, 0, "out of memory");
    }
    /* A line that is no INI comes before, or instead of, what the handler found. */
    if (status > 0 && (parse->error[0] == '\0' || (unsigned)status < parse->error_line)) {
        parse->error[0] = '\0';
        fail_at(parse, (unsigned)status, "syntax error: expected [SECTION], KEY = VALUE or # text");
    }
}

static void check_sources(struct parse *parse, enum machine_file_kind kind)
{
    for (unsigned i = 0; i < machine_key_count(); i++) {
        if (parse->source_lines[i] != 0 && parse->lines[i] == 0) {
            fail_at(parse, parse->source_lines[i], "source of %s, which is not set",
                    machine_key_name(i));
        }
        if (kind == MACHINE_FILE_PRESET && parse->lines[i] != 0 && parse->source_lines[i] == 0) {
            fail_at(parse, parse->lines[i], "%s has no source: expected %s.source",
                    machine_key_name(i), machine_key_name(i));
        }
    }
}

static void check_whole(struct parse *parse)
{
    const char *key = "", *reason = "";

    if (!machine_config_validate(&parse->file.config, &key, &reason)) {
        const int index = find_key(key, strlen(key));

        fail_at(parse, index >= 0 ? parse->lines[index] : 0, "%s: %s", key, reason);
    }
}

static void parse_text(struct parse *parse, enum machine_file_kind kind)
{
    if (memchr(parse->next, '\0', (size_t)(parse->end - parse->next)) != NULL) {
        fail_at(parse, 0, "not a text file");
        return;
    }
    parse_lines(parse);
    if (parse->error[0] == '\0') {
        check_sources(parse, kind);
    }
    if (parse->error[0] == '\0') {
        check_whole(parse);
    }
}

static char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strdup(slash != NULL ? slash + 1 : path);
}

int machine_file_parse(const char *path, const char *text, size_t size, enum machine_file_kind kind,
                       struct machine_file *ret)
{
    const unsigned count = machine_key_count();
    struct parse parse = {.next = text, .end = text + size};

    parse.file.config = machine_config_default();
    parse.file.name = file_name(path);
    parse.file.set = calloc(count, sizeof(*parse.file.set));
    parse.file.sources = calloc(count, sizeof(*parse.file.sources));
    parse.lines = calloc(count, sizeof(*parse.lines));
    parse.source_lines = calloc(count, sizeof(*parse.source_lines));
    if (parse.file.name == NULL || parse.file.set == NULL || parse.file.sources == NULL ||
        parse.lines == NULL || parse.source_lines == NULL) {
        fail_at(&parse, 0, "out of memory");
    } else {
        parse_text(&parse, kind);
    }
    free(parse.lines);
    free(parse.source_lines);
    if (parse.error[0] != '\0') {
        log_error_at(path, parse.error_line, 0, "%s", parse.error);
        machine_file_finish(&parse.file);
        return -EINVAL;
    }
    *ret = parse.file;
    return 0;
}

void machine_file_finish(struct machine_file *file)
{
    for (unsigned i = 0; file->sources != NULL && i < machine_key_count(); i++) {
        free(file->sources[i]);
    }
    free(file->sources);
    free(file->set);
    free(file->description);
    free(file->name);
    *file = (struct machine_file){0};
}

static void log_unknown(const char *name, struct machine_place place)
{
    char known[MESSAGE_MAX_BYTES] = "";
    size_t used = 0;

    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        const size_t room = sizeof(known) - used;
        const int size = snprintf(known + used, room, "%s%s", used == 0 ? "" : ", ", p->name);

        used += size > 0 && (size_t)size < room ? (size_t)size : 0;
    }
    if (place.file == NULL) {
        log_error("unknown machine \"%s\": expected one of %s, or a machine file", name, known);
    } else {
        log_error_at(place.file, place.line, place.column,
                     "unknown machine \"%s\": expected one of %s, or a machine file", name, known);
    }
}

/* The whole file, allocated, at most FILE_MAX_BYTES of it. 0 or -errno. */
static int read_file(FILE *file, char **ret_text, size_t *ret_size)
{
    char *text = malloc(FILE_MAX_BYTES + 1);
    size_t size;

    if (text == NULL) {
        return -ENOMEM;
    }
    errno = 0;
    size = fread(text, 1, FILE_MAX_BYTES + 1, file);
    if (ferror(file) != 0 || size > FILE_MAX_BYTES) {
        free(text);
        return size > FILE_MAX_BYTES ? -EFBIG : errno != 0 ? -errno : -EIO;
    }
    *ret_text = text;
    *ret_size = size;
    return 0;
}

static int load_file(const char *path, struct machine_place place, struct machine_file *ret)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;
    int status;

    if (file == NULL && errno == ENOENT && strchr(path, '/') == NULL) {
        log_unknown(path, place);
        return -EINVAL;
    }
    status = file != NULL ? read_file(file, &text, &size) : -errno;
    if (status != 0 && place.file != NULL) {
        log_error_at(place.file, place.line, place.column, "cannot read the machine file %s: %s",
                     path, strerror(-status));
    } else if (status != 0) {
        log_error_at(path, 0, 0, "cannot read the machine file: %s", strerror(-status));
    }
    if (file != NULL) {
        fclose(file);
    }
    if (status == 0) {
        status = machine_file_parse(path, text, size, MACHINE_FILE_USER, ret);
    }
    free(text);
    return status;
}

int machine_file_load(const char *name_or_path, struct machine_place place,
                      struct machine_file *ret)
{
    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        if (strcmp(p->name, name_or_path) == 0) {
            return machine_file_parse(p->name, p->text, p->size, MACHINE_FILE_PRESET, ret);
        }
    }
    return load_file(name_or_path, place, ret);
}
