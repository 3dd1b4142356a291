/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where vmallocinfo and leaks go: the probe, or the console. */
#include "run/final_report.h"

#include "dev/console.h"
#include "dev/probe.h"
#include "mm/leak.h"
#include "mm/vmalloc.h"
#include "mm/vmallocinfo.h"
#include "run/op.h"

/* A caller is the number of a site, plus 1. */
static const struct program_site *site_of(const struct program *program, uint32_t caller)
{
    return &program->sites[caller - 1];
}

static const struct program *program_at_hand;

/* "op_vmalloc.12+0x5/0x1000": the op, its line; its column as the offset. */
static void print_caller(const struct vmallocinfo_out *out, uint32_t caller)
{
    const struct program_site *site = site_of(program_at_hand, caller);
    vmallocinfo_print(out, "op_%s.%u+0x%x/0x1000", program_op_text(site->op), site->line,
                      min(site->column, 0xfffu));
}

static void put_console(void *ctx, char c)
{
    (void)ctx;
    console_raw("%c", c);
}

/* Characters on their way to the probe, eight to a store. */
struct packer {
    volatile struct probe_page *probe;
    uint64_t word;
    unsigned count;
};

static void flush_packer(struct packer *packer)
{
    if (packer->count != 0) {
        probe_write64(packer->probe, PROBE_REG_TEXT, packer->word);
        packer->word = 0;
        packer->count = 0;
    }
}

static void put_probe(void *ctx, char c)
{
    struct packer *packer = ctx;
    packer->word |= (uint64_t)(uint8_t)c << 8 * packer->count;
    if (++packer->count == sizeof(packer->word)) {
        flush_packer(packer);
    }
}

static void report_leak(const struct vm_struct *area, void *ctx)
{
    volatile struct probe_page *probe = ctx;
    probe_write64(probe, PROBE_REG_LEAK_BYTES, area->requested_size);
    probe_write32(probe, PROBE_REG_LEAK_SITE, area->caller - 1);
}

static void print_leak(const struct vm_struct *area, void *ctx)
{
    const struct program_site *site = site_of(ctx, area->caller);
    console_print("leak %lx %lu bytes, line %u:%u, %s\n", (unsigned long)area->addr,
                  (unsigned long)area->requested_size, site->line, site->column,
                  program_op_text(site->op));
}

void final_report(const struct program *program)
{
    volatile struct probe_page *probe = probe_page();
    program_at_hand = program;
    if (!probe_present()) {
        leak_for_each(print_leak, (void *)program);
        return;
    }
    probe_write32(probe, PROBE_REG_REPORT, 0);
    leak_for_each(report_leak, (void *)probe);
    if (probe_read32(probe, PROBE_REG_WANTED) & PROBE_WANTED_VMALLOCINFO) {
        struct packer packer = {.probe = probe};
        const struct vmallocinfo_out out = {put_probe, &packer, print_caller};
        vmallocinfo(&out);
        flush_packer(&packer);
    }
}

void op_vmallocinfo(struct core *core, const struct program_insn *insn)
{
    volatile struct probe_page *probe = core->probe;
    const struct vmallocinfo_out out = {put_console, NULL, print_caller};
    program_at_hand = core->program;

    probe_op_begin(probe, insn->site);
    vmallocinfo(&out);
    probe_op_end(probe, 0);

    core_report(core, 0);
}
