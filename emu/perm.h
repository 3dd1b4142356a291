/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access permissions of stage 1 in the EL1&0 regime: what a leaf descriptor
 * grants, what the tables above it take away, and what is left for an access.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"

/* What a translation grants, as the descriptor spells it. */
struct perm {
    uint8_t ap; /* AP[2:1]: bit 0 EL0 may access, bit 1 read-only */
    bool pxn; /* never executed at EL1 */
    bool uxn; /* never executed at EL0 */
};

/* What table descriptors take away from everything below them. */
struct perm_limits {
    uint8_t ap_table; /* APTable: bit 0 no access from EL0, bit 1 no writes */
    bool pxn_table;
    bool uxn_table;
};

/* Who asks, and the controls that are not part of a translation. */
struct perm_view {
    uint8_t el; /* 0 or 1; 0 too for LDTR and STTR at EL1 */
    bool wxn; /* SCTLR_EL1.WXN */
    bool pan; /* PSTATE.PAN; says nothing at EL0 */
};

/* A set of these is what an access may do. */
enum perm_right { PERM_READ = 1, PERM_WRITE = 2, PERM_EXECUTE = 4 };

/* AP[2] without the limits: no writes at either level; and p without it. */
bool perm_is_read_only(struct perm p);
struct perm perm_writable(struct perm p);

/* Both limits together. */
struct perm_limits perm_limits_join(struct perm_limits a, struct perm_limits b);

/* What the limits leave of p. */
struct perm perm_restrict(struct perm p, struct perm_limits limits);

/* The enum perm_right set that p leaves to the view. */
unsigned perm_rights(struct perm p, struct perm_view view);

/* Whether the rights allow the access. */
bool perm_allows(unsigned rights, enum access access);
