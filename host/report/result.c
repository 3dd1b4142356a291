/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "result.h"

#include <stdlib.h>

void run_result_finish(struct run_result *result)
{
    for (size_t i = 0; i < result->phase_count; i++) {
        free(result->phases[i].name);
        free(result->phases[i].ops);
    }
    for (size_t i = 0; i < result->expectation_count; i++) {
        free(result->expectations[i].text);
        free(result->expectations[i].actual);
    }
    free(result->machine_name);
    free(result->workload);
    free(result->firmware.name);
    free(result->cpus);
    free(result->phases);
    free(result->mismatches);
    free(result->expectations);
    free(result->leaks);
    free(result->exit_reason);
    *result = (struct run_result){0};
}
