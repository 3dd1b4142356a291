/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When broadcasts are served, and what they cost whom; see shootdown.h. */
#include "shootdown.h"

#include "random.h"

#include <string.h>

void shootdown_init(struct shootdown *shootdown, const struct dvm_config *config, uint64_t seed)
{
    memset(shootdown, 0, sizeof(*shootdown));
    shootdown->config = *config;
    shootdown->seed = seed;
}

static struct shootdown_domain *domain_of(struct shootdown *shootdown, const struct tlbi *op)
{
    return op->scope == TLBI_SCOPE_OUTER ? &shootdown->outer : &shootdown->inner;
}

static void serve(struct shootdown_broadcast *broadcast, unsigned id,
                  const struct shootdown_target *target)
{
    broadcast->waiting &= ~(1ULL << id);
    broadcast->dropped += target->serve(target->ctx, id, broadcast);
}

static void serve_all(struct shootdown_broadcast *broadcast, const struct shootdown_target *target)
{
    while (broadcast->waiting != 0) {
        serve(broadcast, (unsigned)__builtin_ctzll(broadcast->waiting), target);
    }
}

/* Everybody has served pending[i], which told of `dropped` entries less when it was issued. */
static void retire(struct shootdown *shootdown, unsigned i)
{
    const struct shootdown_broadcast *broadcast = &shootdown->pending[i];

    shootdown->late_barren += broadcast->dropped == 0;
    shootdown->pending_count--;
    memmove(&shootdown->pending[i], &shootdown->pending[i + 1],
            (shootdown->pending_count - i) * sizeof(*broadcast));
}

static void serve_late(struct shootdown *shootdown, unsigned i,
                       const struct shootdown_target *target)
{
    struct shootdown_broadcast *broadcast = &shootdown->pending[i];
    uint32_t before = broadcast->dropped;

    serve_all(broadcast, target);
    shootdown->late_dropped += broadcast->dropped - before;
    retire(shootdown, i);
}

void shootdown_issue(struct shootdown *shootdown, struct shootdown_broadcast *broadcast,
                     const struct shootdown_target *target)
{
    struct shootdown_domain *domain = domain_of(shootdown, &broadcast->op);
    uint32_t targets = (uint32_t)__builtin_popcountll(broadcast->waiting);

    broadcast->sequence = ++shootdown->sequence;
    domain->outstanding++;
    if (targets > domain->targets) {
        domain->targets = targets;
    }
    if (!shootdown_is_late(shootdown) || targets == 0) {
        serve_all(broadcast, target);
        return;
    }
    if (shootdown->pending_count == SHOOTDOWN_WINDOW) {
        serve_late(shootdown, 0, target);
    }
    shootdown->pending[shootdown->pending_count++] = *broadcast;
}

/*
 * The moment is a function of broadcast and target, so that it depends on
 * nobody's order of asking: up to dvm.delay cycles behind the issue.
 */
static uint64_t due(const struct shootdown *shootdown, const struct shootdown_broadcast *broadcast,
                    unsigned id)
{
    uint64_t random = random_part(shootdown->seed, broadcast->sequence * 64 + id);

    return broadcast->issued + random_below(&random, shootdown->config.delay + 1);
}

static bool is_waiting(const struct shootdown_broadcast *broadcast, unsigned id)
{
    return (broadcast->waiting >> id & 1) != 0;
}

void shootdown_serve_due(struct shootdown *shootdown, unsigned id, uint64_t clock,
                         const struct shootdown_target *target)
{
    for (unsigned i = 0; shootdown->config.completion == DVM_RANDOM && i < shootdown->pending_count;
         i++) {
        struct shootdown_broadcast *broadcast = &shootdown->pending[i];
        uint32_t before = broadcast->dropped;

        if (is_waiting(broadcast, id) && due(shootdown, broadcast, id) <= clock) {
            serve(broadcast, id, target);
            shootdown->late_dropped += broadcast->dropped - before;
        }
    }
}

uint64_t shootdown_next_due(const struct shootdown *shootdown, unsigned id)
{
    uint64_t next = UINT64_MAX;

    for (unsigned i = 0; shootdown->config.completion == DVM_RANDOM && i < shootdown->pending_count;
         i++) {
        const struct shootdown_broadcast *broadcast = &shootdown->pending[i];

        if (is_waiting(broadcast, id) && due(shootdown, broadcast, id) < next) {
            next = due(shootdown, broadcast, id);
        }
    }
    return next;
}

/* CRm: [3:2] domain OSH NSH ISH SY, [1:0] types reserved LD ST all. */
enum { DOMAIN_NSH = 1, DOMAIN_ISH = 2 };
enum { TYPES_ALL = 3 };

/* Takes what a DSB completes out of a domain. */
static void complete(struct shootdown_domain *domain, struct shootdown_cost *sum)
{
    sum->invalidations += domain->outstanding;
    if (domain->targets > sum->targets) {
        sum->targets = domain->targets;
    }
    *domain = (struct shootdown_domain){0};
}

static void serve_domain(struct shootdown *shootdown, bool with_outer,
                         const struct shootdown_target *target)
{
    unsigned i = 0;

    while (i < shootdown->pending_count) {
        if (with_outer || shootdown->pending[i].op.scope != TLBI_SCOPE_OUTER) {
            serve_late(shootdown, i, target);
        } else {
            i++;
        }
    }
}

struct shootdown_cost shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                        const struct cost_config *cost,
                                        const struct shootdown_target *target)
{
    struct shootdown_cost result = {.cycles = cost->dsb_base};
    unsigned domain = option >> 2 & 3;

    if ((option & 3) != TYPES_ALL || domain == DOMAIN_NSH) {
        return result;
    }
    serve_domain(shootdown, domain != DOMAIN_ISH, target);
    complete(&shootdown->inner, &result);
    if (domain != DOMAIN_ISH) {
        complete(&shootdown->outer, &result);
    }
    if (result.invalidations != 0) {
        result.cycles += cost->dsb_sync + (uint64_t)cost->dsb_target * result.targets +
                         (uint64_t)cost->dsb_outstanding * result.invalidations;
        result.late_dropped = shootdown->late_dropped;
        result.late_barren = shootdown->late_barren;
        shootdown->late_dropped = shootdown->late_barren = 0;
    }
    return result;
}
