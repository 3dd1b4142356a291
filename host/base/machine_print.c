/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machine presets for people: a list, and every key of one with its provenance. */
#include "machine_print.h"

#include <string.h>

#define VALUE_MAX_BYTES 128

/* The widest of names and of values, for columns. */
struct widths {
    int name, value;
};

static int wider(int width, const char *text)
{
    const int size = (int)strlen(text);

    return size > width ? size : width;
}

int machine_print_list(FILE *out)
{
    int width = 0;

    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        width = wider(width, p->name);
    }
    for (const struct machine_preset *p = machine_presets; p->name != NULL; p++) {
        struct machine_file file;
        const int status = machine_file_load(p->name, (struct machine_place){0}, &file);

        if (status != 0) {
            return status;
        }
        fprintf(out, "%-*s  %s\n", width, p->name,
                file.description != NULL ? file.description : "");
        machine_file_finish(&file);
    }
    return 0;
}

static struct widths measure(const struct machine_file *file)
{
    struct widths widths = {0};

    for (unsigned i = 0; i < machine_key_count(); i++) {
        char value[VALUE_MAX_BYTES];

        machine_key_get(&file->config, i, value, sizeof(value));
        widths.name = wider(widths.name, machine_key_name(i));
        widths.value = wider(widths.value, value);
    }
    return widths;
}

static const char *source_of(const struct machine_file *file, unsigned key)
{
    if (file->sources[key] != NULL) {
        return file->sources[key];
    }
    return file->set[key] ? "not stated" : "default";
}

void machine_print(const struct machine_file *file, FILE *out)
{
    const struct widths widths = measure(file);

    fprintf(out, "%s%s%s\n", file->name, file->description != NULL ? ": " : "",
            file->description != NULL ? file->description : "");
    for (unsigned i = 0; i < machine_key_count(); i++) {
        char value[VALUE_MAX_BYTES];

        machine_key_get(&file->config, i, value, sizeof(value));
        fprintf(out, "\n%-*s  %-*s  %s\n", widths.name, machine_key_name(i), widths.value, value,
                machine_key_meaning(i));
        fprintf(out, "%-*s  %-*s  source: %s\n", widths.name, "", widths.value, "",
                source_of(file, i));
    }
}
