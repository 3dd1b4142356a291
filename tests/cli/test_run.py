# SPDX-License-Identifier: GPL-2.0-or-later
"""mmulator run: the shipped workloads, their summary, and the trace they leave."""

import json
import re
import subprocess
import sys

from cli import SOURCE, check, each, main, mentions, same

WORKLOADS = sorted(path.name for path in (SOURCE / "traces").glob("*.wl"))
EVENT = re.compile(r"^ *\d+ c[0-3]  [a-z0-9-]+ ")


@each(WORKLOADS)
def test_workload_as_shipped_holds(cli, name):
    done = cli.run("run", cli.traces / name)
    check("FAILED" not in done.out, done.out)
    mentions(done.out, f"{name} on cortex-a72, ", "whole run: ")
    same(done.err, "", "messages")


@each(["quickstart.wl", "local_flush.wl"])
def test_workload_on_more_cores_holds(cli, name):
    cli.run("run", "--quiet", "--cpus", 8, cli.traces / name)


def test_summary_shows_each_phase_and_op(cli):
    out = cli.run("run", cli.traces / "quickstart.wl").out
    for phase in ("warmup", "churn", "flush", "after", "large"):
        check(re.search(rf"^phase {phase}: [\d,]+ cycles, [\d,]+ instructions$", out, re.M), out)
    # op, count, cycles p50, p99, max, instructions p50
    check(re.search(r"^  vmalloc +8,000( +[\d,]+){4}$", out, re.M), out)
    mentions(out, "cycles p50", "p99", "max", "instructions p50", "L1 I", "L1 D", "L2", "walks",
             "faults", "invalidations", "shootdowns")
    check(max(map(len, out.splitlines())) <= 100, "wider than 100 columns")


def test_summary_on_no_terminal_has_no_escapes(cli):
    done = cli.run("run", cli.traces / "stale.wl")
    check("\x1b" not in done.out + done.err and "\r" not in done.out + done.err, done.out)


def test_run_quietly_prints_nothing(cli):
    done = cli.run("run", "--quiet", cli.traces / "stale.wl")
    same(done.out + done.err, "", "output")


def test_stats_to_stdout_is_json_alone(cli):
    done = cli.run("run", "--stats", "-", cli.traces / "stale.wl")
    same(json.loads(done.out)["exit"], 0, "exit")
    same(cli.left(), [], "files")


def quickstart(cli):
    """Runs it on four cores; its statistics, t.mtr beside them."""
    return cli.stats("--cpus", 4, "--trace", "t.mtr", "--define", "ROUNDS=20",
                     cli.traces / "quickstart.wl")


def test_quickstart_leaves_whole_files(cli):
    stats = quickstart(cli)
    same(cli.left(), ["stats.json", "t.mtr"], "files")
    same((stats["schema"], stats["exit"], len(stats["cpus"])), (1, 0, 4), "statistics")
    check(all(e["ok"] for e in stats["expectations"]), stats["expectations"])
    same([p["name"] for p in stats["phases"]], ["warmup", "churn", "flush", "after", "large"],
         "phases")


def test_trace_info_tells_what_ran(cli):
    stats = quickstart(cli)
    done = cli.run("trace", "info", "t.mtr")
    same(done.err, "", "messages")
    mentions(done.out, "workload     quickstart.wl", "machine      cortex-a72", "cores        4",
             "seed         1", stats["firmware"]["sha256"], "allocator    augmented")


def test_trace_info_counts_what_the_counters_count(cli):
    totals = quickstart(cli)["totals"]
    kinds = dict(re.findall(r"^  ([a-z0-9-]+) +(\d+)$", cli.run("trace", "info", "t.mtr").out, re.M))
    for kind, counters in {
            "l1-miss": ["tlb.l1i.miss", "tlb.l1d.miss"], "l2-hit": ["tlb.l2.hit"],
            "l2-miss": ["tlb.l2.miss"], "walk": ["walk.count"], "fault": ["fault.translation"],
            "tlbi": ["tlbi.local", "tlbi.broadcast"], "shootdown": ["shootdown.count"],
            "l1-evict": ["tlb.l1i.evict", "tlb.l1d.evict"], "l2-evict": ["tlb.l2.evict"],
            "barrier": ["barrier.dsb", "barrier.isb"]}.items():
        same(int(kinds[kind]), sum(totals[counter] for counter in counters), kind)


def test_trace_dump_is_one_line_an_event_with_symbol_and_disassembly(cli):
    quickstart(cli)
    done = cli.run("trace", "dump", "t.mtr")
    events = int(re.search(r"^events +(\d+)", cli.run("trace", "info", "t.mtr").out, re.M)[1])
    lines = done.out.splitlines()
    same(len(lines), events, "lines")
    for line in lines:
        check(EVENT.match(line), line)
    mentions(done.out, " @ touch_write+0x", ": strb wzr, [x0] [touch line ",
             'op-begin    "p = vmalloc random(1, LARGEST) * 4K"', "phase-begin")
    check(re.search(r" walk +va=0xffff\S+ side=d .*L3 \[0x\w+\]=0x\w+ page 0x\w+ rw ", done.out),
          "no walk with its last descriptor")


def test_trace_dump_selects_kind_core_and_cycles(cli):
    quickstart(cli)
    everything = cli.run("trace", "dump", "t.mtr").out.splitlines()

    def of_core(line):
        return line.split()[1:3] in (["c2", "walk"], ["c2", "fault"])

    def cycle(line):
        return int(line.split()[0])
    of_two = list(filter(of_core, everything))
    first, last = cycle(of_two[len(of_two) // 4]), cycle(of_two[len(of_two) // 2])
    expected = [line for line in of_two if first <= cycle(line) <= last]
    check(len(expected) > 10, f"only {len(expected)} lines to choose from")
    check(len(expected) < len(of_two), "nothing is left out")
    options = ["--kind", "walk,fault", "--core", 2, "--from", first, "--to", last]
    same(cli.run("trace", "dump", *options, "t.mtr").out.splitlines(), expected, "lines")
    same(cli.run("trace", "dump", *options, "--limit", 7, "t.mtr").out.splitlines(), expected[:7],
         "first lines")


def test_trace_dump_into_head_ends_quietly(cli):
    quickstart(cli)
    dump = subprocess.Popen(cli.command("trace", "dump", "t.mtr"), cwd=cli.scratch,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    dump.stdout.readline()
    dump.stdout.close()
    same(dump.stderr.read(), b"", "messages")
    same(dump.wait(10), 0, "exit")
    dump.stderr.close()


if __name__ == "__main__":
    sys.exit(main(globals()))
