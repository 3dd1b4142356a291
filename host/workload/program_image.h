/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The op program as bytes (firmware/abi/program.h). */
#pragma once

#include "code.h"
#include "diag.h"
#include "table.h"

/* Instructions of a program, at most. */
#define PROGRAM_IMAGE_INSN_MAX (1u << 20)

/* Zero but for workload, barriers and diag at the start. */
struct program_image {
    struct workload *workload;
    struct diag *diag;
    struct code streams[PROGRAM_MAX_CPUS]; /* different ones */
    unsigned stream_count;
    unsigned core_stream[PROGRAM_MAX_CPUS]; /* which of them a core runs */
    unsigned core_count;
    uint32_t shared_slots, own_slots, barriers;
    const struct program_array *arrays; /* array_count of them */
    uint32_t array_count;
    const struct table_list *tables;
    uint32_t locks;
};

/* The stream of the next core; takes *code over. Equal streams are kept once. */
bool program_image_add_stream(struct program_image *image, struct code *code);
/* Writes workload->program. False after an error. */
bool program_image_write(struct program_image *image);
void program_image_finish(struct program_image *image);
