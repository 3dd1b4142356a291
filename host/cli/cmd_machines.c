/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator machines: the presets, or one with all it says. */
#include "commands.h"
#include "exit_code.h"
#include "log.h"
#include "machine_print.h"

#include <stdio.h>
#include <string.h>

static int print_one(const char *name)
{
    struct machine_file file;

    if (machine_file_load(name, (struct machine_place){0}, &file) != 0) {
        return EXIT_CODE_INPUT;
    }
    machine_print(&file, stdout);
    machine_file_finish(&file);
    return EXIT_CODE_OK;
}

int cmd_machines(int argc, char **argv)
{
    if (argc > 2) {
        log_error("machines: unexpected '%s'", argv[2]);
        return EXIT_CODE_INPUT;
    }
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        puts("usage: mmulator machines [NAME|FILE.ini]\n\n"
             "Lists the presets; with a name, every key with its value, meaning and source.");
        return EXIT_CODE_OK;
    }
    if (argc == 2) {
        return print_one(argv[1]);
    }
    return machine_print_list(stdout) == 0 ? EXIT_CODE_OK : EXIT_CODE_TOOL;
}
