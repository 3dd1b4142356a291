/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Adding up leaks by site, and passing text on. */
#include "final.h"

#include "probe.h"

#include <errno.h>
#include <stdlib.h>

int final_init(struct final *final, const struct workload *workload, FILE *text)
{
    const size_t sites = workload == NULL ? 0 : workload->site_count;

    *final = (struct final){.workload = workload, .text = text};
    final->leak = calloc(sites + 1, sizeof(*final->leak));
    return final->leak == NULL ? -ENOMEM : 0;
}

void final_finish(struct final *final)
{
    free(final->leak);
    *final = (struct final){0};
}

uint32_t final_wanted(const struct final *final)
{
    return final->text == NULL ? 0 : PROBE_WANTED_VMALLOCINFO;
}

void final_begin(struct final *final)
{
    final->told = true;
}

void final_leak(struct final *final, uint32_t site, uint64_t bytes)
{
    if (final->workload != NULL && site < final->workload->site_count) {
        final->leak[site].areas++;
        final->leak[site].bytes += bytes;
    }
}

void final_text(struct final *final, uint64_t characters)
{
    for (; final->text != NULL && (characters & 0xff) != 0; characters >>= 8) {
        final->failed |= putc((int)(characters & 0xff), final->text) == EOF;
    }
}

int final_conclude(const struct final *final, struct run_result *result)
{
    const struct workload *workload = final->workload;

    if (!final->told || workload == NULL) {
        return 0;
    }
    result->leaks = calloc(workload->site_count + 1, sizeof(*result->leaks));
    if (result->leaks == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < workload->site_count; i++) {
        if (final->leak[i].areas != 0) {
            struct result_leak *leak = &result->leaks[result->leak_count++];

            *leak = final->leak[i];
            leak->line = workload->sites[i].line;
            leak->column = workload->sites[i].column;
            leak->op = workload->sites[i].op;
        }
    }
    return 0;
}
