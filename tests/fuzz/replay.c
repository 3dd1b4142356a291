/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay DIRECTORY...: gives a fuzz target every file of the directories, whole
 * and cut short at many places, without a fuzzer: in any build, on each test
 * run. What fuzzing once found and has been mended stands there. TAP.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 65536
#define CUTS 64 /* of each file */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of its own size, so that a sanitizer sees a read behind the end. */
static void give(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size == 0 ? 1 : size);

    if (copy == NULL) {
        abort();
    }
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static unsigned replay_file(const char *path)
{
    static uint8_t data[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    size_t size;

    if (file == NULL) {
        return 0;
    }
    size = fread(data, 1, sizeof(data), file);
    fclose(file);
    if (size == 0) {
        return 0;
    }
    for (unsigned cut = 0; cut <= CUTS; cut++) {
        give(data, size * cut / CUTS);
    }
    return 1;
}

static unsigned replay_directory(const char *name)
{
    DIR *directory = opendir(name);
    unsigned files = 0;

    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        char path[4096];

        if (entry->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", name, entry->d_name);
            files += replay_file(path);
        }
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return files;
}

int main(int argc, char **argv)
{
    unsigned files = 0;

    printf("1..1\n");
    for (int i = 1; i < argc; i++) {
        files += replay_directory(argv[i]);
    }
    printf("# %u files\n%s 1 - known inputs are survived, whole and cut\n", files,
           files != 0 ? "ok" : "not ok");
    return files == 0;
}
