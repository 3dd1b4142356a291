/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the code generator share. Code grows in two lists, since
 * what the statements need decides what the start loads: `start` and `body`,
 * joined at the end. Every step returns false after an error.
 */
#pragma once

#include "stream.h"

struct stream {
    struct code start, body;
    struct pool *pool;
    unsigned core, cpus;
    unsigned temps; /* in use */
    bool knows_cpu;
};

/* stream_expr.c */
bool stream_emit(struct stream *s, struct program_insn insn);
/* The slot that holds the value: its own where it has one, else a new temp. */
bool stream_operand(struct stream *s, const struct expr *expr, uint16_t *ret);
/* dst = expr, a slot, a number */
bool stream_into(struct stream *s, const struct expr *expr, uint16_t dst);
/* dst, dst + 1 = the area in an element of an array, whose index may be in a slot already */
bool stream_area(struct stream *s, const struct expr *element, uint16_t dst);
bool stream_area_at(struct stream *s, const struct expr *element, uint16_t index, uint16_t dst);
bool stream_move(struct stream *s, uint16_t dst, uint16_t src);
bool stream_load(struct stream *s, uint16_t dst, uint64_t value);
/* The slot of a number, loaded at the start. */
bool stream_constant(struct stream *s, uint64_t value, uint16_t *ret);
/* A temp that stays in use until s->temps is set back. */
bool stream_take_temp(struct stream *s, uint16_t *ret);

/* stream_op.c */
bool stream_assign(struct stream *s, const struct expr *dst, const struct expr *value);
bool stream_op(struct stream *s, const struct op_node *op);
/* The size slot of a wide variable, after it got `value`; NULL: a plain number. */
bool stream_size(struct stream *s, const struct expr *dst, const struct expr *value);

/* stream_flow.c */
bool stream_repeat(struct stream *s, const struct repeat_node *repeat);
bool stream_if(struct stream *s, const struct if_node *choice);
bool stream_section(struct stream *s, const struct section_node *section);
/* dst = one of the values; those that are not drawn are not computed */
bool stream_weighted(struct stream *s, const struct expr *expr, uint16_t dst);
bool stream_for(struct stream *s, const struct for_node *each);

/* stream.c */
bool stream_body(struct stream *s, const struct stmt *body);
