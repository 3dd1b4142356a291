#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""One script for each generation, three times: natively, under mmulator, on QEMU.
Every op returns the same, addresses included.

    test_generations.py BUILD_DIRECTORY REPLAY
"""

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import QEMU, FirmwareTest, boot  # noqa: E402
from tap import Tap  # noqa: E402

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
STEPS = 1500
SLOTS = 60
TIMEOUT = 60  # seconds
TRACED = re.compile(r"op-end +outcome=done result=(0x[0-9a-f]+) ")
PRINTED = re.compile(r"^\d+:\d+ cpu 0 (?:vmalloc|vfree|purge) (0x[0-9a-f]+)$")


def draw(seed):
    """(script, ops for replay): mostly small areas, some whose array is an area of its own."""
    rng = random.Random(seed)
    script, ops = ["seed 1", "phase all {"], []
    held = {}  # slot: the op that filled it
    for _ in range(STEPS):
        slot = rng.randrange(SLOTS)
        if slot in held:
            script.append(f"vfree p{slot}")
            ops.append(f"f {held.pop(slot)}")
        elif rng.random() < 0.02:
            script.append("purge")
            ops.append("p")
        else:
            size = rng.randint(1, rng.choice((8, 120, 1200)) * 4096)
            held[slot] = len(ops)
            script.append(f"p{slot} = vmalloc {size}")
            ops.append(f"v {size}")
    return "\n".join([*script, "}", ""]), ops


def output(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, timeout=TIMEOUT,
                          stdout=subprocess.PIPE, encoding="ascii", **options).stdout


def under_mmulator(program, allocator, script, scratch):
    trace = scratch / "t.mtr"
    output(program, "run", "--quiet", "--ram", "256M", "--allocator", allocator,
           "--trace", trace, script)
    return TRACED.findall(output(program, "trace", "dump", "--kind", "op-end", trace))


def on_qemu(program, allocator, script, scratch):
    image = scratch / "program"
    output(program, "compile", "--allocator", allocator, script, "-o", image)
    lines = boot(image.read_bytes())
    return [match[1] for match in map(PRINTED.match, lines) if match]


def differences(expected, found, ops):
    if len(found) != len(expected):
        return [f"{len(found)} results of {len(expected)} ops"]
    return [f"op {i} ({ops[i]}): natively {a}, here {b}"
            for i, (a, b) in enumerate(zip(expected, found)) if a != b][:10]


def compare(tap, program, replay, allocator, scratch):
    script = scratch / "script.wl"
    text, ops = draw(f"{allocator} 1")
    script.write_text(text)
    expected = output(replay, allocator, input="\n".join(ops) + "\n").split()
    areas = [result for op, result in zip(ops, expected) if op[0] == "v"]
    reused = len(areas) - len(set(areas))
    tap.point(len(expected) == len(ops) and reused > len(areas) / 10, f"{allocator}: natively",
              [f"{len(expected)} results, {reused} of {len(areas)} addresses reused"])
    for name, run in (("under mmulator", under_mmulator), ("on QEMU", on_qemu)):
        if run is on_qemu and QEMU is None:
            tap.point(True, f"{allocator}: {name} # SKIP no qemu-system-aarch64")
            continue
        wrong = differences(expected, run(program, allocator, script, scratch), ops)
        tap.point(not wrong, f"{allocator}: the same {name}", wrong)


def main():
    build, replay = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    FirmwareTest.directory = build / "firmware"
    tap = Tap()
    for allocator in GENERATIONS:
        with tempfile.TemporaryDirectory() as scratch:
            compare(tap, build / "mmulator", replay, allocator, Path(scratch))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
