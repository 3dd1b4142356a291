/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mmulator: picks the command. */
#include "commands.h"
#include "disasm.h"
#include "engine.h"
#include "exit_code.h"
#include "log.h"
#include "version.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct command {
    const char *name, *operands, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"run", "[options] WORKLOAD.wl", "run a scripted workload on a firmware image", cmd_run},
    {"boot", "[options] IMAGE", "run any AArch64 image (ELF, flat binary, Linux Image)", cmd_boot},
    {"trace", "VERB ... FILE", "look into a trace", cmd_trace},
    {"test", "[options] PATH...", "run workloads as regression tests; TAP, JUnit", cmd_test},
    {"compare", "BASE.json NEW.json", "what changed between two runs; exit 1 on a regression",
     cmd_compare},
    {"compile", "WORKLOAD.wl -o PROGRAM", "the op program that `run` hands to the firmware",
     cmd_compile},
    {"machines", "[NAME]", "the machine presets; one with every key and its source", cmd_machines},
    {"counters", "", "every counter with its definition", cmd_counters},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *file)
{
    fputs("mmulator: cycle-level emulation of the AArch64 MMU and TLB\n\nusage:\n", file);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        char usage[64];

        snprintf(usage, sizeof(usage), "%s %s", commands[i].name, commands[i].operands);
        fprintf(file, "  mmulator %-34s %s\n", usage, commands[i].summary);
    }
    fputs("\n  mmulator COMMAND --help            the options of a command\n"
          "  mmulator --version\n\n"
          "Exit codes: 0 success, 1 an expectation failed, 2 usage or bad input,\n"
          "3 the guest failed, 4 mmulator itself failed.\n",
          file);
}

static int print_version(void)
{
    printf("mmulator %s (Unicorn %s, Capstone %s)\n", VERSION, engine_version(), disasm_version());
    return EXIT_CODE_OK;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    char title[64];

    /* What getopt puts before its messages, in the form of ours. */
    snprintf(title, sizeof(title), "mmulator: %s", command->name);
    argv[0] = title;
    return command->run(argc, argv);
}

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXIT_CODE_INPUT;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EXIT_CODE_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        return print_version();
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return run_command(&commands[i], argc - 1, argv + 1);
        }
    }
    log_error("unknown command '%s'; `mmulator --help` lists them", argv[1]);
    return EXIT_CODE_INPUT;
}

static bool reader_is_gone(int fd)
{
    struct pollfd pipe = {.fd = fd, .events = POLLOUT};

    return poll(&pipe, 1, 0) == 1 && (pipe.revents & POLLERR) != 0;
}

/* Whoever closed the pipe has seen enough; any other loss of output is a failure. */
static int finish_stdout(int code)
{
    errno = 0;
    const bool lost = fflush(stdout) != 0 || ferror(stdout) != 0;
    const int error = errno != 0 ? errno : EIO;

    if (!lost || code == EXIT_CODE_TOOL || reader_is_gone(STDOUT_FILENO)) {
        return code; /* in the second case a command has said so */
    }
    log_error("cannot write to standard output: %s", strerror(error));
    return EXIT_CODE_TOOL;
}

int main(int argc, char **argv)
{
    /* Output must not depend on who runs it; a closed pipe is an error, not a death. */
    setlocale(LC_ALL, "C");
    signal(SIGPIPE, SIG_IGN);
    return finish_stdout(dispatch(argc, argv));
}
