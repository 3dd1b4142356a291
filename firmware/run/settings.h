/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an op program's header chooses: memory nodes, allocator, shootdown strategy, laziness. */
#pragma once

#include "abi/program.h"

/* Before the page allocator starts: how many memory nodes there are. */
void settings_apply_nodes(const struct program_header *header);

/*
 * Starts vmalloc as the header says. A choice that this firmware does not have
 * ends the run with a message.
 */
void settings_apply(const struct program_header *header);
