# SPDX-License-Identifier: GPL-2.0-or-later
"""The statistics add up: over cores, over phases, hits and misses, ops and counts."""

import json
import re
import sys

from cli import check, each, main, same

MIXED = """
cpus 3
phase churn on all { repeat 40 { p = vmalloc random(1, 20) * 4K; touch p write; vfree p } }
phase flush on 1 { purge }
phase idle { }
phase faults on 0,2 {
    q = vmalloc 4K
    store q 1
    load q + sizeof(q) expect fault translation 3
    protect q read-only
    store q 1 expect fault permission 3
    vfree q
    tlbi vmalle1is
}
phase last on 0 { purge local }
"""
RUNS = {
    "quickstart": lambda cli: cli.stats(cli.traces / "quickstart.wl"),
    "mixed": lambda cli: cli.stats(cli.file("mixed.wl", MIXED)),
    "mixed, jitter": lambda cli: cli.stats("--set", "sched.jitter=700", cli.file("m.wl", MIXED)),
    "empty": lambda cli: cli.stats("--cpus", 2, cli.file("empty.wl", "")),
    "cut short": lambda cli: cli.stats("--max-cycles", 1200000, cli.traces / "quickstart.wl",
                                       code=3),
}


def added(groups):
    groups = list(groups)
    return {name: sum(group[name] for group in groups) for name in groups[0]}


@each(RUNS)
def test_cores_add_up_to_the_totals(cli, run):
    stats = run(cli)
    same(added(cpu["counters"] for cpu in stats["cpus"]), stats["totals"], "sum over cores")
    same([cpu["id"] for cpu in stats["cpus"]], list(range(len(stats["cpus"]))), "ids")


@each(RUNS)
def test_phases_and_outside_add_up_to_the_totals(cli, run):
    stats = run(cli)
    parts = [phase["counters"] for phase in stats["phases"]] + [stats["outside"]["counters"]]
    same(added(parts), stats["totals"], "sum over phases and outside")


def every_counters(stats):
    """(place, counters) of every set of counters there is."""
    yield "totals", stats["totals"]
    yield "outside", stats["outside"]["counters"]
    for cpu in stats["cpus"]:
        yield f"cpu {cpu['id']}", cpu["counters"]
    for phase in stats["phases"]:
        yield phase["name"], phase["counters"]
        for name, op in phase["ops"].items():
            yield f"{phase['name']}.{name}", op["counters"]


@each(RUNS)
def test_hits_and_misses_are_the_accesses(cli, run):
    for place, counters in every_counters(run(cli)):
        for tlb in ("tlb.l1i", "tlb.l1d", "tlb.l2"):
            same(counters[f"{tlb}.hit"] + counters[f"{tlb}.miss"], counters[f"{tlb}.access"],
                 f"{place} {tlb}")
        same(counters["tlb.l1i.miss"] + counters["tlb.l1d.miss"], counters["tlb.l2.access"],
             f"{place} L1 misses")
        same(counters["tlb.l1i.access"], counters["instructions"], f"{place} instructions")
        same(counters["walk.count"], counters["tlb.l2.miss"], f"{place} walks")
        same(counters["walkcache.hit"] + counters["walkcache.miss"], counters["walk.count"],
             f"{place} walk cache")


@each(RUNS)
def test_invalidations_are_the_sum_of_their_operations(cli, run):
    for place, counters in every_counters(run(cli)):
        operations = sum(value for name, value in counters.items() if name.startswith("tlbi.op."))
        same(counters["tlbi.local"] + counters["tlbi.broadcast"], operations, place)


@each(RUNS)
def test_every_counter_is_everywhere_also_when_zero(cli, run):
    names = cli.counters()
    check(len(names) > 40, names)
    for place, counters in every_counters(run(cli)):
        same(list(counters), names, f"names in {place}")


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif not isinstance(value, str):
        yield value


