# SPDX-License-Identifier: GPL-2.0-or-later
"""What an allocation costs the firmware, against Linux's own test of vmalloc.

Guest instructions of the whole test, divided by its iterations; counted, not
timed, so one run says it all. The interpreter of the op program counts as the
firmware's.
"""

import json
from collections import namedtuple
from pathlib import Path

from measure import run

HERE = Path(__file__).resolve().parent
LOOPS = 5000
LIMIT = 0.6

# linux: instructions an iteration of Linux 6.1 on one core, 5000 iterations, counted the same way.
# less: what the workload cannot say, so that the true ratio is higher; empty when it says all.
Test = namedtuple("Test", "name workload pages linux less", defaults=(None, 0, ""))
TESTS = [
    *(Test(f"alloc.fix_size_{pages}", "fix_size.wl", pages, linux)
      for pages, linux in ((1, 2384), (4, 3163), (16, 6647), (64, 20675))),
    Test("alloc.random_size", "random_size.wl", None, 28396),
    Test("alloc.long_busy_list", "long_busy_list.wl", None, 45210),
    Test("alloc.full_fit", "full_fit.wl", None, 16714),
    Test("alloc.fix_align", "fix_align.wl", None, 6645, "without alignment and clearing"),
]


def instructions(mmulator, test, scratch):
    """Guest instructions an iteration."""
    stats = Path(scratch) / "stats.json"
    pages = ["--define", f"PAGES={test.pages}"] if test.pages else []
    run([mmulator, "run", "--quiet", "--cpus", 1, "--define", f"LOOPS={LOOPS}", *pages,
         "--stats", stats, HERE / test.workload])
    phase = json.loads(stats.read_text())["phases"][0]
    return phase["counters"]["instructions"] / LOOPS


def report(mmulator, test, scratch):
    ours = instructions(mmulator, test, scratch)
    good = ours / test.linux <= LIMIT
    print(f"{test.name:20} {'>=' if test.less else '  '}{ours / test.linux:5.2f}  at most {LIMIT}  "
          f"{'ok  ' if good else 'MISS'}  mmulator {ours:,.0f}, Linux 6.1 {test.linux:,} instructions "
          f"an iteration{', ' if test.less else ''}{test.less}", flush=True)
    return good
