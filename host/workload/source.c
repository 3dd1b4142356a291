/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A script beyond this is a mistake, such as a trace given as a workload. */
#define SOURCE_SIZE_MAX (16u << 20)

static int read_error(struct diag *diag, int error)
{
    diag_error(diag, (struct place){0}, "cannot read it: %s", strerrordesc_np(error));
    return -error;
}

/* Reads a whole file. The caller frees *ret_text. */
static int read_file(int fd, char **ret_text, size_t *ret_size, struct diag *diag)
{
    char *text = malloc(SOURCE_SIZE_MAX + 1);
    size_t size = 0;
    ssize_t got = 1;

    if (text == NULL) {
        diag_no_memory(diag);
        return -ENOMEM;
    }
    while (got != 0 && size <= SOURCE_SIZE_MAX) {
        got = read(fd, text + size, SOURCE_SIZE_MAX + 1 - size);
        if (got < 0 && errno != EINTR) {
            const int error = errno;

            free(text);
            return read_error(diag, error);
        }
        size += got > 0 ? (size_t)got : 0;
    }
    if (size > SOURCE_SIZE_MAX) {
        free(text);
        diag_error(diag, (struct place){0}, "too big for a script: more than %u MiB",
                   SOURCE_SIZE_MAX >> 20);
        return -EINVAL;
    }
    *ret_text = text;
    *ret_size = size;
    return 0;
}

int source_read(const char *path, char **ret_text, size_t *ret_size, struct diag *diag)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        return read_error(diag, errno);
    }
    const int status = read_file(fd, ret_text, ret_size, diag);
    close(fd);
    return status;
}
