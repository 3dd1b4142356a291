/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a failing sequence small, so that a person can follow it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Whether the sequence, from a fresh start, still fails. */
typedef bool (*shrink_fails_fn)(void *ctx, const void *steps, size_t count);

/*
 * Takes out of steps[0..count), of `size` bytes each, what is not needed to
 * fail, in place, until no single step can go. Returns how many are left; they
 * fail.
 */
size_t shrink(void *steps, size_t count, size_t size, shrink_fails_fn fails, void *ctx);
