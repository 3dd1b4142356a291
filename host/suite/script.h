/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The scripts that `mmulator test` is to run. */
#pragma once

#include <stddef.h>

struct script_file {
    char *path; /* as it is opened, and shown */
    char *name; /* below the directory that was given, or the last component; without .wl */
};

struct script_list {
    struct script_file *files;
    size_t count, cap;
};

/*
 * A file, or all *.wl below a directory, in the order of their bytes. 0 or
 * -errno: it cannot be read.
 */
int script_list_add(struct script_list *list, const char *path);
/* Accepts a zeroed object. */
void script_list_finish(struct script_list *list);
