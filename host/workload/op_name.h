/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ops of a program by name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "program.h"

/* "vmalloc", ...; "?" when out of range. */
const char *op_name(unsigned op);
/* True for work that a script asks for, false for the interpreter's own. */
bool op_name_is_op(unsigned op);
/* The op that scripts call so, or -1. */
int op_name_find(const char *name, size_t length);
/* "vaae1is", ...; "?" when out of range. */
const char *op_name_tlbi(unsigned tlbi);
