/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device tree like that of QEMU's virt board, written with libfdt. */
#pragma once

#include <stdint.h>

#define VIRT_TREE_MAX 8192
#define VIRT_TREE_CPUS 3

/* Into `tree`, VIRT_TREE_MAX bytes; returns the bytes used. */
uint32_t virt_tree_build(void *tree);
