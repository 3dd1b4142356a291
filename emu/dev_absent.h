/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A window of the board whose slots are empty: it reads as zero and takes
 * writes. A virtio-mmio slot with magic zero is one that a driver leaves alone.
 */
#pragma once

#include "bus.h"

/* size: bytes, a multiple of 4K. */
struct bus_device dev_absent_device(pa_t base, uint64_t size);
