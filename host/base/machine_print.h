/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `mmulator machines` prints. */
#pragma once

#include <stdio.h>

#include "machine_file.h"

/* One line for each preset. 0 or -errno; errors are logged. */
int machine_print_list(FILE *out);

/* Every key with its value, meaning and source. */
void machine_print(const struct machine_file *file, FILE *out);
