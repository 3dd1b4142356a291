# SPDX-License-Identifier: GPL-2.0-or-later
"""Random guests: the emulator's TLB misses against those of the judge.

usage: mirror.py --mmulator PROGRAM --reference PROGRAM --cc COMPILER
                 [--seeds FIRST COUNT] [--keep DIR]

Each seed is one guest, run on two geometries. The L1 misses must be the same
pages in the same order, and the counters the same numbers. Then the judge is
made wrong on purpose, one rule at a time: the comparison must notice.

Without --mmulator the judge stands in for it, to try the comparison itself.
"""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gen_guest import generate
from harness import Failure, Tap, emulate, execute, judge, set_options

HERE = Path(__file__).resolve().parent
INCLUDES = [HERE, HERE.parent / "guest", HERE.parent.parent / "firmware" / "abi"]


def l1(data, code, *more):
    return [f"tlb.l1d.entries={data}", f"tlb.l1i.entries={code}", *more]


def walkcache(entries, ways=0, policy="lru"):
    return [f"walkcache.entries={entries}", f"walkcache.ways={ways}", f"walkcache.policy={policy}"]


GEOMETRIES = [
    l1(4, 4, "sched.quantum=37", "sched.jitter=30"),
    l1(8, 8, *walkcache(0)),
    l1(5, 3, "tlb.l2.entries=64", *walkcache(3)),
    l1(16, 16, "tlb.l1d.ways=4", "tlb.l1i.ways=2", *walkcache(4, 2)),
    l1(16, 8, "tlb.l1d.sizes=4K", "tlb.l1i.sizes=4K,64K", *walkcache(0)),
    l1(24, 32, "tlb.l2.entries=128", "tlb.l2.ways=0", "tlb.l2.policy=fifo", *walkcache(4, 0, "fifo")),
    l1(32, 48, "sched.quantum=1", *walkcache(1)),
    l1(8, 16, "tlb.l2.sizes=4K,64K,1M", "tlb.l2.entries=32", *walkcache(8, 1)),
    l1(2, 1),
]

# Rules that --mutate breaks in the judge. The geometry is one where each shows.
FAULTS = ["lru", "store", "tlbi", "l2-policy", "walkcache-policy", "last-level"]
FAULT_GEOMETRY = l1(8, 8, "tlb.l2.entries=64", *walkcache(8))
FAULT_SEEDS = 12

CONTEXT = 3  # misses shown before a difference


def geometries(seed):
    count = len(GEOMETRIES)
    return [GEOMETRIES[seed % count], GEOMETRIES[(seed + count // 2) % count]]


def show(misses, at):
    return " ".join(f"{side}:{page << 12:#x}:{how}" for side, page, how in misses[at:at + 4]) or "(none)"


def differences(actual, expected):
    """What a person needs to find the first wrong miss; empty when all is the same."""
    lines = [f"{key}: emulator {actual.counts.get(key)}, judge {value}"
             for key, value in expected.counts.items() if actual.counts.get(key) != value]
    if actual.misses != expected.misses:
        pairs = zip(actual.misses, expected.misses)
        same = next((i for i, (a, b) in enumerate(pairs) if a != b),
                    min(len(actual.misses), len(expected.misses)))
        before = max(0, same - CONTEXT)
        lines += [f"{len(actual.misses)} misses, judge {len(expected.misses)}; alike up to {same}:",
                  f"  before:   {show(expected.misses[before:same], 0)}",
                  f"  emulator: {show(actual.misses, same)}",
                  f"  judge:    {show(expected.misses, same)}"]
    return lines


class Bench:
    """Guests built in one directory, run by both sides."""

    def __init__(self, args, directory):
        self.args = args
        self.directory = Path(directory)

    def build(self, seed):
        source, image = (self.directory / f"seed_{seed}.{end}" for end in ("S", "elf"))
        if not image.exists():
            source.write_text(generate(seed))
            execute([self.args.cc, "-nostdlib", "-static", "-Wl,--build-id=none",
                     "-Wl,-z,max-page-size=4096", *(f"-I{path}" for path in INCLUDES),
                     "-T", HERE / "random.ld", "-o", image, source])
        return image

    def judge(self, seed, settings, *extra):
        return judge(self.args.reference, self.build(seed), settings, extra)

    def emulate(self, seed, settings):
        if not self.args.mmulator:
            return self.judge(seed, settings, "--check")
        with tempfile.TemporaryDirectory(dir=self.directory) as scratch:
            return emulate(self.args.mmulator, self.build(seed), settings, scratch)

    def compare(self, seed):
        """Lines that tell what differs on any of the seed's geometries."""
        lines = []
        for settings in geometries(seed):
            try:
                found = differences(self.emulate(seed, settings), self.judge(seed, settings))
            except Failure as failure:
                found = str(failure).splitlines()
            if found:
                lines += [f"seed {seed}: {' '.join(map(str, set_options(settings)))}", *found]
        return lines

    def caught(self, seed):
        """The faults of the judge that this seed brings to light."""
        actual = self.emulate(seed, FAULT_GEOMETRY)
        return {fault for fault in FAULTS
                if differences(actual, self.judge(seed, FAULT_GEOMETRY, "--mutate", fault))}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mmulator")
    parser.add_argument("--reference", required=True)
    parser.add_argument("--cc", required=True)
    parser.add_argument("--seeds", nargs=2, type=int, default=[1, 60], metavar=("FIRST", "COUNT"))
    parser.add_argument("--keep", metavar="DIR", help="leave the guests there")
    return parser.parse_args()


def run(args, directory):
    bench, tap = Bench(args, directory), Tap()
    first, count = args.seeds
    seeds = range(first, first + count)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for seed, lines in zip(seeds, pool.map(bench.compare, seeds)):
            tap.point(not lines, f"seed {seed}: same misses in the same order", lines)
        try:
            caught = set().union(*pool.map(bench.caught, seeds[:FAULT_SEEDS]))
        except Failure as failure:
            caught = set()
            print(f"# {failure}")
    for fault in FAULTS:
        tap.point(fault in caught, f"a judge with a wrong rule is caught: {fault}")
    return tap.finish()


def main():
    args = arguments()
    if args.keep:
        Path(args.keep).mkdir(parents=True, exist_ok=True)
        return run(args, args.keep)
    with tempfile.TemporaryDirectory() as directory:
        return run(args, directory)


if __name__ == "__main__":
    sys.exit(main())
