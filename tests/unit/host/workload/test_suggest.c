/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suggest.h"
#include "workload_support.h"

#include <string.h>

static const char *closest(const char *word, const char *const *known)
{
    struct suggest suggest = suggest_for(word);

    for (; *known != NULL; known++) {
        suggest_try(&suggest, *known);
    }
    return suggest.best != NULL ? suggest.best : "";
}

static const char *const known[] = {"vmalloc", "vfree", "touch", "on", NULL};

START_TEST(closest_word_is_found)
{
    static const struct {
        const char *word, *best;
    } cases[] = {
        {"vmaloc", "vmalloc"},
        {"vmallocc", "vmalloc"},
        {"vmallac", "vmalloc"},
        {"vmalolc", "vmalloc"},
        {"tuoch", "touch"},
        {"free", "vfree"},
        {"om", "on"},
        {"barrier", ""},
        {"xy", ""},
        {"", ""},
        {"vmlc", ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert_str_eq(closest(cases[i].word, known), cases[i].best);
    }
}
END_TEST

START_TEST(equally_close_words_give_the_first)
{
    ck_assert_str_eq(closest("cat", (const char *const[]){"bat", "rat", NULL}), "bat");
}
END_TEST

START_TEST(endless_word_is_close_to_nothing)
{
    char word[4096];

    memset(word, 'a', sizeof(word) - 1);
    word[sizeof(word) - 1] = '\0';
    ck_assert_str_eq(closest(word, (const char *const[]){word, NULL}), "");
}
END_TEST

START_TEST(text_is_empty_without_a_word)
{
    struct suggest suggest = suggest_for("vmaloc");
    char text[64];

    ck_assert_str_eq(suggest_text(&suggest, text, sizeof(text)), "");
    suggest_try(&suggest, "vmalloc");
    ck_assert_str_eq(suggest_text(&suggest, text, sizeof(text)), " (did you mean `vmalloc`?)");
}
END_TEST

int main(void)
{
    return support_main("suggest", (const TTest *const[]){closest_word_is_found,
                                                          equally_close_words_give_the_first,
                                                          endless_word_is_close_to_nothing,
                                                          text_is_empty_without_a_word, NULL});
}
