/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ESR_EL1 in words, for messages. */
#pragma once

#include <stdint.h>

#define ESR_TEXT_MAX 96

/* "translation fault, level 3, on a read". Returns text. */
const char *esr_text(uint32_t esr, char text[ESR_TEXT_MAX]);
