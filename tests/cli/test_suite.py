# SPDX-License-Identifier: GPL-2.0-or-later
"""mmulator test: test points, reports, baselines, and how failures are told apart."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

from cli import EXPECTATION, GUEST, INPUT, TOOL, check, each, main, mentions, same

GOOD = "phase a { p = vmalloc 4K; touch p; vfree p }\nexpect a.vmalloc.count == 1\nexpect fault.permission == 0\n"
FAILED = GOOD + "expect a.vfree.count == 7\n"
SMOKE = "phase a { p = vmalloc 4K; vfree p }\n"
UNEXPECTED = "phase a { load 8 }\n"
BAD = "phase a { p = vmaloc 4K }\n"
ENDLESS = "phase a { spin 1000000000000 }\n"
KINDS = {
    "failed": (FAILED, EXPECTATION), "input": (BAD, INPUT), "guest": (UNEXPECTED, GUEST),
    "timeout": (ENDLESS, GUEST),
}


def points(done):
    """[(ok, name)] of the TAP that was printed, whose plan must fit."""
    lines = done.out.splitlines()
    same(lines[0], "TAP version 13", "first line")
    found = re.findall(r"^(not )?ok (\d+) - (.*)$", done.out, re.M)
    same([int(number) for _, number, _ in found], list(range(1, len(found) + 1)), "numbers")
    check(f"1..{len(found)}" in lines, "the plan")
    return [(not no, name) for no, _, name in found]


def test_each_expectation_is_a_point(cli):
    cli.file("good.wl", GOOD)
    same(points(cli.run("test", "good.wl")),
         [(True, "good.wl:2: expect a.vmalloc.count == 1"),
          (True, "good.wl:3: expect fault.permission == 0")], "points")


def test_script_without_expectations_is_a_smoke_test(cli):
    cli.file("smoke.wl", SMOKE)
    same(points(cli.run("test", "smoke.wl")), [(True, "smoke.wl: runs")], "points")


def test_failed_expectation_says_expected_and_actual(cli):
    cli.file("bad.wl", FAILED)
    done = cli.run("test", "bad.wl", code=EXPECTATION)
    same([ok for ok, _ in points(done)], [True, True, False], "verdicts")
    mentions(done.out, "severity: failed", "expect a.vfree.count == 7", "a.vfree.count = 1", "line: 4")


@each(KINDS)
def test_failures_are_told_apart(cli, text, code):
    kind = next(name for name, case in KINDS.items() if case == (text, code))
    cli.file("a.wl", GOOD)
    cli.file("b.wl", text)
    cli.file("c.wl", GOOD)
    done = cli.run("test", "a.wl", "b.wl", "c.wl", "--timeout", "2", code=code)
    verdicts = points(done)
    same([ok for ok, name in verdicts if not name.startswith("b.wl")], [True] * 4, "the others")
    check(not all(ok for ok, name in verdicts if name.startswith("b.wl")), "b.wl passed")
    mentions(done.out, f"severity: {kind}")


def child_of(pid):
    """Its only child, as soon as it has one."""
    children = f"/proc/{pid}/task/{pid}/children"
    for _ in range(1000):
        with open(children, encoding="ascii") as file:
            found = file.read().split()
        if found:
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("there is no child")


def test_crash_is_told_apart(cli):
    cli.file("a.wl", ENDLESS)
    with subprocess.Popen(cli.command("test", "a.wl"), cwd=cli.scratch, stdout=subprocess.PIPE,
                          text=True) as process:
        os.kill(child_of(process.pid), signal.SIGABRT)
        out, _ = process.communicate(timeout=60)
    same(process.returncode, TOOL, "exit code")
    mentions(out, "not ok 1 - a.wl: runs", "severity: crash", "Aborted")


def test_directories_are_walked_in_order(cli):
    for name in ("d/z.wl", "d/a/y.wl", "d/b.wl", "d/B.wl", "d/note.txt"):
        (cli.scratch / name).parent.mkdir(parents=True, exist_ok=True)
        cli.file(name, SMOKE)
    done = cli.run("test", "d/", "-j", "3")
    same([name for _, name in points(done)],
         ["d/B.wl: runs", "d/a/y.wl: runs", "d/b.wl: runs", "d/z.wl: runs"], "order")


def test_jobs_change_nothing_but_time(cli):
    for number in range(12):
        cli.file(f"s{number:02}.wl", GOOD if number % 3 else SMOKE)
    paths = [f"s{number:02}.wl" for number in range(12)]
    same(cli.run("test", "-j", "1", *paths).out, cli.run("test", "-j", "8", *paths).out, "output")


def test_options_reach_every_script(cli):
    cli.file("p.wl", "param N = 1\nphase a { repeat N { purge } }\nexpect a.purge.count == 5\n")
    cli.run("test", "p.wl", "--define", "N=5", "--seed", "3", "--set", "tlb.l2.entries=512")
    cli.run("test", "p.wl", code=EXPECTATION)


def test_junit_tells_the_same(cli):
    cli.file("a.wl", GOOD)
    cli.file("b.wl", FAILED.replace("== 7", '== 7 # <&"'))
    cli.file("c.wl", UNEXPECTED)
    cli.run("test", "a.wl", "b.wl", "c.wl", "--junit", "out.xml", code=GUEST)
    suites = ElementTree.parse(cli.scratch / "out.xml").getroot()
    same([(s.get("name"), s.get("tests"), s.get("failures"), s.get("errors")) for s in suites],
         [("a.wl", "2", "0", "0"), ("b.wl", "3", "1", "0"), ("c.wl", "1", "0", "1")], "suites")
    failure = suites.find(".//failure")
    same((failure.get("type"), failure.get("message")), ("failed", "a.vfree.count = 1"), "failure")
    mentions(suites.find(".//error").get("message"), "translation fault")


def test_github_annotations_name_file_and_line(cli):
    cli.file("b.wl", FAILED)
    done = cli.run("test", "b.wl", "--github", code=EXPECTATION)
    mentions(done.err, "::error file=b.wl,line=4,title=mmulator failed::expect a.vfree.count == 7%0A")


def test_baseline_holds_and_breaks(cli):
    (cli.scratch / "s").mkdir()
    cli.file("s/w.wl", GOOD)
    mentions(cli.run("test", "s", "--baseline", "base", code=EXPECTATION).out, "--update makes it")
    cli.run("test", "s", "--baseline", "base", "--update")
    stored = json.loads((cli.scratch / "base/w.json").read_text())
    check(stored["values"]["instructions"] > 0 and "tlb.l1d.miss" in stored["values"], stored)
    check("mmio.write" not in stored["values"], "more than was chosen")
    mentions(cli.run("test", "s", "--baseline", "base").out, "counts as in the baseline")
    cli.file("s/w.wl", GOOD.replace("4K", "64K"))
    done = cli.run("test", "s", "--baseline", "base", code=EXPECTATION)
    mentions(done.out, "not ok", "instructions: ", f"was {stored['values']['instructions']}")


def test_unknown_counters_of_a_baseline_do_not_fail(cli):
    cli.file("w.wl", GOOD)
    cli.run("test", "w.wl", "--baseline", "base", "--update", "--counters", "walk.count,a.v*c.count,a.vfree.count")
    path = cli.scratch / "base/w.json"
    stored = json.loads(path.read_text())
    same(sorted(stored["values"]), ["a.vfree.count", "a.vmalloc.count", "walk.count"],
         "chosen")
    stored["values"] |= {"no.such.counter": 5, "z.vfree.count": 1}
    path.write_text(json.dumps(stored))
    cli.run("test", "w.wl", "--baseline", "base")
    stored["values"]["walk.count"] += 1
    path.write_text(json.dumps(stored))
    mentions(cli.run("test", "w.wl", "--baseline", "base", code=EXPECTATION).out, "walk.count: ")


REFUSED = {
    "nothing": ((), "expected scripts"), "no file": (("gone.wl",), "gone.wl: cannot read it"),
    "no scripts": (("empty",), "there is no *.wl below"), "jobs": (("a.wl", "-j", "0"), "expected 1 to"),
    "timeout": (("a.wl", "--timeout", "x"), "expected a number"),
    "update alone": (("a.wl", "--update"), "--update needs --baseline"),
}


@each(REFUSED)
def test_bad_usage_is_refused(cli, args, message):
    (cli.scratch / "empty").mkdir()
    cli.file("a.wl", SMOKE)
    mentions(cli.run("test", *args, code=INPUT).err, message)


if __name__ == "__main__":
    sys.exit(main(globals()))
