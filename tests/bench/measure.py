# SPDX-License-Identifier: GPL-2.0-or-later
"""Costs that can be compared, on a machine that does other things as well.

Only CPU time counts, and only what grows with the work: each side of a
comparison runs a short and a long time, and the difference is what the
additional rounds cost, without start and end. All sides take turns, several
times; the median of their ratios is the result.
"""

import resource
import statistics
import subprocess
from collections import namedtuple
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
GUEST = SOURCE / "tests" / "guest"
INCLUDES = [GUEST, SOURCE / "firmware" / "abi"]
COMPILER = ["aarch64-linux-gnu-gcc", "-nostdlib", "-static", "-Wl,--build-id=none",
            "-Wl,-z,max-page-size=4096", "-march=armv8.1-a"]
TIMEOUT = 120  # seconds of one run; they take about one
TURNS = 5

# command: from a number of rounds to a command; rounds: (short, long); units: of work in a round.
Side = namedtuple("Side", "label command rounds units")
# The median ratio, the lowest and the highest; and each side's median cost of a unit.
Result = namedtuple("Result", "value low high costs")


class Failure(Exception):
    """A program did not do its part; the text says what and why."""


class Guests:
    """Guests assembled on demand, once for each set of definitions."""

    def __init__(self, scratch):
        self.scratch = Path(scratch)

    def build(self, source, **definitions):
        words = [f"{name}={value}" for name, value in definitions.items()]
        image = self.scratch / "-".join([source.stem, *words]).replace("=", "")
        if not image.exists():
            run([*COMPILER, *(f"-D{word}" for word in words), *(f"-I{path}" for path in INCLUDES),
                 "-T", GUEST / "guest.ld", "-o", image, source])
        return image


def run(command):
    """Runs it to its end; returns its standard output."""
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as process:
        try:
            out, err = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failure(f"{command[0]}: no end after {TIMEOUT} s") from None
    if process.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {process.returncode}\n{err[-2000:]}")
    return out


def cpu_seconds(command):
    """CPU time of the program and what it started, whole run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def turn_cost(side):
    """Nanoseconds of CPU for each further unit of work."""
    few, many = side.rounds
    spent = cpu_seconds(side.command(many)) - cpu_seconds(side.command(few))
    return spent * 1e9 / ((many - few) * side.units)


def compare(sides, formula):
    """formula: from the costs of the sides, in their order, to the ratio of interest."""
    turns = [[turn_cost(side) for side in sides] for _ in range(TURNS)]
    values = sorted(formula(*costs) for costs in turns)
    return Result(statistics.median(values), values[0], values[-1],
                  [statistics.median(costs) for costs in zip(*turns)])
