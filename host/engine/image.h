/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest image in memory: an AArch64 ELF file, a Linux Image or a flat
 * binary; where it goes, and the symbols and code that reports name.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "trace_write.h"

struct image_segment {
    uint64_t pa; /* where it is loaded */
    const uint8_t *bytes; /* file_size of them; the rest of memory_size is zero */
    uint64_t file_size, memory_size;
};

struct image {
    char *name; /* last component of the path */
    uint8_t *file; /* the whole file; segments and code point into it */
    size_t file_size;
    char sha256[65];
    uint64_t entry; /* physical address */
    struct image_segment *segments;
    size_t segment_count;
    struct trace_symbol *symbols; /* sorted by address; names point into the file */
    size_t symbol_count;
    struct trace_code *code; /* executable parts, as linked */
    size_t code_count;
};

/*
 * Reads an image. load_base: where RAM begins, for files that do not say where
 * they want to be. 0; -EINVAL for a file that is no AArch64 image or is
 * truncated, another -errno when it cannot be read; the reason is logged.
 */
int image_load(const char *path, uint64_t load_base, struct image *ret);
/* Accepts a zeroed object. */
void image_finish(struct image *image);

/* "symbol+0x1c" of an address, or its number, into text. */
void image_describe(const struct image *image, uint64_t address, char *ret_text, size_t cap);
