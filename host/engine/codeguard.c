/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who holds which page how, and the substitutes; see codeguard.h. */
#include "codeguard.h"

#include "bits.h"
#include "deadly.h"
#include "sched.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define WORDS (CODEGUARD_PAGE / sizeof(uint32_t))

/*
 * One word for each page: how it is held, and by whom, so that it can be taken
 * away again.
 *
 *   63            12 11         3   2    1     0
 *  +----------------+------------+-----+---------+
 *  | va of the page |    core    | more|  state  |
 *  +----------------+------------+-----+---------+
 */
enum state {
    STATE_FREE, /* by nobody */
    STATE_WRITABLE,
    STATE_EXECUTABLE, /* as it is */
    STATE_SUBSTITUTED, /* executable from elsewhere */
    STATE_MASK = 3,
};
#define MORE (1u << 2) /* by others, too, or by a tagged address, which no drop of a page finds */
#define CORE_SHIFT 3
#define CORE_MASK 0x1ffu
static_assert(SCHED_MAX_CORES <= CORE_MASK + 1, "a core fits in its bits");

struct codeguard {
    const struct codeguard_ops *ops;
    void *ctx;
    const uint8_t *ram;
    uint64_t page_count;
    uint64_t *held;
    uint8_t *substitute;
    unsigned used; /* substitutes given out since the last recycling */
    uint64_t original[CODEGUARD_SUBSTITUTES]; /* the page that each stands for */
};

/* Memory that is there when it is touched. */
static void *map(uint64_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

struct codeguard *codeguard_create(const struct codeguard_ops *ops, void *ctx, const uint8_t *ram,
                                   uint64_t ram_size)
{
    struct codeguard *guard = calloc(1, sizeof(*guard));

    if (guard == NULL) {
        return NULL;
    }
    guard->ops = ops;
    guard->ctx = ctx;
    guard->ram = ram;
    guard->page_count = ram_size / CODEGUARD_PAGE;
    guard->held = map(guard->page_count * sizeof(*guard->held));
    guard->substitute = map(CODEGUARD_SIZE);
    if (guard->held == NULL || guard->substitute == NULL) {
        codeguard_destroy(guard);
        return NULL;
    }
    return guard;
}

void codeguard_destroy(struct codeguard *guard)
{
    if (guard == NULL) {
        return;
    }
    if (guard->held != NULL) {
        munmap(guard->held, guard->page_count * sizeof(*guard->held));
    }
    if (guard->substitute != NULL) {
        munmap(guard->substitute, CODEGUARD_SIZE);
    }
    free(guard);
}

void *codeguard_substitutes(struct codeguard *guard)
{
    return guard->substitute;
}

static uint64_t *held_of(struct codeguard *guard, uint64_t page)
{
    assert(page / CODEGUARD_PAGE < guard->page_count);
    return &guard->held[page / CODEGUARD_PAGE];
}

static enum state state_of(uint64_t held)
{
    return (enum state)(held & STATE_MASK);
}

static bool is_executable(uint64_t held)
{
    return state_of(held) >= STATE_EXECUTABLE;
}

static uint64_t held_by(struct codeguard_holder holder, enum state state)
{
    bool tagged = bits_sign_extend(holder.va, 55) != holder.va;

    return holder.va | (uint64_t)holder.core << CORE_SHIFT | (tagged ? MORE : 0) | state;
}

/* Nobody holds the page from now on. */
static void take_back(struct codeguard *guard, uint64_t *held)
{
    if ((*held & MORE) != 0) {
        guard->ops->drop_all(guard->ctx);
    } else if (*held != STATE_FREE) {
        guard->ops->drop_page(guard->ctx, (unsigned)(*held >> CORE_SHIFT & CORE_MASK),
                              *held & ~(uint64_t)(CODEGUARD_PAGE - 1));
    }
    *held = STATE_FREE;
}

/* One more holds it the way that others do. */
static void join(uint64_t *held, struct codeguard_holder holder)
{
    if (*held != held_by(holder, state_of(*held))) {
        *held |= MORE;
    }
}

static void make_substitute(struct codeguard *guard, uint64_t page)
{
    unsigned index = guard->used++;

    assert(index < CODEGUARD_SUBSTITUTES);
    guard->original[index] = page;
    deadly_copy_without((uint32_t *)(void *)(guard->substitute + index * CODEGUARD_PAGE),
                        (const uint32_t *)(const void *)(guard->ram + page), WORDS);
}

/* The newest is the one in use: older ones are from before the page was written. */
static uint64_t substitute_of(const struct codeguard *guard, uint64_t page)
{
    unsigned index = guard->used - 1;

    while (guard->original[index] != page) {
        assert(index > 0);
        index--;
    }
    return index;
}

/* What the page has decides how it is executed. */
static void look_at(struct codeguard *guard, uint64_t page, struct codeguard_holder holder)
{
    const uint32_t *word = (const uint32_t *)(const void *)(guard->ram + page);
    bool deadly = deadly_among(word, WORDS);

    *held_of(guard, page) = held_by(holder, deadly ? STATE_SUBSTITUTED : STATE_EXECUTABLE);
    if (deadly) {
        make_substitute(guard, page);
    }
}

bool codeguard_execute(struct codeguard *guard, uint64_t page, struct codeguard_holder holder,
                       uint64_t *ret_substitute)
{
    uint64_t *held = held_of(guard, page);

    if (is_executable(*held)) {
        join(held, holder);
    } else {
        take_back(guard, held);
        guard->ops->written(guard->ctx, page);
        look_at(guard, page, holder);
    }
    if (state_of(*held) == STATE_EXECUTABLE) {
        return false;
    }
    *ret_substitute = CODEGUARD_BASE + substitute_of(guard, page) * CODEGUARD_PAGE;
    return true;
}

void codeguard_write(struct codeguard *guard, uint64_t page, struct codeguard_holder holder)
{
    uint64_t *held = held_of(guard, page);

    if (state_of(*held) == STATE_WRITABLE) {
        join(held, holder);
        return;
    }
    take_back(guard, held);
    *held = held_by(holder, STATE_WRITABLE);
}

bool codeguard_read(struct codeguard *guard, uint64_t page, struct codeguard_holder holder)
{
    if (is_executable(*held_of(guard, page))) {
        return false;
    }
    codeguard_write(guard, page, holder);
    return true;
}

void codeguard_changed(struct codeguard *guard, uint64_t page)
{
    uint64_t *held = held_of(guard, page);

    if (is_executable(*held)) {
        take_back(guard, held);
    }
}

bool codeguard_exhausted(const struct codeguard *guard)
{
    return guard->used >= CODEGUARD_SUBSTITUTES - 1;
}

void codeguard_recycle(struct codeguard *guard)
{
    for (unsigned i = 0; i < guard->used; i++) {
        uint64_t *held = held_of(guard, guard->original[i]);

        if (state_of(*held) == STATE_SUBSTITUTED) {
            take_back(guard, held);
        }
    }
    guard->used = 0;
}
