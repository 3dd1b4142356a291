/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a run ended, in words: the one-line reason, and each core's state. */
#pragma once

#include "image.h"
#include "machine.h"
#include "result.h"

struct workload_site;

/*
 * Sets exit and exit_reason of *result. site: the op that the core which ended
 * the run was in, or NULL. 0 or -ENOMEM.
 */
int failure_judge(const struct machine *machine, const struct image *image,
                  const struct workload_site *site, struct run_result *result);

/*
 * Where every core stood and the registers of the one that ended the run, on
 * stderr. Nothing for a guest that refused its program: it has said why.
 */
void failure_print(struct machine *machine, const struct image *image);
