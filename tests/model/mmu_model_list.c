/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists in replacement order. */
#include "mmu_model.h"

#include <assert.h>
#include <string.h>

void model_list_init(struct model_list *list, const struct tlb_config *config)
{
    *list = (struct model_list){.ways = config->ways != 0 ? config->ways : config->entries,
                                .lru = config->policy == REPL_LRU,
                                .sizes = config->sizes};
    list->sets = config->entries != 0 ? config->entries / list->ways : 0;
    assert(config->entries <= MODEL_LIST_MAX);
}

/* Of several that answer: the smallest, then the newest. */
int model_list_find_entry(const struct model_list *list, uint64_t va, uint16_t asid)
{
    int best = -1;

    for (unsigned i = 0; i < list->count; i++) {
        const struct model_entry *e = &list->item[i].entry;
        const struct model_entry *b = best >= 0 ? &list->item[best].entry : NULL;

        if (va >> e->size != e->va >> e->size || (!e->global && e->asid != asid)) {
            continue;
        }
        if (b == NULL || e->size < b->size || (e->size == b->size && e->filled > b->filled)) {
            best = (int)i;
        }
    }
    return best;
}

/* Of several that lie above the address: the deepest. */
int model_list_find_table(const struct model_list *list, uint64_t va, uint16_t asid)
{
    int best = -1;

    for (unsigned i = 0; i < list->count; i++) {
        const struct model_table *t = &list->item[i].table;
        unsigned shift = 39 - 9 * t->level;

        if (va >> shift == t->va >> shift && t->asid == asid &&
            (best < 0 || t->level > list->item[best].table.level)) {
            best = (int)i;
        }
    }
    return best;
}

void model_list_remove(struct model_list *list, int at)
{
    list->count--;
    memmove(&list->item[at], &list->item[at + 1],
            (list->count - (unsigned)at) * sizeof(list->item[0]));
}

void model_list_add(struct model_list *list, const struct model_item *item)
{
    assert(list->count < list->ways * list->sets);
    list->item[list->count++] = *item;
}

void model_list_use(struct model_list *list, int at)
{
    struct model_item item = list->item[at];

    if (list->lru) {
        model_list_remove(list, at);
        model_list_add(list, &item);
    }
}

int model_list_victim(const struct model_list *list, uint64_t set)
{
    unsigned used = 0;
    int first = -1;

    for (unsigned i = list->count; i-- > 0;) {
        if (list->item[i].set == set) {
            used++;
            first = (int)i;
        }
    }
    return used == list->ways ? first : -1;
}
