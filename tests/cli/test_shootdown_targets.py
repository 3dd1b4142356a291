# SPDX-License-Identifier: GPL-2.0-or-later
"""What the target of a shootdown does while it comes: only an interrupt waits for its software."""

import sys

from cli import check, each, main, same

# Core 0 frees an area; core 1 meanwhile sleeps, works, or works with interrupts masked.
SCRIPT = """
cpus 2
lazy off
phase warm on all {{ repeat 4 {{ p = vmalloc 16K; touch p; vfree p }} }}
phase free {{
    on 0 {{ repeat 3 {{ q = vmalloc 16K }}; vfree q }}
    on 1 {{ {target} }}
}}
"""
WORK = "repeat 400 { touch r stride 64 }"
TARGETS = {
    "asleep": "r = vmalloc 16K",
    "working": f"r = vmalloc 16K; {WORK}",
    "masked": f"r = vmalloc 16K; masked {{ {WORK} }}",
}


def vfree(cli, strategy, target):
    """(cycles of core 0's vfree, of core 1's whole work)"""
    run = cli.stats("--shootdown", strategy, cli.file("s.wl", SCRIPT.format(target=TARGETS[target])))
    ops = run["phases"][-1]["ops"]
    return ops["vfree"]["cycles"]["max"], ops.get("touch", {"cycles": {"sum": 0}})["cycles"]["sum"]


@each(["broadcast", "range", "full"])
def test_broadcast_costs_the_same_whatever_its_target_does(cli, strategy):
    costs = {target: vfree(cli, strategy, target)[0] for target in TARGETS}
    same(len(set(costs.values())), 1, f"different costs of one vfree, of {costs}")


def test_interrupt_waits_until_its_target_unmasks(cli):
    (asleep, _), (working, _), (masked, work) = (vfree(cli, "ipi", target) for target in TARGETS)
    check(working < asleep + 2000, f"{working} cycles with a target that works, {asleep} with one asleep")
    check(masked > work // 2, f"{masked} cycles with a target that masks interrupts for {work}")
    check(masked > 10 * working, f"{masked} cycles masked, {working} unmasked")


if __name__ == "__main__":
    sys.exit(main(globals()))
