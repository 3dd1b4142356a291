/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Thresholds as text, and what they say of a change. */
#include "difference.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const char *skip_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t') {
        text++;
    }
    return text;
}

static bool parse_relation(const char **text, struct threshold *ret)
{
    static const struct {
        const char *sign;
        int relation;
    } relations[] = {
        {">=", THRESHOLD_GE}, {"<=", THRESHOLD_LE}, {">", THRESHOLD_GT}, {"<", THRESHOLD_LT}};

    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
        if (strncmp(*text, relations[i].sign, strlen(relations[i].sign)) == 0) {
            ret->relation = relations[i].relation;
            *text = skip_blanks(*text + strlen(relations[i].sign));
            return true;
        }
    }
    return false;
}

static bool parse_limit(const char *text, struct threshold *ret)
{
    char *end;

    if (!isdigit((unsigned char)text[text[0] == '+' || text[0] == '-'])) {
        return false;
    }
    errno = 0;
    ret->limit = strtoll(text, &end, 10);
    text = skip_blanks(end);
    ret->percent = *text == '%';
    text = skip_blanks(text + ret->percent);
    return errno == 0 && *text == '\0';
}

bool threshold_parse(const char *text, struct threshold *ret, const char **ret_reason)
{
    const char *start = skip_blanks(text);
    const size_t length = strcspn(start, " \t<>");
    const char *rest = skip_blanks(start + length);

    *ret = (struct threshold){0};
    *ret_reason = "expected PATTERN > +N, with >, >=, < or <= and perhaps % behind the number";
    if (length == 0 || !parse_relation(&rest, ret) || !parse_limit(rest, ret)) {
        return false;
    }
    *ret_reason = "out of memory";
    ret->pattern = strndup(start, length);
    ret->text = strdup(start);
    return ret->pattern != NULL && ret->text != NULL;
}

void threshold_finish(struct threshold *threshold)
{
    free(threshold->pattern);
    free(threshold->text);
}

/* In percent nothing is rounded: 100 * change is held against limit * base. */
bool threshold_broken(const struct threshold *threshold, const char *name, int64_t base,
                      int64_t fresh)
{
    const int_wide scale = threshold->percent ? 100 : 1;
    const int_wide change = scale * ((int_wide)fresh - base);
    const int_wide limit = (int_wide)threshold->limit * (threshold->percent ? base : 1);

    if (fnmatch(threshold->pattern, name, 0) != 0) {
        return false;
    }
    switch (threshold->relation) {
    case THRESHOLD_GT:
        return change > limit;
    case THRESHOLD_GE:
        return change >= limit;
    case THRESHOLD_LT:
        return change < limit;
    case THRESHOLD_LE:
        break;
    }
    return change <= limit;
}
