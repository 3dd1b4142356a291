/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ops: one function for each shape of operands that is not in op_syntax.def. */
#include "op_name.h"
#include "parser.h"
#include "result.h"
#include "suggest.h"

#define TOUCH_STRIDE 4096

static const char *const fault_names[] = {
    [PROGRAM_FAULT_ANY] = "any",
    [PROGRAM_FAULT_TRANSLATION] = "translation",
    [PROGRAM_FAULT_PERMISSION] = "permission",
    [PROGRAM_FAULT_ACCESS_FLAG] = "access_flag",
    [PROGRAM_FAULT_ADDRESS_SIZE] = "address_size",
    [PROGRAM_FAULT_ALIGNMENT] = "alignment",
    [PROGRAM_FAULT_EXTERNAL] = "external",
};

#define FAULT_COUNT (sizeof(fault_names) / sizeof(fault_names[0]))

/* Consumes one of the words; -1 after an error. */
static int parse_choice(struct parser *p, const char *const *words, unsigned count,
                        const char *expected)
{
    char text[TOKEN_TEXT_MAX], hint[96];

    for (unsigned i = 0; i < count; i++) {
        if (token_is(&p->token, words[i])) {
            return parser_advance(p) ? (int)i : -1;
        }
    }
    if (p->token.kind != TOKEN_NAME) {
        parser_found(p, expected);
        return -1;
    }
    const char *word = parser_token_copy(p, &p->token);
    if (word != NULL) {
        struct suggest suggest = suggest_for(word);

        for (unsigned i = 0; i < count; i++) {
            suggest_try(&suggest, words[i]);
        }
        diag_error(p->diag, p->token.place, "found %s, expected %s%s", token_text(&p->token, text),
                   expected, suggest_text(&suggest, hint, sizeof(hint)));
    }
    return -1;
}

static bool parse_fault(struct parser *p, struct outcome *outcome)
{
    const int kind = parse_choice(p, fault_names, FAULT_COUNT,
                                  "a kind of fault: translation, permission, access_flag, "
                                  "address_size, alignment, external or any");
    uint64_t level = PROGRAM_LEVEL_ANY;

    if (kind < 0) {
        return false;
    }
    if (p->token.kind == TOKEN_INTEGER) {
        if (kind == PROGRAM_FAULT_ALIGNMENT) {
            return diag_error(p->diag, p->token.place, "an alignment fault has no level");
        }
        level = p->token.value;
        if (level > 3) {
            return parser_found(p, "a level from 0 to 3");
        }
        if (!parser_advance(p)) {
            return false;
        }
    }
    outcome->flags = PROGRAM_EXPECT_FAULT;
    outcome->fault = PROGRAM_FAULT((unsigned)kind, level);
    return true;
}

static bool parse_value(struct parser *p, struct op_node *op)
{
    if (op->op != PROGRAM_OP_LOAD) {
        return diag_error(p->diag, op->outcome.place, "only a load has a value to expect");
    }
    op->outcome.flags = PROGRAM_EXPECT_VALUE;
    op->outcome.value = parse_expr(p);
    return op->outcome.value != NULL;
}

/* ["expect" ("fault" KIND [LEVEL] | "value" EXPR)] */
static bool parse_outcome(struct parser *p, struct op_node *op)
{
    bool expects, fault, value;

    op->outcome.place = p->token.place;
    if (!parser_accept(p, "expect", &expects)) {
        return false;
    }
    if (!expects) {
        return true;
    }
    if (!parser_accept(p, "fault", &fault)) {
        return false;
    }
    if (fault) {
        return parse_fault(p, &op->outcome);
    }
    if (!parser_accept(p, "value", &value)) {
        return false;
    }
    return value ? parse_value(p, op) : parser_found(p, "`fault` or `value` after `expect`");
}

struct expr *parse_operand(struct parser *p, const char *expected)
{
    switch (p->token.kind) {
    case TOKEN_NAME:
    case TOKEN_INTEGER:
    case TOKEN_MINUS:
    case TOKEN_PAREN_OPEN:
        if (!token_is(&p->token, "expect")) {
            return parse_expr(p);
        }
        break;
    default:
        break;
    }
    parser_found(p, expected);
    return NULL;
}

static bool parse_touch_options(struct parser *p, struct op_node *op)
{
    bool reads, writes = false, stride = false;

    if (!parser_accept(p, "read", &reads) || (!reads && !parser_accept(p, "write", &writes))) {
        return false;
    }
    op->flags = writes ? PROGRAM_TOUCH_WRITE : 0;
    if (!parser_accept(p, "stride", &stride)) {
        return false;
    }
    if (stride) {
        op->c = parse_operand(p, "a number of bytes");
        return op->c != NULL;
    }
    op->c = parse_default(p, TOUCH_STRIDE);
    return op->c != NULL;
}

/* touch P: its size comes along. */
static bool parse_touch(struct parser *p, struct op_node *op)
{
    op->a = parse_place(p, "the name of an area");
    op->b = op->a != NULL ? parse_size_of(p, op->a) : NULL;
    return op->b != NULL && parse_touch_options(p, op);
}

static bool parse_load(struct parser *p, struct op_node *op)
{
    op->a = parse_operand(p, "an address");
    return op->a != NULL && parse_outcome(p, op);
}

