/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One routine maps everything, with the largest block that fits. While the MMU
 * is off, code and data are reached PC-relative, hence at physical addresses,
 * and a table is written where it is; later the same table is written through
 * the image's mapping. `table_offset` is the difference.
 */
#include "boot/early_mmu.h"

#include "arch/barrier.h"
#include "arch/linear.h"
#include "arch/sysreg.h"
#include "arch/tlbi.h"
#include "boot/image.h"
#include "dev/fdt.h"
#include "dev/psci.h"
#include "dev/uart.h"
#include "lib/panic.h"

_Static_assert(MAIR_BOOT == MAIR_VALUE, "assembly and C agree on memory types");

/* What the boot protocol aligns the device tree's mapping to. */
#define FDT_ALIGN (UINT64_C(1) << 21)
/* Enough for 16 MiB of image and eight banks of RAM with ragged ends; a table of
 * larger pages reaches further. */
#define POOL_TABLES (PAGE_SHIFT == 12 ? 64 : PAGE_SHIFT == 14 ? 32 : 16)

struct table {
    pte_t entry[PTRS_PER_TABLE];
} __aligned(PAGE_SIZE);

/* start.S loads TTBR0 and TTBR1 with the addresses of the first two. */
struct table early_identity_root, early_kernel_root;
static struct table pool[POOL_TABLES];
static unsigned pool_used;

/* Address of a table as the code sees it, minus its physical address. */
static uint64_t table_offset;

/* Where the device tree is read; 0: nowhere. */
static uintptr_t fdt_va;

static struct table *new_table(void)
{
    if (pool_used == POOL_TABLES) {
        panic("out of boot page tables");
    }
    return &pool[pool_used++];
}

static struct table *next_table(pte_t *entry)
{
    if (!pte_valid(*entry)) {
        *entry = pte_table((uintptr_t)new_table() - table_offset);
    }
    return (struct table *)(uintptr_t)(pte_phys(*entry) + table_offset);
}

/* May one entry at `level`, whose present content is `entry`, map all this? */
static bool fits(uintptr_t va, phys_addr_t pa, uint64_t size, unsigned level, pte_t entry)
{
    const uint64_t bytes = UINT64_C(1) << pte_level_shift(level);
    if (level < PTE_BLOCK_LEVEL || pte_is_table(entry, level)) {
        return false;
    }
    return size >= bytes && IS_ALIGNED(va | pa, bytes);
}

/* Maps one entry's worth from va on; returns the bytes that it covers. */
static uint64_t map_entry(struct table *table, uintptr_t va, phys_addr_t pa, uint64_t size,
                          enum pgprot prot)
{
    for (unsigned level = PTE_ROOT_LEVEL;; level++) {
        pte_t *entry = &table->entry[pte_index(va, level)];
        if (level == 3 || fits(va, pa, size, level, *entry)) {
            *entry = pte_leaf(pa, prot, level);
            return UINT64_C(1) << pte_level_shift(level);
        }
        table = next_table(entry);
    }
}

/* Whole pages; entries are new, or change nothing but what they were. */
static void map(struct table *root, uintptr_t va, phys_addr_t pa, uint64_t size, enum pgprot prot)
{
    for (uint64_t done = 0; done < size;) {
        done += map_entry(root, va + done, pa + done, size - done, prot);
    }
}

/* A part of the image, which runs at physical addresses now, at KIMAGE_VADDR. */
static void map_part(const char *from, const char *to, enum pgprot prot)
{
    const uintptr_t start = KIMAGE_VADDR + (uintptr_t)(from - image_start);
    map(&early_kernel_root, start, (uintptr_t)from, (uint64_t)(to - from), prot);
}

/* Blocks from the tree's first byte to its last. */
static void map_fdt(phys_addr_t fdt)
{
    uint32_t size;
    if (fdt == 0 || !fdt_probe((const void *)fdt, &size) || size > FDT_MAX_SIZE) {
        return;
    }
    const phys_addr_t start = ALIGN_DOWN(fdt, FDT_ALIGN);
    const uint64_t bytes = ALIGN(fdt + size, FDT_ALIGN) - start;
    map(&early_kernel_root, FDT_VADDR, start, bytes, PROT_KERNEL_RO);
    fdt_va = FDT_VADDR + (fdt - start);
}

