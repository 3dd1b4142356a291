/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Over jansson, which no other file of the program includes. */
#include "json_tree.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* struct json_tree is jansson's json_t under a name of ours. */
static json_t *inner(const struct json_tree *tree)
{
    return (json_t *)(uintptr_t)tree;
}

static struct json_tree *outer(json_t *json)
{
    return (struct json_tree *)json;
}

struct json_tree *json_tree_object(void)
{
    return outer(json_object());
}

struct json_tree *json_tree_array(void)
{
    return outer(json_array());
}

struct json_tree *json_tree_integer(uint64_t value)
{
    return outer(json_integer((json_int_t)value));
}

static json_t *plain_text(const char *value)
{
    char *plain = strdup(value);

    for (char *p = plain; p != NULL && *p != '\0'; p++) {
        *p = (*p & 0x80) != 0 ? '?' : *p;
    }
    json_t *string = plain != NULL ? json_string(plain) : NULL;
    free(plain);
    return string;
}

struct json_tree *json_tree_text(const char *value)
{
    if (value == NULL) {
        return json_tree_null();
    }
    json_t *string = json_string(value);
    return outer(string != NULL ? string : plain_text(value));
}

struct json_tree *json_tree_boolean(bool value)
{
    return outer(json_boolean(value));
}

struct json_tree *json_tree_null(void)
{
    return outer(json_null());
}

void json_tree_add(struct json_tree **object, const char *key, struct json_tree *value)
{
    if (*object == NULL) {
        json_tree_free(value);
    } else if (json_object_set_new(inner(*object), key, inner(value)) != 0) {
        json_tree_free(*object);
        *object = NULL;
    }
}

void json_tree_append(struct json_tree **array, struct json_tree *value)
{
    if (*array == NULL) {
        json_tree_free(value);
    } else if (json_array_append_new(inner(*array), inner(value)) != 0) {
        json_tree_free(*array);
        *array = NULL;
    }
}

char *json_tree_print(const struct json_tree *tree)
{
    return tree == NULL ? NULL : json_dumps(inner(tree), JSON_INDENT(2));
}

void json_tree_free(struct json_tree *tree)
{
    json_decref(inner(tree));
}

struct json_tree *json_tree_parse(const char *text, size_t size, struct json_error *ret_error)
{
    json_error_t error;
    json_t *json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);

    if (json == NULL) {
        ret_error->line = error.line > 0 ? error.line : 1;
        ret_error->column = error.column > 0 ? error.column : 1;
        snprintf(ret_error->message, sizeof(ret_error->message), "%s", error.text);
    }
    return outer(json);
}

enum json_kind json_tree_kind(const struct json_tree *tree)
{
    switch (tree == NULL ? JSON_NULL : json_typeof(inner(tree))) {
    case JSON_OBJECT:
        return JSON_KIND_OBJECT;
    case JSON_ARRAY:
        return JSON_KIND_ARRAY;
    case JSON_INTEGER:
        return JSON_KIND_INTEGER;
    case JSON_STRING:
        return JSON_KIND_TEXT;
    default:
        return JSON_KIND_OTHER;
    }
}

int64_t json_tree_get_integer(const struct json_tree *tree)
{
    return tree == NULL ? 0 : json_integer_value(inner(tree));
}

const char *json_tree_get_text(const struct json_tree *tree)
{
    return tree == NULL ? NULL : json_string_value(inner(tree));
}

bool json_tree_is_true(const struct json_tree *tree)
{
    return tree != NULL && json_is_true(inner(tree));
}

const struct json_tree *json_tree_get(const struct json_tree *object, const char *key)
{
    return object == NULL ? NULL : outer(json_object_get(inner(object), key));
}

static bool each_member(json_t *object, json_visit_fn visit, void *ctx)
{
    size_t index = 0;

    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        if (!visit(json_object_iter_key(at), index++, outer(json_object_iter_value(at)), ctx)) {
            return false;
        }
    }
    return true;
}

bool json_tree_each(const struct json_tree *tree, json_visit_fn visit, void *ctx)
{
    json_t *json = inner(tree);

    if (json_is_object(json)) {
        return each_member(json, visit, ctx);
    }
    for (size_t i = 0; i < json_array_size(json); i++) {
        if (!visit(NULL, i, outer(json_array_get(json, i)), ctx)) {
            return false;
        }
    }
    return true;
}
