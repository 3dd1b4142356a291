/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmulator's answer to a case: AT by a walk of its own, an access out of the
 * TLBs that it has just filled. TLBs and walk cache are empty before.
 */
#pragma once

#include "oracle_case.h"
#include "oracle_memory.h"

struct oracle_product;

/* NULL when out of memory. The memory is borrowed. */
struct oracle_product *oracle_product_create(const struct oracle_memory *memory);
void oracle_product_destroy(struct oracle_product *product);

struct oracle_answer oracle_product_ask(struct oracle_product *product,
                                        const struct oracle_case *c);

/* The sizes of physical addresses, in bits, that machines are made with. */
extern const uint8_t oracle_pa_bits[];
#define ORACLE_PA_BITS_COUNT 4
