/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of machine_keys.def as text: names, reading and writing of values. */
#include "machine_config.h"

#include "bits.h"
#include "text.h"

#include <stddef.h>
#include <string.h>

enum key_kind { KEY_NUMBER, KEY_CHOICE, KEY_SIZES };

struct key {
    const char *name, *meaning;
    size_t offset; /* of a uint32_t, or of a uint64_t for KEY_SIZES */
    uint32_t min, max; /* KEY_NUMBER; KEY_CHOICE: max is the last choice */
    const char *const *choices; /* KEY_CHOICE */
    enum key_kind kind;
};

#define AT(member) offsetof(struct machine_config, member)
#define LAST_OF(choice) (LAST_##choice)
enum { LAST_repl_policy = REPL_POLICY_COUNT - 1 };

static const struct key keys[] = {
#define NUMBER(name, member, value, min, max, meaning)                                             \
    {name, meaning, AT(member), min, max, NULL, KEY_NUMBER},
#define CHOICE(name, member, choice, value, meaning)                                               \
    {name, meaning, AT(member), 0, LAST_OF(choice), choice##_names, KEY_CHOICE},
#define SIZES(name, member, value, meaning) {name, meaning, AT(member), 0, 0, NULL, KEY_SIZES},
#include "machine_keys.def"
#undef NUMBER
#undef CHOICE
#undef SIZES
};
#undef AT
#undef LAST_OF

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

/* The page sizes there are, as they are written. */
static const struct {
    uint64_t size;
    const char *text;
} page_sizes[] = {
    {SIZE_4K, "4K"},   {SIZE_16K, "16K"}, {SIZE_64K, "64K"},   {SIZE_1M, "1M"}, {SIZE_2M, "2M"},
    {SIZE_16M, "16M"}, {SIZE_32M, "32M"}, {SIZE_512M, "512M"}, {SIZE_1G, "1G"},
};

#define PAGE_SIZE_COUNT (sizeof(page_sizes) / sizeof(page_sizes[0]))

unsigned machine_key_count(void)
{
    return KEY_COUNT;
}

const char *machine_key_name(unsigned i)
{
    return keys[i].name;
}

const char *machine_key_meaning(unsigned i)
{
    return keys[i].meaning;
}

static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].name, name) == 0) {
            return &keys[i];
        }
    }
    return NULL;
}

static bool read_number(const struct key *key, const char *text, uint64_t *ret_value)
{
    uint64_t value;
    const char *end = text_read_number(text, key->max, &value);

    if (end == NULL || *end != '\0' || value < key->min) {
        return false;
    }
    *ret_value = value;
    return true;
}

static bool read_choice(const struct key *key, const char *text, uint64_t *ret_value)
{
    for (uint32_t i = 0; i <= key->max; i++) {
        if (strcmp(key->choices[i], text) == 0) {
            *ret_value = i;
            return true;
        }
    }
    return false;
}

/* The page size spelled by the first `length` characters, or 0. */
static uint64_t page_size_named(const char *text, size_t length)
{
    for (size_t i = 0; i < PAGE_SIZE_COUNT; i++) {
        if (strlen(page_sizes[i].text) == length &&
            strncmp(page_sizes[i].text, text, length) == 0) {
            return page_sizes[i].size;
        }
    }
    return 0;
}

/* One or more page sizes with single commas between, none twice. */
static bool read_sizes(const char *text, uint64_t *ret_value)
{
    uint64_t sizes = 0;

    for (;;) {
        size_t length = strcspn(text, ",");
        uint64_t size = page_size_named(text, length);

        if (size == 0 || (sizes & size) != 0) {
            return false;
        }
        sizes |= size;
        if (text[length] == '\0') {
            *ret_value = sizes;
            return true;
        }
        text += length + 1;
    }
}

static bool read_value(const struct key *key, const char *text, uint64_t *ret_value)
{
    switch (key->kind) {
    case KEY_NUMBER:
        return read_number(key, text, ret_value);
    case KEY_CHOICE:
        return read_choice(key, text, ret_value);
    case KEY_SIZES:
        return read_sizes(text, ret_value);
    }
    return false;
}

static void store(struct machine_config *config, const struct key *key, uint64_t value)
{
    char *at = (char *)config + key->offset;
    uint32_t narrow = (uint32_t)value;

    if (key->kind == KEY_SIZES) {
        memcpy(at, &value, sizeof(value));
    } else {
        memcpy(at, &narrow, sizeof(narrow));
    }
}

static uint64_t load(const struct machine_config *config, const struct key *key)
{
    const char *at = (const char *)config + key->offset;
    uint64_t wide;
    uint32_t narrow;

    if (key->kind == KEY_SIZES) {
        memcpy(&wide, at, sizeof(wide));
        return wide;
    }
    memcpy(&narrow, at, sizeof(narrow));
    return narrow;
}

enum machine_key_status machine_key_set(struct machine_config *config, const char *name,
                                        const char *text)
{
    const struct key *key = find_key(name);
    uint64_t value;

    if (key == NULL) {
        return MACHINE_KEY_UNKNOWN;
    }
    if (!read_value(key, text, &value)) {
        return MACHINE_KEY_VALUE;
    }
    store(config, key, value);
    return MACHINE_KEY_OK;
}

/* The sizes of the set, smallest first, with commas between. */
static void put_sizes(struct text *t, uint64_t sizes)
{
    const char *separator = "";

    for (size_t i = 0; i < PAGE_SIZE_COUNT; i++) {
        if ((sizes & page_sizes[i].size) != 0) {
            text_put(t, separator);
            text_put(t, page_sizes[i].text);
            separator = ",";
        }
    }
}

void machine_key_get(const struct machine_config *config, unsigned i, char *ret_text, unsigned cap)
{
    const struct key *key = &keys[i];
    struct text t = text_init(ret_text, cap);
    uint64_t value = load(config, key);

    switch (key->kind) {
    case KEY_NUMBER:
        text_put_number(&t, value);
        break;
    case KEY_CHOICE:
        text_put(&t, key->choices[value]);
        break;
    case KEY_SIZES:
        put_sizes(&t, value);
        break;
    }
}

static void put_choices(struct text *t, const struct key *key)
{
    for (uint32_t i = 0; i <= key->max; i++) {
        text_put(t, i == 0 ? "" : i == key->max ? " or " : ", ");
        text_put(t, key->choices[i]);
    }
}

void machine_key_expected(const char *name, char *ret_text, unsigned cap)
{
    const struct key *key = find_key(name);
    struct text t = text_init(ret_text, cap);

    if (key == NULL) {
        text_put(&t, "a known key");
        return;
    }
    switch (key->kind) {
    case KEY_NUMBER:
        text_put(&t, "a number from ");
        text_put_number(&t, key->min);
        text_put(&t, " to ");
        text_put_number(&t, key->max);
        break;
    case KEY_CHOICE:
        put_choices(&t, key);
        break;
    case KEY_SIZES:
        text_put(&t, "page sizes with commas between, out of ");
        put_sizes(&t, ~0ULL);
        break;
    }
}
