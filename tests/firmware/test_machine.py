#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cores, loading, the firmware's own mappings, and programs it refuses. On QEMU."""

import struct
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import (  # noqa: E402
    ADDRESS, P, SIZE, STRIDE, VALUE, FirmwareTest, boot, firmware, main, read_elf, with_area)
from op_program import EXPECT_FAULT, EXPECT_VALUE, OPS, SHARED, Program, fault  # noqa: E402


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

    def churn(self, cpus, threads):
        """Each core writes its number over areas of random size and finds it again."""
        program = Program(seed=99)
        checks = []
        for cpu in range(cpus):
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
        result = self.run_program(program, cpus=cpus, threads=threads)
        for cpu, line in enumerate(checks):
            self.assertEqual(result.ops[line], [(cpu, "load", False, cpu + 1, 0)] * 50)

    def test_cores_churn_without_harm(self):
        self.churn(4, "single")

    def test_cores_that_race_churn_without_harm(self):
        self.churn(2, "multi")

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
            "version": (program.assemble(version=1), "version"),
            "sections": (program.assemble(insn_count=1 << 30), "instructions lie outside"),
            "slots": (program.assemble(own_slots=1), "instruction 0 (ldi): bad destination"),
            "garbage": (bytes(range(256)) * 16, "first bytes"),
        }
        for name, (initrd, text) in cases.items():
            with self.subTest(name):
                self.assert_refused(initrd, text)

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
        image = bytearray(firmware("vmalloc.bin").read_bytes())
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
        lines = boot(None, kernel=firmware("vmalloc.elf"))
        self.assertIn("panic: no device tree", lines)


if __name__ == "__main__":
    main()
