#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""soak.wl on eight cores with the debug firmware: every strategy, generation, moment of
completion and laziness. The ordinary run takes each strategy with each generation once, and
the rest in turn; --all takes every combination.

    test_soak.py BUILD_DIRECTORY [--ops N] [--phases N] [--all] [--seed N] [--only WORD ...]

Only combinations whose name has all the words of --only run. Last come two runs that have to fail, because
their purges stay on one core.
"""

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from tap import Tap  # noqa: E402

STRATEGIES = ("broadcast", "range", "ipi", "full")
GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
COMPLETIONS = ("issue", "random", "dsb")
LAZY = ("on", "off")
CHURN = re.compile(r"^phase churn (on all \{\n.*?^\}\n)", re.M | re.S)
SHOWN = 12  # lines of each stream, in a report
WRONG_OPS = 3000  # until purges of one core have surely done harm


def script(phases):
    """soak.wl with the phase `churn` that often; lines before its end keep their numbers."""
    def again(match):
        return "".join(f"phase churn{n} {match[1]}" for n in range(phases))
    text, found = CHURN.subn(again, (HERE / "soak.wl").read_text())
    assert found == 1, "soak.wl has no phase churn"
    return text


def combinations(every):
    if every:
        return list(itertools.product(STRATEGIES, GENERATIONS, COMPLETIONS, LAZY))
    return [(strategy, generation, COMPLETIONS[(s + g) % 3], LAZY[(s + g // 2) % 2])
            for s, strategy in enumerate(STRATEGIES) for g, generation in enumerate(GENERATIONS)]


class Soak:
    def __init__(self, args, directory):
        self.args, self.directory = args, directory
        self.script = directory / "soak.wl"
        self.script.write_text(script(args.phases))

    def run(self, combination, *more, ops, firmware="vmalloc-debug"):
        """(exit code, what it said)"""
        strategy, generation, completion, lazy = combination
        build = self.args.build.resolve()
        command = [
            build / "mmulator", "run", "--firmware", build / "firmware" / f"{firmware}.elf",
            "--shootdown", strategy, "--allocator", generation, "--lazy", lazy,
            "--set", f"dvm.completion={completion}", "--seed", self.args.seed,
            "--define", f"OPS={-(-ops // self.args.phases)}", *more, self.script]
        try:
            done = subprocess.run([str(part) for part in command], cwd=self.directory, check=False,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  errors="replace", timeout=self.args.timeout)
        except subprocess.TimeoutExpired:
            return None, [f"no end after {self.args.timeout} s"]
        said = done.stderr.splitlines()[:SHOWN] + done.stdout.splitlines()[-SHOWN:]
        return done.returncode, [f"exit {done.returncode}, seed {self.args.seed}", *said]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--ops", type=int, default=60, help="of each core")
    parser.add_argument("--phases", type=int, default=3, help="the checks of structures come between")
    parser.add_argument("--all", action="store_true", help="every combination")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=int, default=60, help="seconds of a run")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD")
    return parser.parse_args()


def soak(tap, runs, args):
    for combination in combinations(args.all):
        name = "{}, {}, completion {}, lazy {}".format(*combination)
        if all(word in name for word in args.only):
            code, said = runs.run(combination, ops=args.ops)
            tap.point(code == 0, f"random lives of areas are clean: {name}", said)


def wrong_on_purpose(tap, runs):
    """The debug firmware sees it coming; without its checks, what is read and freed is wrong."""
    combination = ("broadcast", "augmented", "issue", "on")
    wrong = ("--define", "PURGE_LOCAL=1")
    code, said = runs.run(combination, *wrong, ops=WRONG_OPS)
    tap.point(code == 3 and any("is used again" in line for line in said),
              "purges that stay on one core are found by the checks", said)
    code, said = runs.run(combination, *wrong, ops=WRONG_OPS, firmware="vmalloc")
    tap.point(code in (1, 3), "purges that stay on one core are found by what areas hold", said)


def main():
    args = arguments()
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        runs = Soak(args, Path(scratch))
        soak(tap, runs, args)
        wrong_on_purpose(tap, runs)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
