# SPDX-License-Identifier: GPL-2.0-or-later
"""Stale translations, guard pages, permissions: what faults, what does not, and who is told.

Each expectation that holds has a twin that must not, so that a firmware or a
model that faults always, or never, fails here.
"""

import json
import re
import sys

from cli import EXPECTATION, GUEST, check, each, main, mentions, same

MAP = "lazy on\nphase map on 0 { p = vmalloc 8K; store p 5 }\n"
TWO = "cpus 2\n" + MAP + "phase cache on all { load p expect value 5 }\n"
FREE = "phase free on 0 { vfree p }\n"
PURGE = "phase purge on 0 { purge }\n"
LOCAL = "phase purge on 0 { purge local }\n"
BROADCAST = "phase tell on 0 { tlbi vaae1is p }\n"
ALONE = "phase tell on 0 { tlbi vaae1 p }\n"


def last(cores, op):
    return f"phase last on {cores} {{\n{op}\n}}\n"


HOLDS = {
    "load between vfree and purge, cached": MAP + FREE + last(0, "load p"),
    "load between vfree and purge, on the other core": TWO + FREE + last(1, "load p"),
    "load between vfree and purge, never cached":
        "cpus 2\n" + MAP + FREE + last(1, "load p expect fault translation 3"),
    "load after the purge": MAP + FREE + PURGE + last(0, "load p expect fault translation 3"),
    "load after the purge, both cores":
        TWO + FREE + PURGE + last("all", "load p expect fault translation 3"),
    "load after a local purge, same core":
        TWO + FREE + LOCAL + last(0, "load p expect fault translation 3"),
    "load after a local purge, other core": TWO + FREE + LOCAL + last(1, "load p"),
    "load after a local purge and a broadcast, other core":
        TWO + FREE + LOCAL + BROADCAST + last(1, "load p expect fault translation 3"),
    "load after a local purge and a local TLBI of the first, other core":
        TWO + FREE + LOCAL + ALONE + last(1, "load p"),
    "load after vfree that flushes": TWO.replace("lazy on", "lazy off") + FREE +
                                     last("all", "load p expect fault translation 3"),
    "guard page, load": MAP + last(0, "load p + sizeof(p) expect fault translation 3"),
    "guard page, store": MAP + last(0, "store p + sizeof(p) 1 expect fault translation 3"),
    "guard page, exec": MAP + last(0, "exec p + sizeof(p) expect fault translation 3"),
    "last word": MAP + last(0, "store p + sizeof(p) - 8 1"),
    "read-only, store": MAP + last(0, "protect p read-only; store p 1 expect fault permission 3"),
    "read-only, load": MAP + last(0, "protect p read-only; load p expect value 5"),
    "read-only on another core":
        TWO + "phase ro on 0 { protect p read-only }\n" +
        last(1, "store p 1 expect fault permission 3"),
    "data, exec": MAP + last(0, "exec p expect fault permission 3"),
    "any fault": MAP + last(0, "load p + sizeof(p) expect fault any"),
    "no level": MAP + last(0, "load p + sizeof(p) expect fault translation"),
    "null page": MAP + last(0, "load 0 expect fault translation"),
}
NO_FAULT = "no fault, value 5 (0x5)"
# The op on line 8 or 9 of the script, and what must be reported in place of what it expects.
FAILS = {
    "stale load, fault expected":
        (MAP + FREE + last(0, "load p expect fault translation 3"), "core 0: no fault, value "),
    "load after the purge, value expected":
        (MAP + FREE + PURGE + last(0, "load p expect value 5"), "translation fault, level 3"),
    "other level": (MAP + FREE + PURGE + last(0, "load p expect fault translation 2"),
                    "translation fault, level 3"),
    "other kind": (MAP + last(0, "load p + sizeof(p) expect fault permission 3"),
                   "translation fault, level 3"),
    "other value": (MAP + last(0, "load p expect value 6"), NO_FAULT),
    "mapped page, fault expected": (MAP + last(0, "load p expect fault any"), NO_FAULT),
    "stale on the other core, fault expected":
        (TWO + FREE + LOCAL + last(1, "load p expect fault translation 3"),
         "core 1: no fault, value "),
    "writable, permission fault expected":
        (MAP + last(0, "store p 1 expect fault permission 3"), "core 0: no fault"),
    "read-only, translation fault expected":
        (MAP + last(0, "protect p read-only; store p 1 expect fault translation 3"),
         "permission fault, level 3"),
}
PANICS = {
    "load of a freed page": (MAP + FREE + PURGE + last(0, "load p"), "load p", "96000007"),
    "store to a guard page": (MAP + last(0, "store p + sizeof(p) 1"), "store p + sizeof(p) 1",
                              "96000047"),
    "store to a read-only page": ("cpus 2\n" + MAP + last(0, "protect p read-only; store p 1"),
                                  "store p 1", "9600004f"),
    "exec of data": (MAP + last(0, "exec p"), "exec p", "8600000f"),
    "load of the null page": (MAP + last(0, "load 0"), "load 0", "96000004"),
}


