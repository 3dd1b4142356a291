#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What an allocation and its free cost in each generation, by how much lives already.

    generation_cost.py BUILD [--most AREAS] [--write DOCS]

Prints the tables; with --write puts them into DOCS/generations.md, between its
marks, and draws DOCS/generations.svg. Guest instructions of the ops alone: the
same on every host. Takes ten minutes or so, nearly all of it for vmlist: to
fill a list takes quadratic time, 60 billion instructions for 100,000 areas.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
COLOURS = {"vmlist": "#b8442f", "rbtree": "#c08a1e", "augmented": "#2d7d5a", "nodes": "#2f62a8"}
LIVE = (100, 300, 1000, 3000, 10000, 30000, 100000)
VMLIST_MOST = {"alike": 100000, "mixed": 10000}  # that is linear at 10,000 as well
ROUNDS = 100
TIMEOUT = 1800  # seconds

ALIKE = """
phase fill { repeat LIVE { p = vmalloc 4K } }
phase measure { repeat ROUNDS { p = vmalloc 4K; vfree p } }
"""
MIXED = """
phase fill {
    last = 0
    repeat LIVE { p = vmalloc 8K; store p last; last = p; q = vmalloc 4K }
    repeat LIVE { next = load last; vfree last; last = next }
    purge
}
phase measure { repeat ROUNDS / 2 { p = vmalloc 4K; q = vmalloc 32K; vfree p; vfree q } }
"""
WORKLOADS = {"alike": ALIKE, "mixed": MIXED}


def cost(program, allocator, text, live):
    """Instructions of a vmalloc and a vfree, on average."""
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "cost.wl"
        script.write_text(f"LIVE = {live}\nROUNDS = {ROUNDS}\n{text}")
        done = subprocess.run(
            [program, "run", "--quiet", "--ram", "2G", "--allocator", allocator, "--stats", "-", script],
            stdout=subprocess.PIPE, check=True, timeout=TIMEOUT)
    ops = json.loads(done.stdout)["phases"][-1]["ops"]
    return sum(ops[op]["instructions"]["sum"] // ops[op]["count"] for op in ("vmalloc", "vfree"))


def measure(program, workload, most):
    """{generation: {live: instructions}}"""
    limits = {name: most for name in GENERATIONS} | {"vmlist": min(most, VMLIST_MOST[workload])}
    return {allocator: {live: cost(program, allocator, WORKLOADS[workload], live)
                        for live in LIVE if live <= limit}
            for allocator, limit in limits.items()}


def table(costs, most):
    lines = ["| areas alive | " + " | ".join(GENERATIONS) + " |", "|---:" * (len(costs) + 1) + "|"]
    for live in (live for live in LIVE if live <= most):
        cells = (f"{costs[name][live]:,}" if live in costs[name] else "–" for name in GENERATIONS)
        lines.append(f"| {live:,} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


class Plot:
    """A log-log diagram. Whole coordinates only, so that the bytes are the same everywhere."""

    WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 400, 300, 80, 30, 36, 44
    DECADES_X, DECADES_Y = (2, 5), (3, 7)

    def __init__(self, left, title):
        self.left, self.title = left, title

    def x(self, live):
        return self.left + self.LEFT + self.place(live, self.DECADES_X, self.WIDTH - self.LEFT - self.RIGHT)

    def y(self, instructions):
        room = self.HEIGHT - self.TOP - self.BOTTOM
        return self.HEIGHT - self.BOTTOM - self.place(instructions, self.DECADES_Y, room)

    @staticmethod
    def place(value, decades, room):
        """Where the value lies on a logarithmic axis, in integer arithmetic: log2 by squaring."""
        def log2(number):
            whole = number.bit_length() - 1
            mantissa, fraction = (number << 32) >> whole, 0
            for _ in range(16):
                mantissa = mantissa * mantissa >> 32
                bit = mantissa >> 33
                mantissa >>= bit
                fraction = fraction << 1 | bit
            return whole << 16 | fraction
        low, high = (log2(10 ** decade) for decade in decades)
        return max(0, min(room, room * (log2(value) - low) // (high - low)))

    def grid(self):
        yield f'<text x="{self.left + self.LEFT}" y="20" font-weight="bold">{self.title}</text>'
        right = self.left + self.WIDTH - self.RIGHT
        for decade in range(self.DECADES_Y[0], self.DECADES_Y[1] + 1):
            y = self.y(10 ** decade)
            yield f'<path d="M{self.x(100)} {y}H{right}" stroke="#ddd"/>'
            yield f'<text x="{self.x(100) - 6}" y="{y + 4}" text-anchor="end">{10 ** decade:,}</text>'
        for decade in range(self.DECADES_X[0], self.DECADES_X[1] + 1):
            x = self.x(10 ** decade)
            yield f'<text x="{x}" y="{self.HEIGHT - 26}" text-anchor="middle">{10 ** decade:,}</text>'
        yield f'<text x="{self.x(3162)}" y="{self.HEIGHT - 8}" text-anchor="middle">areas alive</text>'

    def lines(self, costs):
        for name in GENERATIONS:
            points = [(self.x(live), self.y(value)) for live, value in costs[name].items()]
            path = "L".join(f"{x} {y}" for x, y in points)
            yield f'<path d="M{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>'
            for x, y in points:
                yield f'<circle cx="{x}" cy="{y}" r="3" fill="{COLOURS[name]}"/>'


def legend():
    for i, name in enumerate(GENERATIONS):
        yield f'<rect x="{220 + 100 * i}" y="302" width="10" height="10" fill="{COLOURS[name]}"/>'
        yield f'<text x="{235 + 100 * i}" y="311">{name}</text>'


def picture(results):
    parts = []
    for i, (name, costs) in enumerate(results.items()):
        plot = Plot(i * Plot.WIDTH, f"{name}: instructions of vmalloc + vfree")
        parts += [*plot.grid(), *plot.lines(costs)]
    width = Plot.WIDTH * len(results)
    return "\n".join([
        "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="324" font-family="sans-serif"'
        ' font-size="11" fill="#333">',
        f'<rect width="{width}" height="324" fill="#fff"/>', *parts, *legend(), "</svg>", ""])


def write(docs, tables, results):
    page = docs / "generations.md"
    text = page.read_text(encoding="utf-8")
    for name, rows in tables.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}{rows}\n{end}{after}"
    page.write_text(text, encoding="utf-8")
    (docs / "generations.svg").write_text(picture(results), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--most", type=int, default=LIVE[-1], help="areas alive, at most")
    parser.add_argument("--write", type=Path, metavar="DOCS")
    args = parser.parse_args()
    program = args.build.resolve() / "mmulator"
    results = {name: measure(program, name, args.most) for name in WORKLOADS}
    tables = {name: table(costs, args.most) for name, costs in results.items()}
    for name, rows in tables.items():
        print(f"{name}\n{rows}\n")
    if args.write:
        write(args.write, tables, results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
