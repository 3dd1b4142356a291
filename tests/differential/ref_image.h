/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a guest image, ELF or flat, into memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REF_RAM_BASE 0x40000000ULL
#define REF_FLAT_OFFSET 0x80000ULL

/*
 * Loads the file into ram, which stands for physical memory from REF_RAM_BASE
 * on. Returns false with a message on stderr when it is unreadable or does not
 * fit.
 */
bool ref_image_load(const char *path, uint8_t *ram, size_t ram_size, uint64_t *ret_entry);
