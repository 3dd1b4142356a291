/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order in which the firmware comes up: boot_main() is its table of
 * contents. Each step may use what the steps before it set up.
 */
#include "boot/main.h"

#include "arch/cpu_feature.h"
#include "arch/linear.h"
#include "boot/early_mmu.h"
#include "boot/image.h"
#include "boot/smp.h"
#include "dev/board.h"
#include "dev/console.h"
#include "dev/gic.h"
#include "dev/power.h"
#include "dev/probe.h"
#include "dev/uart.h"
#include "lib/panic.h"
#include "mm/bootmem.h"
#include "mm/buddy.h"
#include "mm/pgtable.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"
#include "run/interpret.h"
#include "run/program_check.h"
#include "run/settings.h"

#define LINEAR_ROOM (VMALLOC_START - PAGE_OFFSET)
#define DEVICE_ROOM (-DEVICE_VADDR)

static struct fdt fdt;
static struct board board;
static struct program program;
static struct vm_struct image_area;

static void read_device_tree(void)
{
    const void *blob = early_mmu_fdt();
    if (blob == NULL || !fdt_init(&fdt, blob, FDT_MAX_SIZE)) {
        panic("no device tree");
    }
    board_read(&board, &fdt);
    if (board.ram.count == 0) {
        panic("the device tree names no memory");
    }
}

/* Addresses that the maps of mm/layout.h have room for. */
static bool mappable(const struct fdt_range *range, uint64_t room)
{
    return range->base < room && range->size <= room - range->base;
}

/* Marks go to a page of the image; from here on it is the probe's, if there is one. */
static void find_probe(uintptr_t va)
{
    if (probe_init(va)) {
        early_mmu_replace_page((uintptr_t)image_window, board.probe, PROT_DEVICE);
    }
}

static void map_gic(void)
{
    struct board_gic *gic = &board.gic;
    if (gic->version == 0 || !mappable(&gic->distributor, DEVICE_ROOM) ||
        !mappable(&gic->cores, DEVICE_ROOM)) {
        return;
    }
    early_mmu_map_device(gic->distributor.base, GIC_FRAME_SIZE);
    if (gic->version == 2) {
        early_mmu_map_device(gic->cores.base, GIC_FRAME_SIZE);
        gic_v2_init(DEVICE_VADDR + gic->distributor.base, DEVICE_VADDR + gic->cores.base);
    } else {
        early_mmu_map_device(gic->cores.base, gic->cores.size);
        gic_v3_init(DEVICE_VADDR + gic->distributor.base, DEVICE_VADDR + gic->cores.base,
                    gic->cores.size);
    }
}

static void map_devices(void)
{
    const struct fdt_range uart = {board.uart, UART_SIZE}, probe = {board.probe, PROBE_SIZE};
    if (board.uart != 0 && mappable(&uart, DEVICE_ROOM)) {
        early_mmu_map_device(board.uart, UART_SIZE);
        uart_init(DEVICE_VADDR + board.uart);
    }
    if (board.probe != 0 && mappable(&probe, DEVICE_ROOM)) {
        early_mmu_map_device(board.probe, PROBE_SIZE);
        find_probe(DEVICE_VADDR + board.probe);
    }
    map_gic();
}

static void reserve(phys_addr_t start, uint64_t size)
{
    if (size != 0 && bootmem_reserve(start, size) != FW_OK) {
        panic("too many reserved ranges of memory");
    }
}

/* All of RAM becomes usable, except what holds something already. */
static void find_memory(phys_addr_t image, phys_addr_t tree)
{
    bootmem_init();
    for (unsigned i = 0; i < board.ram.count; i++) {
        const struct fdt_range *ram = &board.ram.range[i];
        if (!mappable(ram, LINEAR_ROOM)) {
            panic("memory at %lx is outside of the linear map", ram->base);
        }
        early_mmu_map_ram(ram->base, ram->size);
        if (bootmem_add(ram->base, ram->size) != FW_OK) {
            panic("too many ranges of memory");
        }
    }
    for (unsigned i = 0; i < board.reserved.count; i++) {
        reserve(board.reserved.range[i].base, board.reserved.range[i].size);
    }
    reserve(image, (uint64_t)(image_end - image_start));
    reserve(tree, fdt.total_size);
    reserve(board.initrd.base, board.initrd.size);
}

static bool in_ram(const struct fdt_range *range)
{
    for (unsigned i = 0; i < board.ram.count; i++) {
        const struct fdt_range *ram = &board.ram.range[i];
        if (range->base >= ram->base && range->size <= ram->size &&
            range->base - ram->base <= ram->size - range->size) {
            return true;
        }
    }
    return false;
}

/* The loader put the op program where /chosen says. */
static void find_program(void)
{
    if (board.initrd.size == 0) {
        console_print("no op program: give one as the initrd\n");
        power_exit(POWER_EXIT_PROGRAM);
    }
    if (!in_ram(&board.initrd) || !IS_ALIGNED(board.initrd.base, 8u)) {
        console_print("bad op program: it is not in memory, or not aligned\n");
        power_exit(POWER_EXIT_PROGRAM);
    }
    struct program_error error;
    if (!program_check(__va(board.initrd.base), board.initrd.size, &program, &error)) {
        console_print("bad op program: %s\n", error.text);
        power_exit(POWER_EXIT_PROGRAM);
    }
}

static void start_memory_management(void)
{
    pgtable_init(early_mmu_root());
    settings_apply_nodes(program.header);
    buddy_init();
    slab_init();
    image_area = (struct vm_struct){
        .addr = image_start,
        .size = (uint64_t)(image_end - image_start),
        .flags = VM_MAP,
        .phys_addr = early_mmu_image_pa(image_start),
    };
    vm_area_add_early(&image_area);
    settings_apply(program.header);
}

void boot_main(phys_addr_t tree, phys_addr_t image)
{
    cpu_feature_init(); /* how locks are taken */
    early_mmu_init(image); /* tables can be extended from here on */
    early_mmu_drop_identity(); /* TTBR0 was for the switch only */
    read_device_tree();
    map_devices(); /* messages go to the right place */
    find_memory(image, tree); /* linear map, boot allocator */
    find_program(); /* from here on a bad program cannot hurt */
    smp_prepare(&board); /* per-CPU areas and stacks */
    interpret_prepare(&program); /* slots and barriers of the program */
    start_memory_management(); /* page tables, buddy, slab, vmalloc */
    smp_start(interpret_run); /* the other cores begin */
    interpret_run(0);
}
