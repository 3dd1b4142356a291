/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First in, first out: the oldest fill leaves; hits change nothing. */
#include "repl.h"

static void hit(struct repl *r, unsigned slot)
{
    (void)r;
    (void)slot;
}

static unsigned victim(struct repl *r, unsigned set)
{
    return r->oldest[set];
}

const struct repl_ops repl_fifo = {.hit = hit, .victim = victim};