static bool parse_store(struct parser *p, struct op_node *op)
{
    op->a = parse_operand(p, "an address");
    op->b = op->a != NULL ? parse_operand(p, "the value to store, in parentheses if it begins "
                                             "with `-`")
                          : NULL;
    return op->b != NULL && parse_outcome(p, op);
}

/* `read-only` and the like are names joined by a minus to the lexer. */
static bool parse_protection(struct parser *p, uint16_t *ret_flags)
{
    static const char expected[] = "`read-only`, `read-write` or `executable`";
    bool executable, read, only, write;

    if (!parser_accept(p, "executable", &executable) || !parser_accept(p, "read", &read)) {
        return false;
    }
    if (executable) {
        *ret_flags = 2;
        return true;
    }
    if (!read || p->token.kind != TOKEN_MINUS) {
        return parser_found(p, expected);
    }
    if (!parser_advance(p) || !parser_accept(p, "only", &only)) {
        return false;
    }
    if (!only && (!parser_accept(p, "write", &write) || !write)) {
        return parser_found(p, "`only` or `write` after `read-`");
    }
    *ret_flags = only ? 0 : 1;
    return true;
}

static bool parse_protect(struct parser *p, struct op_node *op)
{
    op->a = parse_operand(p, "an address from vmalloc");
    return op->a != NULL && parse_protection(p, &op->flags);
}

static bool tlbi_has_operand(int tlbi)
{
    static const enum {
        NONE,
        ASID,
        VA,
        VAA,
        RVA,
        RVAA
    } operands[] = {
#define TLBI_OP(NAME, text, op1, crm, op2, scope, operand) operand,
#include "tlbi_ops.def"
#undef TLBI_OP
    };

    return operands[tlbi] != NONE;
}

/* tlbi OP ADDR; an operation on everything may do without. */
static bool parse_tlbi(struct parser *p, struct op_node *op)
{
    const char *names[PROGRAM_TLBI_COUNT];

    for (unsigned i = 0; i < PROGRAM_TLBI_COUNT; i++) {
        names[i] = op_name_tlbi(i);
    }
    const int tlbi =
        parse_choice(p, names, PROGRAM_TLBI_COUNT, "a TLB invalidation such as vaae1is");
    if (tlbi < 0) {
        return false;
    }
    op->imm = (uint64_t)tlbi;
    if (tlbi_has_operand(tlbi) || p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_INTEGER ||
        p->token.kind == TOKEN_PAREN_OPEN) {
        op->a = parse_operand(p, "an address");
        return op->a != NULL;
    }
    return true;
}

static bool parse_purge(struct parser *p, struct op_node *op)
{
    bool local;

    if (!parser_accept(p, "local", &local)) {
        return false;
    }
    op->op = local ? PROGRAM_OP_PURGE_LOCAL : PROGRAM_OP_PURGE;
    return true;
}

static const struct {
    enum program_op op;
    bool (*parse)(struct parser *p, struct op_node *op);
} op_parsers[] = {
    {PROGRAM_OP_TOUCH, parse_touch},     {PROGRAM_OP_LOAD, parse_load},
    {PROGRAM_OP_STORE, parse_store},     {PROGRAM_OP_EXEC, parse_load},
    {PROGRAM_OP_PROTECT, parse_protect}, {PROGRAM_OP_TLBI, parse_tlbi},
    {PROGRAM_OP_PURGE, parse_purge},
};

#define OP_PARSER_COUNT (sizeof(op_parsers) / sizeof(op_parsers[0]))

/* Its place among the parsers, or -1. */
static int parser_find(const struct parser *p)
{
    for (size_t i = 0; i < OP_PARSER_COUNT; i++) {
        if (token_is(&p->token, op_name(op_parsers[i].op))) {
            return (int)i;
        }
    }
    return -1;
}

bool parse_op_follows(const struct parser *p)
{
    return parser_find(p) >= 0 || parse_form_find(p) >= 0;
}

bool parse_op_has_value(const struct parser *p)
{
    const int op = op_name_find(p->token.text, p->token.length);

    return p->token.kind == TOKEN_NAME && op >= 0 && op_name_has_value((unsigned)op);
}

static bool is_access(enum program_op op)
{
    return op == PROGRAM_OP_LOAD || op == PROGRAM_OP_STORE || op == PROGRAM_OP_EXEC;
}

/* ["expect" ("success" | "failure")]: an address or a count is good when it is not 0, a status
 * when it is. */
static bool parse_result(struct parser *p, struct op_node *op)
{
    bool expects, success, failure = false;

    if (is_access(op->op) || !parser_accept(p, "expect", &expects) || !expects) {
        return is_access(op->op) || !token_is(&p->token, "expect");
    }
    if (!parser_accept(p, "success", &success) ||
        (!success && !parser_accept(p, "failure", &failure))) {
        return false;
    }
    if (!success && !failure) {
        return parser_found(p, "`success` or `failure`");
    }
    op->outcome.want =
        success == op_name_has_value(op->op) ? RESULT_WANT_NONZERO : RESULT_WANT_ZERO;
    return true;
}

static bool parse_op_itself(struct parser *p, struct op_node *op)
{
    const int special = parser_find(p), form = parse_form_find(p);

    if (special >= 0) {
        op->op = op_parsers[special].op;
        return parser_advance(p) && op_parsers[special].parse(p, op);
    }
    return form >= 0 ? parse_form(p, form, op) : parser_found(p, "an op");
}

bool parse_op(struct parser *p, struct op_node *op)
{
    return parse_op_itself(p, op) && parse_result(p, op);
}
