/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An empty directory of its own for a test, and whole files as bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes a directory and changes into it; leaving removes it with its files. */
void scratch_enter(void);
void scratch_leave(void);

bool scratch_exists(const char *path);
void scratch_write(const char *path, const void *data, size_t size);
/* The file's bytes and a NUL, allocated. */
uint8_t *scratch_read(const char *path, size_t *ret_size);
