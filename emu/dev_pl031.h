/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PL031 real time clock (Arm DDI 0224, "Programmers model"). It begins at a
 * fixed date and counts model time, so that a guest reads the same on every
 * host and in every run. Its alarm can be polled (RTCRIS) and interrupts nobody.
 */
#pragma once

#include <stdbool.h>

#include "bus.h"

/* 2020-01-01 00:00:00 UTC, in seconds since 1970. */
#define DEV_PL031_START 1577836800u

struct dev_pl031 {
    /* Seconds that have passed for core `core` since the machine started. */
    uint64_t (*seconds)(void *ctx, unsigned core);
    void *ctx;
    uint32_t offset; /* RTCDR = seconds + offset */
    uint32_t match, load;
    bool is_unmasked; /* RTCIMSC */
    bool is_armed; /* RTCMR or RTCLR was written, and the match not cleared since */
};

void dev_pl031_init(struct dev_pl031 *clock, uint64_t (*seconds)(void *ctx, unsigned core),
                    void *ctx);
/* The device at base; *clock must outlive the bus. */
struct bus_device dev_pl031_device(struct dev_pl031 *clock, pa_t base);
