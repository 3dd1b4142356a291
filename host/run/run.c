/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Joining image, machine, sinks and result into one run; see run.h. */
#include "run.h"

#include "collect.h"
#include "disasm.h"
#include "exit_code.h"
#include "expect.h"
#include "failure.h"
#include "final.h"
#include "image.h"
#include "load.h"
#include "log.h"
#include "machine.h"
#include "progress.h"
#include "trace_filter.h"
#include "trace_write.h"
#include "version.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Everything one run holds; zeroed at first, finished in one place. */
struct run {
    const struct run_request *request;
    struct image image;
    uint8_t *initrd; /* boot: read from the file */
    size_t initrd_size;
    struct machine *machine;
    struct collector *collector;
    struct trace_writer *trace;
    struct final final;
    struct trace_filter filter; /* of the trace */
    struct trace_site *sites;
    const char **phase_names;
    uint32_t *site_ops;
    uint8_t *site_wants;
    struct progress progress;
};

static volatile sig_atomic_t interrupt_seen;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupt_seen = 1;
}

void run_catch_interrupts(void)
{
    const struct sigaction action = {.sa_handler = on_interrupt};

    sigaction(SIGINT, &action, NULL);
}

static bool poll_interrupt(void *ctx)
{
    struct run *run = ctx;

    progress_update(&run->progress, sched_elapsed(&run->machine->sched));
    return interrupt_seen != 0;
}

static void console(void *ctx, uint8_t byte)
{
    const struct run *run = ctx;

    if (run->request->console != NULL) {
        fputc(byte, run->request->console);
    }
}

static void report_begin(void *ctx)
{
    struct run *run = ctx;

    final_begin(&run->final);
}

static void report_leak(void *ctx, uint32_t site, uint64_t bytes)
{
    struct run *run = ctx;

    final_leak(&run->final, site, bytes);
}

static void report_text(void *ctx, uint64_t characters)
{
    struct run *run = ctx;

    final_text(&run->final, characters);
}

static const char *op_name(uint32_t op)
{
    static const char *const names[] = {
#define PROGRAM_OP(NAME, text, ...) [PROGRAM_OP_##NAME] = #text,
#include "program.def"
#undef PROGRAM_OP
    };

    return op < PROGRAM_OP_COUNT ? names[op] : "?";
}

static const char *allocator_name(uint32_t allocator)
{
    static const char *const names[] = {"?", "vmlist", "rbtree", "augmented", "nodes", "own"};

    return allocator < sizeof(names) / sizeof(names[0]) ? names[allocator] : names[0];
}

static const char *shootdown_name(uint32_t shootdown)
{
    static const char *const names[] = {"?", "broadcast", "range", "ipi", "full"};

    return shootdown < sizeof(names) / sizeof(names[0]) ? names[shootdown] : names[0];
}

/* 0 or -errno; the caller frees *ret either way. */
static int read_whole(FILE *file, uint8_t **ret, size_t *ret_size)
{
    struct stat status;

    if (fstat(fileno(file), &status) != 0) {
        return -errno;
    }
    if (S_ISDIR(status.st_mode)) {
        return -EISDIR;
    }
    *ret_size = (size_t)status.st_size;
    *ret = malloc(*ret_size + 1);
    if (*ret == NULL) {
        return -ENOMEM;
    }
    return fread(*ret, 1, *ret_size, file) == *ret_size ? 0 : -EIO;
}

static int read_initrd(struct run *run)
{
    const char *path = run->request->initrd;

    if (path == NULL) {
        return 0;
    }
    FILE *file = fopen(path, "rb");
    int err = file == NULL ? -errno : read_whole(file, &run->initrd, &run->initrd_size);

    if (file != NULL) {
        fclose(file);
    }
    if (err != 0) {
        log_error_at(path, 0, 0, "cannot read the initrd: %s", strerror(-err));
    }
    return err;
}

/* What the workload calls its sites and phases, in the shapes that sinks want. */
static int name_sites(struct run *run)
{
    const struct workload *workload = run->request->workload;

    if (workload == NULL) {
        return 0;
    }
    run->sites = calloc(workload->site_count + 1, sizeof(*run->sites));
    run->site_ops = calloc(workload->site_count + 1, sizeof(*run->site_ops));
    run->site_wants = calloc(workload->site_count + 1, sizeof(*run->site_wants));
    run->phase_names = calloc(workload->phase_count + 1, sizeof(*run->phase_names));
    if (run->sites == NULL || run->site_ops == NULL || run->site_wants == NULL ||
        run->phase_names == NULL) {
        return -ENOMEM;
    }
    for (size_t i = 0; i < workload->site_count; i++) {
        const struct workload_site *site = &workload->sites[i];

        run->site_ops[i] = site->op;
        run->site_wants[i] = site->want;
        run->sites[i] =
            (struct trace_site){site->line, site->column, op_name(site->op), site->text};
    }
    for (size_t i = 0; i < workload->phase_count; i++) {
        run->phase_names[i] = workload->phases[i].name;
    }
    return 0;
}

