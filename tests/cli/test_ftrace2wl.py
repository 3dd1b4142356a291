# SPDX-License-Identifier: GPL-2.0-or-later
"""tools/ftrace2wl: logs of a kernel as workloads. The logs here are made up."""

import subprocess
import sys

from cli import SOURCE, each, main, mentions, same

LOGS = SOURCE / "tests" / "cli" / "ftrace"
TOOL = SOURCE / "tools" / "ftrace2wl"


def convert(cli, *args, code=0):
    done = subprocess.run([sys.executable, TOOL, *map(str, args)], cwd=cli.scratch, text=True,
                          capture_output=True, timeout=60, check=False)
    same(done.returncode, code, f"exit code ({done.stderr})")
    return done


def statements(text):
    return [line.strip() for line in text.splitlines() if "area[" in line or "on " in line]


def test_log_keeps_sizes_order_cores_and_lifetimes(cli):
    done = convert(cli, LOGS / "made_up.txt")
    same(statements(done.stdout)[1:],
         ["on 0 {", "area[0] = vmalloc 16384", "area[1] = vmalloc 65536 align 65536",
          "on 2 {", "area[2] = vmalloc 4096", "vfree area[0]",
          "phase end on 0 {", "vfree area[1]", "vfree area[2]"], "statements")


def test_what_is_skipped_is_told_with_its_line(cli):
    err = convert(cli, LOGS / "made_up.txt").stderr
    mentions(err, "a free of an address whose allocation is missing: ", "made_up.txt:8",
             "an allocation without a guard page, or of no whole pages: ", "made_up.txt:10",
             "an allocation that failed: ", "made_up.txt:11", "a line that is no event: ",
             "made_up.txt:13", "an event that lacks failed: ", "made_up.txt:14")


def test_workload_of_a_log_runs(cli):
    convert(cli, LOGS / "made_up.txt", "-o", "replay.wl")
    stats = cli.stats("replay.wl")
    ops = [phase["ops"] for phase in stats["phases"]]
    same([(name, op["count"]) for name, op in ops[0].items()], [("vmalloc", 3), ("vfree", 1)], "ops")
    same(stats["leaked"], {"areas": 0, "bytes": 0}, "leaks")


def test_snapshots_become_what_changed(cli):
    done = convert(cli, "--vmallocinfo", LOGS / "made_up_1.vmallocinfo",
                   LOGS / "made_up_2.vmallocinfo")
    same(statements(done.stdout)[1:],
         ["on 0 {", "area[0] = vmalloc 16384", "vfree area[0]", "area[1] = vmalloc 4096",
          "phase end on 0 {", "vfree area[1]"], "statements")
    mentions(done.stderr, "an area that is not vmalloc's: ", "made_up_1.vmallocinfo:2")


def test_our_own_vmallocinfo_is_read(cli):
    cli.run("run", "--quiet", "--vmallocinfo", "info.txt",
            cli.file("w.wl", "phase a { p = vmalloc 12K; q = vmalloc 64K; touch p }"))
    same([line for line in statements(convert(cli, "--vmallocinfo", "info.txt").stdout)
          if "= vmalloc" in line], ["area[0] = vmalloc 12288", "area[1] = vmalloc 65536"], "areas")


@each({"empty": "", "no events": "# tracer: nop\nnothing\n", "cut": "x [000] .. 1.0: alloc_vmap"})
def test_log_without_events_is_refused(cli, text):
    cli.file("log.txt", text)
    mentions(convert(cli, "log.txt", code=2).stderr, "nothing to replay")


def test_missing_log_is_refused(cli):
    mentions(convert(cli, "gone.txt", code=2).stderr, "gone.txt: cannot read it")


if __name__ == "__main__":
    sys.exit(main(globals()))
