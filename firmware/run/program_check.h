/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this an op program (abi/program.h)? Everything an interpreter would trust
 * is checked here, once: offsets, counts, slots, jump targets, sites, and that
 * no stream can run past the last instruction.
 */
#pragma once

#include "abi/program.h"
#include "lib/types.h"

/* A checked program: its sections, inside the caller's memory. */
struct program {
    const struct program_header *header;
    const struct program_stream *streams;
    const struct program_insn *insns;
    const struct program_site *sites;
    const struct program_array *arrays;
    const struct program_table *tables;
    const uint64_t *weights;
};

struct program_error {
    char text[96]; /* what is wrong and where, without a newline */
};

/* `size` readable bytes at `data`, a multiple of 8. False: *ret_error says why. */
bool program_check(const void *data, uint64_t size, struct program *ret,
                   struct program_error *ret_error);

/* "vmalloc", "load", ... as scripts spell it; "?" for no op. */
const char *program_op_text(unsigned op);
