# SPDX-License-Identifier: GPL-2.0-or-later
"""traces/: every script ends well in each generation of the allocator that it is meant for."""

import sys

from cli import GUEST, SOURCE, check, each, main, mentions, same

TRACES = SOURCE / "traces"
GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
LAZY = GENERATIONS[1:]
ONLY = {  # what cannot hold in other generations: where a script shows what ails one, or laziness
    "stale.wl": LAZY,
    "local_flush.wl": LAZY,
    "pathology/first_fit_walk.wl": ("vmlist",),
    "pathology/flush_each_free.wl": ("vmlist",),
    "pathology/lazy_in_the_way.wl": ("rbtree",),
    "pathology/mixed_sizes.wl": ("rbtree",),
    "pathology/slow_purge.wl": ("rbtree",),
    "pathology/one_lock.wl": ("augmented",),
}
MODULE = {  # the tests of Linux's lib/test_vmalloc.c
    "fix_size_alloc_test", "full_fit_alloc_test", "long_busy_list_alloc_test",
    "random_size_alloc_test", "fix_align_alloc_test", "random_size_align_alloc_test",
    "align_shift_alloc_test", "pcpu_alloc_test", "kvfree_rcu_1_arg_vmalloc_test",
    "kvfree_rcu_2_arg_vmalloc_test", "vm_map_ram_test", "no_block_alloc_test", "vrealloc_test",
}
LEAKY = {  # script: how it frees, in its loop
    "fix_size_alloc_test.wl": "vfree p",
    "kvfree_rcu_2_arg_vmalloc_test.wl": "kvfree_rcu p",
    "vm_map_ram_test.wl": "vm_unmap_ram q bytes",
}


def scripts():
    return sorted(str(path.relative_to(TRACES)) for path in TRACES.rglob("*.wl"))


@each({f"{name}, {allocator}": (name, allocator)
       for name in scripts() for allocator in ONLY.get(name, GENERATIONS)})
def test_script_ends_well(cli, name, allocator):
    cli.run("run", "--quiet", "--allocator", allocator, TRACES / name)


@each(scripts())
def test_script_opens_with_what_it_stands_for(cli, name):
    lines = (TRACES / name).read_text().splitlines()
    same(lines[:2], ["# SPDX-License-Identifier: GPL-2.0-or-later", "#"], "the first lines")
    check(all(line.startswith("# ") for line in lines[2:4]), "two lines of comment")


def test_exceptions_all_name_scripts_that_exist(cli):
    same(sorted(set(ONLY) - set(scripts())), [], "exceptions without a script")


def test_stale_script_without_laziness_ends_in_a_fault(cli):
    cli.run("run", "--quiet", "--allocator", "vmlist", TRACES / "stale.wl", code=GUEST)


def test_each_test_of_the_linux_module_has_its_script(cli):
    same({path.stem for path in (TRACES / "test_vmalloc").glob("*.wl")}, MODULE, "scripts")


@each(sorted(name for name in MODULE if name not in ("align_shift_alloc_test", "pcpu_alloc_test")))
def test_loops_of_the_module_come_from_outside(cli, name):
    stats = cli.stats("--define", "loops=3", TRACES / "test_vmalloc" / f"{name}.wl")
    phase = next(phase for phase in stats["phases"] if phase["name"] == "test")
    check(all(op["count"] % 3 == 0 for op in phase["ops"].values()), f"ops: {phase['ops'].keys()}")


@each(sorted(LEAKY))
def test_script_that_forgets_to_free_is_found_out(cli, name):
    text = (TRACES / "test_vmalloc" / name).read_text()
    free = f"        {LEAKY[name]}\n"
    check(free in text, "the loop frees otherwise")
    leaky = cli.file("leaky.wl", text.replace(free, ""))
    done = cli.run("run", leaky, code=1)
    mentions(done.out + done.err, "leaks.spin.count")


if __name__ == "__main__":
    sys.exit(main(globals()))
