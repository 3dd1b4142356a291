#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What it costs to map four pages and to unmap them, by vmap and by vm_map_ram.

    mapping_cost.py BUILD [--write DOCS]

Prints a table; with --write puts it into DOCS/mapping.md, between its marks. Of guest
instructions, cycles and TLBIs: the same on every host. Takes some seconds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
WAYS = {
    "vmap": ("q = vmap p", "vunmap q", ("vmap", "vunmap")),
    "vm_map_ram": ("q = vm_map_ram p 16K", "vm_unmap_ram q 16K", ("vm_map_ram", "vm_unmap_ram")),
}
ROUNDS = 12000  # in all, on one core or on eight
TIMEOUT = 600  # seconds
BEGIN, END = "<!-- mapping: begin -->\n", "<!-- mapping: end -->\n"


def run(program, allocator, way, cpus):
    """Instructions and cycles of a mapping and its end, TLBIs of ten thousand of them."""
    map_it, end_it, ops = WAYS[way]
    with tempfile.TemporaryDirectory() as scratch:
        script = Path(scratch) / "cost.wl"
        script.write_text(
            f"cpus {cpus}\nphase pages on all {{ p = vmalloc 16K; {map_it}; {end_it} }}\n"
            f"phase measure on all {{ repeat {ROUNDS // cpus} {{ {map_it}; {end_it} }} }}\n")
        done = subprocess.run(
            [program, "run", "--quiet", "--allocator", allocator, "--stats", "-", script],
            stdout=subprocess.PIPE, check=True, timeout=TIMEOUT)
    measured = json.loads(done.stdout)["phases"][-1]
    total = {unit: sum(measured["ops"][op][unit]["sum"] for op in ops)
             for unit in ("instructions", "cycles")}
    rounds = measured["ops"][ops[0]]["count"]
    tlbis = measured["counters"]["tlbi.broadcast"]
    return total["instructions"] // rounds, total["cycles"] // rounds, tlbis * 10000 // rounds


def table(program):
    lines = ["| | cores | vmap: instructions | cycles | TLBIs | vm_map_ram: instructions | cycles | TLBIs |",
             "|---|---:|---:|---:|---:|---:|---:|---:|"]
    for allocator in GENERATIONS:
        for cpus in (1, 8):
            cells = []
            for way in WAYS:
                instructions, cycles, tlbis = run(program, allocator, way, cpus)
                cells += [f"{instructions:,}", f"{cycles:,}", f"{tlbis:,}"]
            lines.append(f"| `{allocator}` | {cpus} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    text = table(options.build.resolve() / "mmulator")
    print(text, end="")
    if options.write is not None:
        page = options.write / "mapping.md"
        head, rest = page.read_text(encoding="utf-8").split(BEGIN)
        page.write_text(head + BEGIN + text + END + rest.split(END)[1], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
