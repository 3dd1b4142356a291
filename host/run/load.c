/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The boot protocol's side of the loader; see load.h. */
#include "load.h"

#include "devtree.h"
#include "log.h"

#include <errno.h>
#include <string.h>

#define ALIGNMENT (2ULL << 20)
#define INITRD_OFFSET_MAX (128ULL << 20)
#define DEVTREE_SIZE (64u << 10)

static uint64_t align_up(uint64_t value)
{
    return (value + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
}

static int copy_image(struct machine *machine, const struct image *image, uint64_t *ret_end)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        uint64_t size =
            segment->memory_size > segment->file_size ? segment->memory_size : segment->file_size;
        uint8_t *host = machine_ram(machine, segment->pa, size);

        if (host == NULL) {
            log_error("%s: does not fit: 0x%llx bytes at 0x%llx, RAM is 0x%llx to 0x%llx",
                      image->name, (unsigned long long)size, (unsigned long long)segment->pa,
                      MACHINE_RAM_BASE, (unsigned long long)(MACHINE_RAM_BASE + machine->ram_size));
            return -EINVAL;
        }
        memcpy(host, segment->bytes, segment->file_size);
        if (segment->pa + size > *ret_end) {
            *ret_end = segment->pa + size;
        }
    }
    return 0;
}

/* Half of RAM or 128 MiB in, whichever is less, and never over the image. */
static uint64_t initrd_address(const struct machine *machine, uint64_t image_end)
{
    uint64_t offset = machine->ram_size / 2;

    if (offset > INITRD_OFFSET_MAX) {
        offset = INITRD_OFFSET_MAX;
    }
    uint64_t address = align_up(MACHINE_RAM_BASE + offset);

    return address > image_end ? address : align_up(image_end);
}

int load_guest(struct machine *machine, const struct image *image, const struct load_extras *extras)
{
    size_t initrd_size = extras->initrd_size;
    uint64_t end = MACHINE_RAM_BASE;
    int err = copy_image(machine, image, &end);

    if (err != 0) {
        return err;
    }
    uint64_t address = initrd_address(machine, end);
    uint64_t tree = align_up(address + initrd_size);
    uint8_t *initrd_host = machine_ram(machine, address, initrd_size);
    uint8_t *tree_host = machine_ram(machine, tree, DEVTREE_SIZE);

    if (initrd_host == NULL || tree_host == NULL) {
        log_error("%s: %zu bytes of initrd do not fit into 0x%llx bytes of RAM", image->name,
                  initrd_size, (unsigned long long)machine->ram_size);
        return -EINVAL;
    }
    if (initrd_size > 0) {
        memcpy(initrd_host, extras->initrd, initrd_size);
    }
    err = devtree_build(machine,
                        &(struct devtree_chosen){address, address + initrd_size, extras->bootargs},
                        tree_host, DEVTREE_SIZE);
    if (err < 0) {
        log_error("the device tree does not fit into %u bytes", DEVTREE_SIZE);
        return err;
    }
    machine_start_core(machine, 0, image->entry, tree);
    return 0;
}
