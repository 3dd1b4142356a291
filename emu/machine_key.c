/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The keys of machine_keys.def as text: names, reading and writing of values. */
#include "machine_config.h"

#include "bits.h"
#include "text.h"

#include <stddef.h>
#include <string.h>

/* A member of a set, as it is written. */
struct member {
    uint64_t bit;
    const char *text;
};

/* A kind of set; its members in ascending order, the last one with bit 0. */
struct set {
    const struct member *member;
    const char *what; /* for messages */
};

static const struct member page_sizes[] = {
    {SIZE_4K, "4K"},   {SIZE_16K, "16K"}, {SIZE_64K, "64K"},   {SIZE_1M, "1M"}, {SIZE_2M, "2M"},
    {SIZE_16M, "16M"}, {SIZE_32M, "32M"}, {SIZE_512M, "512M"}, {SIZE_1G, "1G"}, {0, NULL},
};

static const struct member table_levels[] = {
    {1 << 0, "0"}, {1 << 1, "1"}, {1 << 2, "2"}, {0, NULL}};

static const struct set size_set = {page_sizes, "page sizes"};
static const struct set level_set = {table_levels, "levels"};

enum key_kind { KEY_NUMBER, KEY_CHOICE, KEY_SET };

struct key {
    const char *name, *meaning;
    size_t offset; /* of a uint32_t, or of a uint64_t for KEY_SET */
    uint32_t min, max; /* KEY_NUMBER; KEY_CHOICE: max is the last choice */
    const char *const *choices; /* KEY_CHOICE */
    const struct set *set; /* KEY_SET */
    enum key_kind kind;
};

#define AT(member) offsetof(struct machine_config, member)
#define LAST_OF(choice) (LAST_##choice)
enum {
    LAST_repl_policy = REPL_POLICY_COUNT - 1,
    LAST_dvm_completion = DVM_COMPLETION_COUNT - 1,
    LAST_gic_version = GIC_VERSION_COUNT - 1,
};

static const struct key keys[] = {
#define NUMBER(name, member, value, min, max, meaning)                                             \
    {name, meaning, AT(member), min, max, NULL, NULL, KEY_NUMBER},
#define CHOICE(name, member, choice, value, meaning)                                               \
    {name, meaning, AT(member), 0, LAST_OF(choice), choice##_names, NULL, KEY_CHOICE},
#define SIZES(name, member, value, meaning)                                                        \
    {name, meaning, AT(member), 0, 0, NULL, &size_set, KEY_SET},
#define LEVELS(name, member, value, meaning)                                                       \
    {name, meaning, AT(member), 0, 0, NULL, &level_set, KEY_SET},
#include "machine_keys.def"
#undef NUMBER
#undef CHOICE
#undef SIZES
#undef LEVELS
};
#undef AT
#undef LAST_OF

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

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

/* The member spelled by the first `length` characters, or 0. */
static uint64_t member_named(const struct set *set, const char *text, size_t length)
{
    for (const struct member *m = set->member; m->bit != 0; m++) {
        if (strlen(m->text) == length && strncmp(m->text, text, length) == 0) {
            return m->bit;
        }
    }
    return 0;
}

/* One or more members with single commas between, none twice. */
static bool read_set(const struct set *set, const char *text, uint64_t *ret_value)
{
    uint64_t value = 0;

    for (;;) {
        size_t length = strcspn(text, ",");
        uint64_t bit = member_named(set, text, length);

        if (bit == 0 || (value & bit) != 0) {
            return false;
        }
        value |= bit;
        if (text[length] == '\0') {
            *ret_value = value;
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
    case KEY_SET:
        return read_set(key->set, text, ret_value);
    }
    return false;
}

static void store(struct machine_config *config, const struct key *key, uint64_t value)
{
    char *at = (char *)config + key->offset;
    uint32_t narrow = (uint32_t)value;

    if (key->kind == KEY_SET) {
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

    if (key->kind == KEY_SET) {
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

/* Those of the members that are in `value`, with commas between. */
static void put_set(struct text *t, const struct set *set, uint64_t value)
{
    const char *separator = "";

    for (const struct member *m = set->member; m->bit != 0; m++) {
        if ((value & m->bit) != 0) {
            text_put(t, separator);
            text_put(t, m->text);
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
    case KEY_SET:
        put_set(&t, key->set, value);
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
    case KEY_SET:
        text_put(&t, key->set->what);
        text_put(&t, " with commas between, out of ");
        put_set(&t, key->set, ~0ULL);
        break;
    }
}
