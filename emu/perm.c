/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "Data access permissions", "Hierarchical control of data access
 * permissions", "Instruction execution permissions" and "About the PSTATE.PAN
 * bit".
 */
#include "perm.h"

enum { AP_EL0 = 1, AP_READ_ONLY = 2 };
enum { AP_TABLE_NO_EL0 = 1, AP_TABLE_NO_WRITE = 2 };

bool perm_is_read_only(struct perm p)
{
    return (p.ap & AP_READ_ONLY) != 0;
}

struct perm perm_writable(struct perm p)
{
    p.ap &= (uint8_t)~AP_READ_ONLY;
    return p;
}

struct perm_limits perm_limits_join(struct perm_limits a, struct perm_limits b)
{
    return (struct perm_limits){
        .ap_table = a.ap_table | b.ap_table,
        .pxn_table = a.pxn_table || b.pxn_table,
        .uxn_table = a.uxn_table || b.uxn_table,
    };
}

struct perm perm_restrict(struct perm p, struct perm_limits limits)
{
    if ((limits.ap_table & AP_TABLE_NO_EL0) != 0) {
        p.ap &= (uint8_t)~AP_EL0;
    }
    if ((limits.ap_table & AP_TABLE_NO_WRITE) != 0) {
        p.ap |= AP_READ_ONLY;
    }
    p.pxn = p.pxn || limits.pxn_table;
    p.uxn = p.uxn || limits.uxn_table;
    return p;
}

unsigned perm_rights(struct perm p, struct perm_view view)
{
    bool el0_data = (p.ap & AP_EL0) != 0;
    bool writable = (p.ap & AP_READ_ONLY) == 0;
    bool data = view.el != 0 ? !(view.pan && el0_data) : el0_data;
    bool execute = view.el == 0 ? !p.uxn : !p.pxn;

    /* EL1 never executes what EL0 can write; PAN has no say in fetches. */
    if (view.el != 0 && el0_data && writable) {
        execute = false;
    }
    if (view.wxn && data && writable) {
        execute = false;
    }
    return (data ? PERM_READ : 0U) | (data && writable ? PERM_WRITE : 0U) |
           (execute ? PERM_EXECUTE : 0U);
}

bool perm_allows(unsigned rights, enum access access)
{
    static const unsigned needed[] = {
        [ACCESS_FETCH] = PERM_EXECUTE,
        [ACCESS_READ] = PERM_READ,
        [ACCESS_WRITE] = PERM_WRITE,
    };

    return (rights & needed[access]) != 0;
}
