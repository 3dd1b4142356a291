/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instruction words that are fatal to the engine. Unicorn 2.1.4 ends the
 * process when it translates certain unallocated encodings, instead of making
 * them UNDEFINED; engine.h has no way to keep it from it, so codeguard.h keeps
 * them from the engine.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the engine would not survive it. */
bool deadly_word(uint32_t word);

/* Whether one of count words is deadly. */
bool deadly_among(const uint32_t *word, size_t count);

/* Copies count words; each deadly one becomes UDF #0, which is UNDEFINED as well. */
void deadly_copy_without(uint32_t *to, const uint32_t *from, size_t count);
