/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest image that runs op programs (abi/program.h): one core, a flat map of
 * 1 GiB blocks, memory from a stack. It shares nothing with mmulator's firmware
 * but the two headers. Copy it and begin your own.
 *
 * With a probe it marks where ops begin and end; without one, on QEMU say, it
 * prints each result on the UART, as "LINE:COLUMN cpu 0 OP 0xRESULT".
 */
#include "abi/probe.h"
#include "abi/program.h"

#include <stdbool.h>
#include <stddef.h>

#define UART 0x09000000ul
#define GIB (1ul << 30)

extern char image_end[];

static struct {
    uint64_t initrd, initrd_end, ram, ram_size, probe;
} board;

/* --- the device tree: two properties and two nodes of it --- */

static uint32_t be32(const void *at)
{
    return __builtin_bswap32(*(const uint32_t *)at);
}

static uint64_t be64(const void *at)
{
    return (uint64_t)be32(at) << 32 | be32((const char *)at + 4);
}

static bool starts(const char *text, const char *with)
{
    while (*with != '\0' && *text == *with) {
        text++;
        with++;
    }
    return *with == '\0';
}

static void read_property(const char *node, const char *name, const char *value, uint32_t size)
{
    const uint64_t number = size == 8 ? be64(value) : size >= 4 ? be32(value) : 0;
    if (starts(name, "linux,initrd-start")) {
        board.initrd = number;
    } else if (starts(name, "linux,initrd-end")) {
        board.initrd_end = number;
    } else if (starts(name, "reg") && starts(node, "memory@")) {
        board.ram = be64(value);
        board.ram_size = be64(value + 8);
    } else if (starts(name, "reg") && starts(node, "probe@")) {
        board.probe = be64(value);
    }
}

/* Devicetree Specification, "Structure Block": tokens 1 node, 2 end, 3 property, 4 nothing. */
static void read_tree(const char *tree)
{
    const char *at = tree + be32(tree + 8), *strings = tree + be32(tree + 12), *node = "";
    for (;;) {
        const uint32_t token = be32(at);
        at += 4;
        if (token == 1) {
            node = at;
            while (*at++ != '\0') {
            }
        } else if (token == 3) {
            const uint32_t size = be32(at);
            read_property(node, strings + be32(at + 4), at + 8, size);
            at += 8 + size;
        } else if (token != 2 && token != 4) {
            return;
        }
        at = (const char *)(((uintptr_t)at + 3) & ~3ul);
    }
}

/* --- the MMU: every address to itself, 1 GiB at a time --- */

static uint64_t table[512] __attribute__((aligned(4096)));

static void mmu_on(void)
{
    table[0] = 0x60000000000401ul | 1 << 2; /* devices: MAIR 1, never executed */
    for (uint64_t i = 1; i < 64; i++) {
        table[i] = i * GIB | 0x701; /* RAM: MAIR 0, inner shareable, accessed */
    }
    __asm__ volatile("msr mair_el1, %0\n"
                     "msr tcr_el1, %1\n" /* 39 bits from TTBR0, 4K, write-back; no TTBR1 */
                     "msr ttbr0_el1, %2\n"
                     "dsb sy\n isb\n tlbi vmalle1\n dsb nsh\n isb\n"
                     "mrs x9, sctlr_el1\n mov x10, #0x1005\n orr x9, x9, x10\n bic x9, x9, #2\n"
                     "msr sctlr_el1, x9\n isb\n"
                     :
                     : "r"(0x04fful), "r"(0x200803519ul), "r"(table)
                     : "x9", "x10", "memory");
}

/* --- the end, and words --- */

static void put_text(const char *text)
{
    while (*text != '\0') {
        *(volatile uint32_t *)UART = (uint8_t)*text++;
    }
}

static void put_number(uint64_t value, unsigned base)
{
    char digits[21];
    unsigned at = sizeof(digits) - 1;
    digits[at] = '\0';
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    put_text(&digits[at]);
}

static void probe32(unsigned reg, uint32_t value)
{
    if (board.probe != 0) {
        *(volatile uint32_t *)(board.probe + reg) = value;
    }
}

