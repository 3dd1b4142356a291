/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Least recently used: what was filled or hit longest ago leaves. */
#include "repl.h"

const struct repl_ops repl_lru = {.hit = repl_renew};
