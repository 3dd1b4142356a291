/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that `allocator`, `shootdown` and `lazy` take. */
#include "choice.h"

#include "program.h"
#include "suggest.h"

#include <stdio.h>
#include <string.h>

const struct choice choice_allocators[] = {
    {"vmlist", PROGRAM_ALLOCATOR_VMLIST},
    {"rbtree", PROGRAM_ALLOCATOR_RBTREE},
    {"augmented", PROGRAM_ALLOCATOR_AUGMENTED},
    {"nodes", PROGRAM_ALLOCATOR_NODES},
    {"own", PROGRAM_ALLOCATOR_OWN},
    {NULL, 0},
};

const struct choice choice_shootdowns[] = {
    {"broadcast", PROGRAM_SHOOTDOWN_BROADCAST},
    {"range", PROGRAM_SHOOTDOWN_RANGE},
    {"ipi", PROGRAM_SHOOTDOWN_IPI},
    {"full", PROGRAM_SHOOTDOWN_FULL},
    {NULL, 0},
};

const struct choice choice_switches[] = {{"on", 1}, {"off", 0}, {NULL, 0}};

const struct choice *choice_find(const struct choice *choices, const char *name)
{
    for (; choices->name != NULL; choices++) {
        if (strcmp(choices->name, name) == 0) {
            return choices;
        }
    }
    return NULL;
}

const char *choice_name(const struct choice *choices, uint32_t value)
{
    for (; choices->name != NULL; choices++) {
        if (choices->value == value) {
            return choices->name;
        }
    }
    return "?";
}

const char *choice_expected(const struct choice *choices, const char *found, char *text, size_t cap)
{
    struct suggest suggest = suggest_for(found);
    size_t length = 0;

    text[0] = '\0';
    for (const struct choice *c = choices; c->name != NULL && length < cap; c++) {
        const char *joint = c == choices ? "" : c[1].name == NULL ? " or " : ", ";

        length += (size_t)snprintf(text + length, cap - length, "%s%s", joint, c->name);
        suggest_try(&suggest, c->name);
    }
    if (length < cap) {
        suggest_text(&suggest, text + length, cap - length);
    }
    return text;
}