static int describe(const struct run *run, struct run_result *result)
{
    const struct run_request *request = run->request;
    const struct workload *workload = request->workload;

    result->tool_version = VERSION;
    result->unicorn_version = engine_version();
    result->capstone_version = disasm_version();
    result->machine = request->machine;
    result->machine_name = strdup(request->machine_name);
    result->firmware.name = strdup(run->image.name);
    memcpy(result->firmware.sha256, run->image.sha256, sizeof(result->firmware.sha256));
    result->seed = request->seed;
    result->cpu_count = request->cpus;
    if (workload != NULL) {
        result->workload = strdup(workload->name);
        result->firmware.allocator = allocator_name(workload->allocator);
        result->firmware.shootdown = shootdown_name(workload->shootdown);
    }
    return result->machine_name == NULL || result->firmware.name == NULL ||
                   (workload != NULL && result->workload == NULL)
               ? -ENOMEM
               : 0;
}

/* Ops and phases by the names that this program has. */
static int read_filter(struct run *run, const struct trace_header *header)
{
    char error[TRACE_FILTER_ERROR_BYTES];
    const char *text = run->request->trace_filter;
    int err = text == NULL ? 0 : trace_filter_parse(&run->filter, text, error);

    if (err == 0) {
        err = trace_filter_bind(&run->filter, header, error);
    }
    if (err != 0) {
        log_error("--trace-filter: %s", error);
    }
    return err;
}

static int open_trace(struct run *run, struct trace_header *header)
{
    const struct run_request *request = run->request;
    const struct trace_recording recording = {
        .level = request->trace_level,
        .filter = request->trace_filter != NULL ? &run->filter : NULL,
        .filter_text = request->trace_filter,
        .ring = request->trace_ring,
    };
    const bool partial =
        recording.level != TRACE_LEVEL_DEFAULT || recording.filter != NULL || recording.ring != 0;
    int err = read_filter(run, header);

    if (err != 0) {
        return err;
    }
    header->recording = partial ? &recording : NULL;
    err = trace_writer_open(request->trace, header, &run->trace);
    if (err != 0) {
        log_error_at(request->trace, 0, 0, "cannot write the trace: %s", strerror(-err));
        return err;
    }
    sink_attach(&run->machine->sinks, trace_writer_sink(run->trace));
    if (request->trace_level != TRACE_LEVEL_PTE) {
        return 0;
    }
    err = machine_watch_tables(run->machine);
    if (err != 0) {
        log_error("--trace-level pte: cannot watch the tables: %s", strerror(-err));
    }
    return err;
}

static int attach_sinks(struct run *run, const struct run_result *result)
{
    const struct run_request *request = run->request;
    const struct workload *workload = request->workload;
    const struct collect_names names = {
        .phase_names = run->phase_names,
        .phase_count = workload == NULL ? 0 : workload->phase_count,
        .site_ops = run->site_ops,
        .site_wants = run->site_wants,
        .site_count = workload == NULL ? 0 : workload->site_count,
    };

    run->collector = collector_create(request->cpus, &names);
    if (run->collector == NULL) {
        return -ENOMEM;
    }
    sink_attach(&run->machine->sinks, collector_sink(run->collector));
    if (request->trace == NULL) {
        return 0;
    }
    struct trace_header header = {
        .machine = &request->machine,
        .machine_name = request->machine_name,
        .workload = result->workload,
        .firmware = &result->firmware,
        .tool_version = VERSION,
        .seed = request->seed,
        .cpu_count = request->cpus,
        .symbols = run->image.symbols,
        .symbol_count = run->image.symbol_count,
        .code = run->image.code,
        .code_count = run->image.code_count,
        .sites = run->sites,
        .site_count = names.site_count,
        .phase_names = run->phase_names,
        .phase_count = names.phase_count,
    };
    return open_trace(run, &header);
}

static int create_machine(struct run *run)
{
    const struct run_request *request = run->request;
    const struct machine_setup setup = {
        .config = request->machine,
        .cpus = request->cpus,
        .ram_size = request->ram,
        .seed = request->seed,
        .max_cycles = request->max_cycles,
        .watchdog = request->workload != NULL,
        .console = console,
        .interrupted = poll_interrupt,
        .report = {final_wanted(&run->final), report_begin, report_leak, report_text},
        .ctx = run,
    };
    const char *reason = machine_setup_complaint(&setup);

    if (reason != NULL) {
        log_error("%s", reason);
        return -EINVAL;
    }
    run->machine = machine_create(&setup, &reason);
    if (run->machine == NULL) {
        log_error("cannot set up the machine: %s", reason);
        return -ENOMEM;
    }
    return 0;
}

