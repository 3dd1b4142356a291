/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scratch.h"

#include <check.h>

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[PATH_MAX];

void scratch_enter(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(directory, sizeof(directory), "%s/mmulator-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(chdir(directory), 0);
}

void scratch_leave(void)
{
    DIR *dir = opendir(".");

    ck_assert_ptr_nonnull(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        (void)unlink(entry->d_name); /* not the two that are directories */
    }
    closedir(dir);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(directory), 0);
}

bool scratch_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

void scratch_write(const char *path, const void *data, size_t size)
{
    /* A new file: closing one that was truncated may wait for the disk. */
    (void)unlink(path);
    FILE *file = fopen(path, "w");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

uint8_t *scratch_read(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "r");
    struct stat st;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fstat(fileno(file), &st), 0);
    uint8_t *data = malloc((size_t)st.st_size + 1);

    ck_assert_ptr_nonnull(data);
    ck_assert_uint_eq(fread(data, 1, (size_t)st.st_size, file), (size_t)st.st_size);
    data[st.st_size] = '\0';
    fclose(file);
    *ret_size = (size_t)st.st_size;
    return data;
}
