/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the shared options; see options.h. */
#include "options.h"

#include "exit_code.h"
#include "log.h"
#include "machine_file.h"
#include "sched.h"
#include "size.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char options_help[] =
    "  --machine NAME|FILE.ini    a preset (see `mmulator machines`) or a machine file\n"
    "  --set KEY=VALUE            any machine key; may be repeated\n"
    "  --cpus N                   cores, 1 to 64\n"
    "  --ram SIZE                 guest memory (default 512M); sizes take K, M, G\n"
    "  --seed N                   seed of everything random (default 1)\n"
    "  --stats FILE|-             write the statistics as JSON\n"
    "  --trace FILE               write the event trace (.mtr)\n"
    "  --trace-filter TERMS       only events that TERMS choose, as in `trace dump`\n"
    "  --trace-level NAME         how much: faults, walks, misses, fills (default) or pte\n"
    "  --trace-ring SIZE          only the last SIZE, and only when something went wrong\n"
    "  --max-cycles N             give up after so many cycles (default unlimited)\n"
    "  --quiet                    no summary\n";

enum {
    OPT_MACHINE = 256,
    OPT_SET,
    OPT_CPUS,
    OPT_RAM,
    OPT_FIRMWARE,
    OPT_ALLOCATOR,
    OPT_SHOOTDOWN,
    OPT_LAZY,
    OPT_SEED,
    OPT_DEFINE,
    OPT_STATS,
    OPT_TRACE,
    OPT_VMALLOCINFO,
    OPT_TRACE_FILTER,
    OPT_TRACE_LEVEL,
    OPT_TRACE_RING,
    OPT_INITRD,
    OPT_APPEND,
    OPT_MAX_CYCLES,
    OPT_QUIET,
    OPT_HELP,
};

#define FOR_RUN (1u << OPTIONS_RUN)
#define FOR_BOOT (1u << OPTIONS_BOOT)
#define FOR_COMPILE (1u << OPTIONS_COMPILE)

static const struct {
    const char *name;
    int argument, id;
    unsigned commands;
} known[] = {
    {"machine", required_argument, OPT_MACHINE, FOR_RUN | FOR_BOOT},
    {"set", required_argument, OPT_SET, FOR_RUN | FOR_BOOT},
    {"cpus", required_argument, OPT_CPUS, FOR_RUN | FOR_BOOT | FOR_COMPILE},
    {"ram", required_argument, OPT_RAM, FOR_RUN | FOR_BOOT},
    {"firmware", required_argument, OPT_FIRMWARE, FOR_RUN},
    {"allocator", required_argument, OPT_ALLOCATOR, FOR_RUN | FOR_COMPILE},
    {"shootdown", required_argument, OPT_SHOOTDOWN, FOR_RUN | FOR_COMPILE},
    {"lazy", required_argument, OPT_LAZY, FOR_RUN | FOR_COMPILE},
    {"seed", required_argument, OPT_SEED, FOR_RUN | FOR_BOOT | FOR_COMPILE},
    {"define", required_argument, OPT_DEFINE, FOR_RUN | FOR_COMPILE},
    {"stats", required_argument, OPT_STATS, FOR_RUN | FOR_BOOT},
    {"trace", required_argument, OPT_TRACE, FOR_RUN | FOR_BOOT},
    {"vmallocinfo", required_argument, OPT_VMALLOCINFO, FOR_RUN},
    {"trace-filter", required_argument, OPT_TRACE_FILTER, FOR_RUN | FOR_BOOT},
    {"trace-level", required_argument, OPT_TRACE_LEVEL, FOR_RUN | FOR_BOOT},
    {"trace-ring", required_argument, OPT_TRACE_RING, FOR_RUN | FOR_BOOT},
    {"initrd", required_argument, OPT_INITRD, FOR_BOOT},
    {"append", required_argument, OPT_APPEND, FOR_BOOT},
    {"output", required_argument, 'o', FOR_COMPILE},
    {"max-cycles", required_argument, OPT_MAX_CYCLES, FOR_RUN | FOR_BOOT},
    {"quiet", no_argument, OPT_QUIET, FOR_RUN | FOR_BOOT},
    {"help", no_argument, OPT_HELP, FOR_RUN | FOR_BOOT | FOR_COMPILE},
};

#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

static int bad_value(const char *option, const char *value, const char *expected)
{
    log_error("%s: '%s' is not %s", option, value, expected);
    return EXIT_CODE_INPUT;
}

static int parse_cpus(const char *text, unsigned *ret)
{
    uint64_t value;

    if (size_parse_number(text, &value) != 0 || value < 1 || value > SCHED_MAX_CORES) {
        return bad_value("--cpus", text, "a number from 1 to 64");
    }
    *ret = (unsigned)value;
    return 0;
}

static int parse_ram(const char *text, uint64_t *ret)
{
    uint64_t value;

    if (size_parse(text, &value) != 0 || value < RUN_RAM_MIN || value > RUN_RAM_MAX ||
        value % (2ULL << 20) != 0) {
        return bad_value("--ram", text, "a multiple of 2M from 64M to 64G");
    }
    *ret = value;
    return 0;
}

