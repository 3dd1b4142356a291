/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_trial.h"

#include <stddef.h>

#include "oracle_rules.h"

bool oracle_world_init(struct oracle_world *world)
{
    *world = (struct oracle_world){.engine = NULL};
    if (!oracle_memory_init(&world->memory)) {
        return false;
    }
    world->engine = oracle_engine_create(&world->memory);
    world->product = oracle_product_create(&world->memory);
    return world->engine != NULL && world->product != NULL;
}

void oracle_world_finish(struct oracle_world *world)
{
    oracle_engine_destroy(world->engine);
    oracle_product_destroy(world->product);
    oracle_memory_finish(&world->memory);
}

static uint64_t leaf_address(const struct oracle_case *c, const struct oracle_path *t)
{
    uint64_t inside = (1ULL << t->leaf_shift) - 1;
    uint64_t leaf = t->step[t->step_count - 1].descriptor & 0xfffffffff000ULL;

    return (leaf & ~inside) | (c->va & inside);
}

/* Whether an address is that of a descriptor on the way: no instruction to fetch. */
static bool is_descriptor(const struct oracle_path *t, uint64_t pa)
{
    for (unsigned i = 0; i < t->step_count; i++) {
        if (t->step[i].pa == (pa & ~7ULL)) {
            return true;
        }
    }
    return false;
}

static bool can_run(const struct oracle_case *c, const struct oracle_path *t)
{
    if (oracle_engine_in_stub(c->va) || oracle_rules_move(c, t)) {
        return false;
    }
    if (t->end != PATH_LEAF) {
        return true;
    }
    uint64_t pa = leaf_address(c, t);

    return !oracle_engine_in_stub(pa) && !(c->access == ORACLE_FETCH && is_descriptor(t, pa));
}

static struct oracle_case as_at(const struct oracle_case *c)
{
    struct oracle_case at = *c;

    at.el = (uint8_t)oracle_effective_el(c);
    at.how = ORACLE_AT;
    at.access = c->access == ORACLE_WRITE ? ORACLE_WRITE : ORACLE_READ;
    return at;
}

static const char *compare_faults(const struct oracle_case *c, const struct oracle_answer *expected,
                                  const struct oracle_answer *actual)
{
    if (expected->status != actual->status) {
        return "fault status";
    }
    if (oracle_is_run(c) && expected->esr != actual->esr) {
        return "syndrome";
    }
    return oracle_is_run(c) && expected->far != actual->far ? "fault address" : NULL;
}

/* A run tells no address, but what it found there; what it stored is taken back. */
static const char *compare_run(const struct oracle_world *world, const struct oracle_trial *t,
                               const uint64_t *before)
{
    uint64_t *word = oracle_memory_at(&world->memory, t->actual.pa & ~7ULL);

    if ((word == NULL) != t->expected.absent) {
        return "whether memory is there";
    }
    if (word == NULL) {
        return NULL;
    }
    if (t->c.access == ORACLE_FETCH) {
        return (*word >> 5 & 0xffff) == t->expected.value ? NULL : "instruction fetched";
    }
    if (t->c.access == ORACLE_READ) {
        return *word == t->expected.value ? NULL : "value loaded";
    }
    bool stored = *word == ORACLE_STORED;

    *word = *before;
    return stored ? NULL : "where it was stored";
}

static const char *compare_par(const struct oracle_answer *expected,
                               const struct oracle_answer *actual)
{
    if (expected->pa != actual->pa) {
        return "physical address";
    }
    if (expected->attr != actual->attr) {
        return "memory type";
    }
    return expected->shareability == actual->shareability ? NULL : "shareability";
}

static const char *compare(const struct oracle_world *world, const struct oracle_trial *t,
                           const uint64_t *before)
{
    if (t->expected.fault != t->actual.fault) {
        return t->actual.fault ? "faults" : "is mapped";
    }
    if (t->expected.fault) {
        return compare_faults(&t->c, &t->expected, &t->actual);
    }
    if (oracle_is_run(&t->c)) {
        return compare_run(world, t, before);
    }
    return compare_par(&t->expected, &t->actual);
}

struct oracle_trial oracle_trial(struct oracle_world *world, const struct oracle_case *c)
{
    struct oracle_trial t = {.c = *c, .path = oracle_path_plant(&world->memory, c)};

    if (oracle_is_run(c) && !can_run(c, &t.path)) {
        t.c = as_at(c);
    }
    t.actual = oracle_product_ask(world->product, &t.c);
    uint64_t *word = oracle_memory_at(&world->memory, t.actual.pa & ~7ULL);
    uint64_t before = word == NULL ? 0 : *word;

    if (!oracle_rules_decide(&t.c, &t.path, &t.expected)) {
        t.expected = oracle_rules_correct(&t.c, &t.path, oracle_engine_ask(world->engine, &t.c));
    }
    t.difference = compare(world, &t, &before);
    oracle_path_uproot(&world->memory, &t.path);
    if (t.difference != NULL) { /* a store may have gone anywhere */
        oracle_memory_reset(&world->memory);
    }
    return t;
}
