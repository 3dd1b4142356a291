/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host/engine/codeguard.c: a page is writable or executable, and never deadly when executed. */
#include "codeguard.h"
#include "suite.h"

#include <string.h>

#define PAGES 256u
#define DEADLY 0x0e402c00u
#define NOP 0xd503201fu

/* A guard over some pages, and what it took away last; reachable to the end of the test. */
static struct world {
    struct codeguard *guard;
    uint32_t ram[PAGES][CODEGUARD_PAGE / 4];
    unsigned drops, drops_of_all;
    unsigned written;
    unsigned core;
    uint64_t va;
} world;

static void drop_page(void *ctx, unsigned core, uint64_t va)
{
    struct world *w = ctx;

    w->drops++;
    w->core = core;
    w->va = va;
}

static void drop_all(void *ctx)
{
    struct world *w = ctx;

    w->drops_of_all++;
}

static void written(void *ctx, uint64_t page)
{
    struct world *w = ctx;

    (void)page;
    w->written++;
}

static const struct codeguard_ops ops = {
    .drop_page = drop_page, .drop_all = drop_all, .written = written};

static void set_up(void)
{
    memset(&world, 0, sizeof(world));
    world.guard = codeguard_create(&ops, &world, (const uint8_t *)world.ram, sizeof(world.ram));
    ck_assert_ptr_nonnull(world.guard);
}

static uint64_t at(unsigned page)
{
    return (uint64_t)page * CODEGUARD_PAGE;
}

static struct codeguard_holder by(unsigned core, uint64_t va)
{
    return (struct codeguard_holder){.core = core, .va = va};
}

/* The words that a core executes there. */
static const uint32_t *execute(unsigned page, struct codeguard_holder holder)
{
    uint64_t substitute;

    if (!codeguard_execute(world.guard, at(page), holder, &substitute)) {
        return world.ram[page];
    }
    ck_assert_uint_lt(substitute - CODEGUARD_BASE, CODEGUARD_SIZE);
    return (const uint32_t *)((const uint8_t *)codeguard_substitutes(world.guard) +
                              (substitute - CODEGUARD_BASE));
}

START_TEST(harmless_page_is_executed_as_it_is)
{
    set_up();
    world.ram[2][7] = NOP;
    ck_assert_ptr_eq(execute(2, by(0, 0x5000)), world.ram[2]);
    ck_assert_uint_eq(world.drops + world.drops_of_all, 0);
}
END_TEST

START_TEST(deadly_page_is_executed_from_a_substitute)
{
    set_up();
    world.ram[2][7] = DEADLY;
    world.ram[2][8] = NOP;
    const uint32_t *code = execute(2, by(0, 0x5000));

    ck_assert_ptr_ne(code, world.ram[2]);
    ck_assert_uint_eq(code[7], 0);
    ck_assert_uint_eq(code[8], NOP);
    ck_assert_uint_eq(world.ram[2][7], DEADLY);
    ck_assert_ptr_eq(execute(2, by(0, 0x5000)), code);
}
END_TEST

START_TEST(store_to_an_executed_page_takes_it_from_its_holder)
{
    set_up();
    execute(2, by(3, 0x5000));
    ck_assert(!codeguard_read(world.guard, at(2), by(1, 0x9000)));
    ck_assert_uint_eq(world.drops, 0);
    codeguard_write(world.guard, at(2), by(1, 0x9000));
    ck_assert_uint_eq(world.drops, 1);
    ck_assert_uint_eq(world.core, 3);
    ck_assert_uint_eq(world.va, 0x5000);
}
END_TEST

START_TEST(execution_of_a_writable_page_takes_it_from_the_writer)
{
    set_up();
    ck_assert(codeguard_read(world.guard, at(2), by(1, 0x9000)));
    world.ram[2][0] = DEADLY;
    ck_assert_uint_eq(execute(2, by(0, 0x5000))[0], 0);
    ck_assert_uint_eq(world.drops, 1);
    ck_assert_uint_eq(world.core, 1);
    ck_assert_uint_eq(world.va, 0x9000);
}
END_TEST

