# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the firmware on QEMU's virt board and reads what it prints.

Without a probe the firmware prints each op's result: `Result` has them by script
line. Tests derive from FirmwareTest and end in main(), whose first command line
argument is the directory of vmalloc.bin and vmalloc.elf; main() exits 77 where
there is no qemu-system-aarch64.
"""

import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from op_program import Program

QEMU = shutil.which("qemu-system-aarch64")
TIMEOUT = 60  # seconds
OUTPUT_LIMIT = 1 << 20
OP_LINE = re.compile(r"^(\d+):1 cpu (\d+) (\w+) (?:(mismatch) )?0x([0-9a-f]+)(?: esr 0x([0-9a-f]+))?$")


def firmware(name):
    """The path of vmalloc.bin or vmalloc.elf."""
    return FirmwareTest.directory / name


def boot(initrd, cpus=1, ram="256M", kernel=None, threads="single", cpu="cortex-a72",
         machine=None):
    """The firmware's output, as lines. Host threads for the cores: one ("single"), which is
    fast when they wait for each other, or one each ("multi"), which lets them race.
    `machine`: properties of the board."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            QEMU, "-M", "virt" + (f",{machine}" if machine else ""), "-accel", f"tcg,thread={threads}", "-cpu", cpu,
            "-smp", str(cpus), "-m", ram, "-nic", "none", "-display", "none", "-monitor", "none",
            "-serial", "stdio",
            "-kernel", str(kernel or firmware("vmalloc.bin"))]
        if initrd is not None:
            path = Path(scratch) / "program"
            path.write_bytes(initrd)
            command += ["-initrd", str(path)]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                             timeout=TIMEOUT)
    return run.stdout[:OUTPUT_LIMIT].decode("ascii", "replace").splitlines()


class Result:
    """What the ops of a run said, by script line."""

    def __init__(self, lines):
        self.lines = lines
        self.ops = {}
        for match in filter(None, map(OP_LINE.match, lines)):
            line, cpu, op, mismatch, value, esr = match.groups()
            self.ops.setdefault(int(line), []).append(
                (int(cpu), op, bool(mismatch), int(value, 16), int(esr or "0", 16)))

    def value(self, line):
        (_, _, mismatch, value, _), = self.ops[line]
        assert not mismatch, self.lines
        return value

    def values(self, line):
        return [value for _, _, _, value, _ in self.ops[line]]


class FirmwareTest(unittest.TestCase):
    maxDiff = None
    directory = Path()

    def run_program(self, program, **options):
        result = Result(boot(program.assemble(), **options))
        self.assertIn("program done", result.lines, "\n".join(result.lines))
        return result

    def assert_refused(self, initrd, text, **options):
        lines = boot(initrd, **options)
        self.assertTrue(any(text in line for line in lines), f"{text!r} not in {lines}")
        self.assertNotIn("program done", lines)
        self.assertFalse(any("panic" in line for line in lines), lines)


P, SIZE, VALUE, ADDRESS, STRIDE = 0, 1, 2, 3, 4


def with_area(size, **options):
    """A program of one stream that has allocated; slot P is its address."""
    program = Program(**options)
    stream = program.stream()
    stream.ldi(VALUE, size)
    stream.emit("vmalloc", dst=P, a=VALUE)
    stream.area_line = stream.line()
    stream.ldi(STRIDE, 4096)
    return program, stream


class Segment:
    """A PT_LOAD program header of the firmware."""

    def __init__(self, fields):
        _, self.flags, _, self.va, self.pa, _, self.size, _ = fields


def read_elf():
    """The entry point and the segments: code, constants, data."""
    elf = firmware("vmalloc.elf").read_bytes()
    entry, table = struct.unpack_from("<QQ", elf, 24)
    size, count = struct.unpack_from("<HH", elf, 54)
    headers = [struct.unpack_from("<IIQQQQQQ", elf, table + size * i) for i in range(count)]
    return entry, [Segment(header) for header in headers if header[0] == 1]


def main():
    if QEMU is None:
        print("qemu-system-aarch64 is not installed")
        sys.exit(77)
    FirmwareTest.directory = Path(sys.argv.pop(1)).resolve()
    unittest.main(module="__main__", verbosity=2)
