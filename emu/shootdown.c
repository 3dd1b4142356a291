/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What broadcasts cost whom; see shootdown.h. */
#include "shootdown.h"

void shootdown_issue(struct shootdown *shootdown, enum tlbi_scope scope, uint32_t targets)
{
    struct shootdown_domain *domain =
        scope == TLBI_SCOPE_OUTER ? &shootdown->outer : &shootdown->inner;

    domain->outstanding++;
    if (targets > domain->targets) {
        domain->targets = targets;
    }
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

struct shootdown_cost shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                        const struct cost_config *cost)
{
    struct shootdown_cost result = {.cycles = cost->dsb_base};
    unsigned domain = option >> 2 & 3;

    if ((option & 3) != TYPES_ALL || domain == DOMAIN_NSH) {
        return result;
    }
    complete(&shootdown->inner, &result);
    if (domain != DOMAIN_ISH) {
        complete(&shootdown->outer, &result);
    }
    if (result.invalidations != 0) {
        result.cycles += cost->dsb_sync + (uint64_t)cost->dsb_target * result.targets +
                         (uint64_t)cost->dsb_outstanding * result.invalidations;
    }
    return result;
}
