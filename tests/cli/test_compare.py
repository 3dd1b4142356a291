# SPDX-License-Identifier: GPL-2.0-or-later
"""mmulator compare: what it shows, what it fails on, what it refuses."""

import json
import sys

from cli import EXPECTATION, INPUT, TOOL, check, each, main, mentions, same

SCRIPT = "phase a { repeat 20 { p = vmalloc 64K; touch p; vfree p } }"
LEAK = "phase a { repeat 20 { p = vmalloc 64K; touch p } }"
BAD_LATER = SCRIPT + "\nexpect a.vfree.count == 3"


def two(cli, base=(), new=(), script=SCRIPT, code=0):
    """Paths of the statistics of two runs of the script."""
    path = cli.file("w.wl", script)
    cli.stats(path, *base, name="base.json")
    cli.stats(path, *new, name="new.json", code=code)
    return "base.json", "new.json"


def test_same_run_twice_changes_nothing(cli):
    done = cli.run("compare", *two(cli))
    mentions(done.out, "0 of ", "numbers changed")
    same(done.err, "", "messages")


def test_what_differs_is_named(cli):
    done = cli.run("compare", *two(cli, new=("--shootdown", "full", "--seed", str(2**63 + 5))))
    mentions(done.out, "shootdown: broadcast, then full", f"seed: 1, then {2**63 + 5}")


def test_broken_threshold_fails_and_stands_first(cli):
    files = two(cli, new=("--lazy", "off"))
    done = cli.run("compare", *files, "--fail-on", "a.vfree.instructions.max > +0",
                   code=EXPECTATION)
    table = done.out.split("change", 2)[2].splitlines()[1:]
    mentions(table[0], "a.vfree.instructions.max", "TOO MUCH: a.vfree.instructions.max > +0")
    cli.run("compare", *files, "--fail-on", "a.vfree.instructions.max > +1000000")
    cli.run("compare", *files, "--fail-on", "no.such.counter > +0")


# (base + change, threshold, whether it is broken)
EXACT = {
    "more by one": (1, "fault.permission > +0", True),
    "as many": (0, "fault.permission > +0", False),
    "at least": (0, "fault.permission >= +0", True),
    "fewer": (-1, "mmio.write < -0", True),
    "percent exactly": (0, "instructions > +0%", False),
    "percent by one": (1, "instructions > +0%", True),
    "pattern": (1, "fault.* > 0", True),
    "other pattern": (1, "walk.* > 0", False),
}


@each(EXACT)
def test_threshold_is_exact(cli, change, threshold, broken):
    name = threshold.split()[0].replace("fault.*", "fault.permission").replace("walk.*", "tlbi.local")
    base, new = two(cli)
    stats = json.loads((cli.scratch / base).read_text())
    stats["totals"][name] += change
    cli.file(new, json.dumps(stats))
    cli.run("compare", base, new, "--fail-on", threshold, code=EXPECTATION if broken else 0)


def test_order_is_by_relative_change(cli):
    base, new = two(cli)
    stats = json.loads((cli.scratch / base).read_text())
    totals = stats["totals"]
    totals["instructions"] += 1000
    totals["walk.count"] *= 3
    totals["fault.conflict"] = 1
    stats["phases"][0]["cycles"] *= 10
    cli.file(new, json.dumps(stats))
    changes = json.loads(cli.run("compare", base, new, "--format", "json").out)["changes"]
    same([change["name"] for change in changes],
         ["fault.conflict", "walk.count", "instructions", "a.cycles"], "order")
    same(changes[2]["change"], 1000, "change")


def test_markdown_is_a_table(cli):
    done = cli.run("compare", *two(cli, new=("--lazy", "off")), "--format", "markdown", "--top", "3")
    rows = [line for line in done.out.splitlines() if line.startswith("| `")]
    same(len(rows), 3, "rows")
    mentions(done.out, "### w.wl: no regression", "| counter | base | new |")


def test_new_failure_is_a_regression(cli):
    cli.stats(cli.file("w.wl", SCRIPT), name="base.json")
    cli.stats(cli.file("w.wl", BAD_LATER), name="new.json", code=EXPECTATION)
    mentions(cli.run("compare", "base.json", "new.json", code=EXPECTATION).out, "exit: 0, then 1")
    cli.run("compare", "new.json", "base.json")


def test_leaks_are_compared(cli):
    cli.stats(cli.file("w.wl", SCRIPT), name="base.json")
    cli.stats(cli.file("w.wl", LEAK), name="new.json")
    done = cli.run("compare", "base.json", "new.json", "--fail-on", "leaked.areas > +0",
                   code=EXPECTATION)
    mentions(done.out, "leaked.areas")


def test_other_engine_warns(cli):
    base, new = two(cli)
    stats = json.loads((cli.scratch / base).read_text())
    stats["tool"]["unicorn"] = "9.9"
    cli.file(new, json.dumps(stats))
    mentions(cli.run("compare", base, new).err, "unicorn: ", "then 9.9")


REFUSED = {
    "no file": (("gone.json", "base.json"), "gone.json: cannot read it"),
    "no JSON": (("text.json", "base.json"), "text.json:1:"),
    "no statistics": (("list.json", "base.json"), "no statistics"),
    "other schema": (("later.json", "base.json"), "another schema"),
    "one file": (("base.json",), "expected two files"),
    "threshold": (("base.json", "base.json", "--fail-on", "a ~ 3"), "expected PATTERN > +N"),
    "threshold without number": (("base.json", "base.json", "--fail-on", "a > x"), "expected PATTERN"),
    "format": (("base.json", "base.json", "--format", "xml"), "expected text, markdown or json"),
    "top": (("base.json", "base.json", "--top", "-1"), "expected a number"),
}


@each(REFUSED)
def test_bad_input_is_refused(cli, args, message):
    cli.stats(cli.file("w.wl", SCRIPT), name="base.json")
    cli.file("text.json", "mmulator")
    cli.file("list.json", "[1]")
    cli.file("later.json", '{"schema": 2, "totals": {}}')
    mentions(cli.run("compare", *args, code=INPUT).err, message)


def test_unwritable_output_leaves_nothing(cli):
    files = two(cli)
    cli.run("compare", *files, "-o", "no/such/place", code=TOOL)
    cli.run("compare", *files, "-o", "out.md", "--format", "markdown")
    check("out.md.part" not in cli.left(), f"left: {cli.left()}")


if __name__ == "__main__":
    sys.exit(main(globals()))
