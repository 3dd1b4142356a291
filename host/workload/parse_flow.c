/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements that decide whether, and how often, a block runs. */
#include "parser.h"

bool parse_repeat(struct parser *p, struct stmt *stmt, const char *start)
{
    struct repeat_node *repeat = &stmt->repeat;
    bool as;

    stmt->kind = STMT_REPEAT;
    if (!parser_advance(p) || (repeat->count = parse_expr(p)) == NULL ||
        !parser_accept(p, "as", &as)) {
        return false;
    }
    if (as && (repeat->index = parse_variable(p, "a name for the index")) == NULL) {
        return false;
    }
    stmt->text = parser_text_from(p, start);
    return stmt->text != NULL && parse_block(p, &repeat->body);
}

/* [RELATION EXPR] behind the left side. */
static bool parse_condition(struct parser *p, struct if_node *choice)
{
    if ((choice->left = parse_expr(p)) == NULL) {
        return false;
    }
    if (!parse_relation_follows(p)) {
        return true;
    }
    return parse_relation(p, &choice->relation) && (choice->right = parse_expr(p)) != NULL;
}

/* What stands behind the `}` of an `if`: the `else` may be on a line of its own. */
static bool parse_accept_else(struct parser *p, bool *ret_found)
{
    struct parser ahead = *p;

    if (!parser_skip_newlines(&ahead)) {
        return false;
    }
    *ret_found = token_is(&ahead.token, "else");
    if (*ret_found) {
        *p = ahead;
        return parser_advance(p);
    }
    return true;
}

/* `else if` is a block of one statement. */
static bool parse_else(struct parser *p, struct stmt **ret_body)
{
    const char *start = p->token.text;

    if (!token_is(&p->token, "if")) {
        return parse_block(p, ret_body);
    }
    struct stmt *stmt = parser_alloc(p, sizeof(*stmt));
    if (stmt == NULL || !parser_enter(p)) {
        return false;
    }
    stmt->place = p->token.place;
    *ret_body = stmt;
    const bool good = parse_if(p, stmt, start);
    parser_leave(p);
    return good;
}

bool parse_if(struct parser *p, struct stmt *stmt, const char *start)
{
    struct if_node *choice = &stmt->choice;
    bool otherwise;

    stmt->kind = STMT_IF;
    if (!parser_advance(p) || !parse_condition(p, choice)) {
        return false;
    }
    stmt->text = parser_text_from(p, start);
    if (stmt->text == NULL || !parse_block(p, &choice->then) || !parse_accept_else(p, &otherwise)) {
        return false;
    }
    return !otherwise || parse_else(p, &choice->otherwise);
}

static bool parse_order(struct parser *p, enum for_order *ret)
{
    bool forward, backward = false, shuffled = false;

    if (!parser_accept(p, "forward", &forward) ||
        (!forward && !parser_accept(p, "backward", &backward)) ||
        (!forward && !backward && !parser_accept(p, "shuffled", &shuffled))) {
        return false;
    }
    *ret = shuffled ? FOR_SHUFFLED : backward ? FOR_BACKWARD : FOR_FORWARD;
    return true;
}

static bool parse_in(struct parser *p)
{
    bool in;

    return parser_accept(p, "in", &in) && (in || parser_found(p, "`in` and the name of an array"));
}

bool parse_for(struct parser *p, struct stmt *stmt, const char *start)
{
    struct for_node *each = &stmt->each;
    bool as;

    stmt->kind = STMT_FOR;
    if (!parser_advance(p) || (each->element = parse_variable(p, "a name")) == NULL ||
        !parse_in(p) || (each->array = parse_variable(p, "the name of an array")) == NULL ||
        !parse_order(p, &each->order) || !parser_accept(p, "as", &as)) {
        return false;
    }
    if (as && (each->index = parse_variable(p, "a name for the index")) == NULL) {
        return false;
    }
    stmt->text = parser_text_from(p, start);
    return stmt->text != NULL && parse_block(p, &each->body);
}

bool parse_section(struct parser *p, struct stmt *stmt, const char *start)
{
    struct section_node *section = &stmt->section;
    const bool critical = token_is(&p->token, "critical");

    stmt->kind = STMT_SECTION;
    section->enter = critical ? PROGRAM_OP_LOCK : PROGRAM_OP_MASK;
    section->leave = critical ? PROGRAM_OP_UNLOCK : PROGRAM_OP_UNMASK;
    section->name = "";
    if (!parser_advance(p)) {
        return false;
    }
    if (critical && p->token.kind == TOKEN_NAME) {
        section->name = parser_token_copy(p, &p->token);
        if (section->name == NULL || !parser_advance(p)) {
            return false;
        }
    }
    stmt->text = parser_text_from(p, start);
    return stmt->text != NULL && parse_block(p, &section->body);
}
