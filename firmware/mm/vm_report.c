/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts the complaints, all kinds together. */
#include "mm/vm_report.h"

#include "lib/panic.h"

#define REPORT_LIMIT 16u

static unsigned reports;

static bool may_report(void)
{
    return __atomic_fetch_add(&reports, 1, __ATOMIC_RELAXED) < REPORT_LIMIT;
}

void vm_report_failure(uint64_t size, const char *what)
{
    if (may_report()) {
        pr_warn("vmalloc error: size %llu, %s", (unsigned long long)size, what);
    }
}

enum fw_status vm_report_address(const char *call, const void *addr, enum fw_status status)
{
    if (may_report()) {
        pr_warn("%s(%lx): %s", call, (unsigned long)addr, fw_status_text(status));
    }
    return status;
}
