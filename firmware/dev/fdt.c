/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every offset here is checked against its block before it is used; sizes are
 * 32 bits and compared by subtraction, so that no sum can wrap.
 */
#include "dev/fdt.h"

#include <stddef.h>

#define FDT_MAGIC 0xd00dfeedu
#define FDT_LAST_COMPATIBLE_VERSION 16

/* Offsets of header fields that are used here. */
enum {
    HEADER_MAGIC = 0,
    HEADER_TOTAL_SIZE = 4,
    HEADER_STRUCTURE = 8,
    HEADER_STRINGS = 12,
    HEADER_RESERVATIONS = 16,
    HEADER_LAST_COMPATIBLE = 24,
    HEADER_STRINGS_SIZE = 32,
    HEADER_STRUCTURE_SIZE = 36,
};

enum token_kind { TOKEN_BEGIN = 1, TOKEN_END = 2, TOKEN_PROPERTY = 3, TOKEN_NOP = 4, TOKEN_STOP };

struct token {
    enum token_kind kind;
    uint32_t next; /* offset of the token after it */
    const char *name; /* of the node or property */
    struct fdt_value value;
};

static uint32_t load32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool strings_equal(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Length of a string that ends before `limit` bytes; `limit` if it does not. */
static uint32_t bounded_length(const char *s, uint32_t limit)
{
    uint32_t length = 0;
    while (length < limit && s[length] != '\0') {
        length++;
    }
    return length;
}

bool fdt_probe(const void *blob, uint32_t *ret_size)
{
    const uint8_t *header = blob;
    if (load32(header + HEADER_MAGIC) != FDT_MAGIC) {
        return false;
    }
    *ret_size = load32(header + HEADER_TOTAL_SIZE);
    return true;
}

static bool block_fits(uint32_t offset, uint32_t size, uint32_t total)
{
    return offset <= total && size <= total - offset;
}

bool fdt_init(struct fdt *fdt, const void *blob, uint32_t size)
{
    const uint8_t *header = blob;
    uint32_t total;
    if (size < FDT_HEADER_SIZE || !fdt_probe(blob, &total) || total > size ||
        total > FDT_MAX_SIZE ||
        load32(header + HEADER_LAST_COMPATIBLE) > FDT_LAST_COMPATIBLE_VERSION) {
        return false;
    }
    const uint32_t structure = load32(header + HEADER_STRUCTURE);
    const uint32_t structure_size = load32(header + HEADER_STRUCTURE_SIZE);
    const uint32_t strings = load32(header + HEADER_STRINGS);
    const uint32_t strings_size = load32(header + HEADER_STRINGS_SIZE);
    const uint32_t reservations = load32(header + HEADER_RESERVATIONS);
    if (!block_fits(structure, structure_size, total) ||
        !block_fits(strings, strings_size, total) || reservations > total) {
        return false;
    }
    *fdt = (struct fdt){
        .structure = header + structure,
        .structure_size = structure_size,
        .strings = (const char *)header + strings,
        .strings_size = strings_size,
        .reservations = header + reservations,
        .reservations_size = total - reservations,
        .total_size = total,
    };
    return true;
}

/* Offsets stay multiples of 4 from the start of the structure block. */
static uint32_t align4(uint32_t offset)
{
    return (offset + 3) & ~3u;
}

static struct token begin_token(const struct fdt *fdt, uint32_t offset)
{
    const uint32_t left = fdt->structure_size - offset;
    const char *name = (const char *)fdt->structure + offset;
    const uint32_t length = bounded_length(name, left);
    if (length == left) {
        return (struct token){.kind = TOKEN_STOP};
    }
    return (struct token){.kind = TOKEN_BEGIN, .next = align4(offset + length + 1), .name = name};
}

static struct token property_token(const struct fdt *fdt, uint32_t offset)
{
    const uint32_t left = fdt->structure_size - offset;
    if (left < 8) {
        return (struct token){.kind = TOKEN_STOP};
    }
    const uint32_t size = load32(fdt->structure + offset);
    const uint32_t name = load32(fdt->structure + offset + 4);
    if (size > left - 8 || name >= fdt->strings_size ||
        bounded_length(fdt->strings + name, fdt->strings_size - name) == fdt->strings_size - name) {
        return (struct token){.kind = TOKEN_STOP};
    }
    return (struct token){
        .kind = TOKEN_PROPERTY,
        .next = align4(offset + 8 + size),
        .name = fdt->strings + name,
        .value = {fdt->structure + offset + 8, size},
    };
}

/* Anything that is no token, or does not fit, stops every walk. */
static struct token token_at(const struct fdt *fdt, uint32_t offset)
{
    if (offset >= fdt->structure_size || fdt->structure_size - offset < 4) {
        return (struct token){.kind = TOKEN_STOP};
    }
    const uint32_t kind = load32(fdt->structure + offset);
    offset += 4;
    switch (kind) {
    case TOKEN_BEGIN:
        return begin_token(fdt, offset);
    case TOKEN_PROPERTY:
        return property_token(fdt, offset);
    case TOKEN_END:
    case TOKEN_NOP:
        return (struct token){.kind = (enum token_kind)kind, .next = offset};
    default:
        return (struct token){.kind = TOKEN_STOP};
    }
}

static uint8_t cells_of(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                        uint8_t absent)
{
    uint64_t cells;
    if (!fdt_node_number(fdt, node, name, &cells)) {
        return absent;
    }
    /* More than two cells are no 64-bit number: such a "reg" is not read. */
    return cells > 2 ? UINT8_MAX : (uint8_t)cells;
}

static void enter_node(const struct fdt *fdt, const struct token *token, unsigned depth,
                       struct fdt_node *node)
{
    node->name = token->name;
    node->properties = token->next;
    node->depth = depth;
    node->cells[depth] = (struct fdt_cells){
        .address = cells_of(fdt, node, "#address-cells", 2),
        .size = cells_of(fdt, node, "#size-cells", 1),
    };
}

bool fdt_first(const struct fdt *fdt, struct fdt_node *ret_node)
{
    struct token token = token_at(fdt, 0);
    while (token.kind == TOKEN_NOP) {
        token = token_at(fdt, token.next);
    }
    if (token.kind != TOKEN_BEGIN) {
        return false;
    }
    enter_node(fdt, &token, 0, ret_node);
    return true;
}

bool fdt_next(const struct fdt *fdt, struct fdt_node *node)
{
    unsigned depth = node->depth + 1; /* of a node that would begin here */
    for (uint32_t offset = node->properties;;) {
        const struct token token = token_at(fdt, offset);
        switch (token.kind) {
        case TOKEN_STOP:
            return false;
        case TOKEN_END:
            if (--depth == 0) {
                return false;
            }
            break;
        case TOKEN_BEGIN:
            if (depth >= FDT_MAX_DEPTH) {
                return false;
            }
            enter_node(fdt, &token, depth, node);
            return true;
        case TOKEN_PROPERTY:
        case TOKEN_NOP:
            break;
        }
        offset = token.next;
    }
}

bool fdt_node_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                       struct fdt_value *ret_value)
{
    for (uint32_t offset = node->properties;;) {
        const struct token token = token_at(fdt, offset);
        if (token.kind == TOKEN_PROPERTY && strings_equal(token.name, name)) {
            *ret_value = token.value;
            return true;
        }
        if (token.kind != TOKEN_PROPERTY && token.kind != TOKEN_NOP) {
            return false;
        }
        offset = token.next;
    }
}

