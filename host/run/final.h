/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the firmware tells when its program is through (abi/probe.h,
 * PROBE_REG_REPORT): areas that were never freed, added up by the op that
 * allocated them, and the text of vmallocinfo.
 */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "result.h"
#include "workload.h"

struct final {
    const struct workload *workload; /* NULL: there are no ops */
    struct result_leak *leak; /* one for each site; count 0: none */
    FILE *text; /* where vmallocinfo goes; NULL: nobody wants it */
    bool told; /* the firmware has begun to tell */
    bool failed; /* the text could not be written */
};

/* 0 or -ENOMEM. */
int final_init(struct final *final, const struct workload *workload, FILE *text);
void final_finish(struct final *final);

/* PROBE_WANTED_* */
uint32_t final_wanted(const struct final *final);

void final_begin(struct final *final);
void final_leak(struct final *final, uint32_t site, uint64_t bytes);
/* Eight characters, the lowest byte first, or fewer before a NUL. */
void final_text(struct final *final, uint64_t characters);

/* The leaks of the result: none known, when nothing was told. 0 or -ENOMEM. */
int final_conclude(const struct final *final, struct run_result *result);
