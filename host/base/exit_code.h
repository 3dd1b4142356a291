/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exit codes of every command: a contract with scripts and CI. */
#pragma once

enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_EXPECTATION = 1, /* an expectation, baseline or budget failed */
    EXIT_CODE_INPUT = 2, /* usage error or bad input file */
    EXIT_CODE_GUEST = 3, /* panic, unhandled fault, watchdog, interrupted */
    EXIT_CODE_TOOL = 4, /* mmulator itself failed: no memory, unwritable output */
};
