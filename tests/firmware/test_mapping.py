#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripts of tests/firmware/mapping, for each generation: their expectations hold under
mmulator, also in the debug firmware, which checks everything after each op; and on QEMU
every op returns the same. A script for several cores runs under mmulator only.

    test_mapping.py BUILD_DIRECTORY
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import QEMU, FirmwareTest, boot  # noqa: E402
from tap import Tap  # noqa: E402

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
SCRIPTS = sorted((Path(__file__).resolve().parent / "mapping").glob("*.wl"))
TIMEOUT = 120  # seconds
TRACED = re.compile(r"op-end +outcome=done result=(0x[0-9a-f]+) .* line (\d+)\]$")
PRINTED = re.compile(r"^(\d+):\d+ cpu 0 \w+ (0x[0-9a-f]+)$")


def call(*command):
    return subprocess.run([str(part) for part in command], check=False, timeout=TIMEOUT,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="ascii")


class Mapping:
    def __init__(self, build, tap, scratch):
        self.build, self.tap, self.scratch = build, tap, Path(scratch)
        self.program = build / "mmulator"

    def run(self, name, allocator, script, *options):
        done = call(self.program, "run", "--quiet", "--ram", "256M", "--allocator", allocator,
                    *options, script)
        self.tap.point(done.returncode == 0, f"{script.stem}, {allocator}: {name}",
                       done.stdout.splitlines()[:10])

    def traced(self, trace):
        dump = call(self.program, "trace", "dump", "--kind", "op-end", trace)
        lines = map(TRACED.search, dump.stdout.splitlines())
        return [(match[2], match[1]) for match in lines if match]

    def printed(self, allocator, script):
        image = self.scratch / "program"
        call(self.program, "compile", "--allocator", allocator, script, "-o", image)
        lines = map(PRINTED.match, boot(image.read_bytes()))
        return [(match[1], match[2]) for match in lines if match]

    def compare(self, allocator, script, trace):
        name = f"{script.stem}, {allocator}: the same on QEMU"
        if QEMU is None:
            self.tap.point(True, f"{name} # SKIP no qemu-system-aarch64")
            return
        here, there = self.traced(trace), self.printed(allocator, script)
        wrong = [f"line {a[0]}: {a[1]}, on QEMU line {b[0]}: {b[1]}"
                 for a, b in zip(here, there) if a != b]
        self.tap.point(here and len(here) == len(there) and not wrong, name,
                       [f"{len(here)} results, {len(there)} on QEMU", *wrong[:10]])

    def all(self, allocator, script):
        trace = self.scratch / "t.mtr"
        single = not re.search(r"^cpus ", script.read_text(), re.MULTILINE)
        debug = self.build / "firmware" / "vmalloc-debug.elf"
        self.run("expectations hold", allocator, script, "--trace", trace)
        self.run("so with all checks", allocator, script, "--firmware", debug)
        if single:
            self.compare(allocator, script, trace)


def main():
    build = Path(sys.argv[1]).resolve()
    FirmwareTest.directory = build / "firmware"
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        mapping = Mapping(build, tap, scratch)
        for script in SCRIPTS:
            for allocator in GENERATIONS:
                mapping.all(allocator, script)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
