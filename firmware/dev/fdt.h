/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader of flattened device trees (Devicetree Specification, "Flattened
 * Devicetree (DTB) Format"). It allocates nothing, trusts nothing and never
 * reads outside the blob: a malformed tree looks like one that ends early.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define FDT_MAX_DEPTH 16
/* Bytes at the start of a blob that tell its size. */
#define FDT_HEADER_SIZE 40
/* Larger trees are refused (the arm64 Linux boot protocol's limit). */
#define FDT_MAX_SIZE 0x200000u

struct fdt {
    const uint8_t *structure; /* the structure block */
    uint32_t structure_size;
    const char *strings; /* the strings block */
    uint32_t strings_size;
    const uint8_t *reservations; /* the memory reservation block */
    uint32_t reservations_size; /* bytes up to the end of the blob */
    uint32_t total_size; /* of the blob */
};

/* A property's value: bytes in the blob, numbers big endian. */
struct fdt_value {
    const uint8_t *data;
    uint32_t size;
};

/* How addresses and sizes in "reg" are written: 32-bit cells for each. */
struct fdt_cells {
    uint8_t address, size;
};

/* A node, and at once the place of a walk over all nodes. */
struct fdt_node {
    const char *name; /* with its unit address: "cpu@1" */
    uint32_t properties; /* offset of the first property */
    unsigned depth; /* 0: the root */
    /* cells[d]: what the node at depth d says of its children. */
    struct fdt_cells cells[FDT_MAX_DEPTH];
};

struct fdt_range {
    uint64_t base, size;
};

/* True if a header at `blob` is that of a tree; *ret_size: bytes of the blob. */
bool fdt_probe(const void *blob, uint32_t *ret_size);

/* `blob` has `size` readable bytes. False if it is no usable tree. */
bool fdt_init(struct fdt *fdt, const void *blob, uint32_t size);

/* The root; false if there is none. */
bool fdt_first(const struct fdt *fdt, struct fdt_node *ret_node);
/* The next node, parents before children; false after the last one. */
bool fdt_next(const struct fdt *fdt, struct fdt_node *node);

/* A property of the node itself; false if it has none of that name. */
bool fdt_node_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                       struct fdt_value *ret_value);
/* True if the property is a string, or a list of strings, that holds `text`. */
bool fdt_node_has(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                  const char *text);
/* A property of one or two cells; false if it is absent or of another size. */
bool fdt_node_number(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                     uint64_t *ret_number);
/* Range `index` of "reg", in the parent's cells; false past the last one. */
bool fdt_node_reg(const struct fdt *fdt, const struct fdt_node *node, unsigned index,
                  struct fdt_range *ret_range);
/* Entry `index` of the memory reservation block; false past the last one. */
bool fdt_reservation(const struct fdt *fdt, unsigned index, struct fdt_range *ret_range);
/* True unless "status" says otherwise. */
bool fdt_node_enabled(const struct fdt *fdt, const struct fdt_node *node);
