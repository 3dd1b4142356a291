/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Only what tests/guest and the generator make: static 64-bit ELF, or raw bytes. */
#include "ref_image.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct file {
    uint8_t *bytes;
    size_t size;
};

static bool read_file(const char *path, struct file *ret)
{
    FILE *in = fopen(path, "rb");
    long size;
    bool ok = false;

    if (in == NULL) {
        return false;
    }
    if (fseek(in, 0, SEEK_END) == 0 && (size = ftell(in)) >= 0 && fseek(in, 0, SEEK_SET) == 0) {
        ret->size = (size_t)size;
        ret->bytes = malloc(ret->size + 1);
        ok = ret->bytes != NULL && fread(ret->bytes, 1, ret->size, in) == ret->size;
    }
    fclose(in);
    return ok;
}

static bool fits(uint64_t offset, uint64_t bytes, uint64_t size)
{
    return offset <= size && bytes <= size - offset;
}

static bool load_segment(const struct file *file, const Elf64_Phdr *ph, uint8_t *ram, size_t size)
{
    uint64_t offset = ph->p_paddr - REF_RAM_BASE;

    if (ph->p_type != PT_LOAD || ph->p_memsz == 0) {
        return true;
    }
    if (!fits(offset, ph->p_memsz, size) || ph->p_filesz > ph->p_memsz ||
        !fits(ph->p_offset, ph->p_filesz, file->size)) {
        return false;
    }
    memcpy(ram + offset, file->bytes + ph->p_offset, ph->p_filesz);
    return true;
}

static bool load_elf(const struct file *file, uint8_t *ram, size_t size, uint64_t *ret_entry)
{
    Elf64_Ehdr eh;
    Elf64_Phdr ph;

    if (file->size < sizeof(eh)) {
        return false;
    }
    memcpy(&eh, file->bytes, sizeof(eh));
    for (unsigned i = 0; i < eh.e_phnum; i++) {
        uint64_t at = eh.e_phoff + (uint64_t)i * sizeof(ph);

        if (!fits(at, sizeof(ph), file->size)) {
            return false;
        }
        memcpy(&ph, file->bytes + at, sizeof(ph));
        if (!load_segment(file, &ph, ram, size)) {
            return false;
        }
    }
    *ret_entry = eh.e_entry;
    return true;
}

static bool load(const struct file *file, uint8_t *ram, size_t size, uint64_t *ret_entry)
{
    if (file->size >= SELFMAG && memcmp(file->bytes, ELFMAG, SELFMAG) == 0) {
        return load_elf(file, ram, size, ret_entry);
    }
    if (!fits(REF_FLAT_OFFSET, file->size, size)) {
        return false;
    }
    memcpy(ram + REF_FLAT_OFFSET, file->bytes, file->size);
    *ret_entry = REF_RAM_BASE + REF_FLAT_OFFSET;
    return true;
}

bool ref_image_load(const char *path, uint8_t *ram, size_t ram_size, uint64_t *ret_entry)
{
    struct file file = {0};
    bool ok = read_file(path, &file) && load(&file, ram, ram_size, ret_entry);

    if (!ok) {
        fprintf(stderr, "ref_step: %s: cannot be loaded\n", path);
    }
    free(file.bytes);
    return ok;
}
