/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One walk over a phase in textual order; expressions are folded on the way. */
#include "scope.h"

#include "constant.h"
#include "result.h"
#include "site.h"

#include <inttypes.h>
#include <string.h>

static bool scope_body(struct scope *scope, struct stmt *body);
static bool scope_expr(struct scope *scope, struct expr *expr);

void scope_init(struct scope *scope, struct symbol_table *symbols, struct workload *workload,
                struct diag *diag)
{
    *scope = (struct scope){.symbols = symbols, .workload = workload, .diag = diag, .barriers = 1};
}

/* The slot of one life of a variable; taken when it is first needed. */
static bool scope_slot(struct scope *scope, struct symbol *symbol, enum symbol_home home,
                       struct place place, uint16_t *ret)
{
    const uint32_t width = symbol->wide ? 2 : 1;

    if (symbol->slot[home] == SYMBOL_NO_SLOT) {
        if (scope->slots[home] + width > PROGRAM_MAX_SLOTS) {
            return diag_error(scope->diag, place, "too many variables: a program has %u slots",
                              PROGRAM_MAX_SLOTS);
        }
        symbol->slot[home] = scope->slots[home];
        scope->slots[home] += width;
    }
    *ret = (uint16_t)(symbol->slot[home] | (home == SYMBOL_SHARED ? PROGRAM_SHARED : 0));
    return true;
}

static enum symbol_home scope_home(const struct scope *scope)
{
    return (scope->on->cores & (scope->on->cores - 1)) == 0 ? SYMBOL_SHARED : SYMBOL_OWN;
}

static bool scope_read(struct scope *scope, struct expr *expr)
{
    struct symbol *symbol = symbol_find(scope->symbols, expr->name);

    if (symbol == NULL) {
        return symbol_unknown(scope->symbols, expr->name, expr->place, scope->diag);
    }
    if (symbol->kind == SYMBOL_ARRAY) {
        return diag_error(scope->diag, expr->place,
                          "`%.64s` is an array: expected an element, %.64s[INDEX]", expr->name,
                          expr->name);
    }
    if (expr->kind == EXPR_SIZEOF && !symbol->wide) {
        return diag_error(scope->diag, expr->place,
                          "`%.64s` has no size: expected a name that vmalloc assigns", expr->name);
    }
    if (symbol->home == SYMBOL_HOMELESS) {
        return diag_error(scope->diag, expr->place, "`%.64s` is read before line %u assigns it",
                          expr->name, symbol->place.line);
    }
    expr->wide = symbol->wide;
    if (!scope_slot(scope, symbol, symbol->home, expr->place, &expr->slot)) {
        return false;
    }
    expr->slot = (uint16_t)(expr->slot + (expr->kind == EXPR_SIZEOF));
    return true;
}

/* What can fail at run time gets a site, so that the firmware can say where. */
static bool scope_risk(struct scope *scope, struct expr *expr)
{
    const bool divides = expr->op == PROGRAM_OP_DIV || expr->op == PROGRAM_OP_MOD;
    const bool known = expr->right->kind == EXPR_INTEGER &&
                       (expr->kind == EXPR_BINARY || expr->left->kind == EXPR_INTEGER);

    if (known || (expr->kind == EXPR_BINARY && !divides)) {
        return true;
    }
    const uint32_t op = expr->kind == EXPR_RANDOM ? PROGRAM_OP_RANDOM : expr->op;
    return site_add(scope, expr->place, op, false, &expr->site);
}

/* The array of that name; NULL after an error. */
static const struct symbol *scope_array(struct scope *scope, const struct expr *expr)
{
    const struct symbol *symbol = symbol_find(scope->symbols, expr->name);

    if (symbol == NULL) {
        symbol_unknown(scope->symbols, expr->name, expr->place, scope->diag);
        return NULL;
    }
    if (symbol->kind != SYMBOL_ARRAY) {
        diag_error(scope->diag, expr->place,
                   "`%.64s` is no array: expected `array %.64s[LENGTH]` at the top level",
                   expr->name, expr->name);
        return NULL;
    }
    return symbol;
}

