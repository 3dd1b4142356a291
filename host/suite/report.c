/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a form cannot hold is escaped in its own way. */
#include "report.h"

#include <string.h>

/* "PATH:LINE: TEXT" */
static void put_title(const struct suite_script *script, const struct point *point, FILE *file)
{
    fprintf(file, "%s", script->file->path);
    if (point->line != 0) {
        fprintf(file, ":%u", point->line);
    }
    fprintf(file, ": ");
    for (const char *c = point->text; *c != '\0'; c++) {
        /* A # would begin a directive, a line end another line. */
        fprintf(file, "%s%c", *c == '#' || *c == '\\' ? "\\" : "", *c == '\n' ? ' ' : *c);
    }
}

/* A YAML block scalar: each line indented. */
static void put_block(const char *key, const char *text, FILE *file)
{
    fprintf(file, "  %s: |\n    ", key);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c != '\n') {
            fputc(*c, file);
        } else if (c[1] != '\0') {
            fprintf(file, "\n    ");
        }
    }
    fputc('\n', file);
}

static void put_details(const struct suite_script *script, const struct point *point, FILE *file)
{
    fprintf(file, "  ---\n  severity: %s\n", point_severity_text(point->severity));
    put_block("expected", point->text, file);
    put_block("actual", point->actual != NULL ? point->actual : "unknown", file);
    put_block("file", script->file->path, file);
    if (point->line != 0) {
        fprintf(file, "  line: %u\n", point->line);
    }
    fprintf(file, "  ...\n");
}

void report_tap(const struct suite_script *script, size_t *number, FILE *file)
{
    for (size_t i = 0; i < script->points.count; i++) {
        const struct point *point = &script->points.points[i];

        fprintf(file, "%sok %zu - ", point->severity == POINT_PASSED ? "" : "not ", ++*number);
        put_title(script, point, file);
        fputc('\n', file);
        if (point->severity != POINT_PASSED) {
            put_details(script, point, file);
        }
    }
}

/* https://docs.github.com/actions: workflow commands escape %, line ends and, in values, : and , */
static void put_github(const char *text, bool value, FILE *file)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '%' || *c == '\n' || *c == '\r' || (value && (*c == ':' || *c == ','))) {
            fprintf(file, "%%%02X", (unsigned)*c);
        } else {
            fputc(*c, file);
        }
    }
}

void report_github(const struct suite_script *script, FILE *file)
{
    for (size_t i = 0; i < script->points.count; i++) {
        const struct point *point = &script->points.points[i];

        if (point->severity == POINT_PASSED) {
            continue;
        }
        fprintf(file, "::error file=");
        put_github(script->file->path, true, file);
        if (point->line != 0) {
            fprintf(file, ",line=%u", point->line);
        }
        fprintf(file, ",title=mmulator %s::", point_severity_text(point->severity));
        put_github(point->text, false, file);
        if (point->actual != NULL) {
            fprintf(file, "%%0A");
            put_github(point->actual, false, file);
        }
        fputc('\n', file);
    }
}

/* XML 1.0 has no way to write control characters: they become '?'. */
static void put_xml(const char *text, FILE *file)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        switch (*c) {
        case '&':
            fprintf(file, "&amp;");
            break;
        case '<':
            fprintf(file, "&lt;");
            break;
        case '>':
            fprintf(file, "&gt;");
            break;
        case '"':
            fprintf(file, "&quot;");
            break;
        case '\n':
            fprintf(file, "&#10;");
            break;
        default:
            fputc((*c < 0x20 && *c != '\t') || *c == 0x7f ? '?' : *c, file);
            break;
        }
    }
}

static void put_attribute(const char *name, const char *value, FILE *file)
{
    fprintf(file, " %s=\"", name);
    put_xml(value, file);
    fputc('"', file);
}

static bool is_failure(const struct point *point)
{
    return point->severity == POINT_FAILED;
}

static bool is_error(const struct point *point)
{
    return point->severity > POINT_FAILED;
}

static size_t count_points(const struct suite_script *script,
                           bool (*counts)(const struct point *point))
{
    size_t count = 0;

    for (size_t i = 0; i < script->points.count; i++) {
        count += counts(&script->points.points[i]);
    }
    return count;
}

static void put_case(const struct suite_script *script, const struct point *point, FILE *file)
{
    const char *element = is_failure(point) ? "failure" : "error";

    fprintf(file, "    <testcase");
    put_attribute("classname", script->file->path, file);
    put_attribute("name", point->text, file);
    put_attribute("file", script->file->path, file);
    if (point->line != 0) {
        fprintf(file, " line=\"%u\"", point->line);
    }
    if (point->severity == POINT_PASSED) {
        fprintf(file, "/>\n");
        return;
    }
    fprintf(file, ">\n      <%s", element);
    put_attribute("type", point_severity_text(point->severity), file);
    put_attribute("message", point->actual != NULL ? point->actual : "unknown", file);
    fprintf(file, "/>\n    </testcase>\n");
}

void report_junit(const struct suite_script *scripts, size_t count, FILE *file)
{
    fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mmulator\">\n");
    for (size_t i = 0; i < count; i++) {
        const struct suite_script *script = &scripts[i];

        fprintf(file, "  <testsuite");
        put_attribute("name", script->file->path, file);
        fprintf(file, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", script->points.count,
                count_points(script, is_failure), count_points(script, is_error));
        for (size_t j = 0; j < script->points.count; j++) {
            put_case(script, &script->points.points[j], file);
        }
        fprintf(file, "  </testsuite>\n");
    }
    fprintf(file, "</testsuites>\n");
}
