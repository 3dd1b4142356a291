/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the device tree; see devtree.h. The only file that knows libfdt. */
#include "devtree.h"
#include "probe.h"

#include <libfdt.h>

#include <errno.h>
#include <stdio.h>

#define PHANDLE_CLOCK 1
#define PHANDLE_GIC 2
#define GIC_SPI 0 /* first cell of an interrupt: shared, numbered from 32 */
#define GIC_PPI 1 /* private, numbered from 16 */
#define LEVEL_HIGH 4
#define UART_CLOCK_HZ 24000000

/* Addresses and sizes have two cells each, as in the root node. */
static void reg(void *fdt, uint64_t base, uint64_t size)
{
    fdt64_t cells[2] = {cpu_to_fdt64(base), cpu_to_fdt64(size)};

    fdt_property(fdt, "reg", cells, sizeof(cells));
}

static void begin_at(void *fdt, const char *name, uint64_t base)
{
    char text[64];

    snprintf(text, sizeof(text), "%s@%llx", name, (unsigned long long)base);
    fdt_begin_node(fdt, text);
}

static void add_chosen(void *fdt, const struct devtree_chosen *chosen)
{
    char path[64];

    fdt_begin_node(fdt, "chosen");
    snprintf(path, sizeof(path), "/pl011@%llx", MACHINE_UART_BASE);
    fdt_property_string(fdt, "stdout-path", path);
    if (chosen->bootargs != NULL) {
        fdt_property_string(fdt, "bootargs", chosen->bootargs);
    }
    if (chosen->initrd_start != chosen->initrd_end) {
        fdt_property_u64(fdt, "linux,initrd-start", chosen->initrd_start);
        fdt_property_u64(fdt, "linux,initrd-end", chosen->initrd_end);
    }
    fdt_end_node(fdt);
}

static void add_memory(void *fdt, const struct machine *machine)
{
    begin_at(fdt, "memory", MACHINE_RAM_BASE);
    fdt_property_string(fdt, "device_type", "memory");
    reg(fdt, MACHINE_RAM_BASE, machine->ram_size);
    fdt_end_node(fdt);
}

static void add_cpus(void *fdt, const struct machine *machine)
{
    fdt_begin_node(fdt, "cpus");
    fdt_property_u32(fdt, "#address-cells", 1);
    fdt_property_u32(fdt, "#size-cells", 0);
    for (unsigned i = 0; i < machine->core_count; i++) {
        uint64_t affinity = gic_affinity(&machine->gic, i);

        begin_at(fdt, "cpu", affinity);
        fdt_property_string(fdt, "device_type", "cpu");
        fdt_property_string(fdt, "compatible", "arm,cortex-a72");
        fdt_property_u32(fdt, "reg", (uint32_t)affinity);
        fdt_property_string(fdt, "enable-method", "psci");
        fdt_end_node(fdt);
    }
    fdt_end_node(fdt);
}

static void add_psci(void *fdt)
{
    static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2";

    fdt_begin_node(fdt, "psci");
    fdt_property(fdt, "compatible", compatible, sizeof(compatible));
    fdt_property_string(fdt, "method", "hvc");
    fdt_end_node(fdt);
}

/* A version 2 has its CPU interface behind the distributor, a version 3 the redistributors. */
static void add_gic(void *fdt, const struct gic *gic)
{
    bool is_v2 = gic->version == 2;
    uint64_t second = is_v2 ? MACHINE_GIC_INTERFACE_BASE : MACHINE_GIC_REDISTRIBUTOR_BASE;
    uint64_t size =
        is_v2 ? GIC_CPU_INTERFACE_SIZE : (uint64_t)GIC_REDISTRIBUTOR_SIZE * gic->core_count;
    fdt64_t cells[4] = {cpu_to_fdt64(MACHINE_GIC_DISTRIBUTOR_BASE),
                        cpu_to_fdt64(GIC_DISTRIBUTOR_SIZE), cpu_to_fdt64(second),
                        cpu_to_fdt64(size)};

    begin_at(fdt, "intc", MACHINE_GIC_DISTRIBUTOR_BASE);
    fdt_property_string(fdt, "compatible", is_v2 ? "arm,cortex-a15-gic" : "arm,gic-v3");
    fdt_property(fdt, "interrupt-controller", NULL, 0);
    fdt_property_u32(fdt, "#interrupt-cells", 3);
    fdt_property_u32(fdt, "#address-cells", 0);
    fdt_property(fdt, "reg", cells, sizeof(cells));
    fdt_property_u32(fdt, "phandle", PHANDLE_GIC);
    fdt_end_node(fdt);
}

