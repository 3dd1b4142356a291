/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting between ops for another core. Grace periods do not wait for a core
 * that does, and what was put off is done meanwhile.
 *
 *     rcu_idle_enter();
 *     while (the other core is not done) {
 *         idle_turn();
 *     }
 *     rcu_idle_exit();
 */
#pragma once

#include "mm/rcu.h"

void idle_turn(void);
