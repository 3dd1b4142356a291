/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing a result where the user wants it; see result_output.h. */
#include "result_output.h"

#include "exit_code.h"
#include "log.h"
#include "stats_json.h"
#include "summary.h"

#include <errno.h>
#include <string.h>

static bool is_stdout(const struct options *options)
{
    return options->stats != NULL && strcmp(options->stats, "-") == 0;
}

static void report(const struct options *options, int err)
{
    log_error_at(is_stdout(options) ? "standard output" : options->stats, 0, 0,
                 "cannot write the statistics: %s", strerror(-err));
}

int result_output_open(const struct options *options, struct output *ret)
{
    *ret = (struct output){0};
    if (options->stats == NULL) {
        return EXIT_CODE_OK;
    }
    int err = output_open(options->stats, ret);

    if (err != 0) {
        report(options, err);
        return EXIT_CODE_TOOL;
    }
    return EXIT_CODE_OK;
}

static int write_stats(const struct options *options, struct output *stats,
                       const struct run_result *result)
{
    if (stats->file == NULL) {
        return 0;
    }
    int err = stats_json_write(result, stats->file);

    if (err != 0) {
        output_discard(stats);
    } else {
        err = output_commit(stats);
    }
    if (err == -EPIPE && is_stdout(options)) {
        return 0; /* whoever closed the pipe has seen enough */
    }
    if (err != 0) {
        report(options, err);
    }
    return err;
}

int result_output_finish(const struct options *options, struct output *stats,
                         const struct run_result *result)
{
    int code = result->exit;

    if (!options->quiet && !is_stdout(options)) {
        summary_print(result, stdout);
    }
    if (write_stats(options, stats, result) != 0) {
        code = EXIT_CODE_TOOL;
    }
    return code;
}
