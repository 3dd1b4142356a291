/* SPDX-License-Identifier: GPL-2.0-or-later */
/* PSCI calls follow the SMC calling convention: function in x0, result in x0. */
#include "dev/psci.h"

#define PSCI_CPU_ON_64 0xc4000003ULL
#define PSCI_SYSTEM_OFF 0x84000008ULL

static int64_t call(uint64_t function, uint64_t a, uint64_t b, uint64_t c)
{
    register uint64_t x0 __asm__("x0") = function;
    register uint64_t x1 __asm__("x1") = a;
    register uint64_t x2 __asm__("x2") = b;
    register uint64_t x3 __asm__("x3") = c;
    __asm__ volatile("hvc #0"
                     : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
                     :
                     : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                       "x16", "x17", "memory");
    return (int64_t)x0;
}

int psci_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t context)
{
    return (int)call(PSCI_CPU_ON_64, mpidr, entry, context);
}

void psci_system_off(void)
{
    call(PSCI_SYSTEM_OFF, 0, 0, 0);
}