START_TEST(second_store_and_second_fetch_take_nothing)
{
    set_up();
    codeguard_write(world.guard, at(2), by(1, 0x9000));
    codeguard_write(world.guard, at(2), by(1, 0x9000));
    execute(3, by(1, 0x5000));
    execute(3, by(1, 0x5000));
    ck_assert_uint_eq(world.drops + world.drops_of_all, 0);
    ck_assert_uint_eq(world.written, 1);
}
END_TEST

START_TEST(page_of_several_holders_is_taken_from_all)
{
    set_up();
    execute(2, by(0, 0x5000));
    execute(2, by(1, 0x5000));
    codeguard_write(world.guard, at(2), by(0, 0x5000));
    ck_assert_uint_eq(world.drops_of_all, 1);
    ck_assert_uint_eq(world.drops, 0);
}
END_TEST

START_TEST(page_by_a_tagged_address_is_taken_from_all)
{
    set_up();
    codeguard_write(world.guard, at(2), by(0, 0x3400000000005000));
    execute(2, by(0, 0x5000));
    ck_assert_uint_eq(world.drops_of_all, 1);
}
END_TEST

START_TEST(page_is_looked_at_again_after_a_store)
{
    set_up();
    execute(2, by(0, 0x5000));
    codeguard_write(world.guard, at(2), by(0, 0x5000));
    world.ram[2][9] = DEADLY;
    const uint32_t *first = execute(2, by(0, 0x5000));

    ck_assert_uint_eq(first[9], 0);
    codeguard_write(world.guard, at(2), by(0, 0x5000));
    world.ram[2][10] = DEADLY;
    const uint32_t *second = execute(2, by(0, 0x5000));

    ck_assert_ptr_ne(first, second);
    ck_assert_uint_eq(second[10], 0);
    codeguard_write(world.guard, at(2), by(0, 0x5000));
    world.ram[2][9] = world.ram[2][10] = NOP;
    ck_assert_ptr_eq(execute(2, by(0, 0x5000)), world.ram[2]);
    ck_assert_uint_eq(world.written, 4);
}
END_TEST

START_TEST(page_that_the_host_changed_is_looked_at_again)
{
    set_up();
    execute(2, by(0, 0x5000));
    world.ram[2][9] = DEADLY;
    codeguard_changed(world.guard, at(2));
    ck_assert_uint_eq(world.drops, 1);
    ck_assert_uint_eq(execute(2, by(0, 0x5000))[9], 0);
}
END_TEST

START_TEST(last_substitute_but_one_asks_for_recycling)
{
    set_up();
    for (unsigned i = 0; i < CODEGUARD_SUBSTITUTES - 1; i++) {
        ck_assert(!codeguard_exhausted(world.guard));
        world.ram[i][0] = DEADLY;
        execute(i, by(0, at(i)));
    }
    ck_assert(codeguard_exhausted(world.guard));
    world.ram[PAGES - 1][0] = DEADLY;
    ck_assert_uint_eq(execute(PAGES - 1, by(0, 0x5000))[0], 0);
    codeguard_recycle(world.guard);
    ck_assert(!codeguard_exhausted(world.guard));
    ck_assert_uint_eq(world.drops, CODEGUARD_SUBSTITUTES);
    ck_assert_uint_eq(execute(5, by(0, at(5)))[0], 0);
}
END_TEST

int main(void)
{
    return suite_run(
        "codeguard",
        (const TTest *const[]){
            harmless_page_is_executed_as_it_is, deadly_page_is_executed_from_a_substitute,
            store_to_an_executed_page_takes_it_from_its_holder,
            execution_of_a_writable_page_takes_it_from_the_writer,
            second_store_and_second_fetch_take_nothing, page_of_several_holders_is_taken_from_all,
            page_by_a_tagged_address_is_taken_from_all, page_is_looked_at_again_after_a_store,
            page_that_the_host_changed_is_looked_at_again,
            last_substitute_but_one_asks_for_recycling, NULL});
}
