/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Closeness is the edit distance: insertions, deletions, replacements, and
 * neighbours that changed places. A third of the word may be wrong, and three
 * letters at most.
 */
#include "suggest.h"

#include <stdio.h>
#include <string.h>

#define SUGGEST_LENGTH 64

struct suggest suggest_for(const char *word)
{
    const size_t third = (strlen(word) + 2) / 3;

    return (struct suggest){.word = word, .distance = third < 3 ? (unsigned)third + 1 : 4};
}

static unsigned min(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* table[i][j]: edits from the first i letters of a to the first j of b. */
static unsigned edit_distance(const char *a, const char *b)
{
    const size_t a_length = strlen(a), b_length = strlen(b);
    unsigned char table[SUGGEST_LENGTH + 1][SUGGEST_LENGTH + 1];

    for (size_t i = 0; i <= a_length; i++) {
        for (size_t j = 0; j <= b_length; j++) {
            unsigned edits = (unsigned)(i > j ? i - j : j - i);

            if (i > 0 && j > 0) {
                edits = min(min(table[i - 1][j], table[i][j - 1]) + 1u,
                            table[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            }
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                edits = min(edits, table[i - 2][j - 2] + 1u);
            }
            table[i][j] = (unsigned char)edits;
        }
    }
    return table[a_length][b_length];
}

void suggest_try(struct suggest *suggest, const char *known)
{
    if (strlen(suggest->word) > SUGGEST_LENGTH || strlen(known) > SUGGEST_LENGTH) {
        return;
    }
    const unsigned distance = edit_distance(suggest->word, known);

    if (distance < suggest->distance) {
        suggest->distance = distance;
        suggest->best = known;
    }
}

const char *suggest_text(const struct suggest *suggest, char *text, size_t cap)
{
    text[0] = '\0';
    if (suggest->best != NULL) {
        snprintf(text, cap, " (did you mean `%s`?)", suggest->best);
    }
    return text;
}
