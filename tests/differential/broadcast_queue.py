# SPDX-License-Identifier: GPL-2.0-or-later
"""Broadcasts of several cores at a time: the example of docs/timing.md, worked out anew.

usage: broadcast_queue.py --mmulator PROGRAM --guests DIR --doc FILE

The trace of the guest tells when each DSB ended, how long it took and what it
completed. From that and the machine's keys follow the waits alone and which of
them overlap; this must be what the emulator charged, and what the page shows.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from harness import Tap, execute

SHOOTDOWN = re.compile(r"^ *(\d+) c(\d+) +shootdown +cycles=(\d+) targets=(\d+) invalidations=(\d+)"
                       r"(?: behind=(\d+))?", re.M)
ROW = re.compile(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.M)

Wait = namedtuple("Wait", "core begins broadcasts alone would_end behind ends")


def record(args, scratch):
    """(the machine's keys, its waits in the order of simulation)"""
    stats, trace = Path(scratch) / "stats.json", Path(scratch) / "trace.mtr"
    execute([args.mmulator, "boot", "--quiet", "--machine", "cortex-a72", "--cpus", "2", "--max-cycles",
             "1000000", "--stats", stats, "--trace", trace, args.guests / "queue.elf"])
    run = json.loads(stats.read_text())
    found = SHOOTDOWN.findall(execute([args.mmulator, "trace", "dump", trace]))
    return run, [[int(number or 0) for number in groups] for groups in found]


def work_out(key, shootdowns):
    """The waits as the page explains them, from when each began and what it completed."""
    waits = []
    for ends, core, cycles, targets, broadcasts, _ in shootdowns:
        begins = ends - cycles
        alone = (key["cost.dsb.base"] + key["cost.dsb.sync"] + key["cost.dsb.target"] * targets +
                 key["cost.dsb.outstanding"] * broadcasts)
        would_end = begins + alone
        behind = sum(other.broadcasts for other in waits if other.core != core and
                     other.begins < would_end and begins < other.ends)
        waits.append(Wait(core, begins, broadcasts, alone, would_end, behind,
                          would_end + key["cost.dsb.outstanding"] * behind))
    return waits


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mmulator", required=True)
    parser.add_argument("--guests", required=True, type=Path)
    parser.add_argument("--doc", required=True, type=Path)
    args, tap = parser.parse_args(), Tap()
    with tempfile.TemporaryDirectory() as scratch:
        run, shootdowns = record(args, scratch)
    waits = work_out(run["machine"], shootdowns)
    charged = [(wait[0], wait[5]) for wait in shootdowns]
    tap.point(waits and charged == [(wait.ends, wait.behind) for wait in waits],
              "waits that overlap queue as the page says", [f"charged {charged}", f"by hand {waits}"])
    queued = sum(wait.behind for wait in waits)
    tap.point(queued and run["totals"]["shootdown.queued"] == queued, "the counter sums up what was queued behind",
              [f"counter {run['totals']['shootdown.queued']}, by hand {queued}"])
    shown = [Wait(*map(int, row)) for row in ROW.findall(args.doc.read_text())]
    tap.point(shown == waits, "timing.md: its table of waits is what happens", [f"page {shown}", f"run {waits}"])
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
