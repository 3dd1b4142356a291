/* SPDX-License-Identifier: GPL-2.0-or-later */
/* vread(): the vmalloc range read as it is, holes and all, without a fault. */
#pragma once

#include "mm/vmalloc.h"

/*
 * Copies [addr, addr + size) to `buffer`, which is mapped memory of the kernel.
 * Bytes of pages that live areas map are copied through the linear map;
 * everything else reads as zeros: holes, guards, freed areas, devices, areas
 * that are still being built. Returns how many bytes came from areas; with 0
 * the buffer was not written.
 *
 * Nobody may free what is being read.
 */
uint64_t vread(void *buffer, const void *addr, uint64_t size);
