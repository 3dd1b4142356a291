/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Complaints of the vmalloc family. A script may provoke the same one a
 * million times: the first sixteen are printed, the others are not.
 */
#pragma once

#include "lib/kernel.h"
#include "lib/status.h"

/* "vmalloc error: size N, WHAT". */
void vm_report_failure(uint64_t size, const char *what) __attribute__((cold));

/* "CALL(ADDR): what the status says"; returns the status. */
enum fw_status vm_report_address(const char *call, const void *addr, enum fw_status status)
    __attribute__((cold));
