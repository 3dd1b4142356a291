/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The arrays of a program: those of the script, and orders of shuffled loops. */
#pragma once

#include "arena.h"
#include "diag.h"

/* Arrays of a program, at most. */
#define ARRAY_MAX 256

struct array_list {
    struct program_array *arrays; /* ARRAY_MAX of them; NULL: none yet */
    uint32_t count;
};

/* A new one; *ret is its index. An error when there are too many. */
bool array_add(struct array_list *list, struct arena *arena, struct program_array array,
               struct place place, struct diag *diag, uint32_t *ret);
