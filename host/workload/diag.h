/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first error of a script: where it is and what to say about it. */
#pragma once

#include <stdbool.h>

#include "workload.h"

/* From 1; 0: the file as a whole. A tab counts as one column. */
struct place {
    unsigned line, column;
    const char *file; /* that was included; NULL: the script itself */
};

/* How results name its file: the last component of the path. */
const char *place_file_name(struct place place);

struct diag {
    struct workload_error *error; /* filled by the first error */
    int code; /* 0, -EINVAL or -ENOMEM */
};

/* `file` is copied into *error, which must outlive the diag. */
void diag_init(struct diag *diag, const char *file, struct workload_error *error);
/* Records an error unless there was one before. Always false, to be returned. */
bool diag_error(struct diag *diag, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a lack of memory. */
bool diag_no_memory(struct diag *diag);
/* From here on errors are those of another input, such as an option. */
void diag_rename(struct diag *diag, const char *file);
