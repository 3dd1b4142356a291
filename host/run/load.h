/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Placing an image, its initrd and the device tree in guest RAM, as QEMU does. */
#pragma once

#include "image.h"
#include "machine.h"

/* What the guest is given beside its image. */
struct load_extras {
    const void *initrd; /* NULL: none */
    size_t initrd_size;
    const char *bootargs; /* NULL: none */
};

/*
 * Copies everything and starts core 0. 0 or -errno with the reason logged:
 * -EINVAL when something does not fit.
 */
int load_guest(struct machine *machine, const struct image *image,
               const struct load_extras *extras);
