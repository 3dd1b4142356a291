/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random cases. Most begin with a set-up that maps its address and then have a
 * few fields spoilt, so that every check of a walk is the one that decides
 * often enough; some are random throughout.
 */
#pragma once

#include "oracle_case.h"
#include "prng.h"

struct oracle_case oracle_generate(struct prng *random);
