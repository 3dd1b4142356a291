/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which slot a name stands for, which cores run a block, which site an op is.
 *
 * A variable has up to two lives: a shared slot for blocks that one core runs,
 * a slot on each core for blocks that several run. A read means the life that
 * was assigned last, in the order of the text. A block that assigns a variable
 * works on the life of its own kind, which first takes over the value of the
 * other one.
 */
#pragma once

#include "ast.h"
#include "symbol.h"

/* Locks of a program, at most. */
#define SCOPE_LOCK_MAX 32

struct scope {
    struct symbol_table *symbols;
    struct workload *workload; /* its sites grow */
    struct diag *diag;
    size_t site_cap;
    uint32_t slots[2]; /* how many there are; by enum symbol_home */
    const char *lock_names[SCOPE_LOCK_MAX];
    uint32_t locks;
    uint32_t barriers; /* id 0 is the meeting of all cores between phases */
    /* Where the pass is: */
    uint32_t phase;
    const struct stmt *stmt;
    const struct on_node *on;
    uint64_t sections; /* bit n: in critical section n; bit SCOPE_LOCK_MAX: masked */
    const char *inside; /* the innermost of `repeat` and the like; NULL: none */
};

/* workload->cpus is set; sites are added to it. */
void scope_init(struct scope *scope, struct symbol_table *symbols, struct workload *workload,
                struct diag *diag);
/* Phases are to be passed in the order of the script. */
bool scope_phase(struct scope *scope, uint32_t phase, struct on_node *on);
