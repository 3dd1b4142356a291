/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the language that cannot be names. */
#include <string.h>

#include "op_name.h"
#include "parser.h"

bool keyword_is(const char *name, size_t length)
{
    static const char *const words[] = {
#define KEYWORD(word) word,
#include "keyword.def"
#undef KEYWORD
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i]) == length && memcmp(words[i], name, length) == 0) {
            return true;
        }
    }
    return op_name_find(name, length) >= 0;
}
