/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading guest images; see image.h. The only file that knows libelf. */
#include "image.h"

#include "log.h"

#include <gelf.h>
#include <libelf.h>
#include <sha2.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LINUX_IMAGE_MAGIC 0x644d5241u /* "ARM\x64" */
#define LINUX_IMAGE_HEADER 64
/* Where QEMU's virt board puts images: behind 2 MiB, or 512 KiB without a header. */
#define FLAT_OFFSET 0x80000
#define IMAGE_OFFSET 0x200000

static int read_file(const char *path, struct image *image)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    int err = 0;

    if (file == NULL) {
        return -errno;
    }
    if (fstat(fileno(file), &status) != 0) {
        err = -errno;
    } else if (S_ISDIR(status.st_mode)) {
        err = -EISDIR;
    } else {
        image->file_size = (size_t)status.st_size;
        image->file = malloc(image->file_size + 1);
        if (image->file == NULL) {
            err = -ENOMEM;
        } else if (fread(image->file, 1, image->file_size, file) != image->file_size) {
            err = -EIO;
        }
    }
    fclose(file);
    return err;
}

static void digest(struct image *image)
{
    SHA2_CTX context;
    uint8_t sum[SHA256_DIGEST_LENGTH];

    SHA256Init(&context);
    SHA256Update(&context, image->file, image->file_size);
    SHA256Final(sum, &context);
    for (unsigned i = 0; i < sizeof(sum); i++) {
        snprintf(image->sha256 + 2 * i, 3, "%02x", sum[i]);
    }
}

static int add_segment(struct image *image, struct image_segment segment)
{
    struct image_segment *grown =
        realloc(image->segments, (image->segment_count + 1) * sizeof(*grown));

    if (grown == NULL) {
        return -ENOMEM;
    }
    image->segments = grown;
    grown[image->segment_count++] = segment;
    return 0;
}

static int add_code(struct image *image, uint64_t address, const uint8_t *bytes, size_t size)
{
    struct trace_code *grown = realloc(image->code, (image->code_count + 1) * sizeof(*grown));

    if (grown == NULL) {
        return -ENOMEM;
    }
    image->code = grown;
    grown[image->code_count++] = (struct trace_code){address, bytes, size};
    return 0;
}

/* Flat: a Linux Image says how large it is in memory; anything else is taken as it is. */
static int load_flat(const char *path, uint64_t load_base, struct image *image)
{
    uint64_t offset = FLAT_OFFSET, memory_size = image->file_size;
    uint32_t magic = 0;

    if (image->file_size >= LINUX_IMAGE_HEADER) {
        memcpy(&magic, image->file + 56, sizeof(magic));
    }
    if (magic == LINUX_IMAGE_MAGIC) {
        uint64_t text_offset, image_size;

        memcpy(&text_offset, image->file + 8, sizeof(text_offset));
        memcpy(&image_size, image->file + 16, sizeof(image_size));
        offset = text_offset < 0x1000 ? text_offset + IMAGE_OFFSET : text_offset;
        memory_size = image_size > memory_size ? image_size : memory_size;
    } else if (image->file_size < 4) {
        log_error_at(path, 0, 0, "no AArch64 image: only %zu bytes", image->file_size);
        return -EINVAL;
    }
    image->entry = load_base + offset;
    int err = add_code(image, image->entry, image->file, image->file_size);

    if (err == 0) {
        err = add_segment(image, (struct image_segment){.pa = image->entry,
                                                        .bytes = image->file,
                                                        .file_size = image->file_size,
                                                        .memory_size = memory_size});
    }
    return err;
}

static int load_segments(const char *path, Elf *elf, struct image *image)
{
    size_t count = 0;

    if (elf_getphdrnum(elf, &count) != 0) {
        log_error_at(path, 0, 0, "damaged ELF program headers: %s", elf_errmsg(-1));
        return -EINVAL;
    }
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr header;

        if (gelf_getphdr(elf, (int)i, &header) == NULL) {
            log_error_at(path, 0, 0, "truncated: program header %zu is missing", i);
            return -EINVAL;
        }
        if (header.p_type != PT_LOAD || header.p_memsz == 0) {
            continue;
        }
        if (header.p_offset > image->file_size ||
            header.p_filesz > image->file_size - header.p_offset) {
            log_error_at(path, 0, 0,
                         "truncated: segment %zu needs bytes 0x%llx to 0x%llx, the file has 0x%zx",
                         i, (unsigned long long)header.p_offset,
                         (unsigned long long)(header.p_offset + header.p_filesz), image->file_size);
            return -EINVAL;
        }
        int err = add_segment(image, (struct image_segment){.pa = header.p_paddr,
                                                            .bytes = image->file + header.p_offset,
                                                            .file_size = header.p_filesz,
                                                            .memory_size = header.p_memsz});
        if (err == 0 && (header.p_flags & PF_X) != 0) {
            err = add_code(image, header.p_vaddr, image->file + header.p_offset, header.p_filesz);
        }
        if (err != 0) {
            return err;
        }
    }
    if (image->segment_count == 0) {
        log_error_at(path, 0, 0, "nothing to load: no PT_LOAD segment");
        return -EINVAL;
    }
    return 0;
}

