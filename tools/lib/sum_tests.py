#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts the tests of a meson run by their cases.

usage: sum_tests.py MESON_LOGS STATUS

Prints "PASSED FAILED SKIPPED" and then the names of what failed, one a line.
A program that reports cases (TAP) counts as those; any other counts as one. A
program that failed without a failed case (it crashed, ran out of time, or
ended before its plan was through) counts as one failure more. STATUS is meson's
exit status: a run that failed is never summed up as one without failures.
"""
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

GOOD = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}


def read_programs(path):
    """Each test program as (name, result), in the order of the log."""
    with open(path, encoding="utf-8", errors="replace") as log:
        records = [json.loads(line) for line in log if line.strip()]
    return [(record["name"], record["result"]) for record in records]


def read_cases(path):
    """Cases by program: {name: [(case, "passed" | "failed" | "skipped")]}."""
    cases = {}
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        # "PROJECT.PROGRAM" holds the cases of a program; "PROJECT" alone lists
        # the programs without cases.
        _, dot, program = suite.get("name").partition(".")
        if dot:
            cases[program] = [(c.get("name"), verdict(c)) for c in suite.iter("testcase")]
    return cases


def verdict(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def add_up(programs, cases, status):
    """(passed, failed, skipped, names of failures)."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    failures = []
    for name, result in programs:
        own = cases.get(name, [])
        for case, what in own:
            counts[what] += 1
            if what == "failed":
                failures.append(f"{name}: {case}")
        if result not in GOOD | SKIPPED:
            if not any(what == "failed" for _, what in own):
                counts["failed"] += 1
                failures.append(f"{name}: {result.lower()}")
        elif not own:
            counts["skipped" if result in SKIPPED else "passed"] += 1
    if status != 0 and counts["failed"] == 0:
        counts["failed"] += 1
        failures.append(f"meson test: exit status {status}")
    return counts["passed"], counts["failed"], counts["skipped"], failures


def main():
    logs = Path(sys.argv[1])
    passed, failed, skipped, failures = add_up(
        read_programs(logs / "testlog.json"),
        read_cases(logs / "testlog.junit.xml"),
        int(sys.argv[2]),
    )
    print(passed, failed, skipped)
    for name in failures:
        print(name)


if __name__ == "__main__":
    main()
