/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses of code to what people call them: symbol + offset, and the instruction. */
#pragma once

#include "trace_write.h"

struct trace_where;

/* NULL when out of memory. The header is borrowed. */
struct trace_where *trace_where_create(const struct trace_header *header);
void trace_where_destroy(struct trace_where *where);

/*
 * "vm_touch+0x1c: str x1, [x0]"; without a symbol the address, without code no
 * instruction. Valid until the next call.
 */
const char *trace_where_text(struct trace_where *where, uint64_t pc);

/* The instruction alone, "" without code. Valid until the next call. */
const char *trace_where_instruction(struct trace_where *where, uint64_t pc);

/* The symbol that covers the address, or NULL. One of size 0 reaches to the next. */
const struct trace_symbol *trace_where_symbol(const struct trace_header *header, uint64_t address);
