/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a run ended, in words: the one-line reason, and each core's state. */
#pragma once

#include "image.h"
#include "machine.h"
#include "result.h"

/* Sets exit and exit_reason of *result. 0 or -ENOMEM. */
int failure_judge(const struct machine *machine, const struct image *image,
                  struct run_result *result);

/* Where every core stood and the registers of the one that ended the run, on stderr. */
void failure_print(struct machine *machine, const struct image *image);
