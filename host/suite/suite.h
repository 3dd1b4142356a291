/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs scripts side by side and hands their points over in the order of the scripts. */
#pragma once

#include <stdint.h>

#include "baseline.h"
#include "report.h"

struct suite_request {
    const struct script_list *scripts;
    const char *const *args; /* of `mmulator run`, ends with NULL */
    unsigned jobs; /* at least 1 */
    uint64_t timeout; /* milliseconds for each script; 0: none */
    struct baseline_choice baseline; /* dir NULL: none */
    bool update;
    bool progress; /* a line on the terminal */
};

/* Called for each script in their order, as soon as it and those before it are through. */
typedef void (*suite_report_fn)(const struct suite_script *script, void *ctx);

/*
 * *ret_scripts: as many as request->scripts; suite_finish() frees it. 0;
 * -EINTR: interrupted, the rest was not run; another -errno: no memory, no
 * process, no room for the files in between.
 */
int suite_run(const struct suite_request *request, suite_report_fn report, void *ctx,
              struct suite_script **ret_scripts);
void suite_finish(struct suite_script *scripts, size_t count);
