# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests that never end, or end in their own exceptions: exit 3, and where they stood."""

import json
import re
import sys

from cli import GUEST, check, each, main, mentions, same

LIMIT = ("--max-cycles", 100000)
LOST = "exceptions without end: the guest's vectors cannot be executed"
ASLEEP = "every core sleeps or is off, and nothing can wake one"
CASES = {
    "spin": (LIMIT, "the limit of --max-cycles was reached", "spin+0x0"),
    "sleep": ((), ASLEEP, "sleep+0x"),
    "off": ((), ASLEEP, "spin+0x0"),
    "undefined": ((), LOST, "vectors+0x200"),
    "nowhere": ((), LOST, "0x30000200"),
    "unmapped": ((), LOST, "0xffff000000000200"),
    "ping_pong": (LIMIT, "the limit of --max-cycles was reached", "vectors+0x20"),
}
# A loop without ops, at a cost that makes 2e9 cycles pass within a few iterations.
SLOW = ("--set", "cost.issue.load=20000")


def stopped(cli, *args):
    done = cli.run(*args, "--stats", "s.json", "--trace", "t.mtr", code=GUEST)
    stats = json.loads((cli.scratch / "s.json").read_text())
    same(stats["exit"], GUEST, "exit")
    check(stats["exit_reason"] in done.err, "the reason in the statistics is another one")
    mentions(done.out, f"STOP    {stats['exit_reason']}")
    mentions(cli.run("trace", "info", "t.mtr").out, "cores ")
    return done


@each({name: (name, *case) for name, case in CASES.items()})
def test_guest_is_stopped_with_place_and_registers(cli, name, options, reason, place):
    err = stopped(cli, "boot", *options, cli.guests / f"endless_{name}.elf").err
    check(err.startswith(f"mmulator: {reason} (core 0 at {place}"), err)
    check(re.search(r"^  core 0 (running|in WFI|off) at cycle \d+, pc [0-9a-f]{16} ", err, re.M), err)
    mentions(err, "x19 05ca1ab1e0ddba11", "   sp ", "pstate ", "esr ", "far ", "elr ")
    same(len(re.findall(r"\bx\d+ [0-9a-f]{16}\b", err)), 31, "general registers")


@each({"by itself": ("rewritten", 1), "by another core": ("rewritten_remotely", 2)})
def test_code_changed_without_a_word_is_stopped(cli, guest, cpus):
    """No IC tells of the change: what was decoded before must not keep a slice from ending."""
    stopped(cli, "boot", "--cpus", cpus, *LIMIT, cli.guests / f"endless_{guest}.elf")
    elapsed = json.loads((cli.scratch / "s.json").read_text())["elapsed"]
    check(elapsed < 110000, f"{elapsed} cycles")


@each([1, 4])
def test_limit_of_cycles_is_kept(cli, cpus):
    stopped(cli, "boot", "--cpus", cpus, "--max-cycles", 123457, cli.guests / "endless_spin.elf")
    elapsed = json.loads((cli.scratch / "s.json").read_text())["elapsed"]
    check(123457 <= elapsed < 123457 + 100, f"{elapsed} cycles")


def test_limit_beyond_the_end_changes_nothing(cli):
    script = cli.file("s.wl", "phase a { p = vmalloc 4K; vfree p }\n")
    same(cli.stats("--max-cycles", "1G", script), cli.stats(script), "statistics")


def test_limit_stops_a_workload_with_its_line(cli):
    cli.file("s.wl", "phase a {\n  repeat 1000000 { purge }\n}\n")
    err = stopped(cli, "run", "--max-cycles", 2000000, "s.wl").err
    check(re.match(r"mmulator: (line 2: purge: )?the limit of --max-cycles was reached", err), err)


def test_loop_that_ends_no_op_is_stopped_by_the_watchdog(cli):
    cli.file("s.wl", "phase a { repeat 100000000000 { } }\n")
    err = stopped(cli, "run", *SLOW, "s.wl").err
    check(err.startswith("mmulator: watchdog: no op ended for 2000000000 cycles (core 0 at "), err)


def test_barrier_that_never_opens_is_stopped(cli):
    cli.file("s.wl", "cpus 2\nphase a { n = cpu; repeat n { barrier } }\n")
    err = stopped(cli, "run", *SLOW, "s.wl").err
    check(re.match(r"mmulator: (watchdog: no op ended|every core sleeps or is off)", err), err)
    check(re.search(r"^  core 0 .*\n  core 1 ", err, re.M), err)


def test_watchdog_leaves_long_work_alone(cli):
    """More than 2e9 cycles in all, but ops end."""
    cli.file("s.wl", "phase a { repeat 800 { p = vmalloc 4K; vfree p } }\n")
    stats = cli.stats(*SLOW, "s.wl")
    check(stats["elapsed"] > 4e9, f"only {stats['elapsed']} cycles")


def code_of(*words):
    return b"".join(word.to_bytes(4, "little") for word in words)


@each({"UART": 0x0900, "probe": 0x0C00, "nothing": 0x0A00, "behind RAM": 0x8000})
def test_fetch_from_what_is_no_memory_aborts(cli, page):
    image = cli.file("fetch", code_of(0xD2A00000 | page << 5, 0xD61F0000))  # movz x0; br x0
    mentions(stopped(cli, "boot", image).err, LOST, "esr 86000010")
    totals = json.loads((cli.scratch / "s.json").read_text())["totals"]
    same((totals["instructions"], totals["mmio.read"]), (2, 0), "instructions, device reads")
    check(totals["fault.external"] == totals["exception.instruction_abort"] > 0, "no aborts")


@each({"SVE alone": (0x1, 0), "SVE and FP": (0x31, 0x300000), "everything": (0xFFFF, 0x300000)})
def test_cpacr_keeps_what_the_machine_has(cli, high, kept):
    # movz x0, #high, lsl #16; msr cpacr_el1, x0; isb; mrs x19, cpacr_el1; b .
    image = cli.file("cpacr", code_of(0xD2A00000 | high << 5, 0xD5181040, 0xD5033FDF, 0xD5381053,
                                      0x14000000))
    mentions(stopped(cli, "boot", *LIMIT, image).err, f"x19 {kept:016x}")


@each({"MIDR_EL1": 0xD5180000, "MPIDR_EL1": 0xD51800A0, "ID_AA64PFR0_EL1": 0xD5180400,
       "ISR_EL1": 0xD518C100, "CTR_EL0": 0xD51B0020, "CNTVCT_EL0": 0xD51BE040,
       "OSLSR_EL1": 0xD5101180, "OSLAR_EL1, read": 0xD5301080})
def test_register_of_the_other_direction_is_undefined(cli, word):
    err = stopped(cli, "boot", *LIMIT, cli.file("msr", code_of(word, 0x14000000))).err
    mentions(err, LOST, "elr 0000000000000200")
    totals = json.loads((cli.scratch / "s.json").read_text())["totals"]
    same((totals["instructions"], totals["exception.undefined"]), (0, 1), "before the vectors")


def test_guest_that_switches_off_has_ended_well(cli):
    """The same PSCI call that fails in the middle of a workload."""
    # mov w0, #8; movk w0, #0x8400, lsl #16; hvc #0
    cli.run("boot", "--quiet", cli.file("off", code_of(0x52800100, 0x72B08000, 0xD4000002)))
    cli.file("empty.wl", "")
    err = cli.run("run", "--quiet", "--firmware", "off", "empty.wl", code=GUEST).err
    mentions(err, "the guest switched off before its program ended")


if __name__ == "__main__":
    sys.exit(main(globals()))
