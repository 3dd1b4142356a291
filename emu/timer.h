/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One generic timer of one core (Arm ARM, "The Generic Timer in AArch64
 * state"). Counts are ticks of the system counter.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct timer {
    uint64_t compare; /* CVAL: the count at which the condition is met */
    bool enabled, masked; /* CTL.ENABLE, CTL.IMASK */
};

enum timer_register { TIMER_TVAL, TIMER_CTL, TIMER_CVAL };

uint64_t timer_read(const struct timer *timer, enum timer_register reg, uint64_t count);
void timer_write(struct timer *timer, enum timer_register reg, uint64_t value, uint64_t count);

/* Whether its interrupt line is high at that count. */
bool timer_level(const struct timer *timer, uint64_t count);
/* The count at which the line rises if nothing changes; UINT64_MAX: never, or it is high. */
uint64_t timer_due(const struct timer *timer, uint64_t count);
