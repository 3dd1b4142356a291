/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What TLB invalidations of the EL1&0 regime mean, from their encodings. */
#pragma once

#include "ref_tlb.h"

/*
 * SYS #op1, C8, CRm, #op2, Xt (Arm ARM, "A64 System instructions for TLB
 * maintenance"), the forms of FEAT_TLBIRANGE and FEAT_TLBIOS included. TTL is
 * taken at its word: what it does not name stays, where its value is not
 * reserved. False when it is none.
 */
bool ref_tlbi_decode(unsigned op1, unsigned crm, unsigned op2, uint64_t operand,
                     struct ref_tlbi *ret);

/* Whether the form of that CRm reaches other cores. */
bool ref_tlbi_broadcast(unsigned crm);
