/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines about ops: on machines without a probe, and when a run ends badly. */
#include "run/core.h"

#include "dev/console.h"
#include "dev/power.h"

/* "LINE:COLUMN", or nothing known: 0:0. */
static const struct program_site *site_of(const struct core *core)
{
    static const struct program_site unknown;
    const uint32_t site = core->insn->site;
    return site < core->program->header->site_count ? &core->program->sites[site] : &unknown;
}

void core_report(const struct core *core, uint64_t result)
{
    if (likely(probe_present())) {
        return;
    }
    const struct program_site *site = site_of(core);
    console_print("%u:%u cpu %u %s 0x%lx\n", site->line, site->column, core->cpu,
                  program_op_text(core->insn->op), result);
}

void core_report_mismatch(const struct core *core, uint64_t actual, uint64_t esr)
{
    if (likely(probe_present())) {
        return;
    }
    const struct program_site *site = site_of(core);
    console_print("%u:%u cpu %u %s mismatch 0x%lx esr 0x%lx\n", site->line, site->column, core->cpu,
                  program_op_text(core->insn->op), actual, esr);
}

void core_report_phase(const char *what, uint64_t phase)
{
    if (!probe_present()) {
        console_print("phase %lu %s\n", phase, what);
    }
}

void core_stop(const struct core *core, const char *what)
{
    const struct program_site *site = site_of(core);
    console_print("%u:%u cpu %u %s: %s\n", site->line, site->column, core->cpu,
                  program_op_text(core->insn->op), what);
    power_exit(POWER_EXIT_PROGRAM);
}

void core_print_where(const struct core *core)
{
    const struct program_site *site = site_of(core);
    console_raw("  cpu %u, line %u:%u, %s\n", core->cpu, site->line, site->column,
                program_op_text(core->insn->op));
}
