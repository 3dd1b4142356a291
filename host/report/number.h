/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers for people, the same in every locale. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct number_text {
    char text[32];
};

/* "1,234,567" */
struct number_text number_grouped(uint64_t value);

/* part of whole in percent, rounded: "12.34 %"; "-" of nothing. */
struct number_text number_percent(uint64_t part, uint64_t whole);

/* sum / count with one decimal, rounded: "1,234.5"; "-" of nothing. */
struct number_text number_average(uint64_t sum, uint64_t count);
