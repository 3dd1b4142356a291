/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lex.h"
#include "workload_support.h"

#include <stdio.h>
#include <string.h>

static struct workload_error error;
static struct diag diag;
static struct lexer lexer;

static bool start(const char *text)
{
    diag_init(&diag, "test.wl", &error);
    return lex_init(&lexer, text, strlen(text), &diag);
}

static struct token next(void)
{
    struct token token;

    ck_assert_msg(lex_next(&lexer, &token), "%s", error.message);
    return token;
}

static void check_kinds(const char *text, const enum token_kind *kinds)
{
    ck_assert(start(text));
    do {
        ck_assert_int_eq(next().kind, *kinds);
    } while (*kinds++ != TOKEN_END);
}

START_TEST(marks_are_told_apart_the_longest_first)
{
    check_kinds("=====!=<<=>>=;", (const enum token_kind[]){TOKEN_EQ, TOKEN_EQ, TOKEN_ASSIGN,
                                                            TOKEN_NE, TOKEN_LT, TOKEN_LE, TOKEN_GT,
                                                            TOKEN_GE, TOKEN_SEMICOLON, TOKEN_END});
    check_kinds("+-*/%(){},.\n",
                (const enum token_kind[]){TOKEN_PLUS, TOKEN_MINUS, TOKEN_STAR, TOKEN_SLASH,
                                          TOKEN_PERCENT, TOKEN_PAREN_OPEN, TOKEN_PAREN_CLOSE,
                                          TOKEN_BRACE_OPEN, TOKEN_BRACE_CLOSE, TOKEN_COMMA,
                                          TOKEN_DOT, TOKEN_NEWLINE, TOKEN_END});
}
END_TEST

START_TEST(end_repeats)
{
    check_kinds("", (const enum token_kind[]){TOKEN_END});
    ck_assert_int_eq(next().kind, TOKEN_END);
    ck_assert_int_eq(next().kind, TOKEN_END);
}
END_TEST

START_TEST(places_count_lines_and_columns)
{
    ck_assert(start("a\tb # c\n\r\n  d"));
    ck_assert_uint_eq(next().place.column, 1);
    ck_assert_uint_eq(next().place.column, 3);
    ck_assert_int_eq(next().kind, TOKEN_NEWLINE);
    ck_assert_int_eq(next().kind, TOKEN_NEWLINE);
    const struct token d = next();
    ck_assert_uint_eq(d.place.line, 3);
    ck_assert_uint_eq(d.place.column, 3);
}
END_TEST

START_TEST(byte_order_mark_is_no_column)
{
    ck_assert(start("\xef\xbb\xbf"
                    "cpus"));
    const struct token token = next();
    ck_assert(token_is(&token, "cpus"));
    ck_assert_uint_eq(token.place.column, 1);
}
END_TEST

START_TEST(numbers_have_their_value)
{
    static const struct {
        const char *text;
        uint64_t value;
    } cases[] = {
        {"0", 0},
        {"007", 7},
        {"4K", 4096},
        {"3M", 3 << 20},
        {"2G", 2ULL << 30},
        {"0xfF", 255},
        {"0x1K", 1024},
        {"18446744073709551615", UINT64_MAX},
        {"0xffffffffffffffff", UINT64_MAX},
        {"17179869183G", 17179869183ULL << 30},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ck_assert(start(cases[i].text));
        const struct token token = next();
        ck_assert_int_eq(token.kind, TOKEN_INTEGER);
        ck_assert_uint_eq(token.value, cases[i].value);
    }
}
END_TEST

START_TEST(bad_number_is_refused)
{
    static const char *const cases[] = {"1k",
                                        "0x",
                                        "0xg",
                                        "12ab",
                                        "4KK",
                                        "1_000",
                                        "0X10",
                                        "18446744073709551616",
                                        "0x10000000000000000",
                                        "17179869184G",
                                        "99999999999999999999999999999"};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct token token;

        ck_assert(start(cases[i]));
        ck_assert_msg(!lex_next(&lexer, &token), "%s", cases[i]);
        ck_assert_uint_eq(error.column, 1);
    }
}
END_TEST

START_TEST(control_byte_is_refused_with_its_place)
{
    for (int c = 0; c < 256; c++) {
        char text[16];
        const bool bad = (c < 32 && c != '\t' && c != '\n') || c == 127;

        snprintf(text, sizeof(text), "a\n# %cb", c);
        diag_init(&diag, "test.wl", &error);
        ck_assert_int_eq(lex_init(&lexer, text, 6, &diag), !bad);
        ck_assert(!bad || (error.line == 2 && error.column == 3));
    }
}
END_TEST

START_TEST(words_end_where_they_should)
{
    struct token word;

    ck_assert(start(" cortex-a72;tlb.l2=4K,64K # x\n\"a b\" \n"));
    ck_assert(lex_word(&lexer, "{}", &word));
    ck_assert_uint_eq(word.length, 10);
    ck_assert_int_eq(next().kind, TOKEN_SEMICOLON);
    ck_assert(lex_word(&lexer, "=", &word));
    ck_assert_uint_eq(word.length, 6);
    ck_assert_int_eq(next().kind, TOKEN_ASSIGN);
    ck_assert(lex_word(&lexer, "", &word));
    ck_assert_uint_eq(word.length, 6);
    ck_assert(lex_word(&lexer, "", &word));
    ck_assert_uint_eq(word.length, 0);
    ck_assert_int_eq(next().kind, TOKEN_NEWLINE);
    ck_assert(lex_word(&lexer, "", &word));
    ck_assert_mem_eq(word.text, "a b", 3);
    ck_assert_uint_eq(word.length, 3);
    ck_assert_int_eq(next().kind, TOKEN_NEWLINE);
}
END_TEST

START_TEST(long_token_is_cut_in_messages)
{
    char text[TOKEN_TEXT_MAX];
    char name[201];

    memset(name, 'n', 200);
    name[200] = '\0';
    ck_assert(start(name));
    const struct token token = next();
    ck_assert_uint_eq(strlen(token_text(&token, text)), 45);
    ck_assert_str_eq(text + 41, "...`");
}
END_TEST

int main(void)
{
    return support_main(
        "lex",
        (const TTest *const[]){marks_are_told_apart_the_longest_first, end_repeats,
                               places_count_lines_and_columns, byte_order_mark_is_no_column,
                               numbers_have_their_value, bad_number_is_refused,
                               control_byte_is_refused_with_its_place, words_end_where_they_should,
                               long_token_is_cut_in_messages, NULL});
}
