/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading a script and the life of what it became. */
#include "workload.h"

#include "arena.h"
#include "compile.h"
#include "parse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A script beyond this is a mistake, such as a trace given as a workload. */
#define WORKLOAD_SIZE_MAX (16u << 20)

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static struct workload *workload_create(struct arena *arena, const char *path)
{
    struct workload *workload = arena_alloc(arena, sizeof(*workload));
    const char *name = last_component(path);

    if (workload == NULL) {
        return NULL;
    }
    workload->arena = arena;
    workload->name = arena_copy(arena, name, strlen(name));
    return workload->name != NULL ? workload : NULL;
}

void workload_destroy(struct workload *workload)
{
    if (workload != NULL) {
        free(workload->program);
        arena_destroy(workload->arena);
    }
}

static bool workload_compile(struct workload *workload, const char *text, size_t size,
                             const struct workload_options *options, struct diag *diag)
{
    struct symbol_table symbols;
    struct script *script = parse_script(workload->arena, text, size, diag);

    if (script == NULL) {
        return false;
    }
    symbol_table_init(&symbols, workload->arena);
    const bool good = compile_script(script, options, &symbols, workload, diag);
    symbol_table_finish(&symbols);
    return good;
}

int workload_parse(const char *path, const char *text, size_t size,
                   const struct workload_options *options, struct workload **ret,
                   struct workload_error *ret_error)
{
    static const struct workload_options none = {.lazy = -1};
    struct arena *arena = arena_create();
    struct workload *workload = arena != NULL ? workload_create(arena, path) : NULL;
    struct diag diag;

    diag_init(&diag, path, ret_error);
    if (workload == NULL) {
        arena_destroy(arena);
        diag_no_memory(&diag);
        return diag.code;
    }
    if (!workload_compile(workload, text, size, options != NULL ? options : &none, &diag)) {
        workload_destroy(workload);
        return diag.code;
    }
    *ret = workload;
    return 0;
}

static int read_error(struct diag *diag, int error)
{
    diag_error(diag, (struct place){0}, "cannot read it: %s", strerrordesc_np(error));
    return -error;
}

/* Reads a whole file. The caller frees *ret_text. */
static int read_file(int fd, char **ret_text, size_t *ret_size, struct diag *diag)
{
    char *text = malloc(WORKLOAD_SIZE_MAX + 1);
    size_t size = 0;
    ssize_t got = 1;

    if (text == NULL) {
        diag_no_memory(diag);
        return -ENOMEM;
    }
    while (got != 0 && size <= WORKLOAD_SIZE_MAX) {
        got = read(fd, text + size, WORKLOAD_SIZE_MAX + 1 - size);
        if (got < 0 && errno != EINTR) {
            const int error = errno;

            free(text);
            return read_error(diag, error);
        }
        size += got > 0 ? (size_t)got : 0;
    }
    if (size > WORKLOAD_SIZE_MAX) {
        free(text);
        diag_error(diag, (struct place){0}, "too big for a script: more than %u MiB",
                   WORKLOAD_SIZE_MAX >> 20);
        return -EINVAL;
    }
    *ret_text = text;
    *ret_size = size;
    return 0;
}

static int open_and_read(const char *path, char **ret_text, size_t *ret_size, struct diag *diag)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return read_error(diag, errno);
    }
    const int status = read_file(fd, ret_text, ret_size, diag);
    close(fd);
    return status;
}

int workload_load(const char *path, const struct workload_options *options, struct workload **ret,
                  struct workload_error *ret_error)
{
    struct diag diag;
    char *text = NULL;
    size_t size = 0;

    diag_init(&diag, path, ret_error);
    int status = open_and_read(path, &text, &size, &diag);
    if (status == 0) {
        status = workload_parse(path, text, size, options, ret, ret_error);
        free(text);
    }
    return status;
}
