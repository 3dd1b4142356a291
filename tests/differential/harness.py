# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a guest under the emulator or under the judge, and reports in TAP.

Both sides of a comparison come back as a Run: the counters by name, and the
L1 misses in order as (side, page, how), where side is "i" or "d" and how tells
what the L2 made of it, "hit" or "walk".
"""

import json
import re
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from tap import Tap  # noqa: E402,F401

Run = namedtuple("Run", "counts misses")

TIMEOUT = 300  # seconds; a run takes well under one, a hundredfold one some 20
# A line of `trace dump`: CYCLE cCORE KIND KEY=VALUE... A miss of the L1, then the L2's answer.
EVENT = re.compile(r"^\s*\d+ c\d+\s+(l1-miss|l2-hit|l2-miss)\s+va=(0x[0-9a-f]+) side=([id]) ", re.M)


class Failure(Exception):
    """A program did not do its part; the text says what and why."""


def execute(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise Failure(f"{' '.join(map(str, command))}: no end after {TIMEOUT} s") from None
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def set_options(settings):
    return [word for item in settings for word in ("--set", item)]


def page(address):
    return int(address, 16) >> 12


def judge(reference, image, settings, extra=()):
    """A Run by the reference; extra: more of its options."""
    counts, misses = {}, []
    for line in execute([reference, *set_options(settings), *extra, image]).splitlines():
        kind, *words = line.split()
        if kind == "count":
            counts[words[0]] = int(words[1])
        else:
            misses.append((words[0], page(words[2]), words[1]))
    return Run(counts, misses)


def parse_dump(text):
    misses = []
    for kind, va, side in EVENT.findall(text):
        if kind == "l1-miss":
            misses.append((side, page(va), "none"))
        elif misses and misses[-1] == (side, page(va), "none"):
            misses[-1] = (side, page(va), "hit" if kind == "l2-hit" else "walk")
        else:
            raise Failure(f"trace: {kind} of {va} does not follow its l1-miss")
    return misses


def statistics(mmulator, image, scratch, *options):
    """The emulator's statistics of a run. scratch: a directory for its files."""
    stats = Path(scratch) / "stats.json"
    execute([mmulator, "boot", "--quiet", "--max-cycles", "10000000000", "--stats", stats, *options, image])
    return json.loads(stats.read_text())


def emulate(mmulator, image, settings, scratch, traced=True):
    """A Run by the emulator. scratch: a directory for its files."""
    trace = Path(scratch) / "trace.mtr"
    options = ["--machine", "cortex-a72", "--cpus", "1", *set_options(settings)]
    if not traced:
        return Run(statistics(mmulator, image, scratch, *options)["totals"], [])
    counts = statistics(mmulator, image, scratch, *options, "--trace", trace)["totals"]
    return Run(counts, parse_dump(execute([mmulator, "trace", "dump", trace])))
