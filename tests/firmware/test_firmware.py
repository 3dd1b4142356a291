#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The firmware on QEMU's virt board, running hand-assembled op programs.

usage: test_firmware.py FIRMWARE_DIR [unittest arguments]

Without a probe the firmware prints each op's result, which is what is compared
here. Exits 77 where there is no qemu-system-aarch64.
"""

import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from op_program import (  # noqa: E402
    EXPECT_FAULT, EXPECT_VALUE, MASK, OPS, SHARED, TLBI, Program, SplitMix64, fault)

QEMU = shutil.which("qemu-system-aarch64")
TIMEOUT = 60  # seconds
OUTPUT_LIMIT = 1 << 20
OP_LINE = re.compile(r"^(\d+):1 cpu (\d+) (\w+) (?:(mismatch) )?0x([0-9a-f]+)(?: esr 0x([0-9a-f]+))?$")
firmware_dir = Path()


def boot(initrd, cpus=1, ram="256M", kernel=None):
    """The firmware's output, as lines."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            QEMU, "-M", "virt", "-cpu", "cortex-a72", "-smp", str(cpus), "-m", ram, "-nic", "none",
            "-display", "none", "-monitor", "none", "-serial", "stdio",
            "-kernel", str(kernel or firmware_dir / "vmalloc.bin")]
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


class Areas(FirmwareTest):
    def test_store_then_load_gives_the_value(self):
        program, s = with_area(16384)
        s.ldi(VALUE, 0x1122334455667788)
        s.emit("store", a=P, b=VALUE)
        s.emit("load", dst=5, a=P, c=VALUE, flags=EXPECT_VALUE)
        load = s.line()
        s.emit("touch", a=P, b=SIZE, c=STRIDE, flags=1)
        touch = s.line()
        s.emit("load", dst=6, a=P)
        zeroed = s.line()
        s.emit("vfree", a=P)
        vfree = s.line()
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.value(load), 0x1122334455667788)
        self.assertEqual(result.value(touch), 4)
        self.assertEqual(result.value(zeroed), 0x1122334455667700)
        self.assertEqual(result.value(vfree), 0)
        area = result.value(s.area_line)
        self.assertTrue(0xFFFF800000000000 <= area < 0xFFFFC00000000000 and area % 4096 == 0)

    def test_guard_page_faults_as_expected(self):
        program, s = with_area(8192)
        s.emit("add", dst=ADDRESS, a=P, b=SIZE)
        for op, imm in (("load", fault("translation", 3)), ("store", fault("any")),
                        ("exec", fault("translation"))):
            s.emit(op, a=ADDRESS, flags=EXPECT_FAULT, imm=imm)
        last = s.line()
        s.emit("end")
        result = self.run_program(program)
        guard = result.value(s.area_line) + 8192
        for line in range(last - 2, last + 1):
            self.assertEqual(result.value(line), guard, "the fault address")

    def test_freed_area_faults_after_purge(self):
        program, s = with_area(4096)
        s.emit("touch", a=P, b=SIZE, c=STRIDE)
        s.emit("vfree", a=P)
        s.emit("purge")
        s.emit("load", a=P, flags=EXPECT_FAULT, imm=fault("translation", 3))
        load = s.line()
        s.emit("purge_local")
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.value(load), result.value(s.area_line))

    def test_protection_is_enforced_and_code_runs(self):
        program, s = with_area(4096)
        s.ldi(VALUE, 0xD65F03C0_D2800540)  # mov x0, #42; ret
        s.emit("store", a=P, b=VALUE)
        s.emit("exec", a=P, flags=EXPECT_FAULT, imm=fault("permission", 3))
        s.emit("protect", a=P, flags=2)
        s.emit("exec", a=P)
        run = s.line()
        s.emit("store", a=P, b=VALUE, flags=EXPECT_FAULT, imm=fault("permission", 3))
        s.emit("protect", a=P, flags=0)
        s.emit("exec", a=P, flags=EXPECT_FAULT, imm=fault("permission", 3))
        s.emit("load", dst=5, a=P, c=VALUE, flags=EXPECT_VALUE)
        s.emit("protect", a=P, flags=1)
        s.emit("store", a=P, b=VALUE)
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.value(run), 42)
        self.assertEqual(len(result.ops), 11)
        for line in result.ops:
            result.value(line)  # none is a mismatch

    def test_exec_anywhere_faults_as_expected(self):
        program, s = with_area(4096)
        s.emit("protect", a=P, flags=2)
        s.ldi(ADDRESS, 2)
        s.emit("add", dst=ADDRESS, a=P, b=ADDRESS)
        s.emit("exec", a=ADDRESS, flags=EXPECT_FAULT, imm=fault("alignment"))
        misaligned = s.line()
        s.ldi(ADDRESS, 0)
        s.emit("exec", a=ADDRESS, flags=EXPECT_FAULT, imm=fault("translation", 0))
        null = s.line()
        s.emit("load", dst=5, a=ADDRESS, flags=EXPECT_FAULT, imm=fault("translation", 0))
        s.emit("store", a=P, b=5, flags=EXPECT_FAULT, imm=fault("permission"))
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.value(misaligned), result.value(s.area_line) + 2)
        self.assertEqual(result.value(null), 0)
        self.assertFalse(any(mismatch for op in result.ops.values() for _, _, mismatch, *_ in op))

    def test_every_tlbi_runs(self):
        program, s = with_area(4096)
        for imm in range(len(TLBI)):
            s.emit("tlbi", a=P, imm=imm)
        s.emit("load", a=P)
        s.emit("end")
        result = self.run_program(program, cpus=2)
        self.assertEqual(sum(len(ops) for ops in result.ops.values()), len(TLBI) + 2)

    def test_large_area_and_large_memory(self):
        program, s = with_area(64 << 20)
        s.emit("touch", a=P, b=SIZE, c=STRIDE, flags=1)
        touch = s.line()
        s.emit("vfree", a=P)
        s.emit("end")
        result = self.run_program(program, ram="3G")
        self.assertEqual(result.value(touch), 16384)


