/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One row of codes for each kind of fault; entering the exception is the host's. */
#include "fault.h"

/* Fault status codes; the level is added where there is one. */
struct status {
    uint8_t code;
    bool has_level;
    const char *name;
};

static const struct status statuses[FAULT_KIND_COUNT] = {
    [FAULT_TRANSLATION] = {0x04, true, "translation"},
    [FAULT_PERMISSION] = {0x0c, true, "permission"},
    [FAULT_ACCESS_FLAG] = {0x08, true, "access_flag"},
    [FAULT_ADDRESS_SIZE] = {0x00, true, "address_size"},
    [FAULT_ALIGNMENT] = {0x21, false, "alignment"},
    [FAULT_EXTERNAL] = {0x10, false, "external"},
    [FAULT_EXTERNAL_WALK] = {0x14, true, "external"},
    [FAULT_CONFLICT] = {0x30, false, "conflict"},
};

enum { EC_INSTRUCTION_ABORT_LOWER = 0x20, EC_DATA_ABORT_LOWER = 0x24, EC_SAME_EL = 1 };
enum { ESR_EC_SHIFT = 26, ESR_IL = 1 << 25, ESR_WNR = 1 << 6, ESR_CM = 1 << 8 };

uint32_t fault_status_code(const struct fault *fault)
{
    const struct status *status = &statuses[fault->kind];

    return status->code + (status->has_level ? fault->level : 0U);
}

uint32_t fault_syndrome(const struct fault *fault, unsigned from_el)
{
    uint32_t ec = fault->access == ACCESS_FETCH ? EC_INSTRUCTION_ABORT_LOWER : EC_DATA_ABORT_LOWER;
    uint32_t how = fault->operation                ? ESR_CM | ESR_WNR
                   : fault->access == ACCESS_WRITE ? ESR_WNR
                                                   : 0;

    if (from_el != 0) {
        ec |= EC_SAME_EL;
    }
    return ec << ESR_EC_SHIFT | ESR_IL | how | fault_status_code(fault);
}

const char *fault_kind_name(unsigned kind)
{
    return kind < FAULT_KIND_COUNT ? statuses[kind].name : "?";
}