@each(RUNS)
def test_every_number_is_a_whole_one(cli, run):
    run(cli)
    text = (cli.scratch / "stats.json").read_text()
    for number in numbers(json.loads(text, parse_float=lambda word: f"float {word}")):
        check(number is None or (isinstance(number, (bool, int)) and number >= 0), f"{number!r}")
    check("float " not in str(json.loads(text, parse_float=lambda word: f"float {word}")),
          "a number with a fraction")


def test_every_tlbi_op_is_counted_by_name_scope_and_form(cli):
    definitions = (cli.traces.parent / "firmware" / "abi" / "tlbi_ops.def").read_text()
    ops = re.findall(r'^TLBI_OP\(\w+, "(\w+)", .*, (\w+), (\w+)\)$', definitions, re.M)
    same(len(ops), 30, "operations")
    invalidate = "\n".join(f"tlbi {name} {1 if operand == 'ASID' else 'p'}" for name, _, operand in ops)
    cli.file("t.wl", f"cpus 2\nphase a on 0 {{\np = vmalloc 16K\n{invalidate}\n}}\n")
    counters = cli.stats("t.wl")["phases"][0]["counters"]
    for name, _, _ in ops:
        same(counters[f"tlbi.op.{name}"], 1, name)
    same(counters["tlbi.local"], sum(scope == "LOCAL" for _, scope, _ in ops), "local")
    same(counters["tlbi.broadcast"], sum(scope != "LOCAL" for _, scope, _ in ops), "broadcast")
    same(counters["tlbi.range"], sum(operand.startswith("R") for *_, operand in ops), "range")
    # Each broadcast is followed by the DSB of its domain, which completes it.
    same(counters["shootdown.count"], counters["tlbi.broadcast"], "shootdowns")


def test_op_counts_are_those_of_the_script(cli):
    phases = {phase["name"]: phase["ops"] for phase in RUNS["mixed"](cli)["phases"]}
    counts = {name: {op: numbers["count"] for op, numbers in ops.items()}
              for name, ops in phases.items()}
    same(counts, {
        "churn": {"vmalloc": 120, "vfree": 120, "touch": 120},
        "flush": {"purge": 1},
        "idle": {},
        "faults": {"vmalloc": 2, "vfree": 2, "load": 2, "store": 4, "protect": 2, "tlbi": 2},
        "last": {"purge_local": 1},
    }, "op counts")


def test_op_distributions_are_in_order_and_add_up(cli):
    stats = RUNS["mixed"](cli)
    for phase in stats["phases"]:
        for name, op in phase["ops"].items():
            for unit in ("cycles", "instructions"):
                d = op[unit]
                order = [d["min"], d["p50"], d["p90"], d["p99"], d["max"]]
                same(order, sorted(order), f"{phase['name']}.{name} {unit}")
                check(op["count"] * d["min"] <= d["sum"] <= op["count"] * d["max"], str(d))
                same(d["sum"], op["counters"][unit], f"{phase['name']}.{name} sum of {unit}")


@each(RUNS)
def test_elapsed_lies_between_one_core_and_all(cli, run):
    stats = run(cli)
    clocks = [cpu["counters"]["cycles"] for cpu in stats["cpus"]]
    check(max(clocks) <= stats["elapsed"], f"elapsed {stats['elapsed']}, clocks {clocks}")
    check(sum(phase["cycles"] for phase in stats["phases"]) <= stats["elapsed"], "phases exceed it")
    same(stats["totals"]["cycles"], sum(clocks), "cycles")


def test_summary_and_statistics_agree(cli):
    out = cli.run("run", "--stats", "s.json", cli.traces / "quickstart.wl").out
    stats = json.loads((cli.scratch / "s.json").read_text())
    totals = stats["totals"]
    for number in (stats["elapsed"], totals["instructions"], totals["tlb.l1d.miss"],
                   totals["tlb.l2.evict"], totals["walk.count"], totals["fault.translation"]):
        check(f"{number:,}" in out, f"{number:,} is missing from the summary")


if __name__ == "__main__":
    sys.exit(main(globals()))
