/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placing an image, its initrd and the device tree in guest RAM, as QEMU does. */
#pragma once

#include "image.h"
#include "machine.h"

/*
 * Copies everything and starts core 0. 0 or -errno with the reason logged:
 * -EINVAL when something does not fit.
 */
int load_guest(struct machine *machine, const struct image *image, const void *initrd,
               size_t initrd_size);
