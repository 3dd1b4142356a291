/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ops whose shape is a line of op_syntax.def. */
#include "op_name.h"
#include "parser.h"

static const struct {
    enum program_op op;
    const char *expected[2]; /* for a and b; NULL: the op has no such operand */
} op_forms[] = {
#define OP_FORM(NAME, a, b) {PROGRAM_OP_##NAME, {a, b}},
#define OP_VALUE(NAME, word, slot, value, expected)
#define OP_OPTION(NAME, word, slot, flag, expected)
#define OP_FLAG(NAME, word, flag)
#include "op_syntax.def"
#undef OP_FORM
#undef OP_VALUE
#undef OP_OPTION
#undef OP_FLAG
};

#define OP_FORM_COUNT (sizeof(op_forms) / sizeof(op_forms[0]))

/* A word of an op: with an expression behind it, or (expected NULL) a flag. */
struct op_word {
    enum program_op op;
    const char *word;
    size_t operand; /* offset of the expression in struct op_node */
    uint64_t value; /* the expression's default */
    uint16_t flag; /* what the word sets; 0: the expression has a default */
    const char *expected;
};

/* The last one, of no op, ends the list. */
static const struct op_word op_words[] = {
#define OP_FORM(NAME, a, b)
#define OP_VALUE(NAME, word, slot, value, expected)                                                \
    {PROGRAM_OP_##NAME, word, offsetof(struct op_node, slot), value, 0, expected},
#define OP_OPTION(NAME, word, slot, flag, expected)                                                \
    {PROGRAM_OP_##NAME, word, offsetof(struct op_node, slot), 0, flag, expected},
#define OP_FLAG(NAME, word, flag) {PROGRAM_OP_##NAME, word, 0, 0, flag, NULL},
#include "op_syntax.def"
    {PROGRAM_OP_COUNT, NULL, 0, 0, 0, NULL},
#undef OP_FORM
#undef OP_VALUE
#undef OP_OPTION
#undef OP_FLAG
};

static struct expr **word_operand(struct op_node *op, const struct op_word *word)
{
    return (struct expr **)((char *)op + word->operand);
}

/* NULL: the next token is no word of this op. */
static const struct op_word *next_word(const struct parser *p, const struct op_node *op)
{
    for (const struct op_word *word = op_words; word->word != NULL; word++) {
        if (word->op == op->op && token_is(&p->token, word->word)) {
            return word;
        }
    }
    return NULL;
}

static bool word_is_set(struct op_node *op, const struct op_word *word)
{
    return word->expected != NULL ? *word_operand(op, word) != NULL
                                  : (op->flags & word->flag) == word->flag;
}

static bool parse_word(struct parser *p, struct op_node *op, const struct op_word *word)
{
    if (word_is_set(op, word)) {
        return diag_error(p->diag, p->token.place, "`%s` stands here already", word->word);
    }
    if (!parser_advance(p)) {
        return false;
    }
    op->flags = (uint16_t)(op->flags | word->flag);
    if (word->expected == NULL) {
        return true;
    }
    struct expr **operand = word_operand(op, word);
    *operand = parse_operand(p, word->expected);
    return *operand != NULL;
}

static bool fill_defaults(struct parser *p, struct op_node *op)
{
    for (const struct op_word *word = op_words; word->word != NULL; word++) {
        if (word->op == op->op && !word_is_set(op, word) && word->flag == 0) {
            struct expr **operand = word_operand(op, word);

            *operand = parse_default(p, word->value);
            if (*operand == NULL) {
                return false;
            }
        }
    }
    return true;
}

static bool parse_form_at(struct parser *p, struct op_node *op, size_t form)
{
    struct expr **const operands[] = {&op->a, &op->b};
    const struct op_word *word;

    for (size_t i = 0; i < sizeof(operands) / sizeof(operands[0]); i++) {
        const char *expected = op_forms[form].expected[i];

        if (expected != NULL && (*operands[i] = parse_operand(p, expected)) == NULL) {
            return false;
        }
    }
    while ((word = next_word(p, op)) != NULL) {
        if (!parse_word(p, op, word)) {
            return false;
        }
    }
    return fill_defaults(p, op);
}

int parse_form_find(const struct parser *p)
{
    for (size_t i = 0; i < OP_FORM_COUNT; i++) {
        if (token_is(&p->token, op_name(op_forms[i].op))) {
            return (int)i;
        }
    }
    return -1;
}

bool parse_form(struct parser *p, int form, struct op_node *op)
{
    op->op = op_forms[form].op;
    return parser_advance(p) && parse_form_at(p, op, (size_t)form);
}
