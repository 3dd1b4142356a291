/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in the vmalloc range, one line an area, as Linux shows it in
 * /proc/vmallocinfo, so that tools which read that can read this:
 *
 *   0xSTART-0xEND SIZE CALLER pages=N phys=PA ioremap vmalloc ... N0=COUNT
 *
 * Live areas first, in the order of the generation, then the lazy ones, as
 * "unpurged vm_area". SIZE is in bytes; it and END include the guard page.
 */
#pragma once

#include "lib/printf.h"
#include "lib/types.h"

struct vmallocinfo_out {
    printf_put_fn put;
    void *ctx; /* for put */
    /* Prints what a number of vm_caller() stands for, "symbol+offset/size". */
    void (*print_caller)(const struct vmallocinfo_out *out, uint32_t caller);
};

void vmallocinfo_print(const struct vmallocinfo_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Nothing in the range changes meanwhile: `put` may not allocate. */
void vmallocinfo(const struct vmallocinfo_out *out);
