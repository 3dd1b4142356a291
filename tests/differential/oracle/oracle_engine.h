/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's walker: an engine left to its own MMU, over the shared memory.
 *
 * AT is asked by writing its register, which runs no instruction. An access is
 * run: a stub that was fetched while the MMU was off, and is therefore in the
 * engine's TLB, makes it under the registers of the case.
 */
#pragma once

#include "oracle_case.h"
#include "oracle_memory.h"

struct oracle_engine;

/* NULL, with a message on stderr, when the engine is not as needed. */
struct oracle_engine *oracle_engine_create(const struct oracle_memory *memory);
void oracle_engine_destroy(struct oracle_engine *engine);

/* The engine's own answer. A store that it runs is in memory afterwards. */
struct oracle_answer oracle_engine_ask(struct oracle_engine *engine, const struct oracle_case *c);

/* Whether an address, virtual or physical, is in the page of the stub, which no run may access. */
bool oracle_engine_in_stub(uint64_t address);

/* What a stored doubleword is. */
#define ORACLE_STORED 0x5ca1ab1e0ddba11dULL
