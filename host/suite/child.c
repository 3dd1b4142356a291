/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only wall clock here is that of the time limit, which no result depends on. */
#include "child.h"

#include "exit_code.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

static uint64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* In the new process: messages to the log, nothing on standard output or from standard input. */
static bool redirect(const char *log)
{
    const int none = open("/dev/null", O_RDWR);
    const int file = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    return none >= 0 && file >= 0 && dup2(none, STDIN_FILENO) >= 0 &&
           dup2(none, STDOUT_FILENO) >= 0 && dup2(file, STDERR_FILENO) >= 0;
}

/* Files of this process are closed by themselves: all are opened with O_CLOEXEC. */
static void become(char **line, const char *log)
{
    if (redirect(log)) {
        execv(SELF, line);
    }
    _exit(EXIT_CODE_TOOL);
}

static char **command_line(const char *script, const char *stats, const char *const *args)
{
    const char *const head[] = {"mmulator", "run", "--quiet", "--stats", stats};
    const size_t head_count = sizeof(head) / sizeof(head[0]);
    size_t count = 0;

    while (args[count] != NULL) {
        count++;
    }
    const char **line = calloc(head_count + count + 3, sizeof(*line));
    if (line != NULL) {
        memcpy(line, head, sizeof(head));
        memcpy(line + head_count, args, count * sizeof(*args));
        line[head_count + count] = "--";
        line[head_count + count + 1] = script;
    }
    return (char **)line;
}

int child_start(struct child *child, const char *script, const char *stats, const char *log,
                const char *const *args)
{
    char **line = command_line(script, stats, args);

    if (line == NULL) {
        return -ENOMEM;
    }
    fflush(NULL); /* what is buffered must not be written twice */
    const pid_t pid = fork();
    if (pid == 0) {
        become(line, log);
    }
    const int error = errno;
    free(line);
    *child = (struct child){.pid = pid > 0 ? pid : 0, .started = now_ms()};
    return pid > 0 ? 0 : -error;
}

bool child_ended(struct child *child, uint64_t limit)
{
    int status;
    const pid_t got = waitpid(child->pid, &status, WNOHANG);

    if (got != child->pid) {
        if (limit != 0 && !child->killed && now_ms() - child->started > limit) {
            kill(child->pid, SIGKILL);
            child->killed = true;
        }
        return false;
    }
    child->pid = 0;
    child->end = child->killed ? CHILD_TIMED_OUT : WIFEXITED(status) ? CHILD_EXITED : CHILD_CRASHED;
    child->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    return true;
}
