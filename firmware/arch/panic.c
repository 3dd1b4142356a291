/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nothing here takes a lock or needs per-CPU data: the core that panics may
 * hold the console's lock, or have no per-CPU area yet.
 */
#include "arch/panic.h"

#include "arch/barrier.h"
#include "arch/sysreg.h"
#include "boot/image.h"
#include "dev/console.h"
#include "dev/power.h"

/* Affinity fields of MPIDR_EL1: they name a core before it has a number. */
#define MPIDR_AFFINITY 0xff00ffffffULL

/* Affinity of the core that reports, plus 1; 0: none yet. */
static uint64_t reporter;
static panic_where_fn where_fn;

void panic_set_where(panic_where_fn where)
{
    where_fn = where;
}

void panic_print_where(void)
{
    if (where_fn != NULL) {
        where_fn();
    }
}

static uint64_t own_affinity(void)
{
    return read_sysreg(mpidr_el1) & MPIDR_AFFINITY;
}

/* Returns on the one core that may report. */
static void become_reporter(void)
{
    const uint64_t self = own_affinity() + 1;
    uint64_t nobody = 0;
    if (__atomic_compare_exchange_n(&reporter, &nobody, self, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        return;
    }
    if (nobody == self) {
        power_exit(POWER_EXIT_PANIC);
    }
    for (;;) {
        wfi();
    }
}

/* Addresses in the image also as an offset, which symbol tables list. */
static void print_pc(const char *name, uint64_t pc)
{
    const uint64_t offset = pc - (uintptr_t)image_start;
    console_raw("  %s %016lx", name, pc);
    if (offset < (uint64_t)(image_end - image_start)) {
        console_raw(" (image + 0x%lx)", offset);
    }
    console_raw("\n");
}

static void print_frame(const struct exception_frame *frame)
{
    print_pc("elr ", frame->elr);
    print_pc("lr  ", frame->x[30]);
    console_raw("  esr  %016lx\n  far  %016lx\n  spsr %016lx\n  sp   %016lx\n", frame->esr,
                frame->far, frame->spsr, frame->sp);
    for (unsigned i = 0; i < 31; i++) {
        console_raw("  x%-2u  %016lx%s", i, frame->x[i], i % 3 == 2 || i == 30 ? "\n" : "");
    }
}

static void begin_report(const char *format, va_list args)
{
    become_reporter();
    console_raw("panic: ");
    console_raw_v(format, args);
    console_raw("\n  mpidr %lx\n", own_affinity());
    panic_print_where();
}

void panic(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    begin_report(fmt, args);
    va_end(args);
    print_pc("from", (uintptr_t)__builtin_return_address(0));
    power_exit(POWER_EXIT_PANIC);
}

void panic_exception(const struct exception_frame *frame, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    begin_report(format, args);
    va_end(args);
    print_frame(frame);
    power_exit(POWER_EXIT_PANIC);
}
