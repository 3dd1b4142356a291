/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing a result where the user wants it; see result_output.h. */
#include "result_output.h"

#include "exit_code.h"
#include "log.h"
#include "stats_json.h"
#include "summary.h"

#include <errno.h>
#include <string.h>

static bool is_stdout(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

static void report(const char *path, const char *what, int err)
{
    log_error_at(is_stdout(path) ? "standard output" : path, 0, 0, "cannot write %s: %s", what,
                 strerror(-err));
}

static const char stats_name[] = "the statistics";
static const char vmallocinfo_name[] = "vmallocinfo";

static int open_one(const char *path, const char *what, struct output *ret)
{
    int err = path == NULL ? 0 : output_open(path, ret);

    if (err != 0) {
        report(path, what, err);
    }
    return err;
}

int result_output_open(const struct options *options, struct result_files *ret)
{
    *ret = (struct result_files){0};
    if (open_one(options->stats, stats_name, &ret->stats) != 0 ||
        open_one(options->vmallocinfo, vmallocinfo_name, &ret->vmallocinfo) != 0) {
        return EXIT_CODE_TOOL;
    }
    return EXIT_CODE_OK;
}

static int commit(const char *path, const char *what, struct output *out)
{
    int err = output_commit(out);

    if (err == -EPIPE && is_stdout(path)) {
        return 0; /* whoever closed the pipe has seen enough */
    }
    if (err != 0) {
        report(path, what, err);
    }
    return err;
}

static int write_stats(const struct options *options, struct output *stats,
                       const struct run_result *result)
{
    if (stats->file == NULL) {
        return 0;
    }
    int err = stats_json_write(result, stats->file);

    if (err == 0) {
        return commit(options->stats, stats_name, stats);
    }
    output_discard(stats);
    if (err == -EPIPE && is_stdout(options->stats)) {
        return 0;
    }
    report(options->stats, stats_name, err);
    return err;
}

/* The run has written it. Without its end there is no file. */
static int finish_vmallocinfo(const struct options *options, struct output *out,
                              const struct run_result *result)
{
    if (out->file == NULL) {
        return EXIT_CODE_OK;
    }
    if (result->leaks == NULL) {
        output_discard(out);
        if (result->exit == EXIT_CODE_OK) {
            log_error("--vmallocinfo: this firmware does not tell");
            return EXIT_CODE_INPUT;
        }
        return EXIT_CODE_OK;
    }
    return commit(options->vmallocinfo, vmallocinfo_name, out) == 0 ? EXIT_CODE_OK : EXIT_CODE_TOOL;
}

int result_output_finish(const struct options *options, struct result_files *files,
                         const struct run_result *result)
{
    int code = finish_vmallocinfo(options, &files->vmallocinfo, result);

    if (!options->quiet && !is_stdout(options->stats) && !is_stdout(options->vmallocinfo)) {
        summary_print(result, stdout);
    }
    if (write_stats(options, &files->stats, result) != 0) {
        code = EXIT_CODE_TOOL;
    }
    return code != EXIT_CODE_OK ? code : result->exit;
}

void result_output_discard(struct result_files *files)
{
    output_discard(&files->stats);
    output_discard(&files->vmallocinfo);
}
