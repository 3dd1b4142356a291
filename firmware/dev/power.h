/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a run ends. */
#pragma once

#include "abi/probe.h"

enum power_exit {
    POWER_EXIT_OK = PROBE_EXIT_OK,
    POWER_EXIT_PROGRAM = PROBE_EXIT_PROGRAM,
    POWER_EXIT_PANIC = PROBE_EXIT_PANIC,
    POWER_EXIT_LACKING = PROBE_EXIT_LACKING,
};

/* Tells the probe, if there is one, otherwise switches the machine off. */
void power_exit(enum power_exit reason) __attribute__((noreturn));
