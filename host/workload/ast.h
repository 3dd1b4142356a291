/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A script as a tree. The parser builds it; constant.c and scope.c then fill
 * in what names stand for; stream.c and expect.c read it. Everything lives in
 * one arena.
 */
#pragma once

#include "diag.h"
#include "metric.h"

enum expr_kind {
    EXPR_INTEGER,
    EXPR_NAME, /* a constant until constant_fold(), then a variable */
    EXPR_SIZEOF, /* of a variable */
    EXPR_ELEMENT, /* of an array; `left` is the index */
    EXPR_ELEMENT_SIZE, /* sizeof() of one */
    EXPR_CPU,
    EXPR_BINARY,
    EXPR_RANDOM,
    EXPR_ZIPF, /* from left to right, both constants; value: the exponent */
    EXPR_WEIGHTED, /* left, with that weight; `right` is the next choice, or NULL */
    EXPR_METRIC, /* in `expect` statements only */
};

/* Trees are never deeper, so that walking one may recurse. */
#define EXPR_DEPTH_MAX 256

struct expr {
    enum expr_kind kind;
    struct place place; /* of its operator, where it has one */
    unsigned depth; /* of the tree below, itself included */
    uint64_t value; /* INTEGER, ZIPF */
    const char *name; /* NAME, SIZEOF, ELEMENT, ELEMENT_SIZE, METRIC */
    enum program_op op; /* BINARY: ADD, SUB, MUL, DIV or MOD */
    struct expr *left, *right; /* BINARY, RANDOM, ZIPF, WEIGHTED; ELEMENT, ELEMENT_SIZE: left */
    struct expr *weight; /* WEIGHTED; a constant */
    struct metric metric; /* METRIC, after metric_resolve() */
    uint16_t slot; /* NAME, SIZEOF: after scope_phase() */
    bool wide; /* NAME: a size follows in the next slot */
    uint32_t array; /* ELEMENT, ELEMENT_SIZE: index of the array, after scope_phase() */
    uint32_t table; /* ZIPF, WEIGHTED: index of the table, after scope_phase() */
    uint32_t site; /* of what can fail at run time; 0: it cannot */
};

/* What must happen: the flags, imm and c of a LOAD, STORE or EXEC. */
struct outcome {
    struct place place;
    uint16_t flags; /* PROGRAM_EXPECT_* */
    uint64_t fault; /* PROGRAM_FAULT(); with EXPECT_FAULT */
    struct expr *value; /* with EXPECT_VALUE */
    uint8_t want; /* enum result_want; of ops that are no accesses */
};

/* The operands of program_insn, as the script wrote them; NULL where unused. */
struct op_node {
    enum program_op op;
    struct expr *dst; /* EXPR_NAME or EXPR_ELEMENT */
    struct expr *a, *b, *c;
    uint16_t flags;
    uint64_t imm;
    struct outcome outcome;
    uint32_t site;
};

/* A list of cores such as `0,2-3`. */
struct core_range {
    struct place place;
    uint64_t first, last;
    struct core_range *next;
};

/* A variable that a block continues under another slot: dst = src. */
struct inherit {
    uint16_t dst, src;
    struct inherit *next;
};

/* Statements that a set of cores runs: a phase, or an `on` block in one. */
struct on_node {
    bool all;
    bool open; /* a phase without `on`, which may have `on` blocks inside */
    struct core_range *ranges;
    struct stmt *body;
    uint64_t cores; /* bit n: core n; after scope_phase() */
    struct inherit *inherits; /* done first; after scope_phase() */
};

enum relation { RELATION_EQ, RELATION_NE, RELATION_LT, RELATION_LE, RELATION_GT, RELATION_GE };

/* `if left relation right`, or `if left`: not 0. */
struct if_node {
    struct expr *left, *right;
    enum relation relation;
    struct stmt *then, *otherwise; /* NULL: empty */
};

struct repeat_node {
    struct expr *count;
    struct expr *index; /* EXPR_NAME or NULL */
    struct stmt *body;
};

enum for_order { FOR_FORWARD, FOR_BACKWARD, FOR_SHUFFLED };

/* `for element in array [order] [as index]` */
struct for_node {
    struct expr *element; /* EXPR_NAME */
    struct expr *array; /* EXPR_NAME */
    struct expr *index; /* EXPR_NAME or NULL */
    enum for_order order;
    uint32_t length; /* of the array, after scope_phase() */
    uint32_t shuffle; /* SHUFFLED: an array for the order; after scope_phase() */
    struct stmt *body;
};

/* `critical [NAME]` or `masked`: a block between two instructions. */
struct section_node {
    const char *name; /* CRITICAL: of the lock; "": the one without a name */
    enum program_op enter, leave;
    uint32_t lock; /* CRITICAL: after scope_phase() */
    struct stmt *body;
};

enum stmt_kind {
    STMT_ASSIGN,
    STMT_OP,
    STMT_REPEAT,
    STMT_FOR,
    STMT_IF,
    STMT_SECTION,
    STMT_ON,
    STMT_BARRIER
};

struct stmt {
    enum stmt_kind kind;
    struct place place;
    char *text; /* as written, white space folded, bodies left out */
    struct stmt *next;
    union {
        struct {
            struct expr *dst; /* EXPR_NAME or EXPR_ELEMENT */
            struct expr *value;
        } assign;
        struct op_node op;
        struct repeat_node repeat;
        struct for_node each;
        struct if_node choice;
        struct section_node section;
        struct on_node on;
        struct {
            uint32_t id; /* after scope_phase() */
            uint64_t cores;
        } barrier;
    };
};

/* `left relation right`, with the sides as written. */
struct comparison {
    struct expr *left, *right;
    const char *left_text, *right_text;
    enum relation relation;
};

enum item_kind {
    ITEM_MACHINE, /* word */
    ITEM_SET, /* name, word */
    ITEM_CPUS, /* value */
    ITEM_ALLOCATOR, /* choice: enum program_allocator */
    ITEM_SHOOTDOWN, /* choice: enum program_shootdown */
    ITEM_LAZY, /* choice: 0 or 1 */
    ITEM_MEMORY_NODES, /* value */
    ITEM_SEED, /* value */
    ITEM_PARAM, /* name, value */
    ITEM_CONSTANT, /* name, value */
    ITEM_ARRAY, /* name, value: its length, choice: 1: each core has one */
    ITEM_PHASE, /* name, on */
    ITEM_EXPECT, /* comparison */
};

/* A statement at the top level. */
struct item {
    enum item_kind kind;
    struct place place;
    struct place name_place;
    const char *text; /* EXPECT: as struct stmt */
    const char *name, *word;
    uint32_t choice;
    struct expr *value;
    struct on_node on;
    struct comparison comparison;
    struct item *next;
};

struct script {
    struct item *items;
};
