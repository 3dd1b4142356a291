/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory functions that C's <string.h> declares and that the compiler calls
 * on its own. The freestanding build takes them from string.c, the native
 * build from its C library.
 */
#pragma once

#include <stddef.h>

void *memset(void *dst, int byte, size_t size);
void *memcpy(void *restrict dst, const void *restrict src, size_t size);
void *memmove(void *dst, const void *src, size_t size);
int memcmp(const void *a, const void *b, size_t size);
