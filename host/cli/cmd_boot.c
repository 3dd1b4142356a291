/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator boot: any image, no workload. */
#include "commands.h"
#include "exit_code.h"
#include "log.h"
#include "options.h"
#include "result_output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_help(void)
{
    printf("usage: mmulator boot [options] IMAGE\n\n%s"
           "  --initrd FILE              an initial RAM disk, named in the device tree\n"
           "  -h, --help                 this text\n",
           options_help);
}

/* With statistics on standard output the guest's console must not mix in. */
static FILE *console_of(const struct options *options)
{
    return options->stats != NULL && strcmp(options->stats, "-") == 0 ? stderr : stdout;
}

static int boot_image(const struct options *options, const char *image)
{
    struct run_request request = {
        .image = image,
        .initrd = options->initrd,
        .bootargs = options->append,
        .cpus = options->cpus == 0 ? 1 : options->cpus,
        .ram = options->ram == 0 ? RUN_RAM_DEFAULT : options->ram,
        .seed = options->has_seed ? options->seed : 1,
        .max_cycles = options->max_cycles,
        .trace = options->trace,
        .trace_level = options->recording.level,
        .trace_filter = options->recording.filter,
        .trace_ring = options->recording.ring,
        .console = console_of(options),
        .progress = false,
    };
    struct result_files files;
    struct run_result result;
    char *machine_name = NULL;
    int code = options_machine(options, NULL, NULL, &request.machine, &machine_name);

    if (code != EXIT_CODE_OK) {
        return code;
    }
    request.machine_name = machine_name;
    run_catch_interrupts();
    code = result_output_open(options, &files);
    if (code == EXIT_CODE_OK) {
        code = run_execute(&request, &result);
        if (code == EXIT_CODE_OK) {
            code = result_output_finish(options, &files, &result);
            run_result_finish(&result);
        }
    }
    result_output_discard(&files);
    free(machine_name);
    return code;
}

int cmd_boot(int argc, char **argv)
{
    struct options options;
    int code = options_parse(OPTIONS_BOOT, argc, argv, &options);

    if (code == EXIT_CODE_OK && options.help) {
        print_help();
    } else if (code == EXIT_CODE_OK && options.operand_count != 1) {
        log_error("boot: expected one image, got %d", options.operand_count);
        code = EXIT_CODE_INPUT;
    } else if (code == EXIT_CODE_OK) {
        code = boot_image(&options, options.operands[0]);
    }
    options_finish(&options);
    return code;
}
