/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Building the device tree; see devtree.h. The only file that knows libfdt. */
#include "devtree.h"
#include "probe.h"

#include <libfdt.h>

#include <errno.h>
#include <stdio.h>

#define PHANDLE_CLOCK 1
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

static void add_cpus(void *fdt, unsigned count)
{
    fdt_begin_node(fdt, "cpus");
    fdt_property_u32(fdt, "#address-cells", 1);
    fdt_property_u32(fdt, "#size-cells", 0);
    for (unsigned i = 0; i < count; i++) {
        begin_at(fdt, "cpu", machine_affinity(i));
        fdt_property_string(fdt, "device_type", "cpu");
        fdt_property_string(fdt, "compatible", "arm,cortex-a72");
        fdt_property_u32(fdt, "reg", (uint32_t)machine_affinity(i));
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

static void add_uart(void *fdt)
{
    static const char compatible[] = "arm,pl011\0arm,primecell";
    static const char clock_names[] = "uartclk\0apb_pclk";
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
    fdt_property(fdt, "clocks", clocks, sizeof(clocks));
    fdt_property(fdt, "clock-names", clock_names, sizeof(clock_names));
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
    add_chosen(buffer, chosen);
    add_memory(buffer, machine);
    add_cpus(buffer, machine->core_count);
    add_psci(buffer);
    add_uart(buffer);
    add_probe(buffer);
    fdt_end_node(buffer);
    /* The writer remembers an error of any step: the last one tells. */
    if (fdt_finish(buffer) != 0) {
        return -ENOSPC;
    }
    return (int)fdt_totalsize(buffer);
}
