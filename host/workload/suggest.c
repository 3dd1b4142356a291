/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Closeness is the edit distance: insertions, deletions, replacements. A
 * third of the word may be wrong, and three letters at most.
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

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    const unsigned ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* One row of the distance table at a time: row[j] belongs to j letters of b. */
static unsigned edit_distance(const char *a, const char *b)
{
    const size_t b_length = strlen(b);
    unsigned row[SUGGEST_LENGTH + 1];

    for (unsigned j = 0; j <= b_length; j++) {
        row[j] = j;
    }
    for (unsigned i = 1; a[i - 1] != '\0'; i++) {
        unsigned diagonal = row[0];

        row[0] = i;
        for (unsigned j = 1; j <= b_length; j++) {
            const unsigned replaced = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            row[j] = min3(row[j] + 1, row[j - 1] + 1, replaced);
        }
    }
    return row[b_length];
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