static int load(struct run *run)
{
    const struct workload *workload = run->request->workload;
    struct load_extras extras = {
        .initrd = run->initrd, .initrd_size = run->initrd_size, .bootargs = run->request->bootargs};

    if (workload != NULL) {
        extras.initrd = workload->program;
        extras.initrd_size = workload->program_size;
    }
    return load_guest(run->machine, &run->image, &extras);
}

static void run_machine(struct run *run)
{
    progress_begin(&run->progress, run->request->progress);
    machine_run(run->machine);
    progress_end(&run->progress);
    if (run->request->console != NULL) {
        fflush(run->request->console);
    }
}

/* Where in the script the core that ended the run was; NULL: between ops. */
static const struct workload_site *last_site(const struct run *run)
{
    uint32_t site;

    if (!collector_open_op(run->collector, run->machine->end_core, &site)) {
        return NULL;
    }
    return &run->request->workload->sites[site];
}

/* The result of a machine that has stopped: numbers, verdict, reason. */
static int conclude(struct run *run, struct run_result *result)
{
    int err = collector_finish(run->collector, result);

    if (err == 0) {
        err = final_conclude(&run->final, result);
    }
    if (err == 0) {
        err = failure_judge(run->machine, &run->image, last_site(run), result);
    }
    if (err != 0) {
        return err;
    }
    if (result->exit != EXIT_CODE_OK) {
        log_error("%s", result->exit_reason);
        failure_print(run->machine, &run->image);
        return 0;
    }
    if (run->request->workload != NULL) {
        int failed = expect_judge(run->request->workload, result);

        if (failed < 0) {
            return failed;
        }
        if (failed > 0) {
            result->exit = EXIT_CODE_EXPECTATION;
        }
    }
    return 0;
}

/* A ring is for what went wrong: without that there is nothing to look at. */
static int close_trace(struct run *run, const struct run_result *result)
{
    const bool ring = run->request->trace_ring != 0;
    struct trace_writer *trace = run->trace;
    uint64_t events, lost;

    if (trace == NULL) {
        return 0;
    }
    run->trace = NULL;
    if (ring && result->exit == EXIT_CODE_OK) {
        trace_writer_discard(trace);
        return 0;
    }
    events = trace_writer_events(trace, &lost);
    int err = trace_writer_close(trace);

    if (err == 0 && ring) {
        log_warning("the last %" PRIu64 " of %" PRIu64 " events are in %s", events - lost, events,
                    run->request->trace);
    }
    if (err != 0) {
        log_error_at(run->request->trace, 0, 0, "cannot write the trace: %s", strerror(-err));
    }
    return err;
}

static int prepare(struct run *run, struct run_result *result)
{
    int err = image_load(run->request->image, MACHINE_RAM_BASE, &run->image);

    if (err == 0) {
        err = read_initrd(run);
    }
    if (err == 0) {
        err = name_sites(run);
    }
    if (err == 0) {
        err = describe(run, result);
    }
    if (err == 0) {
        err = final_init(&run->final, run->request->workload, run->request->vmallocinfo);
    }
    if (err == 0) {
        err = create_machine(run);
    }
    return err;
}

static void finish(struct run *run)
{
    machine_destroy(run->machine);
    collector_destroy(run->collector);
    final_finish(&run->final);
    image_finish(&run->image);
    if (run->trace != NULL) {
        trace_writer_discard(run->trace);
    }
    trace_filter_finish(&run->filter);
    free(run->sites);
    free(run->site_ops);
    free(run->site_wants);
    free(run->phase_names);
    free(run->initrd);
}

/* Bad input is the user's, the rest is ours. */
static int exit_code_of(int err)
{
    switch (err) {
    case -EINVAL:
    case -ENOENT:
    case -EISDIR:
    case -EACCES:
    case -EIO:
        return EXIT_CODE_INPUT;
    default:
        return EXIT_CODE_TOOL;
    }
}

int run_execute(const struct run_request *request, struct run_result *ret)
{
    struct run run = {.request = request};

    trace_filter_init(&run.filter);
    struct run_result result = {0};
    int err = prepare(&run, &result);
    int code = err == 0 ? 0 : exit_code_of(err);

    if (err == 0) {
        err = load(&run);
        code = err == 0 ? 0 : exit_code_of(err);
    }
    if (err == 0) {
        /* An output that cannot be written is found before the run, not after it. */
        err = attach_sinks(&run, &result);
        code = err == 0 ? 0 : err == -EINVAL ? EXIT_CODE_INPUT : EXIT_CODE_TOOL;
    }
    if (err == 0) {
        run_machine(&run);
        err = conclude(&run, &result);
        code = err == 0 ? 0 : EXIT_CODE_TOOL;
        if (close_trace(&run, &result) != 0) {
            result.exit = EXIT_CODE_TOOL;
        }
    }
    if (code == 0) {
        *ret = result;
    } else {
        run_result_finish(&result);
    }
    finish(&run);
    return code;
}
