/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ref_shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define K(n) ((uint64_t)(n) << 10)
#define M(n) ((uint64_t)(n) << 20)

struct ref_shapes ref_shape_default(void)
{
    const uint64_t l1_sizes = K(4) | K(64) | M(1);
    const uint64_t l2_sizes = l1_sizes | M(2) | M(16) | M(512) | M(1024);

    return (struct ref_shapes){
        .l1i = {.entries = 48, .policy = REF_FIFO, .sizes = l1_sizes},
        .l1d = {.entries = 32, .policy = REF_FIFO, .sizes = l1_sizes},
        .l2 = {.entries = 1024, .ways = 4, .policy = REF_LRU, .sizes = l2_sizes},
        .walkcache = {.entries = 64, .ways = 4, .policy = REF_LRU},
        .walkcache_levels = 7,
        .walk_fixed = 4,
        .walk_read = 10,
        .desccache = {.entries = 256, .ways = 16, .policy = REF_LRU},
        .desccache_line = 64,
        .walk_miss = 100,
    };
}

/* "4K,64K,1M": each a power of two, so that their sum is the set of them. */
static uint64_t parse_sizes(const char *text)
{
    uint64_t sizes = 0;

    while (*text != '\0') {
        char *end;
        uint64_t size = strtoull(text, &end, 10);

        size <<= *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
        sizes |= size;
        text = end + strcspn(end, ",");
        text += *text == ',';
    }
    return sizes;
}

/* "0,1,2" */
static uint64_t parse_levels(const char *text)
{
    uint64_t levels = 0;

    for (; *text != '\0'; text++) {
        levels |= *text == ',' ? 0 : 1ULL << (*text - '0');
    }
    return levels;
}

static bool parse_policy(const char *value, enum ref_policy *ret)
{
    static const char *const names[] = {
        [REF_FIFO] = "fifo", [REF_LRU] = "lru", [REF_PLRU] = "plru", [REF_RANDOM] = "random"};

    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(value, names[i]) == 0) {
            *ret = (enum ref_policy)i;
            return true;
        }
    }
    return false;
}

static bool set_member(struct ref_tlb_shape *shape, const char *member, const char *value)
{
    if (strcmp(member, "entries") == 0) {
        shape->entries = (unsigned)strtoul(value, NULL, 10);
        return shape->entries <= REF_TLB_MAX;
    }
    if (strcmp(member, "ways") == 0) {
        shape->ways = (unsigned)strtoul(value, NULL, 10);
        return true;
    }
    if (strcmp(member, "policy") == 0) {
        return parse_policy(value, &shape->policy);
    }
    if (strcmp(member, "sizes") == 0) {
        shape->sizes = parse_sizes(value);
        return (shape->sizes & K(4)) != 0;
    }
    return false;
}

static bool set_key(struct ref_shapes *shapes, const char *key, const char *value)
{
    const struct {
        const char *prefix;
        struct ref_tlb_shape *shape;
    } tlbs[] = {{"tlb.l1i.", &shapes->l1i},
                {"tlb.l1d.", &shapes->l1d},
                {"tlb.l2.", &shapes->l2},
                {"walkcache.", &shapes->walkcache},
                {"desccache.", &shapes->desccache}};

    if (strcmp(key, "walkcache.levels") == 0) {
        shapes->walkcache_levels = parse_levels(value);
        return true;
    }
    if (strcmp(key, "desccache.line") == 0) {
        shapes->desccache_line = (unsigned)strtoul(value, NULL, 10);
        return true;
    }
    if (strcmp(key, "cost.walk.miss") == 0) {
        shapes->walk_miss = strtoull(value, NULL, 10);
        return true;
    }
    for (unsigned i = 0; i < sizeof(tlbs) / sizeof(tlbs[0]); i++) {
        if (strncmp(key, tlbs[i].prefix, strlen(tlbs[i].prefix)) == 0) {
            return set_member(tlbs[i].shape, key + strlen(tlbs[i].prefix), value);
        }
    }
    if (strcmp(key, "cost.walk.fixed") == 0) {
        shapes->walk_fixed = strtoull(value, NULL, 10);
        return true;
    }
    if (strcmp(key, "cost.walk.read") == 0) {
        shapes->walk_read = strtoull(value, NULL, 10);
        return true;
    }
    return strncmp(key, "sched.", 6) == 0 || strncmp(key, "dvm.", 4) == 0 ||
           strncmp(key, "gic.", 4) == 0 || strncmp(key, "cost.", 5) == 0 ||
           strcmp(key, "mmu.asid_bits") == 0 || strcmp(key, "mmu.pa_bits") == 0;
}

bool ref_shape_set(struct ref_shapes *shapes, const char *setting)
{
    char key[64];
    const char *equals = strchr(setting, '=');
    bool ok = false;

    if (equals != NULL && (size_t)(equals - setting) < sizeof(key)) {
        memcpy(key, setting, (size_t)(equals - setting));
        key[equals - setting] = '\0';
        ok = set_key(shapes, key, equals + 1);
    }
    if (!ok) {
        fprintf(stderr, "ref_step: --set %s: not a key or value known here\n", setting);
    }
    return ok;
}
