/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A comparison of two runs, as text for people, Markdown or JSON. */
#pragma once

#include <stdio.h>

#include "difference.h"

struct comparison_view {
    const struct stats *base, *fresh;
    const struct difference_list *list;
    size_t top; /* changes shown; 0: all */
    bool regression; /* the verdict */
};

/* Facts in which the runs differ, as "seed: 1, then 2" lines; NULL when they agree. */
const char *comparison_note(const struct comparison_view *view, enum stats_fact fact, char *text,
                            size_t cap);

void comparison_print_text(const struct comparison_view *view, FILE *file);
void comparison_print_markdown(const struct comparison_view *view, FILE *file);
/* 0 or -ENOMEM. */
int comparison_print_json(const struct comparison_view *view, FILE *file);
