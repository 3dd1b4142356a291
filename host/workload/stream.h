/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instructions of one core: the statements that concern it, in the order
 * of the text, between meetings of all cores. Constants are loaded once, at
 * the start, so that a loop pays for its ops and little else.
 */
#pragma once

#include "ast.h"
#include "code.h"
#include "pool.h"

/* Instructions of one stream, at most. */
#define STREAM_MAX (1u << 18)

/*
 * Appends the stream of a core to *code, which is empty; jumps count from its
 * start. The tree has been
 * through scope_phase(). False after an error.
 */
bool stream_build(const struct script *script, unsigned core, unsigned cpus, struct pool *pool,
                  struct code *code);
