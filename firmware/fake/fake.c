/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The recorder, the messages, and the RAM of the native machine. */
#include "fake.h"

#include "arch/linear.h"
#include "arch/percpu.h"
#include "lib/panic.h"
#include "mm/bootmem.h"
#include "mm/buddy.h"
#include "mm/percpu.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vm_caller.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *fake_ram;
bool fake_has_tlbi_range;
_Thread_local uintptr_t fake_percpu_offset;

#define TRACE_SIZE 65536

static _Thread_local char trace[TRACE_SIZE];
static _Thread_local size_t trace_length;
static _Thread_local bool tracing;
static fake_tlbi_fn on_tlbi;

static char warning[256];
static unsigned warnings;

void fake_trace_start(void)
{
    tracing = true;
    trace_length = 0;
}

const char *fake_trace(void)
{
    static _Thread_local char taken[TRACE_SIZE];
    memcpy(taken, trace, trace_length);
    taken[trace_length] = '\0';
    trace_length = 0;
    return taken;
}

static void trace_line(const char *line)
{
    size_t length = strlen(line);
    if (tracing && trace_length + length + 1 < TRACE_SIZE) {
        memcpy(trace + trace_length, line, length);
        trace[trace_length + length] = '\n';
        trace_length += length + 1;
    }
}

void fake_record(const char *instruction)
{
    trace_line(instruction);
}

void fake_record_tlbi(const char *name, bool has_operand, uint64_t operand)
{
    char line[64];
    if (has_operand) {
        snprintf(line, sizeof(line), "tlbi %s, 0x%llx", name, (unsigned long long)operand);
    } else {
        snprintf(line, sizeof(line), "tlbi %s", name);
    }
    trace_line(line);
    if (on_tlbi != NULL) {
        on_tlbi(name, operand);
    }
}

void fake_on_tlbi(fake_tlbi_fn fn)
{
    on_tlbi = fn;
}

void panic(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("panic: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

void pr_warn(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(warning, sizeof(warning), fmt, args);
    va_end(args);
    warnings++;
}

const char *fake_last_warning(void)
{
    return warning;
}

unsigned fake_warning_count(void)
{
    return warnings;
}

static _Thread_local uint32_t current_caller;

void fake_set_caller(uint32_t caller)
{
    current_caller = caller;
}

uint32_t vm_caller(void)
{
    return current_caller;
}

void *vmalloc_access(const void *va)
{
    if (!is_vmalloc_addr(va)) {
        return (void *)va;
    }
    struct pgtable_leaf leaf = pgtable_lookup((uintptr_t)va);
    if (!leaf.mapped) {
        panic("access to unmapped %p", va);
    }
    return __va(leaf.pa);
}

/* As the hardware's RAM, it starts with whatever was there. */
void fake_ram_start_at(uint64_t start, uint64_t size)
{
    char *ram = aligned_alloc(PAGE_SIZE << MAX_ORDER, ALIGN(size, PAGE_SIZE << MAX_ORDER));
    BUG_ON(ram == NULL);
    memset(ram, 0xa5, size);
    fake_ram = (char *)((uintptr_t)ram - (start - FAKE_RAM_START));
    bootmem_init();
    BUG_ON(bootmem_add(start, size) != FW_OK);
}

void fake_ram_start(uint64_t size)
{
    fake_ram_start_at(FAKE_RAM_START, size);
}

void fake_machine_start_on_ram(unsigned cpus)
{
    BUG_ON(percpu_init(cpus) != FW_OK);
    pgtable_init(bootmem_alloc(PAGE_SIZE, PAGE_SIZE));
    buddy_init();
    slab_init();
}

void fake_machine_start(uint64_t ram_size, unsigned cpus)
{
    fake_ram_start(ram_size);
    fake_machine_start_on_ram(cpus);
}

void fake_become_cpu(unsigned cpu)
{
    set_this_cpu_offset(percpu_offset[cpu]);
}
