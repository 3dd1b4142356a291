#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One script for each generation, three times: natively, under mmulator, on QEMU.
Every op returns the same: addresses, contents, and the status of what is refused.

    test_generations.py BUILD_DIRECTORY REPLAY [IMAGE GENERATION...]

IMAGE is the name of a firmware without its suffix, REPLAY the same sources.
"""

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import QEMU, FirmwareTest, boot, firmware  # noqa: E402
from tap import Tap  # noqa: E402

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
STEPS = 1500
SLOTS = 60
TIMEOUT = 60  # seconds
TRACED = re.compile(r"op-end +outcome=done result=(0x[0-9a-f]+) ")
PRINTED = re.compile(r"^\d+:\d+ cpu 0 (?:vmalloc|vmalloc_huge|vfree|purge|store|load) (0x[0-9a-f]+)$")


class Life:
    """A script and the same ops for replay."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.script, self.ops = ["seed 1", "phase all {"], []
        self.held = {}  # slot: the op that filled it, bytes

    def op(self, line, replay):
        self.script.append(line)
        self.ops.append(replay)

    def allocate(self, slot):
        """Mostly small areas, some whose array is an area of its own, some of blocks."""
        size = self.rng.randint(1, self.rng.choice((8, 120, 1200)) * 4096)
        self.held[slot] = len(self.ops), size
        if self.rng.randrange(8) == 0:
            self.op(f"p{slot} = vmalloc_huge {size}", f"h {size}")
        else:
            self.op(f"p{slot} = vmalloc {size}", f"v {size}")

    def free(self, slot):
        """Now and then refused first: inside the area, beside its start, or once more."""
        op, size = self.held.pop(slot)
        odd = self.rng.randrange(12)
        if odd == 0 and size > 4096:
            self.op(f"vfree p{slot} + 4096", f"f {op} 4096")
        elif odd == 1:
            self.op(f"vfree p{slot} + 8", f"f {op} 8")
        self.op(f"vfree p{slot}", f"f {op} 0")
        if odd == 2:
            self.op(f"vfree p{slot}", f"f {op} 0")

    def access(self, slot):
        """A word anywhere in the area, stored and, sooner or later, loaded."""
        op, size = self.held[slot]
        offset = self.rng.randrange((size + 7) // 8) * 8
        value = self.rng.getrandbits(64)
        self.op(f"store p{slot} + {offset} {value:#x}", f"s {op} {offset} {value:#x}")
        other = self.rng.choice(list(self.held))
        self.op(f"load p{other}" if other != slot else f"load p{slot} + {offset}",
                f"l {self.held[other][0]} {offset if other == slot else 0}")

    def step(self):
        slot = self.rng.randrange(SLOTS)
        if slot in self.held:
            if self.rng.randrange(3):
                self.free(slot)
            else:
                self.access(slot)
        elif self.rng.random() < 0.02:
            self.op("purge", "p")
        else:
            self.allocate(slot)
            self.op(f"store p{slot} {slot + 1}", f"s {self.held[slot][0]} 0 {slot + 1:x}")


def draw(seed):
    """(script, ops for replay)"""
    life = Life(seed)
    for _ in range(STEPS):
        life.step()
    return "\n".join([*life.script, "}", ""]), life.ops


def output(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, timeout=TIMEOUT,
                          stdout=subprocess.PIPE, encoding="ascii", **options).stdout


def under_mmulator(program, image, allocator, script, scratch):
    trace = scratch / "t.mtr"
    output(program, "run", "--quiet", "--ram", "256M", "--allocator", allocator,
           "--firmware", firmware(image + ".elf"), "--trace", trace, script)
    return TRACED.findall(output(program, "trace", "dump", "--kind", "op-end", trace))


def on_qemu(program, image, allocator, script, scratch):
    """Its Cortex-A72 has no pages of 16K."""
    compiled = scratch / "program"
    output(program, "compile", "--allocator", allocator, script, "-o", compiled)
    lines = boot(compiled.read_bytes(), kernel=firmware(image + ".bin"),
                 cpu="cortex-a72" if image == "vmalloc" else "max")
    return [match[1] for match in map(PRINTED.match, lines) if match]


def differences(expected, found, ops):
    if len(found) != len(expected):
        return [f"{len(found)} results of {len(expected)} ops"]
    return [f"op {i} ({ops[i]}): natively {a}, here {b}"
            for i, (a, b) in enumerate(zip(expected, found)) if a != b][:10]


def compare(tap, program, replay, image, allocator, scratch):
    script = scratch / "script.wl"
    text, ops = draw(f"{allocator} 1")
    script.write_text(text)
    expected = output(replay, allocator, input="\n".join(ops) + "\n").split()
    areas = [result for op, result in zip(ops, expected) if op[0] in "vh"]
    reused = len(areas) - len(set(areas))
    refused = sum(op[0] == "f" and result != "0x0" for op, result in zip(ops, expected))
    tap.point(len(expected) == len(ops) and reused > len(areas) / 10 and refused > 50,
              f"{allocator}: natively",
              [f"{len(expected)} results, {reused} of {len(areas)} addresses reused, {refused} frees refused"])
    for name, run in (("under mmulator", under_mmulator), ("on QEMU", on_qemu)):
        if run is on_qemu and QEMU is None:
            tap.point(True, f"{allocator}: {name} # SKIP no qemu-system-aarch64")
            continue
        wrong = differences(expected, run(program, image, allocator, script, scratch), ops)
        tap.point(not wrong, f"{allocator}: the same {name}", wrong)


def main():
    build, replay = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    FirmwareTest.directory = build / "firmware"
    image, *generations = sys.argv[3:] or ["vmalloc", *GENERATIONS]
    tap = Tap()
    for allocator in generations:
        with tempfile.TemporaryDirectory() as scratch:
            compare(tap, build / "mmulator", replay, image, allocator, Path(scratch))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
