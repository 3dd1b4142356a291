/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that appear when whole. Something that is no regular file (a pipe, a
 * terminal, /dev/full) is written in place: renaming over it would replace it.
 */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The name to rename to, allocated: a symbolic link is followed, so that it
 * stays one. NULL: errno.
 */
static char *final_name(const char *path)
{
    char *real = realpath(path, NULL);

    return real != NULL || errno != ENOENT ? real : strdup(path);
}

static bool written_in_place(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static int open_part(const char *path, struct output *out)
{
    struct stat st;

    out->path = final_name(path);
    if (out->path == NULL) {
        return -errno;
    }
    if (stat(out->path, &st) == 0 && S_ISDIR(st.st_mode)) {
        return -EISDIR;
    }
    if (asprintf(&out->part, "%s.part", out->path) < 0) {
        out->part = NULL;
        return -ENOMEM;
    }
    out->file = fopen(out->part, "we");
    if (out->file == NULL) {
        const int error = -errno;

        free(out->part);
        out->part = NULL;
        return error;
    }
    return 0;
}

static int open_in_place(const char *path, struct output *out)
{
    out->file = fopen(path, "we");
    return out->file != NULL ? 0 : -errno;
}

int output_open(const char *path, struct output *ret)
{
    struct output out = {0};
    int status = 0;

    if (strcmp(path, "-") == 0) {
        out.file = stdout;
    } else if (written_in_place(path)) {
        status = open_in_place(path, &out);
    } else {
        status = open_part(path, &out);
    }
    if (status != 0) {
        output_discard(&out);
        return status;
    }
    *ret = out;
    return 0;
}

/* Everything written has left the process, or an error. */
static int flush(FILE *file, bool durable)
{
    const bool failed = ferror(file) != 0;

    if (fflush(file) != 0) {
        return errno != 0 ? -errno : -EIO;
    }
    if (failed) {
        return -EIO; /* an earlier write failed, and its errno is gone */
    }
    if (durable && fsync(fileno(file)) != 0 && errno != EINVAL && errno != EROFS) {
        return -errno;
    }
    return 0;
}

/* The new name reaches the disk with its directory. A failure here loses nothing. */
static void sync_directory(const char *path)
{
    char *directory = strdup(path);
    char *slash = directory != NULL ? strrchr(directory, '/') : NULL;
    int fd;

    if (slash != NULL) {
        slash[slash == directory] = '\0';
    }
    fd = open(slash != NULL ? directory : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(directory);
}

/* Closes what was opened; 0 or -errno. Standard output stays open. */
static int close_file(struct output *out)
{
    FILE *file = out->file;

    out->file = NULL;
    if (file == NULL || file == stdout) {
        return 0;
    }
    return fclose(file) == 0 ? 0 : -errno;
}

static void forget(struct output *out)
{
    free(out->path);
    free(out->part);
    *out = (struct output){0};
}

int output_commit(struct output *out)
{
    int status = flush(out->file, out->part != NULL);
    const int closed = close_file(out);

    if (status == 0) {
        status = closed;
    }
    if (status == 0 && out->part != NULL && rename(out->part, out->path) != 0) {
        status = -errno;
    }
    if (status == 0 && out->part != NULL) {
        sync_directory(out->path);
    } else if (out->part != NULL) {
        (void)unlink(out->part);
    }
    forget(out);
    return status;
}

void output_discard(struct output *out)
{
    (void)close_file(out);
    if (out->part != NULL) {
        (void)unlink(out->part);
    }
    forget(out);
}

void output_abandon(struct output *out)
{
    (void)close_file(out);
    forget(out);
}
