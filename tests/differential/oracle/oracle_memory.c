/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_memory.h"

#include <stddef.h>
#include <sys/mman.h>

#define BRK 0xd4200000ULL

/* Within 32, 36, 44 and 48 bits. */
const uint64_t oracle_window_base[ORACLE_WINDOWS] = {
    0x000040000000,
    0x000900000000,
    0x080000100000,
    0xfffffff00000,
};

/* The window of an address, or ORACLE_WINDOWS. */
static unsigned window_of(uint64_t pa)
{
    for (unsigned i = 0; i < ORACLE_WINDOWS; i++) {
        if ((pa & ~(ORACLE_WINDOW_SIZE - 1)) == oracle_window_base[i]) {
            return i;
        }
    }
    return ORACLE_WINDOWS;
}

uint64_t *oracle_memory_at(const struct oracle_memory *memory, uint64_t pa)
{
    unsigned window = window_of(pa);

    if (window == ORACLE_WINDOWS) {
        return NULL;
    }
    return (uint64_t *)(void *)(memory->window[window] + pa % ORACLE_WINDOW_SIZE);
}

uint64_t oracle_memory_at_rest(uint64_t pa)
{
    uint64_t page = window_of(pa) * (ORACLE_WINDOW_SIZE >> 12) + (pa % ORACLE_WINDOW_SIZE >> 12);
    uint64_t instruction = BRK | page << 5;

    return instruction << 32 | instruction;
}

static void fill(struct oracle_memory *memory, unsigned window)
{
    for (uint64_t offset = 0; offset < ORACLE_WINDOW_SIZE; offset += 8) {
        uint64_t pa = oracle_window_base[window] + offset;

        *oracle_memory_at(memory, pa) = oracle_memory_at_rest(pa);
    }
}

bool oracle_memory_init(struct oracle_memory *memory)
{
    *memory = (struct oracle_memory){.window = {NULL}};
    for (unsigned i = 0; i < ORACLE_WINDOWS; i++) {
        void *p = mmap(NULL, ORACLE_WINDOW_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (p == MAP_FAILED) {
            oracle_memory_finish(memory);
            return false;
        }
        memory->window[i] = p;
    }
    oracle_memory_reset(memory);
    return true;
}

void oracle_memory_reset(struct oracle_memory *memory)
{
    for (unsigned i = 0; i < ORACLE_WINDOWS; i++) {
        fill(memory, i);
    }
}

void oracle_memory_finish(struct oracle_memory *memory)
{
    for (unsigned i = 0; i < ORACLE_WINDOWS; i++) {
        if (memory->window[i] != NULL) {
            munmap(memory->window[i], ORACLE_WINDOW_SIZE);
        }
    }
    *memory = (struct oracle_memory){.window = {NULL}};
}
