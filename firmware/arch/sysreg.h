/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System registers by name, as the assembler spells them. */
#pragma once

#include <stdint.h>

#define read_sysreg(name)                                                                          \
    ({                                                                                             \
        uint64_t value_;                                                                           \
        __asm__ volatile("mrs %0, " #name : "=r"(value_));                                         \
        value_;                                                                                    \
    })

/* Takes effect for later instructions after an isb(). */
#define write_sysreg(name, value)                                                                  \
    __asm__ volatile("msr " #name ", %x0" : : "rZ"((uint64_t)(value)) : "memory")
