/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The MMU's events, built only when a sink wants their kind. */
#pragma once

#include "mmu_decide.h"

/* kind: L1_MISS, L2_HIT or L2_MISS. */
void mmu_emit_miss(const struct mmu *mmu, enum event_kind kind, const struct mmu_request *req);

/* What is in the slot of an L1 or of the L2. kind: one of its FILL, EVICT and DROP. */
void mmu_emit_entry(const struct mmu *mmu, enum event_kind kind, const struct tlb *tlb,
                    unsigned slot);

void mmu_emit_walk(const struct mmu *mmu, const struct mmu_request *req, const struct decision *d,
                   uint64_t cycles);
void mmu_emit_fault(const struct mmu *mmu, const struct mmu_request *req,
                    const struct fault *fault);
