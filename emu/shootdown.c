/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What broadcasts cost whom; see shootdown.h. */
#include "shootdown.h"

void shootdown_issue(struct shootdown *shootdown, uint32_t targets)
{
    shootdown->outstanding++;
    if (targets > shootdown->targets) {
        shootdown->targets = targets;
    }
}

/* CRm: [3:2] domain OSH NSH ISH SY, [1:0] types reserved LD ST all. */
static bool completes_broadcasts(unsigned option)
{
    unsigned domain = option >> 2 & 3, types = option & 3;

    return types == 3 && domain != 1;
}

struct shootdown_cost shootdown_barrier(struct shootdown *shootdown, unsigned option,
                                        const struct cost_config *cost)
{
    struct shootdown_cost result = {.cycles = cost->dsb_base};

    if (shootdown->outstanding == 0 || !completes_broadcasts(option)) {
        return result;
    }
    result.invalidations = shootdown->outstanding;
    result.targets = shootdown->targets;
    result.cycles += cost->dsb_sync + (uint64_t)cost->dsb_target * shootdown->targets +
                     (uint64_t)cost->dsb_outstanding * shootdown->outstanding;
    *shootdown = (struct shootdown){0};
    return result;
}
