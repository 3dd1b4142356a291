/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Machine files: INI text to struct machine_config. Section "tlb.l1d" and key
 * "entries" make the machine key "tlb.l1d.entries"; "entries.source" says
 * where its value is from. Presets are such files inside the binary, and each
 * of their values must carry a source.
 */
#pragma once

#include <stddef.h>

#include "machine_config.h"

struct machine_file {
    struct machine_config config;
    char *name; /* preset name, or last component of the path */
    char *description; /* key "description" of section "machine"; NULL: none */
    bool *set; /* by key index: the file sets it; otherwise it is the default */
    char **sources; /* by key index: provenance, or NULL */
};

/* Where a machine was asked for. */
struct machine_place {
    const char *file; /* NULL: on the command line */
    unsigned line, column;
};

/*
 * Loads a preset by its name, otherwise the file of that name. 0; -EINVAL for
 * bad text or an unknown name, another -errno when it cannot be read; errors
 * are logged, those of the name at `place`. *ret is untouched on failure.
 */
int machine_file_load(const char *name_or_path, struct machine_place place,
                      struct machine_file *ret);

/* The same from text; `path` is for messages. A preset must give its sources. */
enum machine_file_kind { MACHINE_FILE_USER, MACHINE_FILE_PRESET };
int machine_file_parse(const char *path, const char *text, size_t size, enum machine_file_kind kind,
                       struct machine_file *ret);

/* Frees what the members own. Accepts a zeroed object. */
void machine_file_finish(struct machine_file *file);

struct machine_preset {
    const char *name, *text;
    size_t size;
};

/* The presets, sorted by name; ended by a NULL name. Generated at build time. */
extern const struct machine_preset machine_presets[];
