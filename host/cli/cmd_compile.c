/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator compile: the op program of a script, for any loader. */
#include "commands.h"
#include "exit_code.h"
#include "log.h"
#include "options.h"
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void print_help(void)
{
    puts("usage: mmulator compile [options] WORKLOAD.wl -o PROGRAM\n\n"
         "  -o, --output FILE|-        where the program goes\n"
         "  --cpus N  --allocator NAME  --shootdown NAME  --lazy on|off  --seed N\n"
         "  --define NAME=VALUE        as for run\n"
         "  -h, --help                 this text");
}

static int write_program(const char *path, const struct workload *workload)
{
    struct output out;
    int err = output_open(path, &out);

    if (err == 0) {
        size_t written = fwrite(workload->program, 1, workload->program_size, out.file);

        err = written == workload->program_size ? output_commit(&out) : -EIO;
        output_discard(&out);
    }
    if (err != 0) {
        log_error_at(path, 0, 0, "cannot write the program: %s", strerror(-err));
        return EXIT_CODE_TOOL;
    }
    return EXIT_CODE_OK;
}

static int compile(const struct options *options)
{
    struct workload_options overrides = options_for_workload(options);
    struct workload *workload = NULL;
    struct workload_error error;

    if (workload_load(options->operands[0], &overrides, &workload, &error) != 0) {
        log_error_at(error.file, error.line, error.column, "%s", error.message);
        return EXIT_CODE_INPUT;
    }
    int code = write_program(options->output, workload);

    workload_destroy(workload);
    return code;
}

int cmd_compile(int argc, char **argv)
{
    struct options options;
    int code = options_parse(OPTIONS_COMPILE, argc, argv, &options);

    if (code == EXIT_CODE_OK && options.help) {
        print_help();
    } else if (code == EXIT_CODE_OK && (options.operand_count != 1 || options.output == NULL)) {
        log_error("compile: expected one workload script and -o PROGRAM");
        code = EXIT_CODE_INPUT;
    } else if (code == EXIT_CODE_OK) {
        code = compile(&options);
    }
    options_finish(&options);
    return code;
}
