# SPDX-License-Identifier: GPL-2.0-or-later
"""Cores that wait for one another for ever: exit 3, within the watchdog, with every core's place."""

import re
import sys

from cli import GUEST, check, main, mentions, same

# Each core holds the lock that the other one wants.
DEADLOCK = """
cpus 2
phase dead {
    on 0 { critical a { repeat 20 { p = vmalloc 4K; vfree p }; critical b { p = vmalloc 4K } } }
    on 1 { critical b { repeat 20 { p = vmalloc 4K; vfree p }; critical a { p = vmalloc 4K } } }
}
"""
# Core 1 waits, interrupts masked, for a lock whose holder waits for core 1 to answer.
DEAF = """
cpus 2
shootdown ipi
lazy off
phase deaf {
    on 0 { critical a { repeat 200 { p = vmalloc 4K }; vfree p } }
    on 1 { repeat 5 { q = vmalloc 4K }; masked { critical a { q = vmalloc 4K } } }
}
"""
ROUNDS = """
cpus 3
shootdown ipi
lazy off
phase rounds on 0 { repeat 20 { p = vmalloc 4K; vfree p } }
"""
WATCHDOG = 2_000_000_000
CORE = re.compile(r"^  core (\d+) (running|in WFE|in WFI) at cycle (\d+), pc ([0-9a-f]{16}) (\w+)\+0x[0-9a-f]+(.*)$", re.M)


def stuck(cli, script, *options):
    """(the report, {core: (symbol, what it waits for)}) of a run that the watchdog ends."""
    done = cli.run_text(script, "--stats", "s.json", *options, code=GUEST)
    mentions(done.err, "watchdog: no op ended for 2000000000 cycles")
    cores = CORE.findall(done.err)
    for cycle in (int(core[2]) for core in cores):
        check(cycle < WATCHDOG + 20_000_000, f"stopped at cycle {cycle}")
    return done.err, {int(core[0]): (core[4], core[5]) for core in cores}


def test_deadlock_of_two_cores_is_reported_with_what_each_waits_for(cli):
    _, cores = stuck(cli, DEADLOCK)
    same(sorted(cores), [0, 1], "cores")
    for symbol, waits in cores.values():
        same(symbol, "op_lock", "symbol")
        mentions(waits, "waits for lock program")


def test_core_that_never_acknowledges_is_reported_with_who_waits_for_it(cli):
    _, cores = stuck(cli, DEAF)
    same(cores[0][0], "tlb_ipi_flush", "symbol of the initiator")
    mentions(cores[0][1], "waits for acknowledgements: 1")
    mentions(cores[1][1], "waits for lock program, last taken by core 0")


def test_lost_interrupt_is_reported_with_who_waits_for_it(cli):
    firmware = ("--firmware", cli.firmware)
    cli.run_text(ROUNDS, *firmware)
    cli.program = cli.build / "tests" / "cli" / "mmulator_lossy"
    _, cores = stuck(cli, ROUNDS, *firmware)
    same(sorted(cores), [0, 1, 2], "cores")
    same(cores[0][0], "tlb_ipi_flush", "symbol of the initiator")
    mentions(cores[0][1], "waits for acknowledgements: 2")


if __name__ == "__main__":
    sys.exit(main(globals()))
