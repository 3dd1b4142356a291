# SPDX-License-Identifier: GPL-2.0-or-later
"""vmallocinfo, as a file and as an op; areas that were never freed."""

import re
import sys

from cli import GUEST, INPUT, OK, check, each, main, mentions, same

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
LINE = re.compile(  # as tools read /proc/vmallocinfo
    r"0x([0-9a-f]{16})-0x([0-9a-f]{16}) +(\d+)(?: (\S+\+0x[0-9a-f]+/0x[0-9a-f]+))?"
    r"(?: pages=(\d+))?(?: phys=(0x[0-9a-f]+))?((?: (?:ioremap|vmalloc|vmap|vpages|user))*)"
    r"((?: N\d+=\d+)*)(?: (unpurged vm_area|vm_map_ram))?$")
LEFT = """phase a on 0 {
    repeat 3 { p = vmalloc 16K }
    vfree p
    q = vmalloc 5000
}
"""


def parse(text):
    rows = []
    for line in text.splitlines():
        match = LINE.match(line)
        check(match, f"no line of vmallocinfo: {line!r}")
        start, end = int(match[1], 16), int(match[2], 16)
        same(int(match[3]), end - start, "the size of " + line)
        same(sum(int(n.split("=")[1]) for n in match[8].split()), int(match[5] or 0),
             "pages of the nodes in " + line)
        rows.append(match)
    return rows


@each(GENERATIONS)
def test_vmallocinfo_at_the_end_has_every_area(cli, allocator):
    cli.run_text(LEFT, "--allocator", allocator, "--vmallocinfo", "info.txt", "--quiet")
    rows = parse((cli.scratch / "info.txt").read_text())
    same([(m[4], m[5]) for m in rows if "vmalloc" in m[7]],
         [("op_vmalloc.2+0x10/0x1000", "4")] * 2 + [("op_vmalloc.4+0x5/0x1000", "2")],
         "areas of the script")
    same(sum(m[9] is not None for m in rows), 0 if allocator == "vmlist" else 1, "lazy areas")
    same([m[6] for m in rows if m[6]], ["0x0000000040200000"], "the image")
    same(cli.left(), ["info.txt", "script.wl"], "files")


def test_vmallocinfo_op_prints_on_the_uart(cli):
    done = cli.run_text("phase a on 0 { p = vmalloc 8K; vmallocinfo; vfree p }\n")
    rows = [row for row in done.err.splitlines() if row.startswith("0x")]
    same([m[4] for m in parse("\n".join(rows)) if m[4]], ["op_vmalloc.1+0x10/0x1000"], "areas")


def test_vmallocinfo_option_changes_no_number(cli):
    script = cli.file("left.wl", LEFT)
    plain = cli.stats(script)
    told = cli.stats("--vmallocinfo", "info.txt", script)
    same(told, plain, "statistics")


def test_vmallocinfo_goes_to_standard_output(cli):
    done = cli.run_text(LEFT, "--vmallocinfo", "-")
    parse(done.out)


def test_vmallocinfo_of_a_guest_that_failed_is_no_file(cli):
    cli.run_text("phase a on 0 { load 0 }\n", "--vmallocinfo", "info.txt", code=GUEST)
    same(cli.left(), ["script.wl"], "files")


def test_two_outputs_in_one_file_are_refused(cli):
    script = cli.file("left.wl", LEFT)
    done = cli.run("run", "--stats", "x", "--vmallocinfo", "x", script, code=INPUT)
    mentions(done.err, "--stats and --vmallocinfo both name 'x'")


@each(GENERATIONS)
def test_leaks_are_named_by_the_line_that_allocated(cli, allocator):
    stats = cli.stats("--allocator", allocator, cli.file("left.wl", LEFT))
    same(stats["leaked"], {"areas": 3, "bytes": 2 * 16384 + 5000}, "leaked")
    same(stats["leaks"],
         [{"line": 2, "column": 16, "op": "vmalloc", "areas": 2, "bytes": 2 * 16384},
          {"line": 4, "column": 5, "op": "vmalloc", "areas": 1, "bytes": 5000}], "leaks")
    done = cli.run_text(LEFT, "--allocator", allocator)
    mentions(done.out, "never freed:\n  line 2:16  2 areas, 32,768 bytes\n"
             "  line 4:5  1 area, 5,000 bytes\n")


def test_freed_areas_are_no_leaks(cli):
    script = cli.file("f.wl", "phase a { p = vmalloc 8M; vfree p; purge }\n")
    stats = cli.stats(script)
    same((stats["leaked"], stats["leaks"]), ({"areas": 0, "bytes": 0}, []), "leaks")
    check("never freed" not in cli.run("run", script).out, "the summary says nothing of leaks")


def test_leaks_of_a_guest_that_failed_are_unknown(cli):
    stats = cli.stats(cli.file("bad.wl", "phase a on 0 { load 0 }\n"), code=GUEST)
    same((stats["leaked"], stats["leaks"]), (None, None), "leaks")


def test_leaks_of_each_core_are_added(cli):
    stats = cli.stats("--cpus", "4", cli.file("four.wl", "phase a { p = vmalloc 4K }\n"), code=OK)
    same(stats["leaks"][0]["areas"], 4, "areas")


if __name__ == "__main__":
    sys.exit(main(globals()))