bool fdt_node_has(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                  const char *text)
{
    struct fdt_value value;
    if (!fdt_node_property(fdt, node, name, &value)) {
        return false;
    }
    for (uint32_t offset = 0; offset < value.size;) {
        const char *entry = (const char *)value.data + offset;
        const uint32_t length = bounded_length(entry, value.size - offset);
        if (length == value.size - offset) {
            return false; /* not terminated */
        }
        if (strings_equal(entry, text)) {
            return true;
        }
        offset += length + 1;
    }
    return false;
}

static uint64_t load_cells(const uint8_t *data, unsigned cells)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < cells; i++) {
        number = number << 32 | load32(data + 4 * i);
    }
    return number;
}

bool fdt_node_number(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                     uint64_t *ret_number)
{
    struct fdt_value value;
    if (!fdt_node_property(fdt, node, name, &value) || (value.size != 4 && value.size != 8)) {
        return false;
    }
    *ret_number = load_cells(value.data, value.size / 4);
    return true;
}

bool fdt_node_reg(const struct fdt *fdt, const struct fdt_node *node, unsigned index,
                  struct fdt_range *ret_range)
{
    struct fdt_value value;
    if (node->depth == 0 || !fdt_node_property(fdt, node, "reg", &value)) {
        return false;
    }
    const struct fdt_cells cells = node->cells[node->depth - 1];
    if (cells.address == 0 || cells.address > 2 || cells.size > 2) {
        return false;
    }
    const uint32_t entry = 4u * (cells.address + cells.size);
    if (index >= value.size / entry) {
        return false;
    }
    const uint8_t *data = value.data + index * entry;
    *ret_range = (struct fdt_range){
        .base = load_cells(data, cells.address),
        .size = load_cells(data + 4 * cells.address, cells.size),
    };
    return true;
}

bool fdt_reservation(const struct fdt *fdt, unsigned index, struct fdt_range *ret_range)
{
    if (index >= fdt->reservations_size / 16) {
        return false;
    }
    const uint8_t *entry = fdt->reservations + 16 * index;
    const struct fdt_range range = {load_cells(entry, 2), load_cells(entry + 8, 2)};
    if (range.base == 0 && range.size == 0) {
        return false;
    }
    *ret_range = range;
    return true;
}

bool fdt_node_enabled(const struct fdt *fdt, const struct fdt_node *node)
{
    struct fdt_value value;
    return !fdt_node_property(fdt, node, "status", &value) ||
           fdt_node_has(fdt, node, "status", "okay") || fdt_node_has(fdt, node, "status", "ok");
}
