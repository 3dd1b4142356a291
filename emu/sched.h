/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which core runs next, and until when: always the runnable core with the
 * lowest clock (ties: lowest number), for at most a quantum. Owns the cores'
 * clocks. Same configuration, seed and calls: same schedule.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machine_config.h"

#define SCHED_MAX_CORES 64

/* A core that runs alone still returns this often (cycles), to be looked at. */
#define SCHED_ALONE_CYCLES 1000000

enum sched_state {
    SCHED_OFF,
    SCHED_READY,
    SCHED_WFE, /* asleep until an event, at most sched.wfe cycles */
    SCHED_WFI, /* asleep until an interrupt */
};

struct sched_core {
    uint64_t clock; /* cycles */
    uint64_t wake; /* SCHED_WFE, SCHED_WFI: the clock at which it wakes by itself */
    uint8_t state; /* enum sched_state */
    bool event; /* the event register of SEV and WFE */
};

struct sched {
    struct sched_config config;
    unsigned count;
    unsigned running; /* the core of the last sched_next() */
    uint64_t deadline; /* of the running core */
    uint64_t random; /* state of the jitter */
    struct sched_core core[SCHED_MAX_CORES];
};

/* All cores start off, at clock zero. */
void sched_init(struct sched *sched, const struct sched_config *config, unsigned count,
                uint64_t seed);

/*
 * The core to run now; it runs until its clock reaches sched->deadline, which
 * other calls may bring nearer meanwhile. -1: none ever will be runnable.
 */
int sched_next(struct sched *sched);

/* Core `id` becomes runnable at time `now` of the core that starts it. */
void sched_start(struct sched *sched, unsigned id, uint64_t now);
void sched_stop(struct sched *sched, unsigned id);

/* WFE: consumes a pending event, or sleeps. True when the core sleeps. */
bool sched_wait_event(struct sched *sched, unsigned id);
/* WFI: sleeps until sched_wake(), or until its clock would be `wake`; UINT64_MAX: for ever. */
void sched_wait_interrupt(struct sched *sched, unsigned id, uint64_t wake);
/* An interrupt is pending for core `id` at time `now`: it sleeps no longer. */
void sched_wake(struct sched *sched, unsigned id, uint64_t now);
/* SEV by core `id`: every core gets the event, sleepers wake. */
void sched_send_event(struct sched *sched, unsigned id);
/* YIELD: the rest of the quantum is given up. */
void sched_yield_core(struct sched *sched, unsigned id);

/* The furthest clock: model time. */
uint64_t sched_elapsed(const struct sched *sched);