class Expectations(FirmwareTest):
    def test_other_value_is_a_mismatch(self):
        program, s = with_area(4096)
        s.ldi(VALUE, 7)
        s.emit("store", a=P, b=VALUE)
        s.ldi(VALUE, 8)
        s.emit("load", dst=5, a=P, c=VALUE, flags=EXPECT_VALUE)
        load = s.line()
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.ops[load], [(0, "load", True, 7, 0)])

    def test_missing_fault_is_a_mismatch(self):
        program, s = with_area(4096)
        s.ldi(VALUE, 9)
        s.emit("store", a=P, b=VALUE, flags=EXPECT_FAULT, imm=fault("any"))
        store = s.line()
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.ops[store], [(0, "store", True, 9, 0)])

    def test_other_fault_is_a_mismatch_with_its_syndrome(self):
        program, s = with_area(4096)
        s.emit("add", dst=ADDRESS, a=P, b=SIZE)
        s.emit("store", a=ADDRESS, flags=EXPECT_FAULT, imm=fault("permission", 3))
        store = s.line()
        s.emit("load", dst=5, a=ADDRESS, c=VALUE, flags=EXPECT_VALUE)
        load = s.line()
        s.emit("end")
        result = self.run_program(program)
        guard = result.value(s.area_line) + 4096
        self.assertEqual(result.ops[store], [(0, "store", True, guard, 0x96000047)])
        self.assertEqual(result.ops[load], [(0, "load", True, guard, 0x96000007)])

    def test_fault_at_another_level_is_a_mismatch(self):
        program, s = with_area(4096)
        s.emit("add", dst=ADDRESS, a=P, b=SIZE)
        s.emit("load", a=ADDRESS, flags=EXPECT_FAULT, imm=fault("translation", 2))
        load = s.line()
        s.emit("end")
        result = self.run_program(program)
        self.assertTrue(result.ops[load][0][2])

    def test_guard_covers_one_access_only(self):
        for expected in (fault("translation", 3), fault("permission", 3)):
            program, s = with_area(4096)
            s.emit("load", dst=5, a=P, flags=EXPECT_FAULT, imm=expected)
            s.emit("add", dst=ADDRESS, a=P, b=SIZE)
            s.emit("load", dst=5, a=ADDRESS, flags=EXPECT_FAULT, imm=expected)
            s.emit("load", dst=5, a=ADDRESS)
            s.emit("end")
            lines = boot(program.assemble())
            self.assertIn("panic: unhandled fault: data abort, translation fault level 3", lines)

    def test_unexpected_fault_panics_with_registers(self):
        for op, kind in (("load", "data abort"), ("store", "data abort"),
                         ("touch", "data abort"), ("exec", "instruction abort")):
            with self.subTest(op=op):
                program, s = with_area(4096)
                s.emit("add", dst=ADDRESS, a=P, b=SIZE)
                operands = dict(b=SIZE, c=STRIDE) if op == "touch" else {}
                s.emit(op, a=ADDRESS, **operands)
                s.emit("end")
                result = Result(boot(program.assemble()))
                guard = result.value(s.area_line) + 4096
                text = "\n".join(result.lines)
                self.assertIn(f"panic: unhandled fault: {kind}, translation fault level 3", text)
                line = len(program.sites) - 1  # "end" has the last one
                self.assertIn(f"  line {line}:1, cpu 0, {op}", text)
                self.assertIn(f"  far  {guard:016x}", text)
                self.assertRegex(text, r"  esr  00000000[0-9a-f]{8}\n")
                self.assertRegex(text, r"  elr  ffff[0-9a-f]{12}")
                for register in range(31):
                    self.assertRegex(text, rf"  x{register} +[0-9a-f]{{16}}")
                self.assertEqual(text.count("panic"), 1)
                self.assertNotIn("program done", text)


