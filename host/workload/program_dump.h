/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An op program as text, one instruction a line. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* 0, or -EINVAL for bytes that are no program; nothing is printed then. */
int program_dump(const uint8_t *bytes, size_t size, FILE *file);
