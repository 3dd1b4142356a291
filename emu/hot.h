/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Marks a function that every TLB miss passes. The compiler lays these side by
 * side; strewn over the program they evict each other, and the engine's, from
 * the host's instruction cache, which made a miss a tenth slower.
 */
#pragma once

#define HOT __attribute__((hot))
