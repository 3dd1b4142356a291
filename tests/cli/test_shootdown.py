# SPDX-License-Identifier: GPL-2.0-or-later
"""What a purge costs, by formula: `areas` freed areas of `pages` pages, on `cpus` cores.

Each area has a guard page, which is flushed with it, and the areas lie side by
side: a purge flushes areas * (pages + 1) pages in one go. With `lazy off` each
free flushes pages + 1.
"""

import sys
from collections import Counter

from cli import each, main, same

CORES = (1, 2, 4, 8, 64)
GICV2_CORES = 8
STRATEGIES = ("broadcast", "range", "ipi", "full")
PTRS_PER_PTE = 512
COUNTED = ("tlbi.local", "tlbi.broadcast", "tlbi.range", "tlbi.op.vaale1", "tlbi.op.vaale1is",
           "tlbi.op.rvaale1is", "tlbi.op.vmalle1", "tlbi.op.vmalle1is", "shootdown.count",
           "shootdown.targets", "barrier.dsb", "barrier.isb", "ipi.sent", "irq.taken")


def range_operations(pages):
    """(by range, by page): from the largest unit down, as often as 32 of it fit."""
    by_range = 0
    for scale in (3, 2, 1, 0):
        unit = 2 << 5 * scale
        by_range += pages // unit > 0
        pages %= unit
    return by_range, pages


def broadcast(pages, cpus, entries=PTRS_PER_PTE):
    """DSB ISHST, the TLBIs, DSB ISH, which waits for all others, ISB."""
    by_page = pages if pages < entries else 0
    whole = int(by_page == 0)
    return {"tlbi.broadcast": by_page + whole, "tlbi.op.vaale1is": by_page,
            "tlbi.op.vmalle1is": whole, "shootdown.count": 1, "shootdown.targets": cpus - 1,
            "barrier.dsb": 2, "barrier.isb": 1}


def by_range(pages, cpus, _=None):
    ranges, single = range_operations(pages)
    return {"tlbi.broadcast": ranges + single, "tlbi.range": ranges, "tlbi.op.rvaale1is": ranges,
            "tlbi.op.vaale1is": single, "shootdown.count": 1, "shootdown.targets": cpus - 1,
            "barrier.dsb": 2, "barrier.isb": 1}


def by_interrupt(pages, cpus, entries=PTRS_PER_PTE):
    """Every core for itself, with a DSB NSH; DSB ISHST and ISB are the initiator's. With a GICv3
    it sends by system register, which takes one more ISB."""
    by_page = pages if pages < entries else 0
    whole = int(by_page == 0)
    others = cpus - 1
    return {"tlbi.local": cpus * (by_page + whole), "tlbi.op.vaale1": cpus * by_page,
            "tlbi.op.vmalle1": cpus * whole, "shootdown.count": int(others > 0),
            "shootdown.targets": others, "ipi.sent": others, "irq.taken": others,
            "barrier.dsb": 1 + cpus, "barrier.isb": 1 + (cpus > GICV2_CORES)}


def full(_, cpus, __=None):
    return {"tlbi.broadcast": 1, "tlbi.op.vmalle1is": 1, "shootdown.count": 1,
            "shootdown.targets": cpus - 1, "barrier.dsb": 2, "barrier.isb": 1}


FORMULA = dict(zip(STRATEGIES, (broadcast, by_range, by_interrupt, full)))


def formula(strategy, pages, cpus, times=1, entries=PTRS_PER_PTE):
    cost = Counter({name: 0 for name in COUNTED})
    cost.update({name: times * n for name, n in FORMULA[strategy](pages, cpus, entries).items()})
    return dict(cost)


def measure(cli, strategy, cpus, areas, pages, *options):
    """{phase: what happened on all cores, beyond what a phase costs that does nothing}"""
    names = [f"p{i}" for i in range(areas)]
    script = cli.file("s.wl", "\n".join([
        "phase alloc on 0 {", *(f"  {p} = vmalloc {pages * 4096}" for p in names), "}",
        "phase touch on all {", *(f"  touch {p}" for p in names), "}",
        "phase free on 0 {", *(f"  vfree {p}" for p in names), "}",
        "phase flush on 0 { purge }", "phase nothing on 0 { x = 1 }", ""]))
    stats = cli.stats("--cpus", cpus, "--shootdown", strategy, *options, script)
    phases = {phase["name"]: phase["counters"] for phase in stats["phases"]}
    return {name: {counter: phases[name][counter] - phases["nothing"][counter]
                   for counter in COUNTED} for name in phases}


CASES = {f"{strategy}, {cpus} cores": (strategy, cpus) for strategy in STRATEGIES for cpus in CORES}


@each(CASES)
def test_purge_below_the_threshold_costs_its_formula(cli, strategy, cpus):
    same(measure(cli, strategy, cpus, 7, 12)["flush"], formula(strategy, 91, cpus), "the purge")


@each(CASES)
def test_purge_around_the_threshold_costs_its_formula(cli, strategy, cpus):
    same(measure(cli, strategy, cpus, 73, 6)["flush"], formula(strategy, 511, cpus), "511 pages")
    same(measure(cli, strategy, cpus, 64, 7)["flush"], formula(strategy, 512, cpus), "512 pages")


@each(CASES)
def test_lazy_free_costs_no_flush_at_all(cli, strategy, cpus):
    same(measure(cli, strategy, cpus, 7, 12)["free"], dict.fromkeys(COUNTED, 0), "the frees")


@each(CASES)
def test_free_without_laziness_costs_a_flush_each_time(cli, strategy, cpus):
    done = measure(cli, strategy, cpus, 5, 6, "--lazy", "off")
    same(done["free"], formula(strategy, 7, cpus, times=5), "the frees")
    same(done["flush"], dict.fromkeys(COUNTED, 0), "a purge of nothing")


@each({f"{strategy}, {granule}": (strategy, granule, shift)
       for strategy in STRATEGIES for granule, shift in (("16k", 14), ("64k", 16))})
def test_threshold_is_the_entries_of_a_table_of_the_granule(cli, strategy, granule, shift):
    """One area, a guard page included, of one page less and of as many."""
    entries = 1 << shift - 3
    image = cli.firmware.with_name(f"vmalloc-{granule}.elf")
    for pages in (entries - 1, entries):
        cost = measure(cli, strategy, 2, 1, (pages - 1) << shift - 12, "--firmware", image,
                       "--ram", "1G")
        # So much is purged when it is freed, with pages of 64K.
        both = {name: cost["free"][name] + cost["flush"][name] for name in COUNTED}
        same(both, formula(strategy, pages, 2, entries=entries), f"{pages} pages")


if __name__ == "__main__":
    sys.exit(main(globals()))