static int parse_u64(const char *option, const char *text, uint64_t *ret)
{
    if (size_parse(text, ret) != 0) {
        return bad_value(option, text, "a number");
    }
    return 0;
}

/* One of `names`, whose index is the value. */
static int parse_name(const char *option, const char *text, const char *const *names, size_t count,
                      uint32_t *ret)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && strcmp(names[i], text) == 0) {
            *ret = (uint32_t)i;
            return 0;
        }
    }
    char list[128];
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && used < sizeof(list)) {
            const char *separator = used == 0 ? "" : i + 1 < count ? ", " : " or ";

            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", separator, names[i]);
        }
    }
    return bad_value(option, text, list);
}

static const char *const allocators[] = {
    [PROGRAM_ALLOCATOR_VMLIST] = "vmlist",
    [PROGRAM_ALLOCATOR_RBTREE] = "rbtree",
    [PROGRAM_ALLOCATOR_AUGMENTED] = "augmented",
    [PROGRAM_ALLOCATOR_NODES] = "nodes",
    [PROGRAM_ALLOCATOR_OWN] = "own",
};

static const char *const shootdowns[] = {
    [PROGRAM_SHOOTDOWN_BROADCAST] = "broadcast",
    [PROGRAM_SHOOTDOWN_RANGE] = "range",
    [PROGRAM_SHOOTDOWN_IPI] = "ipi",
    [PROGRAM_SHOOTDOWN_FULL] = "full",
};

static int parse_lazy(const char *text, int *ret)
{
    static const char *const names[] = {"off", "on"};
    uint32_t value;
    int code = parse_name("--lazy", text, names, 2, &value);

    if (code == 0) {
        *ret = (int)value;
    }
    return code;
}

/* NAME=VALUE in place: the '=' becomes the end of the name. */
static int split(const char *option, char *text, const char **ret_name, const char **ret_value)
{
    char *equals = strchr(text, '=');

    if (equals == NULL || equals == text) {
        return bad_value(option, text, "of the form NAME=VALUE");
    }
    *equals = '\0';
    *ret_name = text;
    *ret_value = equals + 1;
    return 0;
}

static int add_set(struct options *options, char *text)
{
    struct options_set *grown = realloc(options->sets, (options->set_count + 1) * sizeof(*grown));

    if (grown == NULL) {
        return EXIT_CODE_TOOL;
    }
    options->sets = grown;
    struct options_set *set = &grown[options->set_count];
    const int code = split("--set", text, &set->key, &set->value);

    options->set_count += code == 0;
    return code;
}

static int add_define(struct options *options, char *text)
{
    struct workload_define *grown =
        realloc(options->defines, (options->define_count + 1) * sizeof(*grown));

    if (grown == NULL) {
        return EXIT_CODE_TOOL;
    }
    options->defines = grown;
    struct workload_define *define = &grown[options->define_count];
    const int code = split("--define", text, &define->name, &define->value);

    options->define_count += code == 0;
    return code;
}

static int take(struct options *options, int id, char *value)
{
    switch (id) {
    case OPT_MACHINE:
        options->machine = value;
        return 0;
    case OPT_SET:
        return add_set(options, value);
    case OPT_CPUS:
        return parse_cpus(value, &options->cpus);
    case OPT_RAM:
        return parse_ram(value, &options->ram);
    case OPT_FIRMWARE:
        options->firmware = value;
        return 0;
    case OPT_ALLOCATOR:
        return parse_name("--allocator", value, allocators,
                          sizeof(allocators) / sizeof(allocators[0]), &options->allocator);
    case OPT_SHOOTDOWN:
        return parse_name("--shootdown", value, shootdowns,
                          sizeof(shootdowns) / sizeof(shootdowns[0]), &options->shootdown);
    case OPT_LAZY:
        return parse_lazy(value, &options->lazy);
    case OPT_SEED:
        options->has_seed = true;
        return parse_u64("--seed", value, &options->seed);
    case OPT_DEFINE:
        return add_define(options, value);
    case OPT_STATS:
        options->stats = value;
        return 0;
    case OPT_TRACE:
        options->trace = value;
        return 0;
    case OPT_VMALLOCINFO:
        options->vmallocinfo = value;
        return 0;
    case OPT_TRACE_FILTER:
        return recording_take_filter(&options->recording, value);
    case OPT_TRACE_LEVEL:
        return recording_take_level(&options->recording, value);
    case OPT_TRACE_RING:
        return recording_take_ring(&options->recording, value);
    case OPT_INITRD:
        options->initrd = value;
        return 0;
    case OPT_APPEND:
        options->append = value;
        return 0;
    case 'o':
        options->output = value;
        return 0;
    case OPT_MAX_CYCLES:
        return parse_u64("--max-cycles", value, &options->max_cycles);
    case OPT_QUIET:
        options->quiet = true;
        return 0;
    case OPT_HELP:
        options->help = true;
        return 0;
    default: /* getopt has said why */
        return EXIT_CODE_INPUT;
    }
}

