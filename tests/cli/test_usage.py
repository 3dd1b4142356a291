# SPDX-License-Identifier: GPL-2.0-or-later
"""What mmulator says about itself: help, version, machines, counters."""

import re
import sys

from cli import INPUT, check, each, main, mentions, same

SHARED = ["--machine", "--set", "--cpus", "--ram", "--seed", "--stats", "--trace", "--trace-filter",
          "--trace-level", "--trace-ring", "--max-cycles", "--quiet", "--help"]
WORKLOAD = ["--allocator", "--shootdown", "--lazy", "--define"]
OPTIONS = {
    "run": [*SHARED, *WORKLOAD, "--firmware"],
    "boot": [*SHARED, "--initrd"],
    "test": ["-j", "--jobs", "--junit", "--github", "--baseline", "--update", "--counters", "--timeout",
             "--help"],
    "compare": ["--fail-on", "--format", "--top", "-o", "--output", "--help"],
    "compile": [*WORKLOAD, "--cpus", "--seed", "-o", "--output", "--help"],
    "trace": ["--kind", "--core", "--from", "--to", "--limit", "--filter", "--json", "--by", "--top",
              "--at", "--format", "--weight", "-o"],
    "machines": [],
    "counters": [],
}
NAMED = re.compile(r"--[a-z][a-z-]*")


@each(["--help", "-h", "help"])
def test_help_lists_each_command_and_exit_code(cli, word):
    done = cli.run(word)
    same(done.err, "", "messages")
    listed = re.findall(r"^  mmulator ([a-z]+) ", done.out, re.M)
    same(sorted(listed), sorted(OPTIONS), "commands")
    mentions(done.out, "--version", "Exit codes: 0 success, 1 ", "2 ", "3 the guest failed", "4 ")


def test_every_command_in_the_help_is_built(cli):
    for command in re.findall(r"^  mmulator ([a-z]+) ", cli.run("--help").out, re.M):
        mentions(cli.run(command, "--help").out, f"usage: mmulator {command}")


@each({f"{command} {word}": (command, word) for command in OPTIONS for word in ("--help", "-h")})
def test_help_of_a_command_names_its_options(cli, command, word):
    done = cli.run(command, word)
    same(done.err, "", "messages")
    mentions(done.out, f"usage: mmulator {command}")
    for option in OPTIONS[command]:
        check(re.search(rf"(?<![\w-]){option}(?![\w-])", done.out), f"{option} is not mentioned")


@each(["run", "boot", "test", "compare", "compile"])
def test_help_names_no_option_that_is_refused(cli, command):
    for option in sorted(set(NAMED.findall(cli.run(command, "--help").out))):
        done = cli.run(command, option, code=0 if option == "--help" else INPUT)
        check("unrecognized" not in done.err, done.err)


def test_no_command_prints_the_help_and_fails(cli):
    done = cli.run(code=INPUT)
    same(done.out, "", "output")
    same(done.err, cli.run("--help").out, "messages")


def test_version_names_the_engines(cli):
    check(re.fullmatch(r"mmulator \d+\.\d+\.\d+ \(Unicorn \d+\.\d+\.\d+, Capstone \d+\.\d+\)\n",
                       cli.run("--version").out), "version")


def test_counters_have_unit_and_meaning(cli):
    lines = cli.run("counters").out.splitlines()
    names = [line.split()[0] for line in lines]
    for line in lines:
        check(re.fullmatch(r"[a-z0-9_.]+ +[a-z]+ +\S.{7,}", line), line)
    same(len(set(names)), len(names), "names")
    for name in ("instructions", "cycles", "tlb.l1i.access", "tlb.l1d.evict", "tlb.l2.miss",
                 "walk.descriptor_reads", "walkcache.hit", "fault.permission", "tlbi.broadcast",
                 "tlbi.op.vaale1is", "shootdown.targets", "barrier.dsb_cycles", "ipi.sent"):
        check(name in names, f"{name} is missing")


def test_machines_lists_what_can_be_run(cli):
    cli.file("s.wl", "")
    names = [line.split()[0] for line in cli.run("machines").out.splitlines()]
    check("cortex-a72" in names, names)
    for name in names:
        cli.run("run", "--quiet", "--machine", name, "s.wl")


def test_machine_shows_each_key_with_its_source(cli):
    out = cli.run("machines", "cortex-a72").out
    keys = re.findall(r"^([a-z0-9_.]+)  +\S+", out, re.M)
    same(out.count(" source: "), len(keys), "sources")
    stats = cli.stats(cli.file("s.wl", ""))
    same(keys, [key for key in stats["machine"] if key != "name"], "keys")


def test_preset_key_by_key_is_the_preset(cli):
    cli.file("s.wl", "phase a { p = vmalloc 64K; touch p; vfree p }\n")
    preset = cli.stats("s.wl")
    sets = [item for key, value in preset["machine"].items() if key != "name"
            for item in ("--set", f"{key}={value}")]
    cli.file("bare.ini", "")
    same(cli.stats("--machine", "bare.ini", *sets, "s.wl")["totals"], preset["totals"], "counters")


if __name__ == "__main__":
    sys.exit(main(globals()))
