/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Architectural faults as values, and their syndrome encodings
 * (Arm ARM, ESR_EL1, "ISS encoding for an exception from a Data Abort" and
 * "... from an Instruction Abort").
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

enum access { ACCESS_FETCH, ACCESS_READ, ACCESS_WRITE };

enum fault_kind {
    FAULT_TRANSLATION,
    FAULT_PERMISSION,
    FAULT_ACCESS_FLAG,
    FAULT_ADDRESS_SIZE,
    FAULT_ALIGNMENT,
    FAULT_EXTERNAL, /* on the access itself */
    FAULT_EXTERNAL_WALK, /* on a descriptor fetch, at `level` */
    FAULT_CONFLICT,
    FAULT_KIND_COUNT
};

struct fault {
    va_t va; /* the address that goes to FAR_EL1 */
    uint8_t kind; /* enum fault_kind */
    uint8_t level; /* 0..3; 0 where the kind has none */
    uint8_t access; /* enum access */
    bool operation; /* of an address translation operation: ISS CM and WnR are set */
};

/* DFSC/IFSC, bits [5:0] of the ISS. */
uint32_t fault_status_code(const struct fault *fault);

/* ESR_EL1 for an abort taken to EL1 from from_el (0 or 1); IL is set. */
uint32_t fault_syndrome(const struct fault *fault, unsigned from_el);

/* "translation", "permission", ... as the counters spell it. */
const char *fault_kind_name(unsigned kind);
