/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sequential writing: properties before subnodes, as the format wants it. */
#include "virt_tree.h"

#include <libfdt.h>
#include <stdlib.h>

/* libfdt reports by return value; here any error is a bug of the test. */
static void must(int result)
{
    if (result != 0) {
        abort();
    }
}

static void put_reg(void *tree, uint64_t base, uint64_t size)
{
    const fdt64_t reg[] = {cpu_to_fdt64(base), cpu_to_fdt64(size)};
    must(fdt_property(tree, "reg", reg, sizeof(reg)));
}

static void put_device(void *tree, const char *name, const char *compatible, int length,
                       uint64_t base)
{
    must(fdt_begin_node(tree, name));
    must(fdt_property(tree, "compatible", compatible, length));
    put_reg(tree, base, 0x1000);
    must(fdt_end_node(tree));
}

static void put_memory(void *tree, const char *name, uint64_t base, uint64_t size)
{
    must(fdt_begin_node(tree, name));
    must(fdt_property_string(tree, "device_type", "memory"));
    put_reg(tree, base, size);
    must(fdt_end_node(tree));
}

static void put_cpu(void *tree, const char *name, uint32_t reg, const char *status)
{
    must(fdt_begin_node(tree, name));
    must(fdt_property_string(tree, "device_type", "cpu"));
    must(fdt_property_u32(tree, "reg", reg));
    must(fdt_property_string(tree, "status", status));
    must(fdt_end_node(tree));
}

static void put_cpus(void *tree)
{
    must(fdt_begin_node(tree, "cpus"));
    must(fdt_property_u32(tree, "#address-cells", 1));
    must(fdt_property_u32(tree, "#size-cells", 0));
    put_cpu(tree, "cpu@0", 0, "okay");
    put_cpu(tree, "cpu@1", 1, "okay");
    put_cpu(tree, "cpu@2", 2, "disabled");
    put_cpu(tree, "cpu@100", 0x100, "ok");
    must(fdt_end_node(tree));
}

static void put_chosen(void *tree)
{
    must(fdt_begin_node(tree, "chosen"));
    must(fdt_property_u64(tree, "linux,initrd-start", 0x48000000));
    must(fdt_property_u32(tree, "linux,initrd-end", 0x48000100));
    must(fdt_end_node(tree));
}

static void put_reserved(void *tree)
{
    must(fdt_begin_node(tree, "reserved-memory"));
    must(fdt_property_u32(tree, "#address-cells", 2));
    must(fdt_property_u32(tree, "#size-cells", 2));
    must(fdt_begin_node(tree, "buffer@41000000"));
    put_reg(tree, 0x41000000, 0x10000);
    must(fdt_end_node(tree));
    must(fdt_end_node(tree));
}

/* GICv2: the distributor, then the CPU interface. */
static void put_gic(void *tree)
{
    const fdt64_t reg[] = {cpu_to_fdt64(0x08000000), cpu_to_fdt64(0x10000),
                           cpu_to_fdt64(0x08010000), cpu_to_fdt64(0x10000)};
    must(fdt_begin_node(tree, "intc@8000000"));
    must(fdt_property_string(tree, "compatible", "arm,cortex-a15-gic"));
    must(fdt_property(tree, "reg", reg, sizeof(reg)));
    must(fdt_end_node(tree));
}

uint32_t virt_tree_build(void *tree)
{
    static const char pl011[] = "arm,pl011\0arm,primecell";
    static const char probe[] = "mmulator,probe";
    must(fdt_create(tree, VIRT_TREE_MAX));
    must(fdt_add_reservemap_entry(tree, 0x40100000, 0x2000));
    must(fdt_finish_reservemap(tree));
    must(fdt_begin_node(tree, ""));
    must(fdt_property_u32(tree, "#address-cells", 2));
    must(fdt_property_u32(tree, "#size-cells", 2));
    must(fdt_begin_node(tree, "psci"));
    must(fdt_property_string(tree, "method", "hvc"));
    must(fdt_end_node(tree));
    put_memory(tree, "memory@40000000", 0x40000000, 0x10000000);
    put_memory(tree, "memory@880000000", 0x880000000, 0x20000000);
    put_reserved(tree);
    put_device(tree, "pl011@9000000", pl011, sizeof(pl011), 0x09000000);
    put_device(tree, "pl011@9040000", pl011, sizeof(pl011), 0x09040000);
    put_device(tree, "probe@c000000", probe, sizeof(probe), 0x0c000000);
    put_gic(tree);
    put_cpus(tree);
    put_chosen(tree);
    must(fdt_end_node(tree));
    must(fdt_finish(tree));
    return fdt_totalsize(tree);
}
