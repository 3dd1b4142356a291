/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs an op program: each core its stream, until the last one has ended. */
#pragma once

#include "run/program_check.h"

/* Takes memory for slots and barriers from bootmem; the program stays. */
void interpret_prepare(const struct program *program);

/* Called once on each core; the core that ends last ends the run. */
void interpret_run(unsigned cpu) __attribute__((noreturn));
