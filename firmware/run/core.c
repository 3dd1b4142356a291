/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines about ops: on machines without a probe, and when a run ends badly. */
#include "run/core.h"

#include "dev/console.h"
#include "dev/power.h"
#include "lib/printf.h"

bool core_wants_results(void)
{
    return !probe_present();
}

void core_print_result(const struct core *core, uint64_t result)
{
    const struct program_site *site = &core->program->sites[core->insn->site];
    console_print("%u:%u cpu %u %s 0x%lx\n", site->line, site->column, core->cpu,
                  program_op_text(core->insn->op), result);
}

void core_report_mismatch(const struct core *core, uint64_t actual, uint64_t esr)
{
    if (!core->reports) {
        return;
    }
    const struct program_site *site = &core->program->sites[core->insn->site];
    console_print("%u:%u cpu %u %s mismatch 0x%lx esr 0x%lx\n", site->line, site->column, core->cpu,
                  program_op_text(core->insn->op), actual, esr);
}

void core_report_phase(const char *what, uint64_t phase)
{
    if (!probe_present()) {
        console_print("phase %lu %s\n", phase, what);
    }
}

struct place {
    char text[32];
};

/*
 * The line, or the instruction's number where the script has no line for it:
 * only ops need a site, so the site of another op says nothing of this one.
 */
static struct place place_of(const struct core *core)
{
    const struct program *program = core->program;
    const struct program_insn *insn = core->insn;
    struct place place;
    if (insn->site < program->header->site_count && program->sites[insn->site].op == insn->op) {
        const struct program_site *site = &program->sites[insn->site];
        printf_buffer(place.text, sizeof(place.text), "line %u:%u", site->line, site->column);
    } else {
        printf_buffer(place.text, sizeof(place.text), "instruction %lu",
                      (unsigned long)(insn - program->insns));
    }
    return place;
}

void core_stop(const struct core *core, const char *what)
{
    console_print("%s, cpu %u, %s: %s\n", place_of(core).text, core->cpu,
                  program_op_text(core->insn->op), what);
    power_exit(POWER_EXIT_PROGRAM);
}

void core_print_where(const struct core *core)
{
    console_raw("  %s, cpu %u, %s\n", place_of(core).text, core->cpu,
                program_op_text(core->insn->op));
}
