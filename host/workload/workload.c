/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading a script and the life of what it became. */
#include "workload.h"

#include "arena.h"
#include "compile.h"
#include "parse.h"
#include "source.h"

#include <stdlib.h>
#include <string.h>

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

/* base: the path that the script includes others from; NULL: it may not. */
static bool workload_compile(struct workload *workload, const char *base, const char *text,
                             size_t size, const struct workload_options *options, struct diag *diag)
{
    struct symbol_table symbols;
    struct script *script = parse_script(workload->arena, base, text, size, diag);

    if (script == NULL) {
        return false;
    }
    symbol_table_init(&symbols, workload->arena);
    const bool good = compile_script(script, options, &symbols, workload, diag);
    symbol_table_finish(&symbols);
    return good;
}

static int workload_make(const char *path, const char *base, const char *text, size_t size,
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
    if (!workload_compile(workload, base, text, size, options != NULL ? options : &none, &diag)) {
        workload_destroy(workload);
        return diag.code;
    }
    *ret = workload;
    return 0;
}

int workload_parse(const char *path, const char *text, size_t size,
                   const struct workload_options *options, struct workload **ret,
                   struct workload_error *ret_error)
{
    return workload_make(path, NULL, text, size, options, ret, ret_error);
}

int workload_load(const char *path, const struct workload_options *options, struct workload **ret,
                  struct workload_error *ret_error)
{
    struct diag diag;
    char *text = NULL;
    size_t size = 0;

    diag_init(&diag, path, ret_error);
    int status = source_read(path, &text, &size, &diag);
    if (status == 0) {
        status = workload_make(path, path, text, size, options, ret, ret_error);
        free(text);
    }
    return status;
}
