# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints how fast the emulator is, as ratios.

usage: bench.py BUILD_DIR [--list] [NAME...]

Without names, everything; NAME also selects what begins with "NAME.". Exit
status 1 when a ratio misses what is asked of it.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import allocator
import memory
import trace_rows
from cases import Sides, cases
from measure import Failure, Guests, compare


def meets(limit, value):
    bound, number = limit
    return value >= number if bound == "at least" else value <= number


def sides_text(case, result):
    shown = [f"{side.label} {cost:.1f}" for side, cost in zip(case.sides, result.costs)]
    return f"{', '.join(shown)} ns {case.unit}"


def report(case):
    result = compare(case.sides, case.formula)
    good = meets(case.limit, result.value)
    print(f"{case.name:20} {result.value:5.2f}  ({result.low:.2f} to {result.high:.2f})  "
          f"{case.limit[0]} {case.limit[1]:.1f}  {'ok  ' if good else 'MISS'}  {case.meaning}: "
          f"{sides_text(case, result)}", flush=True)
    return good


def wanted(name, names):
    return not names or any(name == word or name.startswith(word + ".") for word in names)


def main():
    parser = argparse.ArgumentParser(description="Prints how fast the emulator is, as ratios.")
    parser.add_argument("build", type=Path)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        chosen = [case for case in cases(Sides(args.build, Guests(scratch), Path(scratch)))
                  if wanted(case.name, args.names)]
        rows = [row for row in trace_rows.ROWS if wanted(row.name, args.names)]
        tests = [test for test in allocator.TESTS if wanted(test.name, args.names)]
        if args.list:
            for case in chosen:
                print(f"{case.name:20} {case.meaning}")
            if wanted(memory.NAME, args.names):
                print(f"{memory.NAME:20} host memory a core")
            for row in rows:
                print(f"{row.name:20} {row.unit}")
            for test in tests:
                print(f"{test.name:24} instructions an iteration, against Linux's test of vmalloc")
            return 0
        good = [report(case) for case in chosen]
        if wanted(memory.NAME, args.names):
            good.append(memory.report(args.build / "mmulator"))
        good += [trace_rows.report(args.build / "mmulator", row, scratch) for row in rows]
        good += [allocator.report(args.build / "mmulator", test, scratch) for test in tests]
        if not good:
            raise Failure(f"no case is called {' or '.join(args.names)}; --list shows them")
    return 0 if all(good) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"bench: {failure}")
