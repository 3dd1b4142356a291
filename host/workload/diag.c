/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Only the first error is kept: those after it are often its consequences. */
#include "diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *place_file_name(struct place place)
{
    const char *slash = strrchr(place.file, '/');

    return slash != NULL ? slash + 1 : place.file;
}

void diag_init(struct diag *diag, const char *file, struct workload_error *error)
{
    *diag = (struct diag){.error = error};
    memset(error, 0, sizeof(*error));
    diag_rename(diag, file);
}

bool diag_error(struct diag *diag, struct place place, const char *format, ...)
{
    if (diag->code == 0) {
        va_list args;

        if (place.file != NULL) {
            diag_rename(diag, place.file);
        }
        diag->code = -EINVAL;
        diag->error->line = place.line;
        diag->error->column = place.column;
        va_start(args, format);
        vsnprintf(diag->error->message, sizeof(diag->error->message), format, args);
        va_end(args);
    }
    return false;
}

bool diag_no_memory(struct diag *diag)
{
    if (diag->code == 0) {
        diag_error(diag, (struct place){0}, "out of memory");
        diag->code = -ENOMEM;
    }
    return false;
}

void diag_rename(struct diag *diag, const char *file)
{
    if (diag->code == 0) {
        snprintf(diag->error->file, sizeof(diag->error->file), "%s", file);
    }
}