/* Two results in one file would leave neither whole. */
static int check_outputs(const struct options *options)
{
    const struct {
        const char *option, *path;
    } outputs[] = {
        {"--stats", options->stats},
        {"--trace", options->trace},
        {"--vmallocinfo", options->vmallocinfo},
    };

    if (options->trace == NULL && options->recording.said) {
        log_error("--trace-filter, --trace-level and --trace-ring need --trace FILE");
        return EXIT_CODE_INPUT;
    }
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        for (size_t j = 0; j < i; j++) {
            if (outputs[i].path != NULL && outputs[j].path != NULL &&
                strcmp(outputs[i].path, outputs[j].path) == 0) {
                log_error("%s and %s both name '%s'", outputs[j].option, outputs[i].option,
                          outputs[i].path);
                return EXIT_CODE_INPUT;
            }
        }
    }
    return 0;
}

int options_parse(enum options_command command, int argc, char **argv, struct options *ret)
{
    struct option table[KNOWN_COUNT + 1] = {0};
    size_t count = 0;
    int code = 0;

    *ret = (struct options){.lazy = -1, .recording = {.level = TRACE_LEVEL_DEFAULT}};
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if ((known[i].commands >> command & 1) != 0) {
            table[count++] = (struct option){known[i].name, known[i].argument, NULL, known[i].id};
        }
    }
    optind = 0;
    while (code == 0) {
        int id = getopt_long(argc, argv, command == OPTIONS_COMPILE ? "o:h" : "h", table, NULL);

        if (id < 0) {
            break;
        }
        code = take(ret, id == 'h' ? OPT_HELP : id, optarg);
    }
    ret->operands = argv + optind;
    ret->operand_count = argc - optind;
    return code != 0 ? code : check_outputs(ret);
}

void options_finish(struct options *options)
{
    free(options->sets);
    free(options->defines);
    *options = (struct options){0};
}

struct workload_options options_for_workload(const struct options *options)
{
    return (struct workload_options){
        .cpus = options->cpus,
        .allocator = options->allocator,
        .shootdown = options->shootdown,
        .lazy = options->lazy,
        .seed = options->has_seed ? &options->seed : NULL,
        .defines = options->defines,
        .define_count = options->define_count,
    };
}

/* Sets one key; `where` begins the message: "--set" or the place in a script. */
static int set_key(struct machine_config *config, const char *file, unsigned line, const char *key,
                   const char *value)
{
    char expected[160];

    switch (machine_key_set(config, key, value)) {
    case MACHINE_KEY_OK:
        return 0;
    case MACHINE_KEY_UNKNOWN:
        if (file == NULL) {
            log_error("--set: unknown machine key '%s'; `mmulator machines cortex-a72` lists them",
                      key);
        } else {
            log_error_at(file, line, 0, "unknown machine key '%s'", key);
        }
        return EXIT_CODE_INPUT;
    case MACHINE_KEY_VALUE:
        break;
    }
    machine_key_expected(key, expected, sizeof(expected));
    if (file == NULL) {
        log_error("--set: %s = '%s': expected %s", key, value, expected);
    } else {
        log_error_at(file, line, 0, "%s = '%s': expected %s", key, value, expected);
    }
    return EXIT_CODE_INPUT;
}

static int apply_sets(const struct options *options, const struct workload *workload,
                      const char *script, struct machine_config *config)
{
    int code = 0;

    for (size_t i = 0; code == 0 && workload != NULL && i < workload->set_count; i++) {
        const struct workload_set *set = &workload->sets[i];

        code = set_key(config, script, set->line, set->key, set->value);
    }
    for (size_t i = 0; code == 0 && i < options->set_count; i++) {
        code = set_key(config, NULL, 0, options->sets[i].key, options->sets[i].value);
    }
    return code;
}

int options_machine(const struct options *options, const struct workload *workload,
                    const char *script, struct machine_config *ret, char **ret_name)
{
    const char *name = options->machine != NULL ? options->machine : "cortex-a72";
    const char *key, *reason;
    struct machine_place place = {0};
    struct machine_file file;

    if (options->machine == NULL && workload != NULL && workload->machine != NULL) {
        name = workload->machine;
        place = (struct machine_place){script, workload->machine_line, workload->machine_column};
    }
    if (machine_file_load(name, place, &file) != 0) {
        return EXIT_CODE_INPUT;
    }
    struct machine_config config = file.config;
    int code = apply_sets(options, workload, script, &config);

    if (code == 0 && !machine_config_validate(&config, &key, &reason)) {
        log_error("machine %s: %s: %s", name, key, reason);
        code = EXIT_CODE_INPUT;
    }
    if (code == 0) {
        *ret_name = strdup(file.name);
        code = *ret_name == NULL ? EXIT_CODE_TOOL : 0;
        *ret = config;
    }
    machine_file_finish(&file);
    return code;
}
