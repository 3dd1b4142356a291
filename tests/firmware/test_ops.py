#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What single ops do: areas, accesses, expectations, values. On QEMU."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import (  # noqa: E402
    ADDRESS, P, SIZE, STRIDE, VALUE, FirmwareTest, Result, boot, main, with_area)
from op_program import EXPECT_FAULT, EXPECT_VALUE, MASK, TLBI, Program, SplitMix64, fault  # noqa: E402


def later(tlbi):
    """Whether an invalidation came with FEAT_TLBIOS or FEAT_TLBIRANGE."""
    return tlbi.endswith("os") or tlbi.startswith("r")


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

    def invalidate(self, operations, **machine):
        program, s = with_area(4096)
        for imm in operations:
            s.emit("tlbi", a=P, imm=imm)
        s.emit("load", a=P)
        s.emit("end")
        result = self.run_program(program, cpus=2, **machine)
        self.assertEqual(sum(len(ops) for ops in result.ops.values()), len(operations) + 2)

    def test_every_tlbi_of_the_first_version_runs(self):
        self.invalidate([imm for imm, name in enumerate(TLBI) if not later(name)])

    def test_every_tlbi_runs_where_all_exist(self):
        self.invalidate(range(len(TLBI)), cpu="max")

    def test_tlbi_that_the_core_lacks_panics(self):
        for name in ("vaae1os", "rvae1"):
            program, s = with_area(4096)
            s.emit("tlbi", a=P, imm=TLBI.index(name))
            s.emit("end")
            lines = boot(program.assemble())
            self.assertTrue(any("tlbi: this core lacks the operation" in line for line in lines),
                            lines[-5:])

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


if __name__ == "__main__":
    main()
