#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a freed page costs in each strategy and generation, by the number of cores.

    shootdown_cost.py BUILD [--most CORES] [--write DOCS]

Prints the tables; with --write puts them into DOCS/shootdown.md, between its
marks, and draws DOCS/shootdown.svg. Cycles of the model: the same on every host.
Takes two minutes or so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from generation_cost import GENERATIONS, Plot

STRATEGIES = ("broadcast", "range", "ipi", "full")
COLOURS = {"broadcast": "#2f62a8", "range": "#2d7d5a", "ipi": "#b8442f", "full": "#c08a1e"}
CORES = (1, 2, 4, 8, 16, 32, 64)
PAGES = 15  # of an area, beside its guard page
TIMEOUT = 600  # seconds
# Short quanta, so that when an interrupt is taken is not a matter of the quantum.
SETTINGS = ["--machine", "cortex-a72", "--set", "sched.quantum=100", "--ram", "1G"]

# What each scenario lets happen before (warm) and while it is measured; and whether frees are lazy.
EACH = "{ p = vmalloc 60K; touch p write; vfree p }"
SCENARIOS = {
    "one": ("off", f"phase warm on all {{ repeat 2 {EACH} }}\nphase free on 0 {{ repeat 16 {EACH} }}\n"),
    "all": ("off", f"phase warm on all {{ repeat 2 {EACH} }}\nphase free on all {{ repeat 4 {EACH} }}\n"),
    "lazy": ("on", f"phase warm on all {{ repeat 2 {EACH}; purge }}\n"
             f"phase free on all {{ repeat 16 {EACH}; purge }}\n"),
}


def run(program, scenario, strategy, allocator, cores):
    """The measured phase, as the statistics tell it."""
    lazy, text = SCENARIOS[scenario]
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "free.wl"
        script.write_text(text)
        done = subprocess.run(
            [program, "run", "--quiet", *SETTINGS, "--cpus", str(cores), "--shootdown", strategy,
             "--allocator", allocator, "--lazy", lazy, "--stats", "-", script],
            stdout=subprocess.PIPE, check=True, timeout=TIMEOUT)
    return json.loads(done.stdout)["phases"][-1]


def cost(program, scenario, strategy, allocator, cores):
    """Cycles of vfree and purge for each page freed, of the cores that free."""
    ops = run(program, scenario, strategy, allocator, cores)["ops"]
    cycles = sum(ops[op]["cycles"]["sum"] for op in ("vfree", "purge") if op in ops)
    return cycles // (ops["vfree"]["count"] * PAGES)


def measure(program, most):
    """{(scenario, strategy, generation, cores): cycles a page}"""
    cases = [case for case in product(SCENARIOS, STRATEGIES, GENERATIONS, CORES) if case[3] <= most]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(cases, pool.map(lambda case: cost(program, *case), cases)))


def table(heads, rows):
    lines = ["| cores | " + " | ".join(heads) + " |", "|---:" * (len(heads) + 1) + "|"]
    lines += [f"| {cores} | " + " | ".join(f"{cell:,}" for cell in cells) + " |" for cores, cells in rows]
    return "\n".join(lines)


def tables(costs):
    """By the name of their marks: strategies of one generation, and generations of one strategy."""
    cores = sorted({case[3] for case in costs})
    result = {scenario: table(STRATEGIES, [(n, [costs[scenario, strategy, "augmented", n]
                                                for strategy in STRATEGIES]) for n in cores])
              for scenario in SCENARIOS}
    for strategy in ("broadcast", "ipi"):
        result[f"all-{strategy}"] = table(GENERATIONS, [(n, [costs["all", strategy, name, n]
                                                             for name in GENERATIONS]) for n in cores])
    return result


class Curves:
    """A log-log diagram of one scenario and generation: cores from 1 to 64, cycles from 10 to 100,000."""

    WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 330, 250, 62, 16, 30, 40
    DECADES = (1, 5)

    def __init__(self, left, top, title):
        self.left, self.top, self.title = left, top, title

    def x(self, cores):
        steps = CORES.index(cores)
        return self.left + self.LEFT + (self.WIDTH - self.LEFT - self.RIGHT) * steps // (len(CORES) - 1)

    def y(self, cycles):
        room = self.HEIGHT - self.TOP - self.BOTTOM
        return self.top + self.HEIGHT - self.BOTTOM - Plot.place(max(cycles, 1), self.DECADES, room)

    def grid(self):
        right, bottom = self.left + self.WIDTH - self.RIGHT, self.top + self.HEIGHT - self.BOTTOM
        yield f'<text x="{self.left + self.LEFT}" y="{self.top + 18}" font-weight="bold">{self.title}</text>'
        for decade in range(self.DECADES[0], self.DECADES[1] + 1):
            y = self.y(10 ** decade)
            yield f'<path d="M{self.x(1)} {y}H{right}" stroke="#ddd"/>'
            yield f'<text x="{self.x(1) - 6}" y="{y + 4}" text-anchor="end">{10 ** decade:,}</text>'
        for cores in CORES:
            yield f'<text x="{self.x(cores)}" y="{bottom + 16}" text-anchor="middle">{cores}</text>'
        yield f'<text x="{self.x(8)}" y="{bottom + 32}" text-anchor="middle">cores</text>'

    def line(self, strategy, points):
        places = [(self.x(cores), self.y(cycles)) for cores, cycles in points]
        path = "L".join(f"{x} {y}" for x, y in places)
        yield f'<path d="M{path}" fill="none" stroke="{COLOURS[strategy]}" stroke-width="2"/>'
        for x, y in places:
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="{COLOURS[strategy]}"/>'


def picture(costs):
    parts = []
    for row, scenario in enumerate(SCENARIOS):
        for column, allocator in enumerate(GENERATIONS):
            plot = Curves(column * Curves.WIDTH, row * Curves.HEIGHT, f"{scenario}, {allocator}: cycles a page")
            parts += plot.grid()
            for strategy in STRATEGIES:
                parts += plot.line(strategy, [(case[3], cycles) for case, cycles in costs.items()
                                              if case[:3] == (scenario, strategy, allocator)])
    width, height = Curves.WIDTH * len(GENERATIONS), Curves.HEIGHT * len(SCENARIOS)
    legend = [f'<rect x="{420 + 130 * i}" y="{height + 4}" width="10" height="10" fill="{COLOURS[name]}"/>'
              f'<text x="{435 + 130 * i}" y="{height + 13}">{name}</text>' for i, name in enumerate(STRATEGIES)]
    return "\n".join([
        "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 24}"'
        ' font-family="sans-serif" font-size="11" fill="#333">',
        f'<rect width="{width}" height="{height + 24}" fill="#fff"/>', *parts, *legend, "</svg>", ""])


def write(docs, costs):
    page = docs / "shootdown.md"
    text = page.read_text(encoding="utf-8")
    for name, rows in tables(costs).items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{rows}\n{end}{after}"
    page.write_text(text, encoding="utf-8")
    (docs / "shootdown.svg").write_text(picture(costs), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--most", type=int, default=CORES[-1], help="cores, at most")
    parser.add_argument("--write", type=Path, metavar="DOCS")
    args = parser.parse_args()
    costs = measure(args.build.resolve() / "mmulator", args.most)
    for name, rows in tables(costs).items():
        print(f"{name}\n{rows}\n")
    if args.write:
        write(args.write, costs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
