/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any text as a workload script: it compiles, or is refused with a place and a reason. */
#include "../fuzz_input.h"
#include "workload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct workload_options options = {.lazy = -1};
    struct workload_error error = {.line = 0};
    struct workload *workload = NULL;

    if (workload_parse("fuzz.wl", (const char *)data, size, &options, &workload, &error) == 0) {
        FUZZ_REQUIRE(workload->program_size >= sizeof(struct program_header));
        workload_destroy(workload);
    } else {
        FUZZ_REQUIRE(error.message[0] != '\0');
    }
    return 0;
}
