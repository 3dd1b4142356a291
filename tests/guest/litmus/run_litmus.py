# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the litmus programs under many schedules and compares with their verdicts.

usage: run_litmus.py --mmulator PROGRAM [--mutant PROGRAM] [--seeds N] IMAGE

Every program runs under each completion mode, several quanta (down to one block)
and jitters, and N seeds. A forbidden outcome must never be seen, an allowed one at
least once, an unseen one never. Then the emulator is made wrong on purpose
(mutant.c): a forbidden outcome must show.
"""

import argparse
import itertools
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))
from program import THREADS, read_all  # noqa: E402
from tap import Tap  # noqa: E402

TIMEOUT = 120  # seconds; a run takes a fraction of one
COMPLETIONS = ("issue", "random", "dsb")
# Cycles: of a quantum, and what the seed may take off it.
QUANTA = ((1, 0), (7, 0), (50, 49), (1000, 0), (1000, 999))

# What mutant.c can break, and under which completion it shows.
MUTANTS = {
    "dsb": "dsb",
    "broadcast": "issue",
    "walk-cache": "issue",
    "last-level": "issue",
    "range": "issue",
}


class Failure(Exception):
    """An emulator that did not do its part; the text says how."""


def schedules(seeds, completions=COMPLETIONS):
    for completion, (quantum, jitter), seed in itertools.product(completions, QUANTA, range(1, seeds + 1)):
        yield ["--seed", str(seed), "--set", f"dvm.completion={completion}",
               "--set", f"sched.quantum={quantum}", "--set", f"sched.jitter={jitter}"]


def execute(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stderr[-1000:]}")
    return done.stdout.split()


def is_outcome(program, line):
    words = [int(line[8 * t:8 * t + 8], 16) for t in range(THREADS)]
    return all(words[t] >> 8 * r & 0xff == value for (t, r), value in program.outcome.items())


def tally(programs, lines):
    """How often each program showed its outcome, by name; each has as many lines as the others."""
    count, rest = divmod(len(lines), len(programs))
    if rest or not count:
        raise Failure(f"{len(lines)} lines of {len(programs)} programs")
    return Counter({p.name: sum(is_outcome(p, line) for line in lines[i * count:(i + 1) * count])
                    for i, p in enumerate(programs)})


class Runner:
    def __init__(self, args):
        self.args, self.programs = args, read_all()
        self.pool = ThreadPoolExecutor(os.cpu_count())

    def seen(self, commands):
        """The sum over all runs, and for each outcome the first run that showed it."""
        total, first = Counter(), {}
        for command, lines in zip(commands, self.pool.map(execute, commands)):
            counts = tally(self.programs, lines)
            total += counts
            for name in counts:
                if counts[name]:
                    first.setdefault(name, " ".join(map(str, command[1:])))
        return total, first

    def emulator(self, schedule):
        return [self.args.mmulator, "boot", "--quiet", "--cpus", str(THREADS), *schedule, self.args.image]

    def judge(self, tap):
        total, first = self.seen([self.emulator(schedule) for schedule in schedules(self.args.seeds)])
        for program in self.programs:
            ok = (total[program.name] > 0) == (program.verdict == "allowed")
            what = f"seen {total[program.name]} times, first by {first.get(program.name)}"
            tap.point(ok, f"{program.family}: {program.name} is {program.verdict}", [program.why, what])

    def mutants(self, tap):
        for name, completion in MUTANTS.items():
            commands = [[self.args.mutant, name, *schedule, self.args.image]
                        for schedule in schedules(1, [completion])]
            total, _ = self.seen(commands)
            caught = [p.name for p in self.programs if p.verdict == "forbidden" and total[p.name]]
            tap.point(caught, f"a machine with a wrong {name} shows what is forbidden")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mmulator", required=True)
    parser.add_argument("--mutant")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("image")
    args, tap = parser.parse_args(), Tap()
    runner = Runner(args)
    runner.judge(tap)
    if args.mutant:
        runner.mutants(tap)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
