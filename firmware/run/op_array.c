/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Instructions on the program's arrays. */
#include "run/op.h"

#include "mm/bootmem.h"

static struct element *alloc_elements(uint32_t length)
{
    return bootmem_alloc((uint64_t)length * sizeof(struct element), sizeof(struct element));
}

bool op_array_prepare(struct core *core, const struct core *first)
{
    const struct program *program = core->program;
    const uint32_t count = program->header->array_count;
    if (count == 0) {
        return true;
    }
    core->arrays = bootmem_alloc(count * sizeof(*core->arrays), sizeof(*core->arrays));
    for (uint32_t i = 0; core->arrays != NULL && i < count; i++) {
        const bool take = program->arrays[i].own || core == first;
        core->arrays[i] = take ? alloc_elements(program->arrays[i].length) : first->arrays[i];
        if (core->arrays[i] == NULL) {
            return false;
        }
    }
    return core->arrays != NULL;
}

static struct element *element(const struct core *core, const struct program_insn *insn)
{
    const uint64_t index = core_get(core, insn->a);
    if (index >= core->program->arrays[insn->imm].length) {
        core_stop(core, "the index is beyond the end of the array");
    }
    return &core->arrays[insn->imm][index];
}

void op_get(struct core *core, const struct program_insn *insn)
{
    const struct element *from = element(core, insn);
    core_set(core, insn->dst, insn->flags == 0 ? READ_ONCE(from->value) : READ_ONCE(from->size));
}

void op_put(struct core *core, const struct program_insn *insn)
{
    struct element *to = element(core, insn);
    WRITE_ONCE(to->value, core_get(core, insn->b));
    WRITE_ONCE(to->size, core_get(core, insn->c));
}

/* Durstenfeld's shuffle, from the inside out: element i goes to a place in [0, i]. */
void op_shuffle(struct core *core, const struct program_insn *insn)
{
    struct element *array = core->arrays[insn->imm];
    const uint32_t length = core->program->arrays[insn->imm].length;
    for (uint64_t i = 0; i < length; i++) {
        const uint64_t place = core_random(core) % (i + 1);
        array[i].value = array[place].value;
        array[place].value = i;
    }
}
