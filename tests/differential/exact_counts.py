# SPDX-License-Identifier: GPL-2.0-or-later
"""Counters of the guests in tests/guest against numbers worked out by hand.

usage: exact_counts.py (--mmulator PROGRAM | --reference PROGRAM) GUEST_DIR

Every number in CASES was derived on paper from the guest's source and the
geometry of its case; none was read from a program. A machine not named in a
case is BASE: L1 D 32 and L1 I 48 entries, FIFO, fully associative; L2 1024
entries, 4 ways, so 256 sets, LRU; no walk cache, so that a walk to a page
reads 4 descriptors and a walk to a 2 MiB block 3.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from harness import Failure, Tap, emulate, judge

BASE = ["tlb.l1d.entries=32", "tlb.l1i.entries=48", "tlb.l2.entries=1024", "tlb.l2.ways=4",
        "walkcache.entries=0"]
WALK_CACHE = ["walkcache.entries=64", "walkcache.ways=0"]


def data(access, miss):
    return {"tlb.l1d.access": access, "tlb.l1d.miss": miss, "tlb.l1d.hit": access - miss}


def code(access, miss):
    return {"instructions": access, "tlb.l1i.access": access, "tlb.l1i.miss": miss,
            "tlb.l1i.hit": access - miss}


def second(access, miss):
    return {"tlb.l2.access": access, "tlb.l2.miss": miss, "tlb.l2.hit": access - miss}


def walks(count, reads):
    return {"walk.count": count, "walk.descriptor_reads": reads}


def cached_walks(count, reads, hit):
    return walks(count, reads) | {"walkcache.hit": hit, "walkcache.miss": count - hit}


# touch_N: two ascending sweeps over N pages, one code page, which the first
# instruction after the MMU is on brings in: one L1 I miss, one L2 miss, one
# walk on top of the data side's. Instructions: 19 to turn the MMU on, 4 for
# the sweep count, 10 + 4 N a sweep, 4 before the store to the probe: 47 + 8 N.
#
# L1 D, FIFO of E entries: N <= E, the second sweep hits: N misses. N > E: the
# page that is next is always the one that was driven out E pages ago: 2 N.
#
# L2: page i goes to set i mod 256 (give or take where the window begins). Up
# to 1024 pages no set gets more than 4: the second sweep hits. The code page
# was there first; where its set fills up it is the least recently used and
# leaves, and nobody misses it, since the L1 I keeps its own copy. 1025 pages:
# one set gets 5, which LRU in ascending order loses all: 5 more misses. 1280:
# every set gets 5, the second sweep misses always; 2048: 8 a set, likewise.
CASES = [
    ("touch_1", [], code(55, 1) | data(2, 1) | second(2, 2) | walks(2, 8)),
    ("touch_8", [], code(111, 1) | data(16, 8) | second(9, 9) | walks(9, 36)),
    ("touch_32", [], code(303, 1) | data(64, 32) | second(33, 33) | walks(33, 132)),
    ("touch_33", [], code(311, 1) | data(66, 66) | second(67, 34) | walks(34, 136)),
    ("touch_1024", [], code(8239, 1) | data(2048, 2048) | second(2049, 1025) | walks(1025, 4100)),
    ("touch_1025", [], code(8247, 1) | data(2050, 2050) | second(2051, 1031) | walks(1031, 4124)),
    ("touch_1280", [], code(10287, 1) | data(2560, 2560) | second(2561, 2561) | walks(2561, 10244)),
    ("touch_2048", [], code(16431, 1) | data(4096, 4096) | second(4097, 4097) | walks(4097, 16388)),

    # An L1 D of 8, of 1, and of 4 sets of 2, where of 9 pages only 0, 4 and 8
    # share a set that is too small for them: 9 + 3.
    ("touch_8", ["tlb.l1d.entries=8"], data(16, 8) | second(9, 9)),
    ("touch_9", ["tlb.l1d.entries=8"], data(18, 18) | second(19, 10)),
    ("touch_32", ["tlb.l1d.entries=8"], data(64, 64) | second(65, 33)),
    ("touch_1", ["tlb.l1d.entries=1"], data(2, 1)),
    ("touch_8", ["tlb.l1d.entries=1"], data(16, 16) | second(17, 9)),
    ("touch_9", ["tlb.l1d.entries=8", "tlb.l1d.ways=2"], data(18, 12) | second(13, 10)),

    # An L2 of 16 in 4 sets: 2 pages a set fit with the code page, 8 do not. A
    # fully associative one of 8: 8 pages drive the code page out and then fit; 9 do not.
    ("touch_8", ["tlb.l1d.entries=4", "tlb.l2.entries=16"], data(16, 16) | second(17, 9)),
    ("touch_32", ["tlb.l1d.entries=4", "tlb.l2.entries=16"], data(64, 64) | second(65, 65)),
    ("touch_8", ["tlb.l1d.entries=4", "tlb.l2.entries=8", "tlb.l2.ways=0"],
     data(16, 16) | second(17, 9)),
    ("touch_9", ["tlb.l1d.entries=4", "tlb.l2.entries=8", "tlb.l2.ways=0"],
     data(18, 18) | second(19, 19)),

    # Four blocks of 2 MiB as eight halves: 8 L1 misses in the first sweep, none
    # in the second. In the L2 the second half finds what the first brought in:
    # 4 walks. The TLBI takes both halves and the block: the second half misses
    # both TLBs, the first half then finds the block in the L2. With the code
    # page: 11 L2 accesses, 6 walks, 4 + 5 * 3 reads.
    ("touch_blocks", [], data(18, 10) | second(11, 6) | walks(6, 19)),
    # L1 D of 4: eight halves, each always driven out before it is needed: 16 + 2.
    ("touch_blocks", ["tlb.l1d.entries=4"], data(18, 18) | second(19, 6) | walks(6, 19)),
    # An L2 that holds no more than the L1: a walk for each half, 8 + 2, and the code.
    ("touch_blocks", ["tlb.l2.sizes=4K,64K,1M"], data(18, 10) | second(11, 11) | walks(11, 34)),

    # Four times: 4 misses to line up, then 1, 2, 1 and 2. Twice the second miss
    # belongs to the same instruction, so it is one more access: 4 * 5 + 2. The
    # code page misses at the start and after each VMALLE1; an L2 miss each, as
    # is every page after each VMALLE1; only page 0, driven out of the L1 D, is
    # found in the L2: 27 accesses, 25 walks.
    ("straddle", ["tlb.l1d.entries=4"],
     code(79, 5) | data(22, 22) | second(27, 25) | walks(25, 100)),
    # With room for all, page 0 stays.
    ("straddle", [], data(20, 20) | second(25, 25)),

    # As the comments of its source say; nothing that a TLBI drops is left in the L2.
    # Every dropped entry is in one L1 and in the L2: 6 TLBIs, 2 each; one finds nothing.
    ("invalidate", [], code(69, 2) | data(11, 7) | second(9, 9) | walks(9, 36)),
]

# What only the emulator counts, or only it can: the reference knows no tags.
EMULATOR_CASES = [
    # As the comments of its source say. Of the 22 misses the L2 lacks the nine
    # first ones and the page that the TLBI took, and the code: 11 walks.
    ("tagged", ["tlb.l1d.entries=8"], data(27, 22) | second(23, 11) | walks(11, 44)),
    ("invalidate", [], {
        "tlbi.local": 4, "tlbi.broadcast": 3, "tlbi.range": 0, "tlbi.op.vae1": 2,
        "tlbi.op.aside1": 1, "tlbi.op.vaale1": 1, "tlbi.op.vaae1is": 1, "tlbi.op.vale1is": 2,
        "tlbi.op.vmalle1": 0, "tlbi.dropped_entries": 12, "tlbi.dropped_none": 1}),
    # Four translation faults: 4, 4 and 3 reads for data, 4 for code; besides, the
    # code page, one mapped page and the read-only one, 4 reads each. A faulting
    # attempt is an access, also the fetch: 3 + 2 + 3, and one more than instructions. Hits: the second load of the mapped page, and
    # of the read-only one the second store and the load.
    ("fault", [], data(8, 5) | second(7, 7) | walks(7, 27) | {
        "instructions": 91, "tlb.l1i.access": 92, "tlb.l1i.hit": 90,
        "tlb.l1i.miss": 2, "fault.translation": 4, "fault.permission": 2, "exception.sync": 6,
        "exception.data_abort": 5, "exception.instruction_abort": 1}),
    # Operations that the engine lacks, in a straight run: 79 instructions before
    # the store to the probe. Five touches of 4 pages, 4 + 2 + 2 + 1 + 0 of them
    # misses of both TLBs. Each page dropped is one entry in each TLB: 4, 4, 0
    # (nothing came between), 2, and 0 for the granule that is not in use.
    *[("range", settings, code(79, 1) | data(20, 9) | second(10, 10) | walks(10, 40) | {
        "tlbi.local": 1, "tlbi.broadcast": 4, "tlbi.range": 4, "tlbi.op.rvae1": 1,
        "tlbi.op.rvaale1is": 2, "tlbi.op.vaae1os": 1, "tlbi.op.rvaae1os": 1,
        "tlbi.dropped_entries": 10, "tlbi.dropped_none": 2, "exception.sync": 0})
      for settings in ([], ["sched.quantum=1"])],
    ("touch_33", [], {"tlb.l1d.evict": 34, "tlb.l1i.evict": 0, "tlb.l2.evict": 0}),

    # A cache of table descriptors. The code's walk finds nothing: 4 reads. The
    # data window shares levels 0 and 1 with it: the first walk in each 2 MiB
    # reads 2, later ones 1. touch_1024: 4 + 2 * 2 + 1022. touch_2048: 4 + 4 * 2
    # + 2044, then 2048 in the second sweep.
    ("touch_8", WALK_CACHE, cached_walks(9, 13, 8)),
    ("touch_1024", WALK_CACHE, cached_walks(1025, 1030, 1024)),
    ("touch_2048", WALK_CACHE, cached_walks(4097, 4104, 4096)),
    # A block is read at level 2: 1 each. VAAE1 also drops the tables on the way
    # to its address: the walk after it starts from the top, 3 reads.
    ("touch_blocks", WALK_CACHE, cached_walks(6, 11, 4)),
]


def machine(settings):
    """BASE with what the case sets differently."""
    return list({item.split("=")[0]: item for item in BASE + settings}.values())


def check(tap, run, name, expected):
    wrong = [f"{key}: {run.counts.get(key)}, by hand {value}"
             for key, value in expected.items() if run.counts.get(key) != value]
    tap.point(not wrong, name, wrong)


def main():
    parser = argparse.ArgumentParser()
    program = parser.add_mutually_exclusive_group(required=True)
    program.add_argument("--mmulator")
    program.add_argument("--reference")
    parser.add_argument("guest_dir", type=Path)
    args = parser.parse_args()
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        for guest, settings, expected in CASES + (EMULATOR_CASES if args.mmulator else []):
            name = " ".join([guest, *settings])
            image = args.guest_dir / f"{guest}.elf"
            try:
                if args.mmulator:
                    run = emulate(args.mmulator, image, machine(settings), scratch, traced=False)
                else:
                    run = judge(args.reference, image, machine(settings), ["--check"])
            except Failure as failure:
                tap.point(False, name, str(failure).splitlines())
                continue
            check(tap, run, name, expected)
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
