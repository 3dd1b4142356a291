/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Executes a guest in an engine of its own, with the engine's own MMU, and
 * tells a ref_core of every instruction.
 */
#pragma once

#include "ref_mmu.h"

struct ref_engine_options {
    uint64_t max_instructions;
    bool check; /* compare each access with those of the engine */
};

/*
 * Runs the image until it writes PROBE_REG_EXIT. mmu->read is set here; shapes
 * and `missed` are the caller's. Returns false, with a message on stderr, when
 * the guest fails, goes on for too long or does what is not modelled.
 */
bool ref_engine_run(struct ref_mmu *mmu, const char *image,
                    const struct ref_engine_options *options);
