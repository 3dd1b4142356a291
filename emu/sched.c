/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The deterministic scheduler; see sched.h. */
#include "sched.h"

#include "random.h"

#include <assert.h>
#include <string.h>

void sched_init(struct sched *sched, const struct sched_config *config, unsigned count,
                uint64_t seed)
{
    assert(count >= 1 && count <= SCHED_MAX_CORES);
    memset(sched, 0, sizeof(*sched));
    sched->config = *config;
    sched->count = count;
    sched->random = seed;
}

/* When the core can run next; UINT64_MAX: not by itself. */
static uint64_t due(const struct sched_core *core)
{
    switch ((enum sched_state)core->state) {
    case SCHED_READY:
        return core->clock;
    case SCHED_WFE:
    case SCHED_WFI:
        /* What a sleeper serves for others may take longer than its sleep. */
        return core->wake > core->clock ? core->wake : core->clock;
    case SCHED_OFF:
        return UINT64_MAX;
    }
    return UINT64_MAX;
}

static uint64_t quantum(struct sched *sched)
{
    uint32_t most = sched->config.quantum;
    uint32_t jitter = sched->config.jitter;

    if (jitter == 0) {
        return most;
    }
    if (jitter >= most) {
        jitter = most - 1;
    }
    return most - random_next(&sched->random) % (jitter + 1ULL);
}

int sched_next(struct sched *sched)
{
    uint64_t first = UINT64_MAX, second = UINT64_MAX;
    int next = -1;

    for (unsigned i = 0; i < sched->count; i++) {
        uint64_t at = due(&sched->core[i]);

        if (at < first) {
            second = first;
            first = at;
            next = (int)i;
        } else if (at < second) {
            second = at;
        }
    }
    if (next < 0) {
        return -1;
    }
    struct sched_core *core = &sched->core[next];

    core->clock = first;
    core->state = SCHED_READY;
    sched->running = (unsigned)next;
    /* Nobody else can run before `second`: a switch before it would change nothing. */
    uint64_t until = first + quantum(sched);

    if (second > until) {
        until = second < first + SCHED_ALONE_CYCLES ? second : first + SCHED_ALONE_CYCLES;
    }
    sched->deadline = until;
    return next;
}

/* Somebody else became runnable: the running core has at most a quantum left. */
static void bring_deadline(struct sched *sched)
{
    uint64_t limit = sched->core[sched->running].clock + sched->config.quantum;

    if (sched->deadline > limit) {
        sched->deadline = limit;
    }
}

void sched_start(struct sched *sched, unsigned id, uint64_t now)
{
    struct sched_core *core = &sched->core[id];

    if (core->clock < now) {
        core->clock = now;
    }
    core->state = SCHED_READY;
    core->event = false;
    bring_deadline(sched);
}

void sched_stop(struct sched *sched, unsigned id)
{
    sched->core[id].state = SCHED_OFF;
}

bool sched_wait_event(struct sched *sched, unsigned id)
{
    struct sched_core *core = &sched->core[id];

    if (core->event) {
        core->event = false;
        return false;
    }
    core->state = SCHED_WFE;
    core->wake = core->clock + sched->config.wfe;
    return true;
}

void sched_wait_interrupt(struct sched *sched, unsigned id, uint64_t wake)
{
    sched->core[id].state = SCHED_WFI;
    sched->core[id].wake = wake;
}

/* The sleeper goes on at `now`, unless it went to sleep later or would wake earlier. */
static void wake(struct sched *sched, struct sched_core *core, uint64_t now)
{
    if (core->clock < now) {
        core->clock = now < core->wake ? now : core->wake;
    }
    core->state = SCHED_READY;
    bring_deadline(sched);
}

void sched_wake(struct sched *sched, unsigned id, uint64_t now)
{
    struct sched_core *core = &sched->core[id];

    if (core->state == SCHED_WFI || core->state == SCHED_WFE) {
        wake(sched, core, now);
    }
}

void sched_send_event(struct sched *sched, unsigned id)
{
    uint64_t now = sched->core[id].clock;

    for (unsigned i = 0; i < sched->count; i++) {
        struct sched_core *core = &sched->core[i];

        if (core->state != SCHED_WFE) {
            core->event = true;
            continue;
        }
        wake(sched, core, now);
    }
}

void sched_yield_core(struct sched *sched, unsigned id)
{
    if (sched->running == id) {
        sched->deadline = sched->core[id].clock;
    }
}

uint64_t sched_elapsed(const struct sched *sched)
{
    uint64_t furthest = 0;

    for (unsigned i = 0; i < sched->count; i++) {
        if (sched->core[i].clock > furthest) {
            furthest = sched->core[i].clock;
        }
    }
    return furthest;
}
