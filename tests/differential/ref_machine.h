/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * N cores over one memory, stepped in turn by a few instructions each: an order
 * of its own, not the product's. Guests for several cores must therefore come
 * to the same counts in whatever order their cores run; those of tests/guest
 * let one core work at a time and the others sleep in WFE.
 *
 * Of the system around the cores there is the probe, SEV, and PSCI's CPU_ON.
 */
#pragma once

#include "ref_mmu.h"

struct ref_machine_options {
    unsigned cpus; /* 1..REF_CORES_MAX */
    uint64_t max_instructions; /* of each core */
    bool check; /* compare each access with those of the engine */
    bool deaf; /* a deliberate fault: broadcasts reach no other core */
};

/*
 * Runs the image until a core writes PROBE_REG_EXIT. mmu has one for each core;
 * its `read` is set here, shapes and `missed` are the caller's. Returns false,
 * with a message on stderr, when the guest fails, goes on for too long or does
 * what is not modelled.
 */
bool ref_machine_run(struct ref_mmu *mmu, const char *image,
                     const struct ref_machine_options *options);