/* An index that only the run knows can be out of bounds, which needs a site to tell where. */
static bool scope_element(struct scope *scope, struct expr *expr, uint32_t op)
{
    const struct symbol *array = scope_array(scope, expr);

    if (array == NULL || !scope_expr(scope, expr->left)) {
        return false;
    }
    expr->array = array->array;
    if (expr->left->kind != EXPR_INTEGER) {
        return site_add(scope, expr->place, op, false, &expr->site);
    }
    return expr->left->value < array->value ||
           diag_error(scope->diag, expr->left->place,
                      "found index %" PRIu64 ", expected 0 to %" PRIu64 ": `%.64s` has %" PRIu64
                      " elements",
                      expr->left->value, array->value - 1, expr->name, array->value);
}

static bool scope_table(struct scope *scope, struct expr *expr, const uint64_t *weights,
                        uint32_t count)
{
    return table_add(&scope->symbols->tables, scope->symbols->arena, weights, count, expr->place,
                     scope->diag, &expr->table);
}

static bool scope_zipf(struct scope *scope, struct expr *expr)
{
    const uint32_t count = (uint32_t)(expr->right->value - expr->left->value + 1);
    uint64_t *weights = arena_alloc(scope->symbols->arena, count * sizeof(*weights));

    if (weights == NULL) {
        return diag_no_memory(scope->diag);
    }
    table_zipf(weights, count, (unsigned)expr->value);
    return scope_table(scope, expr, weights, count);
}

static bool scope_weighted(struct scope *scope, struct expr *expr)
{
    uint64_t weights[EXPR_DEPTH_MAX];
    uint32_t count = 0;

    for (struct expr *choice = expr; choice != NULL; choice = choice->right) {
        if (!scope_expr(scope, choice->left)) {
            return false;
        }
        weights[count++] = choice->weight->value;
    }
    return scope_table(scope, expr, weights, count);
}

static bool scope_expr(struct scope *scope, struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAME:
    case EXPR_SIZEOF:
        return scope_read(scope, expr);
    case EXPR_ELEMENT:
    case EXPR_ELEMENT_SIZE:
        return scope_element(scope, expr, PROGRAM_OP_GET);
    case EXPR_ZIPF:
        return scope_zipf(scope, expr);
    case EXPR_WEIGHTED:
        return scope_weighted(scope, expr);
    case EXPR_BINARY:
    case EXPR_RANDOM:
        return scope_expr(scope, expr->left) && scope_expr(scope, expr->right) &&
               scope_risk(scope, expr);
    case EXPR_INTEGER:
    case EXPR_CPU:
    case EXPR_METRIC:
        break;
    }
    return true;
}

/* Accepts NULL: no such operand. */
static bool scope_operand(struct scope *scope, struct expr *expr)
{
    return expr == NULL ||
           (constant_fold(expr, scope->symbols, scope->diag) && scope_expr(scope, expr));
}

static bool scope_write(struct scope *scope, struct expr *dst)
{
    if (dst->kind == EXPR_ELEMENT) {
        return constant_fold(dst->left, scope->symbols, scope->diag) &&
               scope_element(scope, dst, PROGRAM_OP_PUT);
    }

    struct symbol *symbol = symbol_find(scope->symbols, dst->name);

    symbol->home = scope_home(scope);
    dst->wide = symbol->wide;
    return scope_slot(scope, symbol, symbol->home, dst->place, &dst->slot);
}

/* The variable that `dst` assigns, if it is one, moves to the home of this block. */
static bool scope_inherit_one(struct scope *scope, struct on_node *on, const struct expr *dst)
{
    if (dst == NULL || dst->kind != EXPR_NAME) {
        return true;
    }
    struct symbol *symbol = symbol_find(scope->symbols, dst->name);
    const enum symbol_home home = scope_home(scope), old = symbol->home;

    if (old == SYMBOL_HOMELESS || old == home) {
        return true;
    }
    for (uint16_t i = 0; i < (symbol->wide ? 2 : 1); i++) {
        struct inherit *inherit = arena_alloc(scope->symbols->arena, sizeof(*inherit));

        if (inherit == NULL) {
            return diag_no_memory(scope->diag);
        }
        if (!scope_slot(scope, symbol, home, dst->place, &inherit->dst) ||
            !scope_slot(scope, symbol, old, dst->place, &inherit->src)) {
            return false;
        }
        inherit->dst = (uint16_t)(inherit->dst + i);
        inherit->src = (uint16_t)(inherit->src + i);
        inherit->next = on->inherits;
        on->inherits = inherit;
    }
    symbol->home = home;
    return true;
}