/* ID_AA64MMFR0_EL1: TGran4 in 31:28 and TGran64 in 27:24, 15: not there; TGran16
 * in 23:20, 0: not there. */
static bool has_granule(uint64_t mmfr0)
{
    const unsigned field = mmfr0 >> (PAGE_SHIFT == 12 ? 28 : PAGE_SHIFT == 16 ? 24 : 20) & 0xf;
    return PAGE_SHIFT == 14 ? field != 0 : field != 0xf;
}

/* Nothing is mapped yet: the UART is where the virt board has it. */
static void refuse_granule(void)
{
    uart_init(UART_DEFAULT_PA);
    for (const char *c = "this machine has no pages of the size that this firmware is built for\n";
         *c != '\0'; c++) {
        uart_put(*c);
    }
    uart_flush();
    psci_system_off();
    for (;;) {
        wfi();
    }
}

void early_mmu_build(phys_addr_t fdt)
{
    if (!has_granule(read_sysreg(id_aa64mmfr0_el1))) {
        refuse_granule();
    }
    map_part(image_start, image_rodata, PROT_KERNEL_ROX);
    map_part(image_rodata, image_data, PROT_KERNEL_RO);
    map_part(image_data, image_window, PROT_KERNEL);
    map_part(image_window, image_window_end, PROT_KERNEL); /* an entry that can be replaced */
    map_part(image_window_end, image_end, PROT_KERNEL);
    map(&early_identity_root, (uintptr_t)image_identity, (uintptr_t)image_identity,
        (uint64_t)(image_identity_end - image_identity), PROT_KERNEL_ROX);

    map_fdt(fdt);
    map(&early_kernel_root, DEVICE_VADDR + UART_DEFAULT_PA, UART_DEFAULT_PA, UART_SIZE,
        PROT_DEVICE);
}

void early_mmu_init(phys_addr_t image)
{
    table_offset = KIMAGE_VADDR - image;
}

const void *early_mmu_fdt(void)
{
    return (const void *)fdt_va;
}

/* New entries are visible to the walker from here on. */
static void publish(void)
{
    dsb(ishst);
    isb();
}

void early_mmu_map_ram(phys_addr_t pa, uint64_t size)
{
    const phys_addr_t start = PAGE_ALIGN(pa);
    const phys_addr_t end = (pa + size) & PAGE_MASK;
    if (start < end) {
        map(&early_kernel_root, PAGE_OFFSET + start, start, end - start, PROT_KERNEL);
        publish();
    }
}

void early_mmu_map_device(phys_addr_t pa, uint64_t size)
{
    const phys_addr_t start = pa & PAGE_MASK;
    const phys_addr_t end = PAGE_ALIGN(pa + size);
    map(&early_kernel_root, DEVICE_VADDR + start, start, end - start, PROT_DEVICE);
    publish();
}

static void drop_own_tlb(void)
{
    tlbi_issue_VMALLE1(0);
    dsb(nsh);
    isb();
}

/* The entry of level 3 for an address that is mapped by a page. */
static pte_t *page_entry(uintptr_t va)
{
    struct table *table = &early_kernel_root;
    for (unsigned level = PTE_ROOT_LEVEL; level < 3; level++) {
        table = next_table(&table->entry[pte_index(va, level)]);
    }
    return &table->entry[pte_index(va, 3)];
}

void early_mmu_replace_page(uintptr_t va, phys_addr_t pa, enum pgprot prot)
{
    pte_t *entry = page_entry(va);
    WRITE_ONCE(*entry, 0);
    dsb(ishst);
    drop_own_tlb();
    WRITE_ONCE(*entry, pte_leaf(pa, prot, 3));
    publish();
}

void early_mmu_drop_identity(void)
{
    write_sysreg(tcr_el1, read_sysreg(tcr_el1) | UINT64_C(1) << TCR_EPD0_BIT);
    write_sysreg(ttbr0_el1, 0);
    isb();
    drop_own_tlb();
}

pte_t *early_mmu_root(void)
{
    return __va(early_mmu_image_pa(early_kernel_root.entry));
}

phys_addr_t early_mmu_image_pa(const void *va)
{
    return (uintptr_t)va - table_offset;
}
