# SPDX-License-Identifier: GPL-2.0-or-later
"""vmalloc-debug.elf: what its checks find, and that it does what the ordinary firmware does."""

import random
import re
import sys

from cli import GUEST, OK, each, main, mentions, same

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
LAZY = GENERATIONS[1:]
TRACED = re.compile(r"op-end +outcome=done result=(0x[0-9a-f]+) ")


def debug(cli):
    return cli.build / "firmware" / "vmalloc-debug.elf"


def run_debug(cli, text, *args, code=OK):
    return cli.run_text(text, "--firmware", debug(cli), *args, code=code)


def churn(seed, steps=250, slots=12):
    """Areas come and go; each frees what it overwrites."""
    rng = random.Random(seed)
    held, lines = set(), []
    for _ in range(steps):
        slot = rng.randrange(slots)
        if slot in held:
            lines.append(f"vfree p{slot}")
            held.discard(slot)
        elif rng.randrange(30) == 0:
            lines.append("purge")
        else:
            lines.append(f"p{slot} = vmalloc {rng.randint(8, rng.choice((4, 40, 600)) * 4096)}")
            lines.append(f"store p{slot} {slot}")
            held.add(slot)
    return "phase all {\n" + "\n".join(lines) + "\n}\n"


def results(cli, script, *args):
    cli.run("run", "--quiet", "--trace", "t.mtr", *args, script)
    return TRACED.findall(cli.run("trace", "dump", "--kind", "op-end", "t.mtr").out)


@each(GENERATIONS)
def test_every_op_passes_the_checks_and_returns_the_same(cli, allocator):
    script = cli.file("churn.wl", churn(allocator))
    checked = results(cli, script, "--allocator", allocator, "--firmware", debug(cli))
    same(checked, results(cli, script, "--allocator", allocator), "what the ops return")


@each(GENERATIONS)
def test_quickstart_passes_the_checks(cli, allocator):
    cli.run("run", "--quiet", "--firmware", debug(cli), "--allocator", allocator,
            "--define", "ROUNDS=100", cli.traces / "quickstart.wl")


@each(LAZY)
def test_address_reused_after_a_flush_of_one_core_panics(cli, allocator):
    script = "phase a on 0 { p = vmalloc 16K\nvfree p\npurge local\nq = vmalloc 16K\n}\n"
    done = run_debug(cli, script, "--allocator", allocator, "--cpus", "2", code=GUEST)
    mentions(done.out + done.err, "panic: ffff800000000000-ffff800000004000 is used again",
             "line 4:1, cpu 0, vmalloc")
    run_debug(cli, script, "--allocator", allocator)


STALE_STORE = """phase a on 0 {
    p = vmalloc 4K
    touch p write
    vfree p
    store p + 24 7      # the TLB still has it
    q = vmalloc 4K
}
"""


@each(LAZY)
def test_page_written_after_it_was_freed_panics(cli, allocator):
    done = run_debug(cli, STALE_STORE, "--allocator", allocator, code=GUEST)
    mentions(done.err, "panic: use after free: the frame at ",
             "was written while it was free: byte 24 is 07", "line 6:5, cpu 0, vmalloc")
    cli.run_text(STALE_STORE, "--allocator", allocator)


@each(GENERATIONS)
def test_area_written_beyond_its_size_panics(cli, allocator):
    script = "phase a on 0 {\np = vmalloc 5000\nstore p + 5000 1\nvfree p\n}\n"
    done = run_debug(cli, script, "--allocator", allocator, code=GUEST)
    mentions(done.err, "panic: overrun: the area at ffff800000000000, of 5000 bytes, was written "
             "beyond its end: byte 5000 is 01", "line 4:1, cpu 0, vfree")
    run_debug(cli, script.replace("+ 5000", "+ 4992"), "--allocator", allocator)


if __name__ == "__main__":
    sys.exit(main(globals()))
