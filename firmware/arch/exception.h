/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exceptions taken to EL1: what the vectors save, and what becomes of it. An
 * interrupt is served (ipi.h); an abort that the core's guarded access
 * (access.h) waits for goes back to the access; anything else is a panic.
 */
#pragma once

/* Bytes of struct exception_frame, and offsets that vectors.S uses. */
#define EXCEPTION_FRAME_SIZE 288
#define EXCEPTION_FRAME_SP 248
#define EXCEPTION_FRAME_SPSR 264
#define EXCEPTION_FRAME_FAR 280

#ifndef __ASSEMBLER__

#include "lib/types.h"

struct exception_frame {
    uint64_t x[31];
    uint64_t sp; /* of the interrupted code */
    uint64_t elr;
    uint64_t spsr;
    uint64_t esr;
    uint64_t far;
};

_Static_assert(sizeof(struct exception_frame) == EXCEPTION_FRAME_SIZE, "as vectors.S lays it out");
_Static_assert(offsetof(struct exception_frame, sp) == EXCEPTION_FRAME_SP, "likewise");
_Static_assert(offsetof(struct exception_frame, spsr) == EXCEPTION_FRAME_SPSR, "likewise");
_Static_assert(offsetof(struct exception_frame, far) == EXCEPTION_FRAME_FAR, "likewise");

/* Called by the vectors; `vector` is the index into the table, 0..15. */
void exception_handle(struct exception_frame *frame, unsigned vector);

#endif
