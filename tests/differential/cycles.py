# SPDX-License-Identifier: GPL-2.0-or-later
"""Cycles recomputed: what a run should have cost, from its instructions and its trace.

usage: cycles.py --mmulator PROGRAM --reference PROGRAM --cc COMPILER --guests DIR --doc FILE
                 [--seeds FIRST COUNT]

The judge single-steps the guest and tells each instruction; issue_class.py
says what it costs to issue. The trace tells what else happened. Both together
must be the emulator's cycles, with every cost of the machine a number of its
own, so that no two can be taken for each other. At last the example of
docs/timing.md is held against the run it describes.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from gen_guest import generate
from guest_pieces import Dice
from harness import Failure, Tap, execute, set_options
from issue_class import issue_class

HERE = Path(__file__).resolve().parent
INCLUDES = [HERE, HERE.parent / "guest", HERE.parent.parent / "firmware" / "abi"]
EVENT = re.compile(r"^ *(\d+) c\d+ +([a-z0-9-]+)(?: +(.*))?$", re.M)
ERET = 0xd69f03e0
CLASSES = ["alu", "mul", "div", "load", "store", "atomic", "branch", "fp", "system", "other"]
COSTS = [*(f"cost.issue.{name}" for name in CLASSES), "cost.l2_hit", "cost.walk.fixed",
         "cost.walk.read", "cost.walk.miss", "cost.tlbi.local", "cost.tlbi.broadcast", "cost.dsb.base",
         "cost.dsb.sync", "cost.dsb.target", "cost.dsb.outstanding", "cost.snoop", "cost.isb",
         "cost.exception.entry", "cost.exception.return", "cost.mmio"]


def draw_costs(seed):
    """A machine on which each cost is a number that no few others add up to, most likely."""
    dice = Dice(seed)
    return [f"{name}={1 + dice.below(5000)}" for name in COSTS]


class Recorded:
    """A run of the emulator: its statistics and the events of its trace."""

    def __init__(self, mmulator, image, settings, scratch):
        stats, trace = Path(scratch) / "stats.json", Path(scratch) / "trace.mtr"
        execute([mmulator, "boot", "--quiet", "--machine", "cortex-a72", "--cpus", "1",
                 "--max-cycles", "1000000000", *set_options(settings), "--stats", stats,
                 "--trace", trace, image])
        report = json.loads(stats.read_text())
        self.machine, self.totals = report["machine"], report["totals"]
        self.events = EVENT.findall(execute([mmulator, "trace", "dump", trace]))


def issued(words, machine):
    """Cycles of the instructions themselves, by class."""
    count = Counter(issue_class(word) for word in words)
    return {name: count[name] * machine[f"cost.issue.{name}"] for name in CLASSES}


def told(text):
    return int(re.search(r"\bcycles=(\d+)", text)[1])


def event_cost(kind, text, machine):
    """What one event of the trace adds, as docs/timing.md says."""
    if kind in ("walk", "barrier", "snoop"):
        return told(text)
    if kind == "l2-hit":
        return machine["cost.l2_hit"]
    if kind == "tlbi":
        return machine["cost.tlbi." + ("broadcast" if " broadcast " in text else "local")]
    if kind == "exception":
        return machine["cost.exception.entry"]
    if kind == "mmio":
        return machine["cost.mmio"]
    return 0


def barrier_costs(run):
    """Complaints about barriers and walks whose cycles do not follow from the machine's keys."""
    cost = {name[5:]: value for name, value in run.machine.items() if name.startswith("cost.")}
    for _, kind, text in run.events:
        if kind == "walk":
            reads = len(re.findall(r"L\d \[", text))
            missed = text.count("(from memory)")
            expected = (cost["walk.fixed"] + (reads - missed) * cost["walk.read"] +
                        missed * cost["walk.miss"])
        elif kind == "barrier" and "kind=isb" in text:
            expected = cost["isb"]
        elif kind == "barrier":
            completes = int(re.search(r"completes=(\d+)", text)[1])
            expected = cost["dsb.base"]
            if completes:  # one core: no targets to wait for
                expected += cost["dsb.sync"] + completes * cost["dsb.outstanding"]
        else:
            continue
        if told(text) != expected:
            yield f"{kind} {text}: by the keys {expected}"


