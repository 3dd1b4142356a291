# SPDX-License-Identifier: GPL-2.0-or-later
"""lock.NAME.acquire, contended and spin_cycles: exact, named, and free of charge."""

import re
import sys

from cli import SOURCE, check, main, same

ROUNDS = 40
SCRIPT = f"""
phase churn on all {{ repeat {ROUNDS} {{ p = vmalloc 8K; touch p write; vfree p }} }}
phase purges on 0 {{ purge; purge; purge }}
phase nothing on 0 {{ x = 1 }}
"""
LOCKS = re.findall(r'^LOCK\(\w+, "(\w+)"', (SOURCE / "firmware/abi/locks.def").read_text(), re.M)
KINDS = ("acquire", "contended", "spin_cycles")


def run(cli, cpus, *options):
    return cli.stats("--cpus", cpus, *options, cli.file("s.wl", SCRIPT))


def locks(counters, kind):
    return {name: counters[f"lock.{name}.{kind}"] for name in LOCKS}


def test_every_lock_of_the_firmware_has_its_counters(cli):
    names = [f"lock.{name}.{kind}" for name in LOCKS for kind in KINDS]
    same([name for name in cli.counters() if name.startswith("lock.")], names, "in the list")
    same([name for name in run(cli, 1)["totals"] if name.startswith("lock.")], names, "in a run")


def test_every_core_has_every_name_in_the_same_order(cli):
    stats = run(cli, 4)
    for core in stats["cpus"]:
        same(list(core["counters"]), list(stats["totals"]), f"names of core {core['id']}")


def test_single_core_never_waits(cli):
    totals = run(cli, 1)["totals"]
    same(sum(locks(totals, "contended").values()), 0, "contended")
    same(sum(locks(totals, "spin_cycles").values()), 0, "spin cycles")


def test_each_purge_takes_its_lock_once(cli):
    purge = run(cli, 1)["phases"][1]["ops"]["purge"]["counters"]
    same(purge["lock.vmap_purge.acquire"], 3, "three purges")


def test_each_free_takes_the_locks_of_live_and_lazy_areas_once(cli):
    ops = run(cli, 1)["phases"][0]["ops"]
    for name in ("vmap_area", "purge_vmap_area"):
        same(ops["vfree"]["counters"][f"lock.{name}.acquire"], ROUNDS, name)
    same(ops["vmalloc"]["counters"]["lock.free_vmap_area.acquire"], ROUNDS, "free areas")


def test_cores_at_the_same_time_wait_for_each_other(cli):
    stats = run(cli, 8)
    for counters in [stats["totals"], *(core["counters"] for core in stats["cpus"])]:
        acquired, contended, cycles = (locks(counters, kind) for kind in KINDS)
        for name in LOCKS:
            check(contended[name] <= acquired[name], f"{name}: more waits than acquisitions")
            same(cycles[name] > 0, contended[name] > 0, f"{name}: cycles of waits")
    check(locks(stats["totals"], "contended")["vmap_area"] > 0, "nobody waited")


def test_waiting_is_part_of_what_the_core_took(cli):
    for core in run(cli, 8)["cpus"]:
        counters = core["counters"]
        check(sum(locks(counters, "spin_cycles").values()) < counters["cycles"], "more than all")


if __name__ == "__main__":
    sys.exit(main(globals()))
