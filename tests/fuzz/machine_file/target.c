/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a machine file: what is accepted is a valid machine. */
#include "../fuzz_input.h"
#include "log.h"
#include "machine_file.h"

/* Messages go nowhere: there would be thousands a second. */
void log_error(const char *format, ...)
{
    (void)format;
}

void log_error_at(const char *file, unsigned line, unsigned column, const char *format, ...)
{
    (void)file, (void)line, (void)column, (void)format;
}

void log_warning(const char *format, ...)
{
    (void)format;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct machine_file file = {.name = NULL};
    const char *key, *reason;
    enum machine_file_kind kind = size % 2 == 0 ? MACHINE_FILE_USER : MACHINE_FILE_PRESET;

    if (machine_file_parse("fuzz.ini", (const char *)data, size, kind, &file) == 0) {
        FUZZ_REQUIRE(machine_config_validate(&file.config, &key, &reason));
        machine_file_finish(&file);
    }
    return 0;
}
