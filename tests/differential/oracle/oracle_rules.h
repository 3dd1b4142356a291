/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the engine (QEMU 5.0.1 as Unicorn carries it) answers otherwise than
 * the architecture, and what the architecture says there. Nothing else is left
 * out of the comparison; docs/fidelity.md lists the rules with their reasons.
 *
 *   size illegal     the PE may fault or take the nearest legal TxSZ; emu does
 *                    the one, the engine the other
 *   too large        the engine never compares an address in a TTBR or a
 *                    descriptor with the output size
 *   block reserved   the engine takes blocks at every level
 *   abort on a walk  Unicorn reads zeroes where no memory is, so the engine
 *                    sees an invalid descriptor at that level
 *   bits in a block  the engine takes the RES0 bits below a block's size as
 *                    address bits
 *   contiguous run   the engine ignores the bit; emu takes the base of the run
 *                    from the descriptor, rounded down: the same in a run as
 *                    it should be, one of the legal results in others. A run
 *                    larger than the range is none
 *   attributes       the engine tells SH as the descriptor has it, also for
 *                    Device and Non-cacheable memory, which are Outer Shareable
 *                    for PAR_EL1, and with the MMU off
 *   reserved TG0     the PE may take any granule it has; emu takes 4K, the
 *                    engine 64K (oracle_engine.c)
 */
#pragma once

#include "oracle_case.h"
#include "oracle_path.h"

/*
 * True when the rules alone decide, and the engine is not to be asked; *ret is
 * then what the architecture says.
 */
bool oracle_rules_decide(const struct oracle_case *c, const struct oracle_path *path,
                         struct oracle_answer *ret);

/* The engine's answer as the architecture would have it. */
struct oracle_answer oracle_rules_correct(const struct oracle_case *c,
                                          const struct oracle_path *path,
                                          struct oracle_answer engine);

/* Whether they give another address than the engine takes. */
bool oracle_rules_move(const struct oracle_case *c, const struct oracle_path *path);
