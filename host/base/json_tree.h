/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON documents: made member by member and printed, or read and walked.
 * Building calls accept NULL values and then fail, so that a lack of memory
 * anywhere comes out as NULL at the top.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_tree;

enum json_kind {
    JSON_KIND_OBJECT,
    JSON_KIND_ARRAY,
    JSON_KIND_INTEGER,
    JSON_KIND_TEXT,
    JSON_KIND_OTHER, /* null, true, false, a real number */
};

struct json_tree *json_tree_object(void);
struct json_tree *json_tree_array(void);
/* The number must be below 2^63: what the libraries of most languages read. */
struct json_tree *json_tree_integer(uint64_t value);
/* null for NULL. Bytes that are no UTF-8 become '?'. */
struct json_tree *json_tree_text(const char *value);
struct json_tree *json_tree_boolean(bool value);
struct json_tree *json_tree_null(void);

/* Take `value` over; when that fails, *object or *array becomes NULL. */
void json_tree_add(struct json_tree **object, const char *key, struct json_tree *value);
void json_tree_append(struct json_tree **array, struct json_tree *value);

/* Indented by two, without a newline at the end; the caller frees it. NULL: no memory. */
char *json_tree_print(const struct json_tree *tree);
/* Accepts NULL. */
void json_tree_free(struct json_tree *tree);

/* Where a text is no JSON. */
struct json_error {
    int line, column; /* from 1 */
    char message[160];
};

/* The text of size bytes. NULL: *ret_error. The caller frees the tree. */
struct json_tree *json_tree_parse(const char *text, size_t size, struct json_error *ret_error);

enum json_kind json_tree_kind(const struct json_tree *tree);
/* 0 or NULL when it is none. */
int64_t json_tree_get_integer(const struct json_tree *tree);
const char *json_tree_get_text(const struct json_tree *tree);
/* False for anything but true. */
bool json_tree_is_true(const struct json_tree *tree);
/* The member of an object; NULL: no object, or no such member. */
const struct json_tree *json_tree_get(const struct json_tree *object, const char *key);

/* Calls visit for each member of an object, in its order, or each element of an array (key NULL).
 */
typedef bool (*json_visit_fn)(const char *key, size_t index, const struct json_tree *value,
                              void *ctx);
/* False as soon as visit says so. */
bool json_tree_each(const struct json_tree *tree, json_visit_fn visit, void *ctx);