@each(HOLDS)
def test_access_ends_as_expected(cli, text):
    done = cli.run_text(text)
    check("FAILED" not in done.out, done.out)
    same(done.err, "", "messages")


@each(FAILS)
def test_wrong_expectation_fails_the_run(cli, text, found):
    line = text.splitlines().index("}")
    out = cli.run_text(text, "--stats", "s.json", code=EXPECTATION).out
    check(re.search(rf"^FAILED  line {line}: .*\n +found .*{re.escape(found)}", out, re.M), out)
    stats = json.loads((cli.scratch / "s.json").read_text())
    failed = [e for e in stats["expectations"] if not e["ok"]]
    same((stats["exit"], [e["line"] for e in failed]), (EXPECTATION, [line]), "statistics")
    mentions(failed[0]["actual"], found)


@each({
    "op": ("a.load.count == 7", "a.load.count = 1"),
    "counter": ("tlbi.range > 0", "tlbi.range = 0"),
    "distribution": ("a.load.cycles.max < 1", "a.load.cycles.max = "),
    "both sides": ("a.load.count > a.store.count", "a.load.count = 1"),
})
def test_wrong_budget_fails_the_run(cli, expectation, found):
    text = MAP + "phase a { load p; store p 1 }\nexpect " + expectation + "\n"
    out = cli.run_text(text, code=EXPECTATION).out
    check(re.search(rf"^FAILED  line 4: expect {re.escape(expectation)}\n +found "
                    rf".*{re.escape(found)}", out, re.M), out)


def test_expected_fault_leaves_the_core_working(cli):
    text = MAP + """phase a {
    repeat 50 { load p + sizeof(p) expect fault translation 3; load p expect value 5 }
    q = vmalloc 4K; store q 9; load q expect value 9; vfree q
}
expect a.fault.translation == 50
expect fault.permission == 0
"""
    cli.run_text(text)


@each(PANICS)
def test_unexpected_fault_panics_with_all_there_is(cli, text, op, esr):
    line = text.splitlines().index("}")
    done = cli.run_text(text, "--stats", "s.json", code=GUEST)
    mentions(done.err, "panic: unhandled fault", f"  line {line}:", f"esr  00000000{esr}",
             f"mmulator: line {line}: {op}: the guest panicked (core 0 at ")
    for register in ["far", "elr", "spsr", "sp", *(f"x{i}" for i in range(31))]:
        check(re.search(rf"\b{register} +[0-9a-f]{{8,16}}\b", done.err), f"no {register}")
    mentions(done.out, f"STOP    line {line}: {op}: the guest panicked")
    stats = json.loads((cli.scratch / "s.json").read_text())
    same(stats["exit"], GUEST, "exit")
    mentions(stats["exit_reason"], f"line {line}: {op}: the guest panicked")


def test_panic_names_the_fault_address(cli):
    text = "phase a { load 0xffff900000001238 }\n"
    done = cli.run_text(text, code=GUEST)
    mentions(done.err, "translation fault", "far  ffff900000001238", "far ffff900000001238")


if __name__ == "__main__":
    sys.exit(main(globals()))
