# SPDX-License-Identifier: GPL-2.0-or-later
"""Results that cannot be written: exit code 4, said once, and nothing half-written left."""

import json
import os
import subprocess
import sys

from cli import GUEST, TOOL, check, each, main, mentions, same

SCRIPT = "phase a { repeat 200 { p = vmalloc 64K; touch p write; vfree p } }\n"
PLACES = {
    "missing directory": ("no/such/file", "No such file or directory"),
    "directory": (".", "Is a directory"),
    "full device": ("/dev/full", "No space left on device"),
    "file as directory": ("s.wl/file", "Not a directory"),
}
OUTPUTS = {
    "statistics": ("run", "--quiet", "s.wl", "--stats"),
    "trace": ("run", "--quiet", "s.wl", "--trace"),
    "program": ("compile", "s.wl", "-o"),
}


@each({f"{output}, {place}": (command, *PLACES[place], output)
       for output, command in OUTPUTS.items() for place in PLACES})
def test_output_to_a_bad_place_is_exit_4(cli, command, place, reason, output):
    cli.file("s.wl", SCRIPT)
    done = cli.run(*command, place, code=TOOL)
    same(done.out, "", "output")
    same(done.err, f"{place}: cannot write the {output}: {reason}\n", "message")
    same(cli.left(), ["s.wl"], "files")


@each({"statistics": ("--stats", "--trace"), "trace": ("--trace", "--stats")})
def test_one_bad_output_leaves_no_part_of_the_other(cli, bad, good):
    cli.file("s.wl", SCRIPT)
    cli.run("run", "--quiet", bad, "no/such/file", good, "good", "s.wl", code=TOOL)
    check("good.part" not in cli.left(), cli.left())


@each(["--stats", "--trace"])
def test_bad_output_is_found_before_the_run(cli, option):
    """A run that would never end, refused at once."""
    cli.file("s.wl", "phase a { repeat 100000000000 { purge } }\n")
    cli.run("run", option, "no/such/file", "s.wl", code=TOOL)


@each([("run", "s.wl"), ("boot", "--max-cycles", "1000", "spin"), ("counters",), ("machines",),
       ("machines", "cortex-a72"), ("--help",), ("--version",), ("run", "--help"),
       ("boot", "--help"), ("compile", "--help"), ("trace", "--help"), ("counters", "--help"),
       ("run", "--stats", "-", "s.wl"), ("trace", "info", "t.mtr"), ("trace", "dump", "t.mtr")])
def test_full_stdout_is_exit_4(cli, *args):
    prepare(cli)
    with open("/dev/full", "wb") as full:
        done = cli.run(*args, code=TOOL, stdout=full, stderr=subprocess.PIPE)
    mentions(done.err, "No space left on device")
    same([line for line in done.err.splitlines() if "cannot write" in line][1:], [], "repetition")


@each([("run", "s.wl"), ("counters",), ("machines", "cortex-a72"), ("--help",), ("run", "--help"),
       ("run", "--stats", "-", "s.wl"), ("trace", "info", "t.mtr"), ("trace", "dump", "t.mtr")])
def test_closed_pipe_is_quiet(cli, *args):
    prepare(cli)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        same(cli.run(*args, stdout=writer, stderr=subprocess.PIPE).err, "", "messages")
    finally:
        os.close(writer)


def prepare(cli):
    cli.file("s.wl", SCRIPT)
    cli.file("spin", b"\0\0\0\x14")  # b .
    cli.run("run", "--quiet", "--trace", "t.mtr", "s.wl")


def test_results_of_a_run_whose_summary_nobody_reads_are_whole(cli):
    cli.file("s.wl", SCRIPT)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        cli.run("run", "--stats", "s.json", "--trace", "t.mtr", "s.wl", stdout=writer,
                stderr=subprocess.PIPE)
    finally:
        os.close(writer)
    same(json.loads((cli.scratch / "s.json").read_text())["exit"], 0, "exit")
    cli.run("trace", "info", "t.mtr")


def test_results_of_a_failed_guest_are_whole(cli):
    cli.file("s.wl", "phase a { p = vmalloc 4K; load p + 4K }\n")
    cli.run("run", "--quiet", "--stats", "s.json", "--trace", "t.mtr", "s.wl", code=GUEST)
    same(cli.left(), ["s.json", "s.wl", "t.mtr"], "files")
    same(json.loads((cli.scratch / "s.json").read_text())["exit"], GUEST, "exit")
    mentions(cli.run("trace", "dump", "--kind", "fault", "t.mtr").out, "va=0xffff")


@each(["stats", "trace"])
def test_result_through_a_symlink_keeps_the_link(cli, option):
    cli.file("s.wl", SCRIPT)
    target = cli.file("target", "old")
    os.symlink("target", cli.scratch / "link")
    cli.run("run", "--quiet", f"--{option}", "link", "s.wl")
    check((cli.scratch / "link").is_symlink(), "the link is gone")
    check(target.stat().st_size > 1000, "its target is unchanged")


@each({"program": ("compile", "s.wl", "-o"), "statistics": ("run", "--quiet", "s.wl", "--stats")})
def test_result_to_stdout_is_that_of_a_file(cli, *command):
    cli.file("s.wl", SCRIPT)
    cli.run(*command, "file")
    with open(cli.scratch / "out", "wb") as out:
        cli.run(*command, "-", stdout=out, stderr=subprocess.PIPE)
    same((cli.scratch / "out").read_bytes() == (cli.scratch / "file").read_bytes(), True, "alike")


if __name__ == "__main__":
    sys.exit(main(globals()))
