# SPDX-License-Identifier: GPL-2.0-or-later
"""What runs out, and what is wrong: each is reported with what and where, and damages nothing.
In each generation, on the ordinary and on the debug firmware, which looks at everything after
each op."""

import itertools
import json
import sys

from cli import OK, check, each, main, mentions, same

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
FIRMWARES = ("vmalloc.elf", "vmalloc-debug.elf")
BOTH = {f"{a}, {f}": (a, f) for a, f in itertools.product(GENERATIONS, FIRMWARES)}


def run(cli, allocator, firmware, text, *args):
    """(standard error, statistics) of a script that must end well."""
    done = cli.run("run", "--quiet", "--ram", "64M", "--allocator", allocator, "--stats", "s.json",
                   "--firmware", cli.build / "firmware" / firmware, *args,
                   cli.file("script.wl", text), code=OK)
    return done.err, json.loads((cli.scratch / "s.json").read_text())


ADDRESSES = """phase a on 0 {
    before = free_page_count
    a = ioremap 0x100000000000 0x100000000000    # 16 TiB of the 64 TiB
    b = ioremap 0x200000000000 0x100000000000
    c = ioremap 0x300000000000 0x100000000000
    d = ioremap 0x400000000000 0x100000000000    # the image is in the way
    if d == 0 { p = vmalloc 8K } else { store 0 0 }
    store p 77
    iounmap b
    d = ioremap 0x400000000000 0x100000000000    # in its place
    if d == 0 { store 0 0 }
    load p expect value 77
    vfree p
    iounmap a; iounmap c; iounmap d
}
"""


@each(BOTH)
def test_addresses_that_run_out_are_reported_and_come_back(cli, allocator, firmware):
    said, stats = run(cli, allocator, firmware, ADDRESSES)
    mentions(said, "vmalloc error: size 17592186044416, no addresses left\n  line 6:5, cpu 0, ioremap")
    same(said.count("error"), 1, "errors")
    same(stats["leaked"]["areas"], 0, "leaks")


PAGES = """array held[40]
phase a on 0 {
    p = vmalloc 64K; vfree p; purge; slab_shrink
    q = vmalloc 1G                               # more than there could be
    repeat 40 as i { held[i] = vmalloc 4M }      # more than there is
    if held[39] + q != 0 { store 0 0 }
    store held[3] 33
    load held[3] expect value 33
    repeat 40 as i { vfree held[i] }
    r = vmalloc 16M
    touch r write
    vfree r
}
"""


@each(BOTH)
def test_pages_that_run_out_are_reported_and_come_back(cli, allocator, firmware):
    said, stats = run(cli, allocator, firmware, PAGES)
    mentions(said, "vmalloc error: size 4194304, ", "line 5:22, cpu 0, vmalloc",
             "vmalloc error: size 1073741824, exceeds total pages\n  line 4:5, cpu 0, vmalloc")
    same(stats["leaked"]["areas"], 0, "leaks")


OBJECTS = """array held[200]
phase a on 0 {
    repeat 200 as i { held[i] = kmalloc 1M }     # more than there is
    if held[199] != 0 { store 0 0 }
    p = kmalloc 64
    fail_slab 1
    q = vmalloc 4K                               # no object for its area
    if q != 0 { store 0 0 }
    fail_slab 0
    store held[2] 22
    load held[2] expect value 22
    repeat 200 as i { kfree held[i] }
    q = vmalloc 4K
    store q 1
    vfree q
    if p != 0 { kfree p }
}
"""


@each(BOTH)
def test_objects_that_run_out_are_reported_and_come_back(cli, allocator, firmware):
    said, stats = run(cli, allocator, firmware, OBJECTS)
    mentions(said, "vmalloc error: size 4096, ", "line 7:5, cpu 0, vmalloc")
    same(stats["leaked"]["areas"], 0, "leaks")


FRAGMENTS = """array held[256]
phase a on 0 {
    repeat 256 as i { held[i] = alloc_pages 6 }  # all that there is, in blocks of 256K
    repeat 128 as i { if held[2 * i] != 0 { free_pages held[2 * i] 6; held[2 * i] = 0 } }
    big = alloc_pages 7                          # two in a row: there are none
    if big != 0 { store 0 0 }
    p = vmalloc 8M                               # what is in pieces serves as well
    touch p write
    vfree p
    repeat 256 as i { if held[i] != 0 { free_pages held[i] 6 } }
    big = alloc_pages 10
    free_pages big 10
}
"""


@each(BOTH)
def test_fragmented_memory_still_serves_vmalloc(cli, allocator, firmware):
    _, stats = run(cli, allocator, firmware, FRAGMENTS)
    same(stats["phases"][0]["ops"]["touch"]["count"], 1, "touches")


WRONG = """phase a on 0 {
    p = vmalloc 8K
    q = vmalloc 8K
    store q 99
    vfree p
    vfree p
    vfree q + 4K
    vfree q + 1
    vfree 0xffffbfff00000000
    vunmap q
    k = kmalloc 100
    kfree k + 8
    kfree k
    kfree k
    free_pages 0xffff000041000000 0
    load q expect value 99
    vfree q
    p = vmalloc 8K
    vfree p
}
"""
COMPLAINTS = ("): unknown address\n  line 6:5, cpu 0, vfree",
              "): unknown address\n  line 7:5, cpu 0, vfree",
              "): misaligned address\n  line 8:5, cpu 0, vfree",
              "vfree(ffffbfff00000000): unknown address\n  line 9:5, cpu 0, vfree",
              "): unknown address\n  line 10:5, cpu 0, vunmap",
              "): misaligned address\n  line 12:5, cpu 0, kfree",
              "): unknown address\n  line 14:5, cpu 0, kfree",
              "): unknown address\n  line 15:5, cpu 0, free_pages")


@each(BOTH)
def test_wrong_frees_are_reported_and_change_nothing(cli, allocator, firmware):
    said, stats = run(cli, allocator, firmware, WRONG)
    mentions(said, *COMPLAINTS)
    same(said.count(" address\n"), len(COMPLAINTS), "complaints")
    same(stats["leaked"]["areas"], 0, "leaks")


AFTER_FREE = """phase a on 0 {
    p = vmalloc 8K
    touch p write
    vfree p
    purge
    load p expect fault translation 3
    store p 1 expect fault translation 3
    q = vmalloc 8K
    vfree q
}
"""


@each(BOTH)
def test_use_after_free_faults_once_flushed(cli, allocator, firmware):
    _, stats = run(cli, allocator, firmware, AFTER_FREE)
    same(stats["totals"]["fault.translation"], 2, "faults")


@each(GENERATIONS)
def test_messages_are_not_without_end(cli, allocator):
    said, _ = run(cli, allocator, FIRMWARES[0],
                  "phase a on 0 { p = vmalloc 4K; vfree p; repeat 1000 { vfree p } }\n")
    check(0 < said.count("unknown address") <= 16, f"{said.count('unknown address')} complaints")


if __name__ == "__main__":
    sys.exit(main(globals()))