def recompute(run, words):
    """The cycles by instructions and events, as parts with names."""
    parts = Counter(issued(words, run.machine))
    for _, kind, text in run.events:
        parts[kind] += event_cost(kind, text, run.machine)
    parts["eret"] = words.count(ERET) * run.machine["cost.exception.return"]
    return {name: cycles for name, cycles in parts.items() if cycles}


def judged_words(reference, image):
    text = execute([reference, "--counts", "--words", image])
    return [int(word, 16) for word in re.findall(r"^word (\w+)$", text, re.M)]


def complaints(run, words):
    parts = recompute(run, words)
    if len(words) != run.totals["instructions"]:
        yield f"instructions: emulator {run.totals['instructions']}, judge {len(words)}"
    if sum(parts.values()) != run.totals["cycles"]:
        yield f"cycles: emulator {run.totals['cycles']}, by hand {sum(parts.values())}: {parts}"
    yield from barrier_costs(run)


class Bench:
    def __init__(self, args, scratch):
        self.args, self.scratch = args, Path(scratch)

    def random_guest(self, seed):
        source, image = (self.scratch / f"seed_{seed}.{end}" for end in ("S", "elf"))
        source.write_text(generate(seed))
        execute([self.args.cc, "-nostdlib", "-static", "-Wl,--build-id=none",
                 "-Wl,-z,max-page-size=4096", *(f"-I{path}" for path in INCLUDES),
                 "-T", HERE / "random.ld", "-o", image, source])
        return image

    def compare(self, image, settings):
        words = judged_words(self.args.reference, image)
        return list(complaints(Recorded(self.args.mmulator, image, settings, self.scratch), words))

    def example(self):
        """docs/timing.md: its rows "| cycle | event | adds | ...", and its sums."""
        image = self.args.guests / "timing.elf"
        run = Recorded(self.args.mmulator, image, [], self.scratch)
        rows = re.findall(r"^\| (\d+) \| `([a-z0-9-]+)[^|]*\| (\d+) \|", self.args.doc.read_text(), re.M)
        shown = [(cycle, kind, int(adds)) for cycle, kind, adds in rows]
        actual = [(cycle, kind, event_cost(kind, text, run.machine))
                  for cycle, kind, text in run.events if event_cost(kind, text, run.machine)]
        if shown != actual:
            yield f"events: the page {shown}, the run {actual}"
        parts = issued(judged_words(self.args.reference, image), run.machine)
        total = re.search(r"^(\d+) issued \+ (\d+) of events = (\d+) cycles", self.args.doc.read_text(),
                          re.M)
        expected = (sum(parts.values()), sum(adds for _, _, adds in actual), run.totals["cycles"])
        if total is None or tuple(map(int, total.groups())) != expected:
            yield f"sum: the page {total and total.groups()}, the run {expected}"


def check(tap, name, lines):
    """lines: a function, so that a failure of a program is a failed test."""
    try:
        found = list(lines())
    except Failure as failure:
        found = str(failure).splitlines()
    tap.point(not found, name, found)


def arguments():
    parser = argparse.ArgumentParser()
    for option in ("--mmulator", "--reference", "--cc"):
        parser.add_argument(option, required=True)
    for option in ("--guests", "--doc"):
        parser.add_argument(option, required=True, type=Path)
    parser.add_argument("--seeds", nargs=2, type=int, default=[1, 12], metavar=("FIRST", "COUNT"))
    return parser.parse_args()


def main():
    args, tap = arguments(), Tap()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(args, scratch)
        for name in ("classes", "timing", "invalidate", "straddle"):
            image = args.guests / f"{name}.elf"
            check(tap, f"{name}: cycles are its instructions and events",
                  lambda image=image: bench.compare(image, draw_costs(1)))
        first, count = args.seeds
        for seed in range(first, first + count):
            check(tap, f"seed {seed}: cycles are its instructions and events",
                  lambda seed=seed: bench.compare(bench.random_guest(seed), draw_costs(seed)))
        check(tap, "timing.md: its example is what happens", bench.example)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