static bool scope_inherit(struct scope *scope, struct on_node *on, const struct stmt *body);

/* The variables that a statement assigns, and those in its blocks. */
static bool scope_inherit_stmt(struct scope *scope, struct on_node *on, const struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_ASSIGN:
        return scope_inherit_one(scope, on, stmt->assign.dst);
    case STMT_OP:
        return scope_inherit_one(scope, on, stmt->op.dst);
    case STMT_REPEAT:
        return scope_inherit_one(scope, on, stmt->repeat.index) &&
               scope_inherit(scope, on, stmt->repeat.body);
    case STMT_FOR:
        return scope_inherit_one(scope, on, stmt->each.element) &&
               scope_inherit_one(scope, on, stmt->each.index) &&
               scope_inherit(scope, on, stmt->each.body);
    case STMT_IF:
        return scope_inherit(scope, on, stmt->choice.then) &&
               scope_inherit(scope, on, stmt->choice.otherwise);
    case STMT_SECTION:
        return scope_inherit(scope, on, stmt->section.body);
    case STMT_ON:
    case STMT_BARRIER:
        break;
    }
    return true;
}

static bool scope_inherit(struct scope *scope, struct on_node *on, const struct stmt *body)
{
    for (const struct stmt *stmt = body; stmt != NULL; stmt = stmt->next) {
        if (!scope_inherit_stmt(scope, on, stmt)) {
            return false;
        }
    }
    return true;
}

static bool scope_range(struct scope *scope, const struct core_range *range, uint64_t *cores)
{
    const unsigned cpus = scope->workload->cpus;

    if (range->last >= cpus) {
        return diag_error(scope->diag, range->place,
                          "found core %" PRIu64 ", expected a number below %u: cpus is %u",
                          range->last, cpus, cpus);
    }
    for (uint64_t core = range->first; core <= range->last; core++) {
        *cores |= 1ULL << core;
    }
    return true;
}

static bool scope_cores(struct scope *scope, struct on_node *on)
{
    const unsigned cpus = scope->workload->cpus;

    on->cores = on->all ? UINT64_MAX >> (64 - cpus) : 0;
    for (const struct core_range *range = on->ranges; range != NULL; range = range->next) {
        if (!scope_range(scope, range, &on->cores)) {
            return false;
        }
    }
    return true;
}

static bool scope_block(struct scope *scope, struct on_node *on)
{
    const struct on_node *outer = scope->on;

    if (!scope_cores(scope, on)) {
        return false;
    }
    scope->on = on;
    const bool good = scope_inherit(scope, on, on->body) && scope_body(scope, on->body);
    scope->on = outer;
    return good;
}

static bool scope_on(struct scope *scope, struct stmt *stmt)
{
    if (!scope->on->open) {
        return diag_error(scope->diag, stmt->place,
                          "`on` inside `on`: the cores of this block are chosen already");
    }
    if (scope->inside != NULL) {
        return diag_error(scope->diag, stmt->place,
                          "`on` inside `%s`: put the `%s` inside the `on` block", scope->inside,
                          scope->inside);
    }
    return scope_block(scope, &stmt->on);
}

static bool scope_op(struct scope *scope, struct stmt *stmt)
{
    struct op_node *op = &stmt->op;
    const bool expects =
        op->outcome.flags != PROGRAM_EXPECT_SUCCESS || op->outcome.want != RESULT_WANT_ANY;

    if (!site_add(scope, stmt->place, op->op, expects, &op->site)) {
        return false;
    }
    scope->workload->sites[op->site].want = op->outcome.want;
    return scope_operand(scope, op->a) && scope_operand(scope, op->b) &&
           scope_operand(scope, op->c) && scope_operand(scope, op->outcome.value) &&
           (op->dst == NULL || scope_write(scope, op->dst));
}

