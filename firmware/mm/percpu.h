/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first chunk of per-CPU areas: one copy of the section `percpu` for each
 * core, in boot memory (Linux calls it the embedded first chunk).
 */
#pragma once

#include "arch/percpu.h"
#include "lib/status.h"

/*
 * Builds the areas of cores 0 .. cpus - 1 from the template and moves the boot
 * core, which becomes cpu 0, to its own. A later core calls
 * set_this_cpu_offset(percpu_offset[cpu]) first of all.
 */
enum fw_status percpu_init(unsigned cpus);
