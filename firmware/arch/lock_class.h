/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a lock is for, by name: the list is abi/locks.def. */
#pragma once

enum lock_class {
#define LOCK(NAME, text, what) LOCK_##NAME,
#include "abi/locks.def"
#undef LOCK
    LOCK_CLASS_COUNT
};
