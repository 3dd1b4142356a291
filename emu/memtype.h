/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory types as MAIR_EL1 encodes them, one byte each (Arm ARM, "MAIR_EL1,
 * Memory Attribute Indirection Register (EL1)"). They change no cost and no
 * translation here; they are carried to whoever asks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MEMTYPE_DEVICE_NGNRNE 0x00
#define MEMTYPE_NON_CACHEABLE 0x44

enum memtype_sharing { MEMTYPE_NON_SHAREABLE = 0, MEMTYPE_OUTER = 2, MEMTYPE_INNER = 3 };

static inline bool memtype_is_device(uint8_t type)
{
    return (type & 0xf0) == 0;
}

/*
 * The shareability that PAR_EL1 reports for SH[1:0] of a descriptor: Device
 * memory and what is cacheable nowhere are outer shareable, whatever it says.
 */
static inline uint8_t memtype_sharing(uint8_t type, uint8_t sh)
{
    return memtype_is_device(type) || type == MEMTYPE_NON_CACHEABLE ? MEMTYPE_OUTER : sh;
}
