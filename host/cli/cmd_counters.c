/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator counters: the list, for people and for scripts that check names. */
#include "commands.h"
#include "counters.h"
#include "exit_code.h"
#include "log.h"

#include <stdio.h>
#include <string.h>

int cmd_counters(int argc, char **argv)
{
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        puts("usage: mmulator counters\n\nPrints every counter: its name, unit and meaning.");
        return EXIT_CODE_OK;
    }
    if (argc > 1) {
        log_error("counters: unexpected '%s'", argv[1]);
        return EXIT_CODE_INPUT;
    }
    for (unsigned i = 0; i < COUNTER_COUNT; i++) {
        struct counter_info info = counter_info(i);

        printf("%-28s %-13s %s\n", info.name, info.unit, info.meaning);
    }
    return EXIT_CODE_OK;
}
