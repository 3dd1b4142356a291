/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a core tells when the program is through, and vmallocinfo as an op. */
#pragma once

#include "run/program_check.h"

/*
 * To the probe (abi/probe.h, PROBE_REG_REPORT): what was allocated and never
 * freed, and vmallocinfo if it is wanted. Without a probe, the leaks on the
 * UART. All other cores have ended.
 */
void final_report(const struct program *program);