/* The body of a statement that may skip it or run it again. */
static bool scope_inside(struct scope *scope, const char *word, struct stmt *body)
{
    const char *outer = scope->inside;

    scope->inside = word;
    const bool good = scope_body(scope, body);
    scope->inside = outer;
    return good;
}

static bool scope_repeat(struct scope *scope, struct repeat_node *repeat)
{
    if (!scope_operand(scope, repeat->count) ||
        (repeat->index != NULL && !scope_write(scope, repeat->index))) {
        return false;
    }
    return scope_inside(scope, "repeat", repeat->body);
}

static bool scope_for(struct scope *scope, struct for_node *each)
{
    const struct symbol *array = scope_array(scope, each->array);

    if (array == NULL) {
        return false;
    }
    each->array->array = array->array;
    each->length = (uint32_t)array->value;
    if (each->order == FOR_SHUFFLED &&
        !array_add(&scope->symbols->arrays, scope->symbols->arena,
                   (struct program_array){each->length, 1}, each->array->place, scope->diag,
                   &each->shuffle)) {
        return false;
    }
    return scope_write(scope, each->element) &&
           (each->index == NULL || scope_write(scope, each->index)) &&
           scope_inside(scope, "for", each->body);
}

/* The lock of that name; locks are numbered as they appear. */
static bool scope_lock(struct scope *scope, struct section_node *section, struct place place)
{
    for (uint32_t i = 0; i < scope->locks; i++) {
        if (strcmp(scope->lock_names[i], section->name) == 0) {
            section->lock = i;
            return true;
        }
    }
    if (scope->locks == SCOPE_LOCK_MAX) {
        return diag_error(scope->diag, place, "too many names of critical sections: at most %d",
                          SCOPE_LOCK_MAX);
    }
    section->lock = scope->locks;
    scope->lock_names[scope->locks++] = section->name;
    return true;
}

/* A core that waits for itself would wait for ever. */
static bool scope_section(struct scope *scope, struct stmt *stmt)
{
    struct section_node *section = &stmt->section;
    const bool critical = section->enter == PROGRAM_OP_LOCK;

    if (critical && !scope_lock(scope, section, stmt->place)) {
        return false;
    }
    const uint64_t bit = critical ? UINT64_C(1) << section->lock : UINT64_C(1) << SCOPE_LOCK_MAX;
    if ((scope->sections & bit) != 0) {
        return diag_error(scope->diag, stmt->place, "`%s` inside itself", stmt->text);
    }
    scope->sections |= bit;
    const bool good = scope_inside(scope, critical ? "critical" : "masked", section->body);
    scope->sections &= ~bit;
    return good;
}

static bool scope_if(struct scope *scope, struct if_node *choice)
{
    return scope_operand(scope, choice->left) && scope_operand(scope, choice->right) &&
           scope_inside(scope, "if", choice->then) && scope_inside(scope, "if", choice->otherwise);
}

static bool scope_stmt(struct scope *scope, struct stmt *stmt)
{
    scope->stmt = stmt;
    switch (stmt->kind) {
    case STMT_ASSIGN:
        return scope_operand(scope, stmt->assign.value) && scope_write(scope, stmt->assign.dst);
    case STMT_OP:
        return scope_op(scope, stmt);
    case STMT_REPEAT:
        return scope_repeat(scope, &stmt->repeat);
    case STMT_FOR:
        return scope_for(scope, &stmt->each);
    case STMT_IF:
        return scope_if(scope, &stmt->choice);
    case STMT_SECTION:
        return scope_section(scope, stmt);
    case STMT_ON:
        return scope_on(scope, stmt);
    case STMT_BARRIER:
        stmt->barrier.id = scope->barriers++;
        stmt->barrier.cores = scope->on->cores;
        break;
    }
    return true;
}

static bool scope_body(struct scope *scope, struct stmt *body)
{
    for (struct stmt *stmt = body; stmt != NULL; stmt = stmt->next) {
        if (!scope_stmt(scope, stmt)) {
            return false;
        }
    }
    return true;
}

bool scope_phase(struct scope *scope, uint32_t phase, struct on_node *on)
{
    scope->phase = phase;
    return scope_block(scope, on);
}