static void leave(uint32_t reason)
{
    probe32(PROBE_REG_EXIT, reason);
    register uint64_t x0 __asm__("x0") = 0x84000008; /* PSCI SYSTEM_OFF */
    __asm__ volatile("hvc #0" : "+r"(x0) : : "memory");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

static void refuse(const char *why)
{
    put_text("cannot run the op program: ");
    put_text(why);
    put_text("\n");
    leave(PROBE_EXIT_PROGRAM);
}

/* --- memory: a stack of areas; one that is not on top when it is freed is given up --- */

#define AREAS 1024
static uint64_t heap, heap_end;
static uint64_t area[AREAS];
static unsigned area_count;

static uint64_t area_alloc(uint64_t size)
{
    const uint64_t whole = (size + 4095) & ~4095ul;
    if (whole < size || size == 0 || whole > heap_end - heap || area_count == AREAS) {
        return 0;
    }
    area[area_count++] = heap;
    heap += whole;
    return heap - whole;
}

static void area_free(uint64_t address)
{
    if (area_count > 0 && area[area_count - 1] == address) {
        heap = area[--area_count];
    }
}

/* --- ops --- */

static const struct program_header *program;
static uint64_t slots[2][1024]; /* this core's own, and the shared ones */

static uint64_t *slot(unsigned operand)
{
    return &slots[operand >= PROGRAM_SHARED][operand % PROGRAM_SHARED];
}

static const char *op_text(unsigned op)
{
#define PROGRAM_OP(NAME, text, ...) #text,
    static const char *const texts[] = {
#include "abi/program.def"
    };
#undef PROGRAM_OP
    return texts[op];
}

static const struct program_site *site_of(const struct program_insn *insn)
{
    return (const struct program_site *)((const char *)program + program->site_offset) + insn->site;
}

static void begin(const struct program_insn *insn)
{
    probe32(PROBE_REG_OP_BEGIN, insn->site);
}

static void probe64(unsigned reg, uint64_t value)
{
    *(volatile uint64_t *)(board.probe + reg) = value;
}

/* Not held: the load found another value than it was to find. */
static void end(const struct program_insn *insn, uint64_t result, bool held)
{
    if (board.probe != 0) {
        probe64(held ? PROBE_REG_OP_END : PROBE_REG_ACTUAL, result);
        if (!held) {
            probe32(PROBE_REG_MISMATCH, 0);
        }
        return;
    }
    put_number(site_of(insn)->line, 10);
    put_text(":");
    put_number(site_of(insn)->column, 10);
    put_text(" cpu 0 ");
    put_text(op_text(insn->op));
    put_text(held ? " 0x" : " mismatch 0x");
    put_number(result, 16);
    put_text(held ? "\n" : " esr 0x0\n");
}

static uint64_t touch(uint64_t address, uint64_t size, uint64_t stride, bool write)
{
    uint64_t count = 0;
    for (uint64_t at = 0; stride != 0 && at < size; at += stride, count++) {
        volatile uint8_t *byte = (volatile uint8_t *)(address + at);
        if (write) {
            *byte = 0;
        } else {
            (void)*byte;
        }
    }
    return count;
}

static void run_op(const struct program_insn *insn)
{
    const uint64_t a = *slot(insn->a), b = *slot(insn->b), c = *slot(insn->c);
    const bool compares =
        insn->op == PROGRAM_OP_LOAD && (insn->flags & PROGRAM_EXPECT_MASK) == PROGRAM_EXPECT_VALUE;
    uint64_t result = 0;
    if (insn->flags != 0 && insn->op != PROGRAM_OP_TOUCH && !compares) {
        refuse("an op wants what this image has not");
    }
    begin(insn);
    switch (insn->op) {
    case PROGRAM_OP_VMALLOC:
        result = area_alloc(a);
        break;
    case PROGRAM_OP_VFREE:
        area_free(a);
        break;
    case PROGRAM_OP_TOUCH:
        result = touch(a, b, c, insn->flags & PROGRAM_TOUCH_WRITE);
        break;
    case PROGRAM_OP_LOAD:
        result = *(volatile uint64_t *)a;
        break;
    case PROGRAM_OP_STORE:
        result = *(volatile uint64_t *)a = b;
        break;
    default:
        refuse(op_text(insn->op));
    }
    end(insn, result, !compares || result == c);
    if (insn->op == PROGRAM_OP_VMALLOC) {
        *slot(insn->dst + 1u) = result == 0 ? 0 : a;
    }
    if (insn->op == PROGRAM_OP_VMALLOC || insn->op == PROGRAM_OP_LOAD) {
        *slot(insn->dst) = result;
    }
}

static uint64_t draw(uint64_t low, uint64_t high)
{
    static uint64_t steps;
    uint64_t z = program->seed + (++steps + 1) * PROGRAM_SEED_STEP; /* of core 0 */
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ul;
    z = (z ^ z >> 27) * 0x94d049bb133111ebul;
    z ^= z >> 31;
    return high - low + 1 == 0 ? z : low + z % (high - low + 1);
}

static uint64_t compute(const struct program_insn *insn)
{
    const uint64_t a = *slot(insn->a), b = *slot(insn->b);
    switch (insn->op) {
    case PROGRAM_OP_LDI:
        return insn->imm;
    case PROGRAM_OP_MOV:
        return a;
    case PROGRAM_OP_ADD:
        return a + b;
    case PROGRAM_OP_SUB:
        return a - b;
    case PROGRAM_OP_MUL:
        return a * b;
    case PROGRAM_OP_DIV:
        return a / b;
    case PROGRAM_OP_MOD:
        return a % b;
    case PROGRAM_OP_LT:
        return a < b;
    case PROGRAM_OP_RANDOM:
        return draw(a, b);
    default: /* PROGRAM_OP_CPU */
        return 0;
    }
}

/* What is not an op and does not compute decides where to go on. */
static void run(void)
{
    const struct program_insn *insns = (const void *)((const char *)program + program->insn_offset);
    const struct program_stream *stream =
        (const void *)((const char *)program + program->stream_offset);
    for (uint64_t pc = stream->entry;;) {
        const struct program_insn *insn = &insns[pc++];
        switch (insn->op) {
        case PROGRAM_OP_END:
            return;
        case PROGRAM_OP_JUMP:
            pc = insn->imm;
            break;
        case PROGRAM_OP_JZ:
            pc = *slot(insn->a) == 0 ? insn->imm : pc;
            break;
        case PROGRAM_OP_JNZ:
            pc = *slot(insn->a) != 0 ? insn->imm : pc;
            break;
        case PROGRAM_OP_BARRIER:
            break; /* one core meets nobody */
        case PROGRAM_OP_PHASE_BEGIN:
            probe32(PROBE_REG_PHASE_BEGIN, (uint32_t)insn->imm);
            break;
        case PROGRAM_OP_PHASE_END:
            probe32(PROBE_REG_PHASE_END, (uint32_t)insn->imm);
            break;
        case PROGRAM_OP_LDI ... PROGRAM_OP_CPU:
            *slot(insn->dst) = compute(insn);
            break;
        default:
            run_op(insn);
        }
    }
}

static uint64_t max(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

void main(const char *tree)
{
    read_tree(tree);
    mmu_on();
    program = (const void *)board.initrd;
    heap = max(max((uint64_t)image_end, board.initrd_end), (uint64_t)tree + be32(tree + 4));
    heap = (heap + 4095) & ~4095ul;
    heap_end = board.ram + board.ram_size;
    if (board.initrd == 0 || program->magic != PROGRAM_MAGIC ||
        program->version != PROGRAM_VERSION) {
        refuse("there is none of this version");
    }
    if (program->stream_count > 1 || program->own_slots > 1024 || program->shared_slots > 1024) {
        refuse("it is for more cores or slots than there are");
    }
    if (program->stream_count == 1) {
        run();
    }
    if (board.probe == 0) {
        put_text("program done\n");
    }
    leave(PROBE_EXIT_OK);
}
