/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sites: the places in a script that a program refers to. */
#pragma once

#include "scope.h"

/* Adds one for the statement that the scope is at. */
bool site_add(struct scope *scope, struct place place, uint32_t op, bool has_expectation,
              uint32_t *ret);
