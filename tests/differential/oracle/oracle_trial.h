/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One case put to both walkers, and whether they agree. */
#pragma once

#include "oracle_case.h"
#include "oracle_engine.h"
#include "oracle_memory.h"
#include "oracle_path.h"
#include "oracle_product.h"

struct oracle_world {
    struct oracle_memory memory;
    struct oracle_engine *engine;
    struct oracle_product *product;
};

struct oracle_trial {
    struct oracle_case c; /* as it was asked: what cannot be run became an AT */
    struct oracle_path path;
    struct oracle_answer expected; /* the engine's, corrected by the rules */
    struct oracle_answer actual; /* mmulator's */
    const char *difference; /* NULL: they agree */
};

bool oracle_world_init(struct oracle_world *world);
void oracle_world_finish(struct oracle_world *world);

struct oracle_trial oracle_trial(struct oracle_world *world, const struct oracle_case *c);
