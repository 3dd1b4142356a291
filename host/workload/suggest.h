/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "did you mean": the known word that is closest to an unknown one. */
#pragma once

#include <stddef.h>

struct suggest {
    const char *word; /* the unknown one */
    const char *best; /* NULL: nothing is close */
    unsigned distance; /* of best, in edits */
};

/* Nothing found yet. `word` is borrowed. */
struct suggest suggest_for(const char *word);
/* Considers one known word; borrowed. Of equally close ones the first wins. */
void suggest_try(struct suggest *suggest, const char *known);
/* Writes " (did you mean `BEST`?)" or an empty string; returns text. */
const char *suggest_text(const struct suggest *suggest, char *text, size_t cap);
