/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two sorted lists are merged; what differs is sorted by importance. */
#include "difference.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t size_of_change(const struct difference *d)
{
    return d->fresh > d->base ? (uint64_t)d->fresh - (uint64_t)d->base
                              : (uint64_t)d->base - (uint64_t)d->fresh;
}

/* Change over base, compared without rounding; from 0 everything is infinitely much. */
static int compare_ratios(const struct difference *a, const struct difference *b)
{
    const uint_wide left = (uint_wide)size_of_change(a) * (uint64_t)b->base;
    const uint_wide right = (uint_wide)size_of_change(b) * (uint64_t)a->base;

    return (left < right) - (left > right);
}

static int compare_importance(const void *left, const void *right)
{
    const struct difference *a = left, *b = right;
    const uint64_t change_a = size_of_change(a), change_b = size_of_change(b);

    if ((a->broken != NULL) != (b->broken != NULL)) {
        return a->broken != NULL ? -1 : 1;
    }
    if (a->depth != b->depth) {
        return a->depth < b->depth ? -1 : 1;
    }
    const int ratio = compare_ratios(a, b);
    if (ratio != 0) {
        return ratio;
    }
    if (change_a != change_b) {
        return change_a > change_b ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

static const struct threshold *find_broken(const struct threshold *thresholds, size_t count,
                                           const struct difference *d)
{
    for (size_t i = 0; i < count; i++) {
        if (threshold_broken(&thresholds[i], d->name, d->base, d->fresh)) {
            return &thresholds[i];
        }
    }
    return NULL;
}

int difference_list(const struct stats *base, const struct stats *fresh,
                    const struct threshold *thresholds, size_t threshold_count,
                    struct difference_list *ret)
{
    size_t i = 0, j = 0;

    *ret = (struct difference_list){0};
    ret->items = calloc(base->count + 1, sizeof(*ret->items));
    if (ret->items == NULL) {
        return -ENOMEM;
    }
    while (i < base->count || j < fresh->count) {
        const int order = i == base->count    ? 1
                          : j == fresh->count ? -1
                                              : strcmp(base->values[i].name, fresh->values[j].name);

        if (order != 0) {
            ret->only_base += order < 0;
            ret->only_fresh += order > 0;
            *(order < 0 ? &i : &j) += 1;
            continue;
        }
        struct difference d = {base->values[i].name, base->values[i].depth, base->values[i].value,
                               fresh->values[j].value, NULL};
        d.broken = find_broken(thresholds, threshold_count, &d);
        ret->compared++;
        ret->broken += d.broken != NULL;
        if (d.base != d.fresh || d.broken != NULL) {
            ret->items[ret->count++] = d;
        }
        i++, j++;
    }
    qsort(ret->items, ret->count, sizeof(*ret->items), compare_importance);
    return 0;
}

void difference_list_finish(struct difference_list *list)
{
    free(list->items);
}

const char *difference_percent(int64_t base, int64_t fresh, char text[DIFFERENCE_PERCENT_MAX])
{
    const struct difference d = {NULL, 0, base, fresh, NULL};

    if (base == 0) {
        return fresh == 0 ? "0 %" : "from 0";
    }
    /* In tenths of a percent, rounded to the nearest. */
    const uint_wide tenths =
        ((uint_wide)size_of_change(&d) * 1000 + (uint64_t)base / 2) / (uint64_t)base;
    const uint64_t shown = tenths > UINT64_MAX ? UINT64_MAX : (uint64_t)tenths;
    snprintf(text, DIFFERENCE_PERCENT_MAX, "%c%" PRIu64 ".%u %%", fresh < base ? '-' : '+',
             shown / 10, (unsigned)(shown % 10));
    return text;
}
