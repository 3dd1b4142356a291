# SPDX-License-Identifier: GPL-2.0-or-later
"""vmalloc_huge: the same bytes through fewer TLB entries and shorter walks."""

import sys

from cli import GUEST, check, each, main, mentions, same

SIZE = 8 << 20
# What an entry of each image's blocks translates at this size: 2M everywhere, as
# a block of level 2 with pages of 4K, as contiguous runs with larger ones.
BLOCK = 2 << 20
PAGES = {"vmalloc": 4096, "vmalloc-16k": 16384, "vmalloc-64k": 65536}
SIZES = ("--set", "tlb.l2.sizes=4K,16K,64K,2M")  # the default machine has no entries of 16K


def touches(cli, image, op, size, *options):
    """Counters of one touch of each page of 4K, TLBs cold."""
    script = cli.file("s.wl", f"""
phase alloc {{ p = {op} {size} }}
phase cold {{ tlbi vmalle1 }}
phase use {{ touch p }}
phase free {{ vfree p; purge; load p expect fault translation }}
""")
    firmware = cli.firmware.with_name(image + ".elf")
    stats = cli.stats("--firmware", firmware, *options, script)
    return stats["phases"][2]["ops"]["touch"]["counters"]


def test_area_of_blocks_keeps_its_red_zone(cli):
    """The debug firmware watches the bytes from the size asked for to the last block's end."""
    script = cli.file("s.wl", """
phase a { h = vmalloc_huge 3M + 5; touch h write; store h + 3M - 8 1; vfree h }
phase b { r = vmalloc_huge 100K; touch r write; vfree r }
""")
    debug = cli.firmware.with_name("vmalloc-debug.elf")
    cli.run("run", "--quiet", "--firmware", debug, script)
    over = cli.file("o.wl", "phase a { h = vmalloc_huge 3M + 5; store h + 3M + 8 1; vfree h }\n")
    done = cli.run("run", "--quiet", "--firmware", debug, over, code=GUEST)
    mentions(done.err, "overrun")


@each({image: (image, page) for image, page in PAGES.items()})
def test_area_of_blocks_takes_a_walk_for_each_block(cli, image, page):
    small, huge = (touches(cli, image, op, SIZE, *SIZES) for op in ("vmalloc", "vmalloc_huge"))
    # Beside the area, the interpreter's own: its stack, its slots, the program.
    own = huge["walk.count"] - SIZE // BLOCK
    check(0 <= own <= 8, f"{own} walks that are not the area's")
    same(small["walk.count"] - own, SIZE // page, "a walk for each page")
    same(small["tlb.l1d.access"], huge["tlb.l1d.access"], "accesses")


def test_blocks_need_fewer_entries_of_the_second_level_tlb(cli):
    """32 MiB are 8192 pages, more than the TLB has entries, and 16 blocks."""
    small, huge = (touches(cli, "vmalloc", op, 32 << 20) for op in ("vmalloc", "vmalloc_huge"))
    check(small["tlb.l2.evict"] > 6000, f"{small['tlb.l2.evict']} evictions by pages")
    same(huge["tlb.l2.evict"], 0, "evictions by blocks")


def test_walk_to_a_block_is_one_descriptor_shorter(cli):
    """Without a walk cache each walk reads a descriptor of each level: 4 for pages, 3 for blocks."""
    small, huge = (touches(cli, "vmalloc", op, SIZE, "--set", "walkcache.entries=0")
                   for op in ("vmalloc", "vmalloc_huge"))
    walks = small["walk.count"] - huge["walk.count"]
    same(walks, SIZE // 4096 - SIZE // BLOCK, "walks saved")
    same(small["walk.descriptor_reads"] - huge["walk.descriptor_reads"],
         SIZE // 4096 * 4 - SIZE // BLOCK * 3, "descriptors saved")


def test_contiguous_run_takes_one_walk_for_sixteen_pages(cli):
    small, huge = (touches(cli, "vmalloc", op, 1 << 20) for op in ("vmalloc", "vmalloc_huge"))
    same(small["walk.count"] - huge["walk.count"], 256 - 16, "walks saved")


def test_fragmented_memory_falls_back_to_pages(cli):
    """All memory is taken, then every second page comes back: no two are together."""
    script = cli.file("s.wl", """
array all[60000]
phase fill { for p in all as i { all[i] = vmalloc 4K } }
phase holes { repeat 20000 as i { vfree all[2 * i] } ; purge }
phase use { h = vmalloc_huge 2M; touch h; vfree h }
""")
    use = cli.stats("--ram", "128M", script)["phases"][2]["ops"]
    same(use["vmalloc_huge"]["count"], 1, "allocations")
    check(use["touch"]["counters"]["walk.count"] >= 512, "not all of it is in single pages")


if __name__ == "__main__":
    sys.exit(main(globals()))
