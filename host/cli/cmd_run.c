/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator run: a workload on the firmware. */
#include "commands.h"
#include "exit_code.h"
#include "firmware_path.h"
#include "log.h"
#include "options.h"
#include "result_output.h"

#include <stdio.h>
#include <stdlib.h>

static void print_help(void)
{
    printf("usage: mmulator run [options] WORKLOAD.wl\n\n%s"
           "  --firmware FILE            another image than the one that came with mmulator\n"
           "  --allocator NAME           vmlist, rbtree, augmented, nodes or own\n"
           "  --shootdown NAME           broadcast, range, ipi or full\n"
           "  --lazy on|off              purge lazily, or flush on every free\n"
           "  --define NAME=VALUE        a parameter of the script; may be repeated\n"
           "  --vmallocinfo FILE|-       write what is allocated at the end, as /proc/vmallocinfo\n"
           "  -h, --help                 this text\n",
           options_help);
}

static int load(const struct options *options, const char *script, struct workload **ret)
{
    struct workload_options overrides = options_for_workload(options);
    struct workload_error error;
    int err = workload_load(script, &overrides, ret, &error);

    if (err != 0) {
        log_error_at(error.file, error.line, error.column, "%s", error.message);
        return EXIT_CODE_INPUT;
    }
    return EXIT_CODE_OK;
}

static int execute(const struct options *options, struct run_request *request)
{
    struct result_files files;
    struct run_result result;
    run_catch_interrupts();
    int code = result_output_open(options, &files);

    if (code == EXIT_CODE_OK) {
        request->vmallocinfo = files.vmallocinfo.file;
        code = run_execute(request, &result);
        if (code == EXIT_CODE_OK) {
            code = result_output_finish(options, &files, &result);
            run_result_finish(&result);
        }
    }
    result_output_discard(&files);
    return code;
}

static int run_script(const struct options *options, const char *script)
{
    struct workload *workload = NULL;
    struct run_request request = {
        .ram = options->ram == 0 ? RUN_RAM_DEFAULT : options->ram,
        .max_cycles = options->max_cycles,
        .trace = options->trace,
        .trace_level = options->recording.level,
        .trace_filter = options->recording.filter,
        .trace_ring = options->recording.ring,
        .console = stderr,
        .progress = true,
    };
    char *machine_name = NULL, *firmware = NULL;
    int code = load(options, script, &workload);

    if (code == EXIT_CODE_OK) {
        code = options_machine(options, workload, script, &request.machine, &machine_name);
    }
    if (code == EXIT_CODE_OK) {
        code = firmware_path(options->firmware, &firmware);
    }
    if (code == EXIT_CODE_OK) {
        request.machine_name = machine_name;
        request.image = firmware;
        request.workload = workload;
        request.cpus = workload->cpus;
        request.seed = workload->seed;
        code = execute(options, &request);
    }
    workload_destroy(workload);
    free(machine_name);
    free(firmware);
    return code;
}

int cmd_run(int argc, char **argv)
{
    struct options options;
    int code = options_parse(OPTIONS_RUN, argc, argv, &options);

    if (code == EXIT_CODE_OK && options.help) {
        print_help();
    } else if (code == EXIT_CODE_OK && options.operand_count != 1) {
        log_error("run: expected one workload script, got %d", options.operand_count);
        code = EXIT_CODE_INPUT;
    } else if (code == EXIT_CODE_OK) {
        code = run_script(&options, options.operands[0]);
    }
    options_finish(&options);
    return code;
}
