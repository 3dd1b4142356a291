/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The simplest case that still differs, and a case in words. */
#pragma once

#include <stdio.h>

#include "oracle_trial.h"

/* Clears what can be cleared, bit by bit, of a case whose trial differs. */
struct oracle_trial oracle_shrink(struct oracle_world *world, const struct oracle_trial *trial);

/* Registers, descriptors with their addresses, both answers. */
void oracle_show(const struct oracle_trial *trial, FILE *out);
