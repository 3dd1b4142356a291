# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs mmulator as a user does, each test in an empty directory of its own.

A test is a function test_SUBJECT_CONDITION_OUTCOME(cli) of the module that
calls main(); @each(...) makes one test of every case of a table. It fails by
raising Failure, which check(), same() and the rest do.
"""

import argparse
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "support"))
from tap import Tap  # noqa: E402

TIMEOUT = 60  # seconds; a run takes well under one
OUTPUT_SHOWN = 1500  # characters of each stream, in a report

OK, EXPECTATION, INPUT, GUEST, TOOL = range(5)  # exit codes

Done = namedtuple("Done", "code out err")
COUNTER_LINE = re.compile(r"^([a-z][\w.]*) +\S+ +\S", re.M)


class Failure(Exception):
    """What was seen and what should have been."""


def check(condition, what):
    if not condition:
        raise Failure(what)


def same(actual, expected, what):
    check(actual == expected, f"{what}: found {actual!r}, expected {expected!r}")


def mentions(text, *parts):
    for part in parts:
        check(part in text, f"{part!r} is missing from:\n{text[:OUTPUT_SHOWN]}")


class Cli:
    """The program, a directory for its files, and what to run."""

    def __init__(self, program, build, scratch):
        self.program, self.build, self.scratch = program, build, scratch
        self.traces = SOURCE / "traces"
        self.firmware = build / "firmware" / "vmalloc.elf"
        self.guests = build / "tests" / "guest"

    def command(self, *args):
        return [str(self.program), *map(str, args)]

    def run(self, *args, code=OK, **options):
        """Runs it and holds it to its exit code; Done. options: of subprocess.run."""
        options = {"cwd": self.scratch, "stdin": subprocess.DEVNULL, **options}
        if "stdout" not in options:
            options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        line = " ".join(self.command(*args))
        try:
            done = subprocess.run(self.command(*args), timeout=TIMEOUT, check=False, **options)
        except subprocess.TimeoutExpired:
            raise Failure(f"{line}: no end after {TIMEOUT} s") from None
        done = Done(done.returncode, *((stream or b"").decode("utf-8", "replace")
                                       for stream in (done.stdout, done.stderr)))
        check(done.code == code, f"{line}: exit {done.code}, expected {code}\n"
              f"{done.out[-OUTPUT_SHOWN:]}{done.err[-OUTPUT_SHOWN:]}")
        return done

    def run_code(self, *args):
        """The exit code of a run that may end as it likes."""
        return subprocess.run(self.command(*args), cwd=self.scratch, timeout=TIMEOUT, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True).returncode

    def file(self, name, content):
        path = self.scratch / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def stats(self, *args, code=OK, name="stats.json"):
        """The statistics of `mmulator run ARGS`."""
        self.run("run", "--quiet", "--stats", name, *args, code=code)
        return json.loads((self.scratch / name).read_text())

    def run_text(self, text, *args, code=OK):
        """Done of the script `text`, with its summary."""
        return self.run("run", *args, self.file("script.wl", text), code=code)

    def counters(self):
        return COUNTER_LINE.findall(self.run("counters").out)

    def left(self):
        """The names of all files in the scratch directory."""
        return sorted(path.name for path in self.scratch.iterdir())


def each(cases):
    """One test of each case: a list, or a dictionary from a case's name to it."""
    named = cases if isinstance(cases, dict) else {str(case): case for case in cases}

    def mark(function):
        function.cases = named
        return function
    return mark


def tests_of(module):
    """(name, function of cli) of all tests, in the order of the text."""
    for name, function in list(module.items()):
        if not name.startswith("test_"):
            continue
        if not hasattr(function, "cases"):
            yield name[5:], function
            continue
        for label, case in function.cases.items():
            yield f"{name[5:]}: {label}", functools.partial(call_with, function, case)


def call_with(function, case, cli):
    return function(cli, *case) if isinstance(case, tuple) else function(cli, case)


def run_test(tap, name, function, program, build):
    with tempfile.TemporaryDirectory(prefix="mmulator cli ") as scratch:
        try:
            function(Cli(program, build, Path(scratch)))
        except Failure as failure:
            tap.point(False, name, str(failure).splitlines())
        else:
            tap.point(True, name)


def main(module):
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path, help="the build directory, with mmulator in it")
    parser.add_argument("only", nargs="*", help="tests whose name contains one of these")
    args = parser.parse_args()
    build = args.build.resolve()
    tap = Tap()
    os.environ["LC_ALL"] = "C"
    for name, function in tests_of(module):
        if not args.only or any(part in name for part in args.only):
            run_test(tap, name, function, build / "mmulator", build)
    return tap.finish()
