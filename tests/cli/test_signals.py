# SPDX-License-Identifier: GPL-2.0-or-later
"""A run that is stopped from outside: whole files after SIGINT, a readable part after SIGKILL."""

import json
import signal
import subprocess
import sys
import time

from cli import GUEST, Failure, check, each, main, mentions, same

ENDLESS = "cpus 2\nphase a on all { repeat 1000000000 { p = vmalloc 64K; touch p write; vfree p } }\n"
RECORDED = 300000  # bytes of trace that show a run under way
DEADLINE = 20  # seconds


def begin(cli, *args):
    """Starts it with a trace and waits until much of it is on disk."""
    process = subprocess.Popen(cli.command(*args, "--stats", "s.json", "--trace", "t.mtr"),
                               cwd=cli.scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    part = cli.scratch / "t.mtr.part"
    deadline = time.monotonic() + DEADLINE
    while not part.exists() or part.stat().st_size < RECORDED:
        if time.monotonic() > deadline or process.poll() is not None:
            process.kill()
            raise Failure(f"no trace is growing; {process.communicate()}")
        time.sleep(0.01)
    return process


def end(process, signal_number):
    process.send_signal(signal_number)
    try:
        out, err = process.communicate(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise Failure(f"signal {signal_number} did not end it") from None
    return process.returncode, out.decode(), err.decode()


@each({"run": (), "run quietly": ("--quiet",)})
def test_interrupted_run_leaves_whole_files(cli, *options):
    cli.file("s.wl", ENDLESS)
    code, out, err = end(begin(cli, "run", *options, "s.wl"), signal.SIGINT)
    same(code, GUEST, "exit")
    mentions(err, "interrupted (core ", "  core 0 ", "  core 1 ", "pstate ")
    same(cli.left(), ["s.json", "s.wl", "t.mtr"], "files")
    stats = json.loads((cli.scratch / "s.json").read_text())
    same((stats["exit"], len(stats["cpus"])), (GUEST, 2), "statistics")
    mentions(stats["exit_reason"], "interrupted")
    check(stats["phases"][0]["ops"]["vmalloc"]["count"] > 10, "no ops")
    if not options:
        mentions(out, "STOP    ", "interrupted", "phase a: ", "whole run: ")


@each({"run": ("run", "s.wl"), "boot": ("boot", "image")})
def test_interrupt_at_the_very_start_loses_nothing(cli, command, file):
    """Whenever it comes: before there are files, or whole files and exit 3."""
    cli.file("s.wl", ENDLESS)
    (cli.scratch / "image").write_bytes((cli.guests / "endless_spin.elf").read_bytes())
    whole = 0
    for delay in range(0, 60, 2):
        process = subprocess.Popen(cli.command(command, "--quiet", "--stats", "s.json", "--trace", "t.mtr", file),
                                   cwd=cli.scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(delay / 1000)
        code, _, err = end(process, signal.SIGINT)
        left = cli.left()
        check((code, left) in [(-signal.SIGINT, ["image", "s.wl"]), (GUEST, ["image", "s.json", "s.wl", "t.mtr"])],
              f"after {delay} ms: exit {code}, files {left}\n{err}")
        if code == GUEST:
            whole += 1
            same(json.loads((cli.scratch / "s.json").read_text())["exit"], GUEST, "exit")
            (cli.scratch / "s.json").unlink()
            (cli.scratch / "t.mtr").unlink()
    check(whole > 0, "no run came to anything: wait longer")


def test_trace_of_an_interrupted_run_agrees_with_its_statistics(cli):
    cli.file("s.wl", ENDLESS)
    end(begin(cli, "run", "--quiet", "s.wl"), signal.SIGINT)
    totals = json.loads((cli.scratch / "s.json").read_text())["totals"]
    walks = cli.run("trace", "dump", "--kind", "walk", "t.mtr").out
    same(walks.count("\n"), totals["walk.count"], "walks")
    same(cli.run("trace", "info", "t.mtr").err, "", "messages")


def test_killed_run_leaves_a_part_that_can_be_read(cli):
    cli.file("s.wl", ENDLESS)
    end(begin(cli, "run", "--quiet", "s.wl"), signal.SIGKILL)
    check("t.mtr" not in cli.left() and "s.json" not in cli.left(), cli.left())
    part = cli.run("trace", "info", "t.mtr.part")
    mentions(part.out, "workload     s.wl", "l1-miss")
    mentions(cli.run("trace", "dump", "--kind", "op-begin", "--limit", 5, "t.mtr.part").out,
             "[vmalloc line 2]")


def test_interrupted_boot_leaves_whole_files(cli):
    script = cli.file("s.wl", ENDLESS)
    cli.run("compile", script, "-o", "program")
    process = begin(cli, "boot", "--cpus", "2", "--initrd", "program", cli.firmware)
    code, _, err = end(process, signal.SIGINT)
    same(code, GUEST, "exit")
    mentions(err, "interrupted (core ")
    same(cli.left(), ["program", "s.json", "s.wl", "t.mtr"], "files")
    cli.run("trace", "info", "t.mtr")


if __name__ == "__main__":
    sys.exit(main(globals()))
