/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The generic timer; see timer.h. */
#include "timer.h"

#define CTL_ENABLE 1u
#define CTL_IMASK 2u
#define CTL_ISTATUS 4u

static bool is_met(const struct timer *timer, uint64_t count)
{
    return timer->enabled && count >= timer->compare;
}

uint64_t timer_read(const struct timer *timer, enum timer_register reg, uint64_t count)
{
    switch (reg) {
    case TIMER_TVAL:
        return (uint32_t)(timer->compare - count);
    case TIMER_CTL:
        return (timer->enabled ? CTL_ENABLE : 0) | (timer->masked ? CTL_IMASK : 0) |
               (is_met(timer, count) ? CTL_ISTATUS : 0);
    case TIMER_CVAL:
        return timer->compare;
    }
    return 0;
}

void timer_write(struct timer *timer, enum timer_register reg, uint64_t value, uint64_t count)
{
    switch (reg) {
    case TIMER_TVAL: /* signed, 32 bits, from now */
        timer->compare = count + (uint64_t)(int64_t)(int32_t)value;
        break;
    case TIMER_CTL:
        timer->enabled = (value & CTL_ENABLE) != 0;
        timer->masked = (value & CTL_IMASK) != 0;
        break;
    case TIMER_CVAL:
        timer->compare = value;
        break;
    }
}

bool timer_level(const struct timer *timer, uint64_t count)
{
    return is_met(timer, count) && !timer->masked;
}

uint64_t timer_due(const struct timer *timer, uint64_t count)
{
    if (!timer->enabled || timer->masked || is_met(timer, count)) {
        return UINT64_MAX;
    }
    return timer->compare;
}