class Values(FirmwareTest):
    def show(self, stream, slot):
        """The value of a slot, as the result of a store."""
        stream.emit("store", a=P, b=slot)
        return stream.line()

    def test_random_equals_the_specified_generator(self):
        bounds = ((1, 100), (0, MASK), (5, 5), (1 << 63, MASK), (0, 1))
        program = Program(seed=0xFEEDFACECAFEBEEF)
        shown = []
        for cpu in range(4):
            s = program.stream()
            s.ldi(VALUE, 4096)
            s.emit("vmalloc", dst=P, a=VALUE)
            model = SplitMix64(0xFEEDFACECAFEBEEF, cpu)
            for low, high in bounds * 3:
                s.ldi(5, low)
                s.ldi(6, high)
                s.emit("random", dst=7, a=5, b=6)
                shown.append((self.show(s, 7), model.between(low, high)))
            s.emit("end")
        result = self.run_program(program, cpus=4)
        self.assertEqual([result.value(line) for line, _ in shown], [v for _, v in shown])

    def test_arithmetic_wraps(self):
        a, b = 0xF000000000000007, 0x1000000000000003
        expected = {"add": a + b, "sub": b - a, "mul": a * b, "div": a // b, "mod": a % b}
        program, s = with_area(4096)
        s.ldi(5, a)
        s.ldi(6, b)
        shown = {}
        for op in expected:
            first, second = (6, 5) if op == "sub" else (5, 6)
            s.emit(op, dst=7, a=first, b=second)
            shown[op] = self.show(s, 7)
        s.emit("end")
        result = self.run_program(program)
        for op, line in shown.items():
            self.assertEqual(result.value(line), expected[op] & MASK, op)

    def test_loop_runs_as_often_as_it_says(self):
        program, s = with_area(4096)
        s.ldi(5, 10)
        s.ldi(6, 1)
        top = s.here()
        s.emit("jz", a=5, imm=top + 5)
        s.emit("sub", dst=5, a=5, b=6)
        s.emit("cpu", dst=7)
        inside = self.show(s, 7)
        s.emit("jump", imm=top)
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(result.values(inside), [0] * 10)


class Cores(FirmwareTest):
    ROUNDS = 20

    def worker(self, program, cpu, cpus):
        """Adds its number to its own shared slot, late if it is the last core, and meets
        the others twice a round; core 0 adds up in between."""
        s = program.stream()
        s.ldi(VALUE, 4096)
        s.emit("vmalloc", dst=P, a=VALUE)
        s.ldi(5, self.ROUNDS)
        s.ldi(6, 1)
        s.ldi(8, cpu + 1)
        top = s.here()
        if cpu == cpus - 1:
            s.ldi(9, 3000)
            s.emit("sub", dst=9, a=9, b=6)
            s.emit("jz", a=9, imm=s.here() + 2)
            s.emit("jump", imm=s.here() - 2)
        s.emit("add", dst=SHARED | cpu, a=SHARED | cpu, b=8)
        s.emit("barrier", flags=cpus, imm=1)
        if cpu == 0:
            s.ldi(10, 0)
            for other in range(cpus):
                s.emit("add", dst=10, a=10, b=SHARED | other)
            s.emit("store", a=P, b=10)
            s.sum_line = s.line()
        s.emit("barrier", flags=cpus, imm=1)
        s.emit("sub", dst=5, a=5, b=6)
        s.emit("jz", a=5, imm=s.here() + 2)
        s.emit("jump", imm=top)
        if cpu == 0:
            s.emit("phase_end", imm=0)
        s.emit("vfree", a=P)
        s.emit("end")
        return s

    def test_barriers_order_cores(self):
        for cpus in (1, 4):
            with self.subTest(cpus=cpus):
                program = Program()
                streams = [self.worker(program, cpu, cpus) for cpu in range(cpus)]
                result = self.run_program(program, cpus=cpus)
                total = cpus * (cpus + 1) // 2
                self.assertEqual(result.values(streams[0].sum_line),
                                 [total * i for i in range(1, self.ROUNDS + 1)])

    def test_phases_are_marked(self):
        program = Program()
        s = program.stream()
        for phase in range(2):
            s.emit("phase_begin", imm=phase)
            s.emit("phase_end", imm=phase)
        s.emit("end")
        result = self.run_program(program)
        marks = [line for line in result.lines if line.startswith("phase")]
        self.assertEqual(marks, ["phase 0 begin", "phase 0 end", "phase 1 begin", "phase 1 end"])

    def test_each_core_knows_its_number(self):
        program = Program()
        lines = []
        for _ in range(8):
            s = program.stream()
            s.ldi(VALUE, 4096)
            s.emit("vmalloc", dst=P, a=VALUE)
            s.emit("cpu", dst=5)
            s.emit("store", a=P, b=5)
            lines.append(s.line())
            s.emit("end")
        result = self.run_program(program, cpus=8)
        self.assertEqual([result.ops[line][0][0] for line in lines], list(range(8)))
        self.assertEqual([result.value(line) for line in lines], list(range(8)))

    def test_cores_churn_without_harm(self):
        """Each core writes its number over areas of random size and finds it again."""
        program = Program(seed=99)
        checks = []
        for cpu in range(4):
            s = program.stream()
            s.ldi(5, 50)
            s.ldi(6, 1)
            s.ldi(7, 60)
            s.ldi(8, 4096)
            s.ldi(9, cpu + 1)
            top = s.here()
            s.emit("random", dst=VALUE, a=6, b=7)
            s.emit("mul", dst=VALUE, a=VALUE, b=8)
            s.emit("vmalloc", dst=P, a=VALUE)
            s.emit("touch", a=P, b=SIZE, c=8, flags=1)
            s.emit("store", a=P, b=9)
            s.emit("load", dst=10, a=P, c=9, flags=EXPECT_VALUE)
            checks.append(s.line())
            s.emit("vfree", a=P)
            s.emit("sub", dst=5, a=5, b=6)
            s.emit("jz", a=5, imm=s.here() + 2)
            s.emit("jump", imm=top)
            s.emit("end")
        result = self.run_program(program, cpus=4)
        for cpu, line in enumerate(checks):
            self.assertEqual(result.ops[line], [(cpu, "load", False, cpu + 1, 0)] * 50)

    def test_cores_beyond_the_streams_stay_idle(self):
        program, s = with_area(4096)
        s.emit("end")
        self.run_program(program, cpus=8)

    def test_program_without_streams_is_done_at_once(self):
        result = self.run_program(Program(), cpus=2)
        self.assertEqual(result.ops, {})

    def test_more_streams_than_cores_is_refused(self):
        program = Program()
        for _ in range(3):
            program.stream().emit("end")
        self.assert_refused(program.assemble(), "more cores than there are", cpus=2)


class Refusals(FirmwareTest):
    def test_missing_program_is_refused(self):
        self.assert_refused(None, "no op program")

    def test_malformed_programs_are_refused(self):
        program, s = with_area(4096)
        s.emit("end")
        good = program.assemble()
        cases = {
            "short": (good[:60], "shorter than a header"),
            "truncated": (good[:-24], "cut short"),
            "magic": (program.assemble(magic=0), "first bytes"),
            "version": (program.assemble(version=2), "version"),
            "sections": (program.assemble(insn_count=1 << 30), "instructions lie outside"),
            "slots": (program.assemble(own_slots=1), "instruction 0 (ldi): bad destination"),
            "garbage": (bytes(range(256)) * 16, "first bytes"),
        }
        for name, (initrd, text) in cases.items():
            with self.subTest(name):
                self.assert_refused(initrd, text)

    def test_allocator_that_is_not_built_is_refused(self):
        program, s = with_area(4096)
        s.emit("end")
        self.assert_refused(program.assemble(allocator=1), 'no allocator "vmlist"')

    def test_impossible_arithmetic_ends_the_run(self):
        for op, text in (("div", "division by zero"), ("mod", "division by zero"),
                         ("random", "lower bound"), ("touch", "stride of zero")):
            with self.subTest(op):
                program = Program()
                s = program.stream()
                s.ldi(5, 1)
                operands = dict(a=5, b=6, c=7) if op == "touch" else dict(dst=8, a=5, b=6)
                s.emit(op, **operands)
                self.assertEqual(OPS[s.insns[-1][0]], op)
                s.emit("end")
                self.assert_refused(program.assemble(), text)


class Segment:
    """A PT_LOAD program header of the firmware."""

    def __init__(self, fields):
        _, self.flags, _, self.va, self.pa, _, self.size, _ = fields


def read_elf():
    """The entry point and the segments: code, constants, data."""
    elf = (firmware_dir / "vmalloc.elf").read_bytes()
    entry, table = struct.unpack_from("<QQ", elf, 24)
    size, count = struct.unpack_from("<HH", elf, 54)
    headers = [struct.unpack_from("<IIQQQQQQ", elf, table + size * i) for i in range(count)]
    return entry, [Segment(header) for header in headers if header[0] == 1]


class Mappings(FirmwareTest):
    """What may be done with the firmware's own memory."""

    def check(self, *accesses):
        program, s = with_area(4096)
        for op, address, kind, level in accesses:
            s.ldi(ADDRESS, address)
            if kind is None:
                s.emit(op, a=ADDRESS)
            else:
                s.emit(op, a=ADDRESS, flags=EXPECT_FAULT, imm=fault(kind, level))
        s.emit("end")
        result = self.run_program(program)
        self.assertEqual(len(result.ops), 1 + len(accesses))
        self.assertFalse([line for line in result.lines if "mismatch" in line])

    def test_image_is_mapped_by_use(self):
        _, (code, constants, data) = read_elf()
        self.check(("load", code.va, None, 0), ("store", code.va, "permission", 3),
                   ("load", constants.va, None, 0), ("store", constants.va, "permission", 3),
                   ("exec", constants.va, "permission", 3), ("exec", data.va, "permission", 3),
                   ("load", data.va + 0x100000, "translation", 3))

    def test_other_maps_hold_no_code(self):
        linear, device, uart = 0xFFFF000000000000, 0xFFFFF00000000000, 0x09000000
        self.check(("load", linear + 0x48000000, None, 0),
                   ("exec", linear + 0x48000000, "permission", 2),
                   ("load", linear + 0x3FFFF000, "translation", 0xFF),
                   ("exec", device + uart, "permission", 3),
                   ("load", device + uart + 0x1000, "translation", 3))

    def test_identity_map_is_gone(self):
        _, (code, _, _) = read_elf()
        self.check(("load", code.pa, "translation", 0), ("exec", code.pa, "translation", 0))


class Loading(FirmwareTest):
    def test_image_runs_wherever_it_is_loaded(self):
        image = bytearray((firmware_dir / "vmalloc.bin").read_bytes())
        struct.pack_into("<Q", image, 8, 0x2600000)  # text_offset
        program, s = with_area(4096)
        s.emit("touch", a=P, b=SIZE, c=STRIDE, flags=1)
        s.emit("end")
        with tempfile.TemporaryDirectory() as scratch:
            kernel = Path(scratch) / "moved.bin"
            kernel.write_bytes(image)
            self.run_program(program, cpus=2, kernel=kernel)

    def test_elf_entry_point_is_physical(self):
        """QEMU enters an ELF file without a device tree: that is what it must say."""
        entry, (code, _, _) = read_elf()
        self.assertTrue(code.pa <= entry < code.pa + code.size)
        lines = boot(None, kernel=firmware_dir / "vmalloc.elf")
        self.assertIn("panic: no device tree", lines)


if __name__ == "__main__":
    if QEMU is None:
        print("qemu-system-aarch64 is not installed")
        sys.exit(77)
    firmware_dir = Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