static int by_address(const void *a, const void *b)
{
    const struct trace_symbol *x = a, *y = b;

    if (x->address != y->address) {
        return x->address < y->address ? -1 : 1;
    }
    return strcmp(x->name, y->name);
}

/* $x and $d mark code and data for tools; they name nothing. */
static bool is_named(const char *name, const GElf_Sym *symbol)
{
    int type = GELF_ST_TYPE(symbol->st_info);

    return name != NULL && name[0] != '\0' && name[0] != '$' && symbol->st_shndx != SHN_UNDEF &&
           symbol->st_shndx != SHN_ABS &&
           (type == STT_FUNC || type == STT_OBJECT || type == STT_NOTYPE);
}

static int load_symbol_table(Elf *elf, Elf_Scn *section, const GElf_Shdr *header,
                             struct image *image)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = header->sh_entsize == 0 ? 0 : header->sh_size / header->sh_entsize;

    if (data == NULL || count == 0) {
        return 0;
    }
    struct trace_symbol *grown =
        realloc(image->symbols, (image->symbol_count + count) * sizeof(*grown));

    if (grown == NULL) {
        return -ENOMEM;
    }
    image->symbols = grown;
    for (size_t i = 0; i < count; i++) {
        GElf_Sym symbol;

        if (gelf_getsym(data, (int)i, &symbol) == NULL) {
            continue;
        }
        const char *name = elf_strptr(elf, header->sh_link, symbol.st_name);

        if (!is_named(name, &symbol)) {
            continue;
        }
        grown[image->symbol_count++] =
            (struct trace_symbol){symbol.st_value, symbol.st_size, strdup(name)};
    }
    return 0;
}

static int load_symbols(Elf *elf, struct image *image)
{
    Elf_Scn *section = NULL;

    while ((section = elf_nextscn(elf, section)) != NULL) {
        GElf_Shdr header;

        if (gelf_getshdr(section, &header) != NULL && header.sh_type == SHT_SYMTAB) {
            int err = load_symbol_table(elf, section, &header, image);

            if (err != 0) {
                return err;
            }
        }
    }
    if (image->symbol_count > 0) {
        qsort(image->symbols, image->symbol_count, sizeof(*image->symbols), by_address);
    }
    return 0;
}

static int load_elf(const char *path, struct image *image)
{
    GElf_Ehdr header;
    int err = -EINVAL;

    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)image->file, image->file_size);

    if (elf == NULL || gelf_getehdr(elf, &header) == NULL) {
        log_error_at(path, 0, 0, "truncated or damaged ELF file: %s", elf_errmsg(-1));
    } else if (header.e_machine != EM_AARCH64 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
               header.e_ident[EI_DATA] != ELFDATA2LSB) {
        log_error_at(
            path, 0, 0,
            "not an AArch64 image: ELF machine %u, class %u, expected %u, 64-bit little endian",
            header.e_machine, header.e_ident[EI_CLASS], EM_AARCH64);
    } else {
        image->entry = header.e_entry;
        err = load_segments(path, elf, image);
        if (err == 0) {
            err = load_symbols(elf, image);
        }
    }
    elf_end(elf);
    return err;
}

int image_load(const char *path, uint64_t load_base, struct image *ret)
{
    struct image image = {0};
    const char *slash = strrchr(path, '/');
    int err = read_file(path, &image);

    if (err != 0) {
        log_error_at(path, 0, 0, "cannot read the image: %s", strerror(-err));
        image_finish(&image);
        return err;
    }
    image.name = strdup(slash == NULL ? path : slash + 1);
    digest(&image);
    if (image.name == NULL) {
        err = -ENOMEM;
    } else if (image.file_size >= SELFMAG && memcmp(image.file, ELFMAG, SELFMAG) == 0) {
        err = load_elf(path, &image);
    } else {
        err = load_flat(path, load_base, &image);
    }
    if (err != 0) {
        image_finish(&image);
        return err;
    }
    *ret = image;
    return 0;
}

void image_finish(struct image *image)
{
    for (size_t i = 0; i < image->symbol_count; i++) {
        free((char *)image->symbols[i].name);
    }
    free(image->symbols);
    free(image->segments);
    free(image->code);
    free(image->file);
    free(image->name);
    *image = (struct image){0};
}

void image_describe(const struct image *image, uint64_t address, char *ret_text, size_t cap)
{
    size_t low = 0, high = image->symbol_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (image->symbols[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0 || address - image->symbols[low - 1].address > 0x100000) {
        snprintf(ret_text, cap, "0x%llx", (unsigned long long)address);
        return;
    }
    snprintf(ret_text, cap, "%s+0x%llx", image->symbols[low - 1].name,
             (unsigned long long)(address - image->symbols[low - 1].address));
}
