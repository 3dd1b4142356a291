/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One walk and one decision an access; see update_model.h. */
#include "update_model.h"

#include <assert.h>
#include <string.h>

#define AF (1ULL << 10)
#define READ_ONLY (1ULL << 7)

static bool bit(uint64_t value, unsigned n)
{
    return (value >> n & 1) != 0;
}

/* What the registers say of one half of the addresses. */
struct half {
    uint64_t ttbr;
    unsigned granule, address_bits; /* log2 of the granule; 64 - TxSZ */
    bool disabled, ignores_tables, ignores_tag; /* EPD, HPD, TBI */
};

static struct half half_of(const struct update_model *m, bool high)
{
    static const unsigned tg0[] = {12, 16, 14, 12}, tg1[] = {12, 14, 12, 16};

    return (struct half){
        .ttbr = m->ttbr[high],
        .granule = high ? tg1[m->tcr >> 30 & 3] : tg0[m->tcr >> 14 & 3],
        .address_bits = 64 - (unsigned)(m->tcr >> (high ? 16 : 0) & 63),
        .disabled = bit(m->tcr, high ? 23 : 7),
        .ignores_tables = bit(m->tcr, high ? 42 : 41),
        .ignores_tag = bit(m->tcr, high ? 38 : 37),
    };
}

static bool beyond_output(const struct update_model *m, uint64_t pa)
{
    static const unsigned sizes[] = {32, 36, 40, 42, 44, 48, 48, 48};
    unsigned size = sizes[m->tcr >> 32 & 7];

    return pa >> (size < m->pa_bits ? size : m->pa_bits) != 0;
}

static bool in_range(const struct half *half, uint64_t va, bool high)
{
    unsigned top = half->ignores_tag ? 55 : 63;

    for (unsigned n = half->address_bits; n <= top; n++) {
        if (bit(va, n) != high) {
            return false;
        }
    }
    return true;
}

static unsigned level_shift(const struct half *half, unsigned level)
{
    return half->granule + (3 - level) * (half->granule - 3);
}

static unsigned start_level(const struct half *half)
{
    unsigned level = 3;

    while (level > 0 && level_shift(half, level) + half->granule - 3 < half->address_bits) {
        level--;
    }
    return level;
}

static bool has_blocks(const struct half *half, unsigned level)
{
    return level == 2 || (level == 1 && half->granule == 12);
}

/* Entries of a contiguous run, log2. */
static unsigned run_bits(const struct half *half, unsigned level)
{
    if (half->granule == 12) {
        return 4;
    }
    return half->granule == 14 && level == 3 ? 7 : 5;
}

static bool updates_flag(const struct update_model *m)
{
    return bit(m->tcr, 39);
}

static bool updates_dirty(const struct update_model *m)
{
    return bit(m->tcr, 40) && (updates_flag(m) || m->fault == UPDATE_HD_ALONE);
}

/* A walk as far as it came: a leaf that is fit for use but for its flags, or a fault. */
struct found {
    enum update_outcome outcome;
    unsigned level;
    struct update_entry entry;
    uint64_t at, descriptor; /* of the leaf */
};

static struct found failed(enum update_outcome outcome, unsigned level)
{
    return (struct found){.outcome = outcome, .level = level};
}

static struct found leaf(const struct update_model *m, const struct half *half, uint64_t va,
                         unsigned level, uint64_t at, uint64_t desc, uint64_t limits)
{
    unsigned shift = level_shift(half, level), run = shift + run_bits(half, level);
    uint64_t pa = desc & ((1ULL << 48) - 1) & ~((1ULL << shift) - 1);
    bool marked_by_hardware = bit(desc, 51) && updates_dirty(m);
    bool limited = bit(limits, 62) && !(marked_by_hardware && m->fault == UPDATE_TABLE_NO_LIMIT);

    if (beyond_output(m, pa)) {
        return failed(UPDATE_ADDRESS_SIZE, level);
    }
    if (!bit(desc, 10) && !updates_flag(m)) {
        return failed(UPDATE_ACCESS_FLAG, level);
    }
    if (bit(desc, 52) && run <= half->address_bits) {
        shift = run;
    }
    return (struct found){
        .level = level,
        .at = at,
        .descriptor = desc,
        .entry = {.va = va >> shift << shift,
                  .pa = pa >> shift << shift,
                  .shift = shift,
                  .level = level,
                  .el0 = bit(desc, 6) && !bit(limits, 61),
                  .read_only = (bit(desc, 7) && !marked_by_hardware) || limited,
                  .pxn = bit(desc, 53) || bit(limits, 59),
                  .uxn = bit(desc, 54) || bit(limits, 60),
                  .clean = bit(desc, 7) && marked_by_hardware},
    };
}

static struct found walk(const struct update_model *m, uint64_t va)
{
    bool high = bit(va, 55);
    struct half half = half_of(m, high);
    uint64_t table = half.ttbr & ((1ULL << 48) - 1) & ~((1ULL << half.granule) - 1), limits = 0;

