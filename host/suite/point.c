/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run that failed for another reason than its expectations has no verdict on them. */
#include "point.h"

#include "exit_code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool point_add(struct point_list *list, struct point point)
{
    struct point *points = realloc(list->points, (list->count + 1) * sizeof(*points));

    if (points == NULL) {
        return false;
    }
    list->points = points;
    point.text = strdup(point.text);
    point.actual = point.actual == NULL ? NULL : strdup(point.actual);
    points[list->count++] = point;
    return point.text != NULL;
}

void point_list_finish(struct point_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free((char *)(uintptr_t)list->points[i].text);
        free((char *)(uintptr_t)list->points[i].actual);
    }
    free(list->points);
}

static enum point_severity severity_of(const struct child *child)
{
    if (child->end != CHILD_EXITED) {
        return child->end == CHILD_TIMED_OUT ? POINT_HUNG : POINT_CRASHED;
    }
    switch (child->code) {
    case EXIT_CODE_OK:
    case EXIT_CODE_EXPECTATION:
        return POINT_PASSED;
    case EXIT_CODE_INPUT:
        return POINT_INPUT;
    case EXIT_CODE_GUEST:
        return POINT_GUEST;
    default:
        return POINT_CRASHED;
    }
}

/* How the run ended, then what it said. */
static char *describe(const struct child *child, const struct stats *stats, const char *log)
{
    char *text = NULL;
    int got;

    if (child->end == CHILD_TIMED_OUT) {
        got = asprintf(&text, "no end within the time limit\n%s", log);
    } else if (child->end == CHILD_CRASHED) {
        got = asprintf(&text, "mmulator crashed: %s\n%s", strsignal(child->code), log);
    } else if (stats->exit_reason != NULL) {
        got = asprintf(&text, "%s\n%s", stats->exit_reason, log);
    } else {
        got = asprintf(&text, "%s", log[0] != '\0' ? log : "it said nothing");
    }
    return got < 0 ? NULL : text;
}

static bool add_run(struct point_list *list, const struct child *child, const struct stats *stats,
                    const char *log)
{
    struct point point = {.kind = POINT_RUN, .severity = severity_of(child), .text = "runs"};

    char *actual = point.severity == POINT_PASSED ? NULL : describe(child, stats, log);

    point.actual = actual;
    const bool good = point_add(list, point);
    free(actual);
    return good;
}

bool point_list_of(struct point_list *list, const struct child *child, const struct stats *stats,
                   const char *log)
{
    const bool judged = severity_of(child) == POINT_PASSED;

    for (size_t i = 0; judged && i < stats->expectation_count; i++) {
        const struct stats_expectation *e = &stats->expectations[i];
        const struct point point = {POINT_EXPECTATION, e->ok ? POINT_PASSED : POINT_FAILED, e->line,
                                    e->text, e->actual};

        if (!point_add(list, point)) {
            return false;
        }
    }
    return (judged && stats->expectation_count > 0) || add_run(list, child, stats, log);
}

const char *point_severity_text(enum point_severity severity)
{
    static const char *const texts[] = {"passed", "failed", "input", "guest", "timeout", "crash"};

    return texts[severity];
}

int point_exit_code(enum point_severity gravest)
{
    static const int codes[] = {EXIT_CODE_OK,    EXIT_CODE_EXPECTATION, EXIT_CODE_INPUT,
                                EXIT_CODE_GUEST, EXIT_CODE_GUEST,       EXIT_CODE_TOOL};

    return codes[gravest];
}
