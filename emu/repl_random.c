/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any way with equal chance; hits change nothing, and only a full set draws. */
#include "repl.h"

#include "random.h"

static unsigned victim(struct repl *r, unsigned set)
{
    return set * r->ways + random_below(&r->random, r->ways);
}

const struct repl_ops repl_random = {.victim = victim};
