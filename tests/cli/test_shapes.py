# SPDX-License-Identifier: GPL-2.0-or-later
"""The smallest and the widest workloads: nothing to do, one core of many, every count of cores."""

import sys

from cli import check, each, main, mentions, same

# A page of its own for each core, shared memory for all.
EVERY_CORE = """
phase map on 0 { p = vmalloc 4K; store p 0 }
phase own on all {
    q = vmalloc 8K
    store q cpu + 1
    load q expect value cpu + 1
    load q + sizeof(q) expect fault translation 3
    vfree q
}
phase gone on all { load p expect value 0 }
phase end on 0 { vfree p; purge }
phase after on all { load p expect fault translation 3 }
"""
NOTHING = {
    "no bytes": "",
    "blank lines": "\n\n   \n\t\n",
    "comment": "# nothing\n",
    "comment without newline": "# nothing",
    "settings alone": "cpus 1; seed 3\nlazy off\n",
    "empty phase": "phase a { }\n",
    "empty phase of one core": "phase a on 0 { }\n",
    "no rounds": "phase a { repeat 0 { p = vmalloc 4K; touch p; vfree p } }\n",
    "no rounds of a variable": "phase a { n = 0; repeat n { purge } }\n",
    "no rounds inside rounds": "phase a { repeat 3 { repeat 0 { purge } } }\n",
    "rounds of nothing": "phase a { repeat 1000 { } }\n",
}


# Two page arrays of one kmalloc class at a time, on more cores than a slab has objects.
CROWD = """
cpus 64
phase own on all {
    repeat 20 { p = vmalloc 128K; q = vmalloc 100K; touch p write; vfree p; vfree q }
}
expect own.vmalloc.count == 64 * 40
"""


def test_many_cores_do_not_take_each_others_last_object(cli):
    done = cli.run_text(CROWD, "--ram", "1G")
    same(done.err, "", "messages")


@each(NOTHING)
def test_workload_without_ops_passes(cli, text):
    done = cli.run_text(text, "--stats", "s.json")
    mentions(done.out, "script.wl on cortex-a72, 1 core, seed", "whole run: ")
    same(done.err, "", "messages")
    stats = cli.stats(cli.file("script.wl", text))
    same([phase["ops"] for phase in stats["phases"]], [{}] * len(stats["phases"]), "ops")
    same(stats["expectations"], [], "expectations")
    check(stats["totals"]["instructions"] > 0, "the firmware did not run")


@each(NOTHING)
def test_workload_without_ops_passes_on_three_cores(cli, text):
    cli.run("run", "--quiet", "--cpus", 3, cli.file("script.wl", text))


@each([1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 64])
def test_every_core_runs_its_own_ops(cli, cpus):
    stats = cli.stats("--cpus", cpus, cli.file("every.wl", EVERY_CORE))
    phases = {phase["name"]: phase for phase in stats["phases"]}
    same(len(stats["cpus"]), cpus, "cores")
    same({name: op["count"] for name, op in phases["own"]["ops"].items()},
         {"vmalloc": cpus, "vfree": cpus, "load": 2 * cpus, "store": cpus}, "ops")
    same(stats["totals"]["fault.translation"], 2 * cpus, "faults")
    for cpu in stats["cpus"]:
        same(cpu["counters"]["fault.translation"], 2, f"faults of core {cpu['id']}")
    # Every core shares the one address space: a broadcast waits for all others.
    same(phases["end"]["counters"]["shootdown.targets"],
         phases["end"]["counters"]["shootdown.count"] * (cpus - 1), "targets")


def test_one_busy_core_of_eight_leaves_the_others_idle(cli):
    text = "cpus 8\nphase work on 5 { repeat 300 { p = vmalloc 64K; touch p write; vfree p } }\n"
    cpus = cli.stats(cli.file("one.wl", text))["cpus"]
    busy = cpus[5]["counters"]
    check(busy["instructions"] > 300 * 16, busy["instructions"])
    for cpu in cpus[1:5] + cpus[6:]:
        for name in ("instructions", "tlb.l1d.access", "tlb.l2.access", "walk.count"):
            check(cpu["counters"][name] * 5 < busy[name],
                  f"core {cpu['id']}: {name} is {cpu['counters'][name]}, core 5 has {busy[name]}")


def test_cpus_option_beats_the_script(cli):
    same(len(cli.stats("--cpus", 3, cli.file("s.wl", "cpus 2\n"))["cpus"]), 3, "cores")


@each(["64M", "128M", "1G", "0x8000000"])
def test_ram_of_a_size_serves(cli, ram):
    text = "phase a { p = vmalloc 8M; touch p write; vfree p; purge }\n"
    cli.run("run", "--quiet", "--ram", ram, cli.file("s.wl", text))


def test_define_replaces_the_default(cli):
    script = cli.file("s.wl", "param N = 3\nphase a { repeat N { p = vmalloc 4K; vfree p } }\n")
    for option, count in ((), 3), (("--define", "N=7"), 7), (("--define", "N=2*5"), 10):
        same(cli.stats(*option, script)["phases"][0]["ops"]["vmalloc"]["count"], count, "ops")


if __name__ == "__main__":
    sys.exit(main(globals()))
