# SPDX-License-Identifier: GPL-2.0-or-later
"""The generations of the allocator: all run the workloads; what ails one is gone in the next."""

import itertools
import shutil
import sys

from cli import EXPECTATION, GUEST, OK, SOURCE, check, each, main, same

sys.path.insert(0, str(SOURCE / "tests" / "bench"))
import generation_cost  # noqa: E402

GENERATIONS = generation_cost.GENERATIONS
PATHOLOGIES = {  # script: the generation that shows it
    "first_fit_walk.wl": "vmlist",
    "flush_each_free.wl": "vmlist",
    "lazy_in_the_way.wl": "rbtree",
    "mixed_sizes.wl": "rbtree",
    "slow_purge.wl": "rbtree",
    "one_lock.wl": "augmented",
}


def pathology(name):
    return SOURCE / "traces" / "pathology" / name


def cure_of(generation):
    return GENERATIONS[GENERATIONS.index(generation) + 1]


@each({f"{a}, lazy {lazy}": (a, lazy) for a, lazy in itertools.product(GENERATIONS, ("on", "off"))})
def test_quickstart_holds_in_each_generation(cli, allocator, lazy):
    stats = cli.stats("--allocator", allocator, "--lazy", lazy, "--define", "ROUNDS=200",
                      cli.traces / "quickstart.wl")
    same(stats["firmware"]["allocator"], allocator, "the allocator that ran")


@each(GENERATIONS)
def test_other_workloads_hold_in_each_generation(cli, allocator):
    for name in ("big.wl", "readonly.wl"):
        cli.run("run", "--quiet", "--allocator", allocator, cli.traces / name)


@each({a: (a, GUEST if a == "vmlist" else OK) for a in GENERATIONS})
def test_stale_address_works_where_freeing_is_lazy(cli, allocator, code):
    cli.run("run", "--quiet", "--allocator", allocator, cli.traces / "stale.wl", code=code)


CHURN = """
phase churn { repeat 100 { p = vmalloc 28K; vfree p } }
phase flush { purge }
"""


@each(GENERATIONS)
def test_immediate_free_flushes_each_area_and_lazy_ones_together(cli, allocator):
    for lazy in ("on", "off"):
        stats = cli.stats("--allocator", allocator, "--lazy", lazy, cli.file("churn.wl", CHURN))
        at_once = allocator == "vmlist" or lazy == "off"
        churn, flush = (phase["counters"] for phase in stats["phases"])
        same((churn["shootdown.count"], churn["tlbi.op.vaale1is"]), (100, 800) if at_once else (0, 0),
             f"shootdowns and pages of the frees, lazy {lazy}")
        same(flush["shootdown.count"], 0 if at_once else 1, f"shootdowns of the purge, lazy {lazy}")


def test_every_pathology_is_tried(cli):
    same(sorted(path.name for path in pathology("").glob("*.wl")), sorted(PATHOLOGIES), "scripts")


@each(sorted(PATHOLOGIES))
def test_pathology_shows_in_its_generation(cli, name):
    stats = cli.stats(pathology(name))
    same(stats["firmware"]["allocator"], PATHOLOGIES[name], "the allocator that ran")


@each(sorted(PATHOLOGIES))
def test_pathology_is_gone_in_the_next_generation(cli, name):
    cure = ("--allocator", cure_of(PATHOLOGIES[name]))
    cli.stats(*cure, "--define", "SICK=0", pathology(name))
    stats = cli.stats(*cure, pathology(name), code=EXPECTATION)
    check(any(not e["ok"] for e in stats["expectations"]), stats["expectations"])


@each(sorted(PATHOLOGIES))
def test_cure_is_not_claimed_for_the_generation_that_lacks_it(cli, name):
    cli.run("run", "--quiet", "--define", "SICK=0", pathology(name), code=EXPECTATION)


@each({  # workload, generation: how many times dearer ten times as many areas may make it, in percent
    "alike, vmlist": ("alike", "vmlist", 500, 1000),
    "alike, rbtree": ("alike", "rbtree", 100, 130),
    "alike, augmented": ("alike", "augmented", 100, 130),
    "alike, nodes": ("alike", "nodes", 100, 130),
    "mixed, vmlist": ("mixed", "vmlist", 400, 1000),
    "mixed, rbtree": ("mixed", "rbtree", 400, 1000),
    "mixed, augmented": ("mixed", "augmented", 100, 130),
    "mixed, nodes": ("mixed", "nodes", 100, 130),
})
def test_cost_grows_as_the_generation_has_it(cli, workload, allocator, least, most):
    text = generation_cost.WORKLOADS[workload]
    few, many = (generation_cost.cost(cli.program, allocator, text, live) for live in (100, 1000))
    check(least <= 100 * many // few <= most, f"from {few} to {many} instructions")


def test_page_of_costs_is_written_the_same_twice(cli):
    for docs in (cli.scratch / "a", cli.scratch / "b"):
        docs.mkdir()
        shutil.copy(SOURCE / "docs" / "generations.md", docs)
        costs = {"alike": generation_cost.measure(cli.program, "alike", 100)}
        for _ in range(2):
            generation_cost.write(docs, {"alike": generation_cost.table(costs["alike"], 100)}, costs)
    for name in ("generations.md", "generations.svg"):
        same((cli.scratch / "a" / name).read_bytes() == (cli.scratch / "b" / name).read_bytes(), True,
             f"{name} alike")
    text = (cli.scratch / "a" / "generations.md").read_text()
    same(text.count("| 100 |"), 2, "rows: one replaced, one left")


if __name__ == "__main__":
    sys.exit(main(globals()))
