/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finding the default firmware; see firmware_path.h. */
#include "firmware_path.h"

#include "exit_code.h"
#include "log.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The directory of the running binary. */
static bool own_directory(char *text, size_t cap)
{
    ssize_t size = readlink("/proc/self/exe", text, cap - 1);

    if (size <= 0) {
        return false;
    }
    text[size] = '\0';
    char *slash = strrchr(text, '/');

    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    return true;
}

static char *beside(const char *directory, const char *name)
{
    char *path = NULL;

    if (asprintf(&path, "%s/%s", directory, name) < 0) {
        return NULL;
    }
    if (access(path, R_OK) != 0) {
        free(path);
        return NULL;
    }
    return path;
}

int firmware_path(const char *named, char **ret)
{
    static const char *const places[] = {"firmware/vmalloc.elf",
                                         "../" DATADIR "/mmulator/vmalloc.elf"};
    char directory[PATH_MAX];

    if (named != NULL) {
        *ret = strdup(named);
        return *ret == NULL ? EXIT_CODE_TOOL : EXIT_CODE_OK;
    }
    if (own_directory(directory, sizeof(directory))) {
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
            *ret = beside(directory, places[i]);
            if (*ret != NULL) {
                return EXIT_CODE_OK;
            }
        }
    }
    log_error("the firmware vmalloc.elf is not beside this program; name one with --firmware");
    return EXIT_CODE_TOOL;
}
