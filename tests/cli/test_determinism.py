# SPDX-License-Identifier: GPL-2.0-or-later
"""The same inputs give the same bytes, whoever runs it and whatever else is asked for."""

import os
import sys

from cli import check, each, main, same

# Random sizes, contention of four cores, faults, a shootdown.
WORKLOAD = ("quickstart.wl", "--cpus", 4, "--define", "ROUNDS=40")


def record(cli, name, *options, **run):
    """(statistics, trace) as bytes."""
    stats, trace = cli.scratch / f"{name}.json", cli.scratch / f"{name}.mtr"
    workload, *rest = WORKLOAD
    cli.run("run", "--stats", stats, "--trace", trace, *rest, *options, cli.traces / workload, **run)
    return stats.read_bytes(), trace.read_bytes()


def check_same(first, second):
    same(first[0] == second[0], True, "statistics alike")
    same(first[1] == second[1], True, "traces alike")


@each({"schedule fixed": (), "schedule drawn": ("--set", "sched.jitter=900")})
def test_same_seed_gives_the_same_bytes(cli, *options):
    check_same(record(cli, "a", "--seed", 7, *options), record(cli, "b", "--seed", 7, *options))


def test_other_seed_differs(cli):
    first, second = record(cli, "a", "--seed", 7), record(cli, "b", "--seed", 8)
    seed = (b'"seed": 7', b'"seed": 8')
    check(first[0].replace(*seed) != second[0], "statistics are alike but for the seed")
    check(first[1] != second[1], "traces are alike")


def test_seed_draws_the_schedule(cli):
    """A script without random: what differs is who ran when."""
    script = cli.file("s.wl", "cpus 4\nphase a on all { repeat 50 { p = vmalloc 4K; vfree p } }\n")
    jitter = ("--set", "sched.jitter=900", script)
    check(cli.stats("--seed", 1, *jitter)["totals"] != cli.stats("--seed", 2, *jitter)["totals"],
          "counters are alike")
    same(cli.stats("--seed", 1, script)["totals"], cli.stats("--seed", 2, script)["totals"],
         "counters without jitter")


def test_script_seed_is_the_options_seed(cli):
    text = (cli.traces / "quickstart.wl").read_text()
    check("\nseed 1\n" in text, "no seed to change")
    cli.file("quickstart.wl", text.replace("\nseed 1\n", "\nseed 7\n"))
    by_script = cli.stats("quickstart.wl")
    same(by_script == cli.stats("--seed", 7, cli.traces / "quickstart.wl"), True, "alike")


def test_attached_trace_changes_no_byte_of_the_statistics(cli):
    cli.stats(cli.traces / "quickstart.wl", name="without.json")
    cli.stats("--trace", "t.mtr", cli.traces / "quickstart.wl", name="with.json")
    same((cli.scratch / "without.json").read_bytes() == (cli.scratch / "with.json").read_bytes(),
         True, "alike")


@each({
    "quiet": ({}, ("--quiet",)),
    "locale": ({"env": {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8"}}, ()),
    "time zone": ({"env": {"TZ": "Asia/Kathmandu"}}, ()),
    "long environment": ({"env": {"PADDING": "x" * 50000}}, ()),
    "empty environment": ({"env": {}}, ()),
    "current directory": ({"cwd": "/"}, ()),
    "verbose summary to a closed stdin": ({"stdin": None}, ()),
})
def test_surroundings_change_nothing(cli, run, options):
    check_same(record(cli, "a"), record(cli, "b", *options, **run))


def test_program_through_a_symlink_finds_its_firmware(cli):
    expected = record(cli, "a")
    link = cli.scratch / "mmu link"
    os.symlink(cli.program, link)
    cli.program = link
    check_same(expected, record(cli, "b"))


def test_script_in_another_directory_changes_nothing(cli):
    (cli.scratch / "sub").mkdir()
    script = cli.scratch / "sub" / "quickstart.wl"
    script.write_bytes((cli.traces / "quickstart.wl").read_bytes())
    expected = cli.stats(cli.traces / "quickstart.wl")
    same(cli.stats("sub/quickstart.wl") == expected, True, "alike")


def test_results_name_no_place_of_the_host(cli):
    script = cli.file("own.wl", "phase a { p = vmalloc 4K; touch p; vfree p }\n")
    cli.stats("--trace", cli.scratch / "own.mtr", script)
    for name in ("stats.json", "own.mtr"):
        content = (cli.scratch / name).read_bytes()
        for place in (str(cli.scratch), str(cli.build), os.environ.get("HOME", "/root")):
            check(place.encode() not in content, f"{name} contains {place}")


if __name__ == "__main__":
    sys.exit(main(globals()))
