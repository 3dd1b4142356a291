/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went wrong, where a pointer or NULL does not say enough. A status is an
 * answer to the caller, never a reason to panic.
 */
#pragma once

enum fw_status {
    FW_OK = 0,
    FW_NO_MEMORY, /* no physical page or no object could be had */
    FW_NO_SPACE, /* no free range of virtual addresses fits */
    FW_INVALID, /* an argument is malformed: zero size, odd alignment */
    FW_MISALIGNED, /* the address is not on a page boundary */
    FW_UNKNOWN, /* no live area starts at the address */
    FW_BUSY, /* something is already there */
    FW_UNSUPPORTED, /* the choice exists but is not built */
};

/* A short lower-case text for messages, e.g. "unknown address". */
const char *fw_status_text(enum fw_status status);
