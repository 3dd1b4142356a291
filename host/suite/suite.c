/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each script has a slot in a directory of its own: statistics and messages. */
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define JOBS_MAX 256
#define POLL_NS 2000000
#define LOG_SHOWN 4096

struct suite {
    const struct suite_request *request;
    struct suite_script *scripts;
    bool *done;
    struct child children[JOBS_MAX];
    size_t running[JOBS_MAX]; /* the script that child runs */
    size_t started, ended, reported;
    char *dir;
    int error;
};

static volatile sig_atomic_t interrupted;

static void on_signal(int signal)
{
    (void)signal;
    interrupted = 1;
}

static char *slot_path(const struct suite *s, size_t script, const char *what)
{
    char *path = NULL;

    return asprintf(&path, "%s/%zu.%s", s->dir, script, what) < 0 ? NULL : path;
}

/* What the run said, its end if it is long; the caller frees it. */
static char *read_log(const char *path)
{
    FILE *file = path == NULL ? NULL : fopen(path, "re");
    char *text = calloc(1, LOG_SHOWN + 1);

    if (file != NULL && text != NULL) {
        if (fseek(file, -LOG_SHOWN, SEEK_END) != 0) {
            rewind(file);
        }
        const size_t got = fread(text, 1, LOG_SHOWN, file);
        text[got] = '\0';
    }
    if (file != NULL) {
        fclose(file);
    }
    return text;
}

/* The baseline is for runs that came to their end. */
static int judge_baseline(const struct suite *s, struct suite_script *script,
                          const struct child *child, const struct stats *stats)
{
    const struct baseline_choice *choice = &s->request->baseline;

    if (choice->dir == NULL || child->end != CHILD_EXITED || child->code > 1) {
        return 0;
    }
    return s->request->update
               ? baseline_update(choice, script->file->name, stats)
               : baseline_compare(choice, script->file->name, stats, &script->points);
}

static int collect(struct suite *s, size_t index, const struct child *child)
{
    struct suite_script *script = &s->scripts[index];
    char *stats_path = slot_path(s, index, "json"), *log_path = slot_path(s, index, "log");
    char *log = read_log(log_path);
    struct stats stats = {0};
    struct stats_error error;
    int err = stats_path == NULL || log == NULL ? -ENOMEM : 0;

    if (err == 0) {
        stats_read(stats_path, &stats, &error); /* a run that failed may have left none */
        err = point_list_of(&script->points, child, &stats, log)
                  ? judge_baseline(s, script, child, &stats)
                  : -ENOMEM;
    }
    if (stats_path != NULL && log_path != NULL) {
        unlink(stats_path);
        unlink(log_path);
    }
    stats_finish(&stats);
    free(stats_path);
    free(log_path);
    free(log);
    return err;
}

static int start(struct suite *s, unsigned job)
{
    const size_t index = s->started;
    char *stats = slot_path(s, index, "json"), *log = slot_path(s, index, "log");
    int err = -ENOMEM;

    if (stats != NULL && log != NULL) {
        err = child_start(&s->children[job], s->scripts[index].file->path, stats, log,
                          s->request->args);
    }
    if (err == 0) {
        s->running[job] = index;
        s->started++;
    }
    free(stats);
    free(log);
    return err;
}

/* Lets each job go on; true when something happened. */
static bool step(struct suite *s)
{
    bool moved = false;

    for (unsigned job = 0; job < s->request->jobs; job++) {
        struct child *child = &s->children[job];

        if (child->pid != 0 && child_ended(child, s->request->timeout)) {
            const int err = collect(s, s->running[job], child);
            s->error = s->error != 0 ? s->error : err;
            s->done[s->running[job]] = true;
            s->ended++;
            moved = true;
        }
        if (child->pid == 0 && s->started < s->request->scripts->count && !interrupted &&
            s->error == 0) {
            s->error = start(s, job);
            moved = true;
        }
    }
    return moved;
}

static void show_progress(const struct suite *s, bool end)
{
    if (s->request->progress) {
        if (end) {
            fprintf(stderr, "\r\033[K");
        } else {
            fprintf(stderr, "\r%zu of %zu scripts", s->ended, s->request->scripts->count);
        }
    }
}

static void report_ready(struct suite *s, suite_report_fn report, void *ctx)
{
    if (s->reported < s->started && s->done[s->reported]) {
        show_progress(s, true);
    }
    while (s->reported < s->started && s->done[s->reported]) {
        report(&s->scripts[s->reported++], ctx);
    }
}

static void run_all(struct suite *s, suite_report_fn report, void *ctx)
{
    const struct timespec pause = {.tv_nsec = POLL_NS};

    for (;;) {
        const bool moved = step(s), stop = interrupted || s->error != 0;

        report_ready(s, report, ctx);
        if (s->ended == s->started && (stop || s->started == s->request->scripts->count)) {
            return;
        }
        if (moved) {
            show_progress(s, false);
        } else {
            nanosleep(&pause, NULL);
        }
    }
}

static char *make_directory(void)
{
    const char *base = getenv("TMPDIR");
    char *dir = NULL;

    if (asprintf(&dir, "%s/mmulator-test.XXXXXX", base != NULL ? base : "/tmp") < 0) {
        return NULL;
    }
    if (mkdtemp(dir) == NULL) {
        const int error = errno;
        free(dir);
        errno = error;
        return NULL;
    }
    return dir;
}

static int prepare(struct suite *s)
{
    const struct script_list *scripts = s->request->scripts;
    struct sigaction action = {.sa_handler = on_signal};

    s->scripts = calloc(scripts->count + 1, sizeof(*s->scripts));
    s->done = calloc(scripts->count + 1, sizeof(*s->done));
    if (s->scripts == NULL || s->done == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < scripts->count; i++) {
        s->scripts[i].file = &scripts->files[i];
    }
    s->dir = make_directory();
    if (s->dir == NULL) {
        return -errno;
    }
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return 0;
}

int suite_run(const struct suite_request *request, suite_report_fn report, void *ctx,
              struct suite_script **ret_scripts)
{
    struct suite s = {.request = request};

    s.error = prepare(&s);
    if (s.error == 0) {
        run_all(&s, report, ctx);
        show_progress(&s, true);
        rmdir(s.dir);
    }
    free(s.dir);
    free(s.done);
    *ret_scripts = s.scripts;
    return s.error != 0 ? s.error : interrupted ? -EINTR : 0;
}

void suite_finish(struct suite_script *scripts, size_t count)
{
    for (size_t i = 0; scripts != NULL && i < count; i++) {
        point_list_finish(&scripts[i].points);
    }
    free(scripts);
}
