/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 *   header | streams | instructions | sites | arrays | tables | weights | strings
 *
 * The strings are the names of the phases, in their order.
 */
#include "program_image.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Structures are written as they lie in memory. */
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "programs are little endian");
static_assert(sizeof(struct program_header) == 112, "no padding");
static_assert(sizeof(struct program_stream) == 8, "no padding");
static_assert(sizeof(struct program_insn) == 24, "no padding");
static_assert(sizeof(struct program_site) == 16, "no padding");
static_assert(sizeof(struct program_array) == 8, "no padding");

static size_t program_image_insn_count(const struct program_image *image)
{
    size_t count = 0;

    for (unsigned i = 0; i < image->stream_count; i++) {
        count += image->streams[i].count;
    }
    return count;
}

bool program_image_add_stream(struct program_image *image, struct code *code)
{
    unsigned i = 0;

    while (i < image->stream_count && !code_equal(&image->streams[i], code)) {
        i++;
    }
    image->core_stream[image->core_count++] = i;
    if (i < image->stream_count) {
        return true;
    }
    image->streams[image->stream_count++] = *code;
    *code = (struct code){0};
    return program_image_insn_count(image) <= PROGRAM_IMAGE_INSN_MAX ||
           diag_error(image->diag, (struct place){0},
                      "program too big: at most %u instructions for all cores together",
                      PROGRAM_IMAGE_INSN_MAX);
}

static size_t align8(size_t size)
{
    return (size + 7) / 8 * 8;
}

static size_t string_size(const struct workload *workload)
{
    size_t size = 0;

    for (size_t i = 0; i < workload->phase_count; i++) {
        size += strlen(workload->phases[i].name) + 1;
    }
    return size;
}

static struct program_header program_image_header(const struct program_image *image)
{
    const struct workload *workload = image->workload;
    struct program_header h = {
        .magic = PROGRAM_MAGIC,
        .version = PROGRAM_VERSION,
        .seed = workload->seed,
        .allocator = workload->allocator,
        .shootdown = workload->shootdown,
        .lazy = (uint16_t)workload->lazy,
        .memory_nodes = workload->memory_nodes == 1 ? 0 : workload->memory_nodes,
        .phase_count = (uint32_t)workload->phase_count,
        .stream_count = image->core_count,
        .stream_offset = sizeof(h),
        .insn_count = (uint32_t)program_image_insn_count(image),
        .site_count = (uint32_t)workload->site_count,
        .array_count = image->array_count,
        .table_count = image->tables->count,
        .weight_count = image->tables->weight_count,
        .lock_count = image->locks,
        .string_size = (uint32_t)string_size(workload),
        .shared_slots = image->shared_slots,
        .own_slots = image->own_slots,
        .barrier_count = image->barriers,
    };

    h.insn_offset = h.stream_offset + h.stream_count * (uint32_t)sizeof(struct program_stream);
    h.site_offset = h.insn_offset + h.insn_count * (uint32_t)sizeof(struct program_insn);
    h.array_offset = h.site_offset + h.site_count * (uint32_t)sizeof(struct program_site);
    h.table_offset = h.array_offset + h.array_count * (uint32_t)sizeof(struct program_array);
    h.weight_offset = h.table_offset + h.table_count * (uint32_t)sizeof(struct program_table);
    h.string_offset = h.weight_offset + h.weight_count * (uint32_t)sizeof(uint64_t);
    h.size = (uint32_t)align8(h.string_offset + h.string_size);
    return h;
}

/* Copies a stream; its jumps count from the start of all instructions then. */
static void write_stream(struct program_insn *to, const struct code *code, size_t entry)
{
    for (size_t i = 0; i < code->count; i++) {
        to[i] = code->insns[i];
        if (program_op_jumps(to[i].op)) {
            to[i].imm += entry;
        }
    }
}

static void write_streams(const struct program_image *image, struct program_stream *streams,
                          struct program_insn *insns)
{
    size_t entry[PROGRAM_MAX_CPUS], next = 0;

    for (unsigned i = 0; i < image->stream_count; i++) {
        write_stream(insns + next, &image->streams[i], next);
        entry[i] = next;
        next += image->streams[i].count;
    }
    for (unsigned core = 0; core < image->core_count; core++) {
        streams[core].entry = (uint32_t)entry[image->core_stream[core]];
    }
}

static void write_sites(const struct workload *workload, struct program_site *sites)
{
    for (size_t i = 0; i < workload->site_count; i++) {
        const struct workload_site *site = &workload->sites[i];

        sites[i] = (struct program_site){site->line, site->column, site->phase, site->op};
    }
}

static void write_strings(const struct workload *workload, char *strings)
{
    for (size_t i = 0; i < workload->phase_count; i++) {
        strings = stpcpy(strings, workload->phases[i].name) + 1;
    }
}

/* An empty one may have no memory at all. */
static void write_section(uint8_t *to, const void *from, size_t size)
{
    if (size > 0) {
        memcpy(to, from, size);
    }
}

bool program_image_write(struct program_image *image)
{
    const struct program_header header = program_image_header(image);
    uint8_t *bytes = calloc(1, header.size);

    if (bytes == NULL) {
        return diag_no_memory(image->diag);
    }
    memcpy(bytes, &header, sizeof(header));
    write_streams(image, (struct program_stream *)(bytes + header.stream_offset),
                  (struct program_insn *)(bytes + header.insn_offset));
    write_sites(image->workload, (struct program_site *)(bytes + header.site_offset));
    write_section(bytes + header.array_offset, image->arrays,
                  image->array_count * sizeof(*image->arrays));
    write_section(bytes + header.table_offset, image->tables->tables,
                  image->tables->count * sizeof(*image->tables->tables));
    write_section(bytes + header.weight_offset, image->tables->weights,
                  image->tables->weight_count * sizeof(*image->tables->weights));
    write_strings(image->workload, (char *)bytes + header.string_offset);
    image->workload->program = bytes;
    image->workload->program_size = header.size;
    return true;
}

void program_image_finish(struct program_image *image)
{
    for (unsigned i = 0; i < image->stream_count; i++) {
        code_finish(&image->streams[i]);
    }
}
