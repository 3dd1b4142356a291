/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the boot core enters C. */
#pragma once

#include "lib/types.h"

/* Physical addresses of the device tree and of the image. Does not return. */
void boot_main(phys_addr_t tree, phys_addr_t image);
