/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * omit IMAGE...: whether a build with -Dcheck_mirror=true notices a page that
 * stays in the engine's page cache. Runs each guest as it is, then with one
 * drop left out (the linker wraps engine_drop_page()), in a process of its own,
 * which the check must end. TAP on standard output.
 */
#include "engine.h"
#include "image.h"
#include "load.h"
#include "machine.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEVER UINT64_MAX

static uint64_t drops, omitted = NEVER;

void __real_engine_drop_page(struct engine *engine, uint64_t va);
void __wrap_engine_drop_page(struct engine *engine, uint64_t va);

void __wrap_engine_drop_page(struct engine *engine, uint64_t va)
{
    if (drops++ != omitted) {
        __real_engine_drop_page(engine, va);
    }
}

static void console(void *ctx, uint8_t byte)
{
    (void)ctx;
    (void)byte;
}

static bool execute(const struct image *image)
{
    struct machine_setup setup = {.config = machine_config_default(),
                                  .cpus = 1,
                                  .ram_size = 256ULL << 20,
                                  .seed = 1,
                                  .max_cycles = 100000000,
                                  .console = console};
    const char *reason;
    struct machine *machine;
    bool ok;

    setup.config.l1i.entries = 8;
    setup.config.l1d.entries = 8;
    machine = machine_create(&setup, &reason);
    ok = machine != NULL && load_guest(machine, image, &(struct load_extras){0}) == 0 &&
         machine_run(machine) == MACHINE_EXIT && machine->exit_code == 0;
    machine_destroy(machine);
    return ok;
}

/* True when the run was ended by the check. */
static bool is_ended(const struct image *image, uint64_t omit)
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        drops = 0;
        omitted = omit;
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(1);
        }
        _exit(!execute(image));
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

/* The guest drops pages, and leaving out the middle one of them shows. */
static bool check(const char *path)
{
    struct image image;
    bool ok;

    if (image_load(path, MACHINE_RAM_BASE, &image) != 0) {
        return false;
    }
    drops = 0;
    ok = execute(&image) && drops > 0 && is_ended(&image, drops / 2);
    image_finish(&image);
    return ok;
}

int main(int argc, char **argv)
{
    int failed = 0;

    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        bool ok = check(argv[i]);

        printf("%s %d - a drop left out of %s shows\n", ok ? "ok" : "not ok", i,
               slash == NULL ? argv[i] : slash + 1);
        failed += !ok;
    }
    return failed != 0;
}
