/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a script expects, ready to be judged. */
#pragma once

#include "ast.h"
#include "symbol.h"

/* An `expect` statement, or an op with an expectation of its own. */
struct expectation {
    const char *text; /* as written, white space folded */
    unsigned line;
    bool is_site;
    uint32_t site; /* is_site: the op */
    struct comparison comparison; /* otherwise */
};

/* The expectations of a workload while they are collected. */
struct expectation_list {
    struct workload *workload;
    struct symbol_table *symbols;
    struct diag *diag;
    size_t cap;
};

/* Adds an `expect` statement; its names must be constants or metrics. */
bool expectation_add_item(struct expectation_list *list, const struct item *item);
/* Adds the sites from `first` on that have an expectation. */
bool expectation_add_sites(struct expectation_list *list, size_t first);
