/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of a script. */
#pragma once

#include <stddef.h>

#include "diag.h"

/* The whole file; the caller frees *ret_text. 0, or -errno with the error in diag. */
int source_read(const char *path, char **ret_text, size_t *ret_size, struct diag *diag);
