#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The shootdown strategies where interrupts, TLBs and races are somebody else's: QEMU."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import FirmwareTest, Result, boot, firmware, main  # noqa: E402
from op_program import EXPECT_FAULT, Program, fault  # noqa: E402

BROADCAST, RANGE, IPI, FULL = 1, 2, 3, 4
P, SIZE, STRIDE, ROUNDS, ONE = range(5)


def churn(cpus, rounds):
    """Each core allocates, touches, frees and purges; the freed address must fault."""
    program = Program()
    for _ in range(cpus):
        s = program.stream()
        s.ldi(SIZE, 16384)
        s.ldi(STRIDE, 4096)
        s.ldi(ONE, 1)
        s.ldi(ROUNDS, rounds)
        top = s.here()
        s.emit("vmalloc", dst=5, a=SIZE)
        s.emit("touch", a=5, b=SIZE, c=STRIDE, flags=1)
        s.emit("vfree", a=5)
        s.emit("purge")
        s.emit("load", a=5, flags=EXPECT_FAULT, imm=fault("any")) if cpus == 1 else None
        s.emit("sub", dst=ROUNDS, a=ROUNDS, b=ONE)
        s.emit("jz", a=ROUNDS, imm=s.here() + 2)
        s.emit("jump", imm=top)
        s.emit("end")
    return program


class Strategies(FirmwareTest):
    def check_runs(self, shootdown, cpus, rounds, **options):
        program = churn(cpus, rounds)
        result = Result(boot(program.assemble(shootdown=shootdown), cpus=cpus, **options))
        self.assertIn("program done", result.lines, "\n".join(result.lines[-20:]))
        purges = sum(" purge " in line for line in result.lines)
        self.assertEqual(purges, cpus * rounds)
        self.assertFalse(any("mismatch" in line for line in result.lines))

    def test_every_strategy_runs_on_one_core(self):
        for shootdown in (BROADCAST, RANGE, IPI, FULL):
            with self.subTest(shootdown=shootdown):
                self.check_runs(shootdown, 1, 10, cpu="max")

    def test_interrupts_from_all_to_all_do_not_deadlock(self):
        for threads in ("single", "multi"):
            for version in (2, 3):
                with self.subTest(threads=threads, version=version):
                    self.check_runs(IPI, 4, 40, threads=threads, machine=f"gic-version={version}")

    def test_interrupts_reach_more_cores_than_one_store_can_name(self):
        self.check_runs(IPI, 18, 4, machine="gic-version=3")

    def test_granule_that_the_machine_lacks_is_refused(self):
        lines = boot(churn(1, 1).assemble(), kernel=firmware("vmalloc-16k.bin"), cpu="cortex-a72")
        self.assertEqual(
            lines, ["this machine has no pages of the size that this firmware is built for"])

    def test_range_without_the_feature_is_refused(self):
        self.assert_refused(churn(1, 1).assemble(shootdown=RANGE),
                            'shootdown strategy "range" needs TLBI by range (FEAT_TLBIRANGE), '
                            "which this machine lacks", cpu="cortex-a72")


if __name__ == "__main__":
    main()
