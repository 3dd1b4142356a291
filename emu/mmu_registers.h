/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The system registers that steer translation, as the guest wrote them. */
#pragma once

#include <stdint.h>

struct mmu_registers {
    uint64_t sctlr_el1;
    uint64_t tcr_el1;
    uint64_t ttbr0_el1;
    uint64_t ttbr1_el1;
    uint64_t mair_el1;
};