    if (!in_range(&half, va, high) || half.disabled) {
        return failed(UPDATE_TRANSLATION, 0);
    }
    if (beyond_output(m, table)) {
        return failed(UPDATE_ADDRESS_SIZE, 0);
    }
    for (unsigned level = start_level(&half);; level++) {
        uint64_t index = va >> level_shift(&half, level) & ((1ULL << (half.granule - 3)) - 1), desc;

        /* The first table may be smaller than the others. */
        if (level == start_level(&half)) {
            index &= (1ULL << (half.address_bits - level_shift(&half, level))) - 1;
        }
        if (!m->read(m->ctx, table + 8 * index, &desc)) {
            return failed(UPDATE_EXTERNAL, level);
        }
        if (!bit(desc, 0) || (!bit(desc, 1) && !has_blocks(&half, level))) {
            return failed(UPDATE_TRANSLATION, level);
        }
        if (level == 3 || !bit(desc, 1)) {
            return leaf(m, &half, va, level, table + 8 * index, desc, limits);
        }
        table = desc & ((1ULL << 48) - 1) & ~((1ULL << half.granule) - 1);
        if (beyond_output(m, table)) {
            return failed(UPDATE_ADDRESS_SIZE, level);
        }
        limits |= half.ignores_tables ? 0 : desc;
    }
}

static bool permits(const struct update_model *m, const struct update_entry *entry,
                    const struct update_request *req)
{
    bool written_by_el0 = entry->el0 && !entry->read_only;

    if (req->access == UPDATE_FETCH && req->el0) {
        return !entry->uxn && !(m->wxn && written_by_el0);
    }
    if (req->access == UPDATE_FETCH) {
        return !entry->pxn && !written_by_el0 && !(m->wxn && !entry->read_only);
    }
    if (req->access == UPDATE_WRITE && entry->read_only) {
        return false;
    }
    return req->el0 ? entry->el0 : !(req->pan && entry->el0);
}

/* What the descriptor becomes: one update for both flags. */
static uint64_t updated(const struct update_model *m, const struct found *found, bool permitted,
                        const struct update_request *req)
{
    bool writes = req->access == UPDATE_WRITE || m->fault == UPDATE_READ_MARKS;
    bool marks = writes && (permitted || m->fault == UPDATE_DENIED_MARKS);
    bool flags = updates_flag(m) && (permitted || m->fault != UPDATE_DENIED_FLAGS_NOT);

    return (found->descriptor | (flags ? AF : 0)) & ~(marks && found->entry.clean ? READ_ONLY : 0);
}

static struct update_reply reply(const struct update_model *m, const struct update_entry *entry,
                                 const struct update_request *req)
{
    if (!permits(m, entry, req)) {
        return (struct update_reply){.outcome = UPDATE_PERMISSION, .level = entry->level};
    }
    return (struct update_reply){.pa = entry->pa + (req->va & ((1ULL << entry->shift) - 1)),
                                 .clean = entry->clean};
}

static void add(struct update_list *list, struct update_entry entry)
{
    assert(list->count < UPDATE_ENTRIES_MAX);
    list->entry[list->count++] = entry;
}

/* The index, or -1. No two entries overlap: the test sees to that. */
static int find(const struct update_model *m, const struct update_list *list, uint64_t va)
{
    struct half half = half_of(m, bit(va, 55));

    if (!in_range(&half, va, bit(va, 55))) {
        return -1;
    }
    for (unsigned i = 0; i < list->count; i++) {
        unsigned shift = list->entry[i].shift;

        /* The tag is none of the address; bits [55:48] tell the half. */
        if ((list->entry[i].va ^ va) << 8 >> 8 >> shift == 0) {
            return (int)i;
        }
    }
    return -1;
}

static void drop(struct update_list *list, int at)
{
    list->count--;
    memmove(&list->entry[at], &list->entry[at + 1],
            (list->count - (unsigned)at) * sizeof(list->entry[0]));
}

/* An entry that the access may use; one that is in a write's way goes. */
static const struct update_entry *usable(const struct update_model *m, struct update_list *list,
                                         const struct update_request *req)
{
    int at = find(m, list, req->va);

    if (at >= 0 && req->access == UPDATE_WRITE && list->entry[at].clean &&
        permits(m, &list->entry[at], req) && m->fault != UPDATE_HIT_MARKS_NOT) {
        drop(list, at);
        at = -1;
    }
    return at < 0 ? NULL : &list->entry[at];
}

static struct update_reply access_tables(struct update_model *m, struct update_list *near,
                                         const struct update_request *req)
{
    struct found found = walk(m, req->va);

    if (found.outcome != UPDATE_MAPPED) {
        return (struct update_reply){.outcome = found.outcome, .level = found.level};
    }
    uint64_t desc = updated(m, &found, permits(m, &found.entry, req), req);

    if (desc != found.descriptor) {
        m->writes++;
        if (!m->write(m->ctx, found.at, desc)) {
            return (struct update_reply){.outcome = UPDATE_EXTERNAL, .level = found.level};
        }
    }
    found.entry.clean = found.entry.clean && (desc & READ_ONLY) != 0;
    add(&m->behind, found.entry);
    add(near, found.entry);
    return reply(m, &found.entry, req);
}

struct update_reply update_model_access(struct update_model *m, const struct update_request *req)
{
    struct update_list *near = req->access == UPDATE_FETCH ? &m->fetches : &m->data;
    const struct update_entry *entry = usable(m, near, req);

    if (entry == NULL) {
        entry = usable(m, &m->behind, req);
        if (entry == NULL) {
            return access_tables(m, near, req);
        }
        add(near, *entry);
    }
    return reply(m, entry, req);
}

struct update_reply update_model_translate(struct update_model *m, const struct update_request *req)
{
    struct found found = walk(m, req->va);

    if (found.outcome != UPDATE_MAPPED) {
        return (struct update_reply){.outcome = found.outcome, .level = found.level};
    }
    if (m->fault == UPDATE_AT_FLAGS && updates_flag(m)) {
        m->write(m->ctx, found.at, found.descriptor | AF);
    }
    return reply(m, &found.entry, req);
}

void update_model_forget(struct update_model *m)
{
    m->fetches.count = m->data.count = m->behind.count = 0;
}
