/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Few enough that the list never grows. */
#include "array.h"

bool array_add(struct array_list *list, struct arena *arena, struct program_array array,
               struct place place, struct diag *diag, uint32_t *ret)
{
    if (list->arrays == NULL) {
        list->arrays = arena_alloc(arena, ARRAY_MAX * sizeof(*list->arrays));
        if (list->arrays == NULL) {
            return diag_no_memory(diag);
        }
    }
    if (list->count == ARRAY_MAX) {
        return diag_error(diag, place, "too many arrays and shuffled loops: at most %d", ARRAY_MAX);
    }
    *ret = list->count;
    list->arrays[list->count++] = array;
    return true;
}
