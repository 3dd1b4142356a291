/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Executes a guest in an engine of its own, with the engine's own MMU, and
 * asks a ref_mmu about every single access of every single instruction.
 *
 * What is not counted: the store that marks the probe is no instruction and no
 * access, and translating its operand leaves no trace. It is fetched like any
 * other, so a fetch that brings in its page is a miss. With the MMU off,
 * instructions and accesses count and all of them hit.
 */
#pragma once

#include "ref_mmu.h"

struct ref_engine_options {
    uint64_t max_instructions;
    bool check; /* compare each address with what the engine itself accesses */
};

/*
 * Runs the image until it writes PROBE_REG_EXIT. mmu->read is set here;
 * shapes and `missed` are the caller's. Returns false, with a message on
 * stderr, when the guest fails, goes on for ever or does what is not modelled.
 */
bool ref_engine_run(struct ref_mmu *mmu, const char *image,
                    const struct ref_engine_options *options);
