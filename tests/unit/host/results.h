/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run's result as tests of reports need it: everything filled, every number its own. */
#pragma once

#include "result.h"

/* The caller finishes it. */
struct run_result results_example(void);
