# SPDX-License-Identifier: GPL-2.0-or-later
"""What is measured: each case says what is compared with what, and what is asked of it."""

from collections import namedtuple
from pathlib import Path

from measure import GUEST, Side

HERE = Path(__file__).resolve().parent
LOOP = HERE / "loop.S"
TOUCH = GUEST / "touch_n.S"

# limit: ("at least" | "at most", number).
Case = namedtuple("Case", "name meaning unit limit sides formula")

LOOP_ROUNDS = (1000000, 80000000)
MISSES = (20000, 2000000)  # short and long run of a guest that only misses
L1 = 48
L1_SIZES = (16, 256, 1024, 2048)


class Sides:
    """The commands that the cases are made of."""

    def __init__(self, build, guests, scratch):
        self.mmulator = build / "mmulator"
        self.bare = build / "tests" / "bench" / "bare"
        self.guests = guests
        self.trace = scratch / "bench.mtr"

    def boot(self, image, settings=(), cpus=1, traced=False):
        sets = [word for item in settings for word in ("--set", item)]
        return [self.mmulator, "boot", "--quiet", "--machine", "cortex-a72", "--cpus", cpus, *sets,
                *(["--trace", self.trace] if traced else []), image]

    def loop(self, label, command):
        return Side(label, lambda rounds: command(self.guests.build(LOOP, ROUNDS=rounds)),
                    LOOP_ROUNDS, 1)

    def loop_on(self, cpus):
        """The same work in total, split over the cores."""
        def command(rounds):
            image = self.guests.build(LOOP, ROUNDS=rounds // cpus, CORES=1)
            return self.boot(image, cpus=cpus)
        return Side(f"{cpus} cores" if cpus > 1 else "1 core", command, LOOP_ROUNDS, 1)

    def touch(self, label, pages, command):
        rounds = tuple(misses // pages for misses in MISSES)
        return Side(label,
                    lambda count: command(self.guests.build(TOUCH, PAGES=pages, ROUNDS=count)),
                    rounds, pages)

    def model(self, label, entries, *settings, **options):
        """Every touch misses an L1 of so many entries; what is behind it is for the settings."""
        sets = [f"tlb.l1d.entries={entries}", *settings]
        return self.touch(label, thrash(entries),
                          lambda image: self.boot(image, sets, **options))

    def fifo(self, label, entries):
        return self.touch(label, thrash(entries),
                          lambda image: [self.bare, "--fifo", entries, image])


def thrash(entries):
    """A third more pages than a FIFO holds: each is gone when its turn comes again."""
    return entries * 4 // 3


def ratio(ours, theirs):
    return ours / theirs


def speed(ours, theirs):
    return theirs / ours


def growth(ours, ours_base, _theirs, _theirs_base):
    return ours / ours_base


# Every touch walks: the pages do not fit into 16 entries either.
NO_L2_HIT = "tlb.l2.entries=16"


def size_case(s, entries):
    """With a walk on both sides: an L2 of one size would hit for the few pages and miss for the many."""
    return Case(f"size.{entries}",
                f"a miss with its walk in an L1 of {entries} entries, against one of {L1}",
                "a miss", ("at most", 1.1),
                [s.model(f"{entries} entries", entries, NO_L2_HIT),
                 s.model(f"{L1} entries", L1, NO_L2_HIT),
                 s.fifo(f"bare FIFO {entries}", entries), s.fifo(f"bare FIFO {L1}", L1)], growth)


def cases(s):
    """Every case, of commands by `s`."""
    return [
        Case("loop", "a loop of TLB hits: speed against the bare engine", "an iteration",
             ("at least", 0.6),
             [s.loop("mmulator", s.boot), s.loop("bare engine", lambda image: [s.bare, image])],
             speed),
        Case("miss.l2", "a miss that hits the L2, against a bare FIFO", "a miss", ("at most", 2.0),
             [s.model("mmulator", L1), s.fifo("bare FIFO", L1)], ratio),
        Case("miss.walk", "a miss with its walk, against a bare FIFO", "a miss", ("at most", 2.0),
             [s.model("mmulator", L1, NO_L2_HIT), s.fifo("bare FIFO", L1)], ratio),
        Case("miss.deep", "the same, each walk reading four descriptors", "a miss", ("at most", 2.0),
             [s.model("mmulator", L1, NO_L2_HIT, "walkcache.entries=0"), s.fifo("bare FIFO", L1)],
             ratio),
        *(size_case(s, entries) for entries in L1_SIZES),
        Case("trace.loop", "tracing a loop of TLB hits", "an iteration", ("at most", 1.1),
             [s.loop("traced", lambda image: s.boot(image, traced=True)),
              s.loop("untraced", s.boot)], ratio),
        Case("trace.miss", "tracing misses and their walks", "a miss", ("at most", 2.0),
             [s.model("traced", L1, NO_L2_HIT, traced=True), s.model("untraced", L1, NO_L2_HIT)],
             ratio),
        *(Case(f"cores.{cpus}", f"{cpus} cores: instructions a second against one core",
               "an iteration", ("at least", 0.7), [s.loop_on(cpus), s.loop_on(1)], speed)
          for cpus in (8, 64)),
    ]
