/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories are read in the order of bytes, whatever the file system's. */
#include "script.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".wl"

static bool is_script(const char *name)
{
    const size_t length = strlen(name);

    return length > strlen(SUFFIX) && strcmp(name + length - strlen(SUFFIX), SUFFIX) == 0;
}

static int add_file(struct script_list *list, const char *path, const char *name)
{
    if (list->count == list->cap) {
        const size_t cap = list->cap == 0 ? 64 : 2 * list->cap;
        struct script_file *files = realloc(list->files, cap * sizeof(*files));

        if (files == NULL) {
            return -ENOMEM;
        }
        list->files = files;
        list->cap = cap;
    }
    const size_t length = strlen(name) - (is_script(name) ? strlen(SUFFIX) : 0);
    struct script_file file = {strdup(path), strndup(name, length)};
    list->files[list->count++] = file;
    return file.path != NULL && file.name != NULL ? 0 : -ENOMEM;
}

static int add_directory(struct script_list *list, const char *path, const char *name);

/* One entry of a directory: `path` and `name` with the entry behind a slash. */
static int add_entry(struct script_list *list, const char *path, const char *name,
                     const char *entry)
{
    char *below = NULL, *shown = NULL;
    struct stat info;
    int status = 0;

    if (asprintf(&below, "%s/%s", path, entry) < 0 ||
        asprintf(&shown, "%s%s%s", name, name[0] != '\0' ? "/" : "", entry) < 0) {
        free(below);
        return -ENOMEM;
    }
    if (stat(below, &info) != 0) {
        status = -errno;
    } else if (S_ISDIR(info.st_mode)) {
        status = add_directory(list, below, shown);
    } else if (is_script(entry)) {
        status = add_file(list, below, shown);
    }
    free(below);
    free(shown);
    return status;
}

static int no_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_directory(struct script_list *list, const char *path, const char *name)
{
    struct dirent **entries;
    const int count = scandir(path, &entries, no_dots, by_bytes);
    int status = count < 0 ? -errno : 0;

    for (int i = 0; i < count; i++) {
        if (status == 0) {
            status = add_entry(list, path, name, entries[i]->d_name);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return status;
}

int script_list_add(struct script_list *list, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct stat info;

    if (stat(path, &info) != 0) {
        return -errno;
    }
    if (!S_ISDIR(info.st_mode)) {
        return add_file(list, path, slash != NULL ? slash + 1 : path);
    }
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    char *plain = strndup(path, length);
    const int status = plain == NULL ? -ENOMEM : add_directory(list, plain, "");
    free(plain);
    return status;
}

void script_list_finish(struct script_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->files[i].path);
        free(list->files[i].name);
    }
    free(list->files);
}
