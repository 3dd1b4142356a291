/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text of each status. */
#include "lib/status.h"

#include "lib/kernel.h"

const char *fw_status_text(enum fw_status status)
{
    static const char *const text[] = {
        [FW_OK] = "ok",
        [FW_NO_MEMORY] = "out of memory",
        [FW_NO_SPACE] = "out of addresses",
        [FW_INVALID] = "invalid argument",
        [FW_MISALIGNED] = "misaligned address",
        [FW_UNKNOWN] = "unknown address",
        [FW_BUSY] = "already in use",
        [FW_UNSUPPORTED] = "not built into this firmware",
    };
    return status < ARRAY_SIZE(text) ? text[status] : "unknown status";
}
