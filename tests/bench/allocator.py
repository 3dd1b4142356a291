# SPDX-License-Identifier: GPL-2.0-or-later
"""What an allocation costs the firmware, against Linux's own test of vmalloc.

Guest instructions of the whole test, divided by its iterations; counted, not
timed, so one run says it all. The interpreter of the op program counts as the
firmware's. On many cores each runs the whole test, and a core's share counts.
"""

import json
from collections import namedtuple
from pathlib import Path

from measure import run

HERE = Path(__file__).resolve().parent
LOOPS = 5000
LIMIT = 0.6
CORES = 8
PARALLEL_LIMIT = 1.2

# linux: instructions an iteration of Linux 6.1 on one core, 5000 iterations, counted the same way.
Case = namedtuple("Case", "name workload pages linux", defaults=(0, None))
CASES = [
    *(Case(f"fix_size_{pages}", "fix_size.wl", pages, linux)
      for pages, linux in ((1, 2384), (4, 3163), (16, 6647), (64, 20675))),
    Case("random_size", "random_size.wl", linux=28396),
    Case("long_busy_list", "long_busy_list.wl", linux=45210),
    Case("full_fit", "full_fit.wl", linux=16714),
    Case("fix_align", "fix_align.wl", linux=6645),
]

# Against Linux on one core; or, with cores, against the same generation on one core.
Test = namedtuple("Test", "name case allocator cores")
TESTS = [
    *(Test(f"alloc.{case.name}", case, "augmented", 1) for case in CASES),
    *(Test(f"nodes.{case.name}", case, "nodes", 1) for case in CASES),
    *(Test(f"parallel.{case.name}", case, "nodes", CORES) for case in CASES),
]


def instructions(mmulator, test, cores, scratch):
    """Guest instructions an iteration."""
    stats = Path(scratch) / "stats.json"
    pages = ["--define", f"PAGES={test.case.pages}"] if test.case.pages else []
    run([mmulator, "run", "--quiet", "--cpus", cores, "--ram", "1G", "--allocator", test.allocator,
         "--define", f"LOOPS={LOOPS}", *pages, "--stats", stats, HERE / test.case.workload])
    phase = json.loads(stats.read_text())["phases"][0]
    return phase["counters"]["instructions"] / LOOPS / cores


def report(mmulator, test, scratch):
    ours = instructions(mmulator, test, test.cores, scratch)
    if test.cores == 1:
        base, limit, name = test.case.linux, LIMIT, "Linux 6.1"
    else:
        base, limit = instructions(mmulator, test, 1, scratch), PARALLEL_LIMIT
        name = "one core"
    good = ours / base <= limit
    print(f"{test.name:24} {ours / base:5.2f}  at most {limit}  {'ok  ' if good else 'MISS'}  "
          f"mmulator {ours:,.0f}, {name} {base:,.0f} instructions an iteration", flush=True)
    return good