/* The binding lists secure, non-secure, virtual and hypervisor timers. */
static void add_timer(void *fdt, const struct gic *gic)
{
    static const char compatible[] = "arm,armv8-timer\0arm,armv7-timer";
    static const unsigned lines[] = {29, MACHINE_PHYSICAL_TIMER_INTERRUPT,
                                     MACHINE_VIRTUAL_TIMER_INTERRUPT, 26};
    fdt32_t cells[12];

    for (unsigned i = 0; i < 4; i++) {
        cells[3 * i] = cpu_to_fdt32(GIC_PPI);
        cells[3 * i + 1] = cpu_to_fdt32(lines[i] - 16);
        /* Version 2: to all cores. */
        cells[3 * i + 2] = cpu_to_fdt32((gic->version == 2 ? 0xff00 : 0) | LEVEL_HIGH);
    }
    fdt_begin_node(fdt, "timer");
    fdt_property(fdt, "compatible", compatible, sizeof(compatible));
    fdt_property(fdt, "always-on", NULL, 0);
    fdt_property(fdt, "interrupts", cells, sizeof(cells));
    fdt_end_node(fdt);
}

static void add_uart(void *fdt)
{
    static const char compatible[] = "arm,pl011\0arm,primecell";
    static const char clock_names[] = "uartclk\0apb_pclk";
    fdt32_t interrupts[3] = {cpu_to_fdt32(GIC_SPI), cpu_to_fdt32(MACHINE_UART_INTERRUPT - 32),
                             cpu_to_fdt32(LEVEL_HIGH)};
    fdt32_t clocks[2] = {cpu_to_fdt32(PHANDLE_CLOCK), cpu_to_fdt32(PHANDLE_CLOCK)};

    fdt_begin_node(fdt, "apb-pclk");
    fdt_property_string(fdt, "compatible", "fixed-clock");
    fdt_property_u32(fdt, "#clock-cells", 0);
    fdt_property_u32(fdt, "clock-frequency", UART_CLOCK_HZ);
    fdt_property_u32(fdt, "phandle", PHANDLE_CLOCK);
    fdt_end_node(fdt);
    begin_at(fdt, "pl011", MACHINE_UART_BASE);
    fdt_property(fdt, "compatible", compatible, sizeof(compatible));
    reg(fdt, MACHINE_UART_BASE, 0x1000);
    fdt_property(fdt, "interrupts", interrupts, sizeof(interrupts));
    fdt_property(fdt, "clocks", clocks, sizeof(clocks));
    fdt_property(fdt, "clock-names", clock_names, sizeof(clock_names));
    fdt_end_node(fdt);
}

static void add_clock(void *fdt)
{
    static const char compatible[] = "arm,pl031\0arm,primecell";
    fdt32_t interrupts[3] = {cpu_to_fdt32(GIC_SPI), cpu_to_fdt32(MACHINE_CLOCK_INTERRUPT - 32),
                             cpu_to_fdt32(LEVEL_HIGH)};

    begin_at(fdt, "pl031", MACHINE_CLOCK_BASE);
    fdt_property(fdt, "compatible", compatible, sizeof(compatible));
    reg(fdt, MACHINE_CLOCK_BASE, 0x1000);
    fdt_property(fdt, "interrupts", interrupts, sizeof(interrupts));
    fdt_property_u32(fdt, "clocks", PHANDLE_CLOCK);
    fdt_property_string(fdt, "clock-names", "apb_pclk");
    fdt_end_node(fdt);
}

static void add_probe(void *fdt)
{
    begin_at(fdt, "probe", PROBE_BASE);
    fdt_property_string(fdt, "compatible", PROBE_COMPATIBLE);
    reg(fdt, PROBE_BASE, PROBE_SIZE);
    fdt_end_node(fdt);
}

int devtree_build(const struct machine *machine, const struct devtree_chosen *chosen, void *buffer,
                  size_t cap)
{
    if (fdt_create(buffer, (int)cap) != 0) {
        return -ENOSPC;
    }
    fdt_finish_reservemap(buffer);
    fdt_begin_node(buffer, "");
    fdt_property_string(buffer, "compatible", "linux,dummy-virt");
    fdt_property_string(buffer, "model", "mmulator,virt");
    fdt_property_u32(buffer, "#address-cells", 2);
    fdt_property_u32(buffer, "#size-cells", 2);
    fdt_property_u32(buffer, "interrupt-parent", PHANDLE_GIC);
    add_chosen(buffer, chosen);
    add_memory(buffer, machine);
    add_cpus(buffer, machine);
    add_psci(buffer);
    add_gic(buffer, &machine->gic);
    add_timer(buffer, &machine->gic);
    add_uart(buffer);
    add_clock(buffer);
    add_probe(buffer);
    fdt_end_node(buffer);
    /* The writer remembers an error of any step: the last one tells. */
    if (fdt_finish(buffer) != 0) {
        return -ENOSPC;
    }
    return (int)fdt_totalsize(buffer);
}
