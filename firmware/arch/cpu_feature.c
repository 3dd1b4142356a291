/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fields of the identification registers (Arm ARM, "ID_AA64ISAR0_EL1"). */
#include "arch/cpu_feature.h"

#include "arch/sysreg.h"

#define ISAR0_ATOMIC_SHIFT 20
#define ISAR0_ATOMIC_LSE 2u

bool cpu_has_lse;

void cpu_feature_init(void)
{
    const unsigned atomic = read_sysreg(id_aa64isar0_el1) >> ISAR0_ATOMIC_SHIFT & 0xf;
    cpu_has_lse = atomic >= ISAR0_ATOMIC_LSE;
}
