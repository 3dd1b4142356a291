# SPDX-License-Identifier: GPL-2.0-or-later
"""Nonsense as a guest or as its program: an orderly end, whatever it does.

Exit 0 is a guest that happened to switch off, 3 one that failed. Anything else
is a fault of ours: 4 says so, and a crash or a hang fails the run itself.
"""

import json
import random
import subprocess
import sys

from cli import GUEST, OK, Failure, check, each, main, same
from garbage import busy_guest, changed, noise_guest

LIMIT = 2000000  # cycles
BUSY_LIMIT = 20000  # most instructions trap, which takes the host long
TIMEOUT = 20  # seconds
OUTPUT_LIMIT = 8 << 20  # bytes
SEEDS = range(50)


def ends_orderly(cli, *args):
    command = cli.command("boot", "--max-cycles", LIMIT, "--stats", "s.json", *args)
    with open(cli.scratch / "out", "wb") as out:
        try:
            code = subprocess.run(command, cwd=cli.scratch, stdin=subprocess.DEVNULL, stdout=out,
                                  stderr=subprocess.STDOUT, timeout=TIMEOUT, check=False).returncode
        except subprocess.TimeoutExpired:
            raise Failure(f"{' '.join(command)}: no end after {TIMEOUT} s") from None
    with open(cli.scratch / "out", "rb") as out:
        tail = out.read(OUTPUT_LIMIT)[-600:]
    check(code in (OK, GUEST), f"{' '.join(command)}: exit {code}\n{tail.decode('utf-8', 'replace')}")
    stats = json.loads((cli.scratch / "s.json").read_text())
    same(stats["exit"], code, "exit in the statistics")
    return stats


def one_of_all(function, cli):
    """Runs all seeds; the failure names its own."""
    for seed in SEEDS:
        try:
            function(cli, seed)
        except Failure as failure:
            raise Failure(f"seed {seed}: {failure}") from None


@each([1, 4])
def test_noise_as_a_guest_ends_orderly(cli, cpus):
    one_of_all(lambda cli, seed: ends_orderly(
        cli, "--cpus", cpus, cli.file("noise", noise_guest(seed))), cli)


@each({"1 core": (1,), "4 cores": (4,), "4 cores, drawn schedule":
       (4, "--set", "sched.jitter=900", "--set", "sched.quantum=1000")})
def test_busy_nonsense_as_a_guest_ends_orderly(cli, cpus, *options):
    executed = 0

    def boot(cli, seed):
        nonlocal executed
        image = cli.file("busy", busy_guest(seed, cpus))
        stats = ends_orderly(cli, "--cpus", cpus, "--max-cycles", BUSY_LIMIT, *options, image)
        executed += stats["totals"]["instructions"]
    one_of_all(boot, cli)
    check(executed > 50 * 1000, f"only {executed} instructions: that is no test")


@each([1, 4])
def test_busy_nonsense_is_deterministic(cli, cpus):
    for seed in range(12):
        image = cli.file("busy", busy_guest(seed, cpus))
        args = ("--cpus", cpus, "--max-cycles", BUSY_LIMIT, image)
        same(ends_orderly(cli, "--trace", "t.mtr", *args) == ends_orderly(cli, *args), True,
             f"seed {seed}: alike")


def test_noise_as_an_op_program_is_refused(cli):
    for seed in SEEDS:
        size = random.Random(seed).choice([0, 1, 87, 88, 89, 4096, 70000])
        program = cli.file("program", random.Random(seed).randbytes(size))
        stats = ends_orderly(cli, "--cpus", 2, "--initrd", program, cli.firmware)
        same(stats["exit"], GUEST, f"seed {seed}: exit")


def test_changed_op_program_ends_orderly(cli):
    script = cli.file("s.wl", "cpus 2\nphase a on all { repeat 9 { p = vmalloc 4K; touch p; "
                              "load p + 4K expect fault any; vfree p } }\nphase b on 1 { purge }\n")
    cli.run("compile", script, "-o", "program")
    whole = (cli.scratch / "program").read_bytes()
    one_of_all(lambda cli, seed: ends_orderly(
        cli, "--cpus", 2, "--initrd", cli.file("changed", changed(whole, seed)), cli.firmware), cli)


if __name__ == "__main__":
    sys.exit(main(globals()))
