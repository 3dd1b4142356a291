/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parser: script text to a tree. docs/workload.md has the grammar. */
#pragma once

#include "arena.h"
#include "ast.h"

/* `path`: what the script includes is beside it; NULL: it may include nothing. NULL after an
 * error, which is then in *diag. */
struct script *parse_script(struct arena *arena, const char *path, const char *text, size_t size,
                            struct diag *diag);
/* One expression and nothing else, as an option gives it. */
struct expr *parse_option(struct arena *arena, const char *text, struct diag *diag);
