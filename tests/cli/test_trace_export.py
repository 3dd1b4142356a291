# SPDX-License-Identifier: GPL-2.0-or-later
"""mmulator trace export and diff: each format by a reader that is not ours."""

import csv
import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from cli import EXPECTATION, INPUT, OK, SOURCE, TOOL, check, each, main, mentions, same

SCRIPT = """
cpus 2
phase warm on 0 { p = vmalloc 64K; touch p write; vfree p }
phase churn on all {
    repeat 30 { q = vmalloc random(1, 20) * 4K; touch q write
        load q + sizeof(q) expect fault translation
        vfree q }
}
phase end on 0 { purge }
"""
FORMATS = ["perfetto", "csv", "sqlite", "vcd", "tarmac", "folded"]


def exported(cli, form, *options):
    """(the exported file, the events as dump --json has them)"""
    cli.file("script.wl", SCRIPT)
    cli.run("run", "--quiet", "--stats", "s.json", "--trace", "t.mtr", "--trace-level", "pte",
            "script.wl")
    cli.run("trace", "export", "--format", form, "-o", "out", *options, "t.mtr")
    lines = cli.run("trace", "dump", "--json", *options, "t.mtr").out.splitlines()
    return cli.scratch / "out", [json.loads(line) for line in lines]


def tool(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False, **options)
    check(done.returncode == 0, f"{command[0]}: {done.stderr.decode()}")
    return done.stdout


def test_csv_has_every_event_and_field(cli):
    out, events = exported(cli, "csv")
    rows = list(csv.DictReader(out.open(newline="")))
    same(len(rows), len(events), "rows")
    for row, event in zip(rows, events):
        check(len(set(row)) == len(row) and None not in row, "a column twice")
        for key, value in event.items():
            if key in ("steps", "instruction", "meaning", "reach", "last") or (
                    event["event"] == "tlbi" and key in ("va", "asid")):
                continue
            value = {None: "", True: "1", False: "0"}.get(value, str(value))
            same(row[key], value, f"{key} of {event}")


def test_sqlite_has_every_event(cli):
    out, events = exported(cli, "sqlite")
    db = sqlite3.connect(out)
    same(db.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "integrity")
    same(dict(db.execute("SELECT kind, count(*) FROM events GROUP BY kind")),
         dict(Counter(e["event"] for e in events)), "events by kind")
    same([(level, int(pa, 16), fetch, meaning) for level, pa, fetch, meaning in
          db.execute("SELECT level, pa, fetch, meaning FROM steps ORDER BY event, step")],
         [(s["level"], int(s["pa"], 16), s["fetch"], s["meaning"])
          for e in events for s in e.get("steps", [])], "steps")
    for found, event in zip(db.execute("SELECT cycle, core, kind, symbol, offset FROM events ORDER BY id"),
                            events):
        same(found, (event["cycle"], event["core"], event["event"], event.get("symbol"),
                     event.get("offset")), "an event")
    walks = db.execute("SELECT va, cycles, cache_hit FROM walk ORDER BY event").fetchall()
    same(walks, [(f"{int(e['va'], 16):#018x}", e["cycles"], int(e["cache_hit"]))
                 for e in events if e["event"] == "walk"], "walks")
    writes = db.execute("SELECT value FROM pte ORDER BY event").fetchall()
    same([int(value, 16) for value, in writes],
         [int(e["value"], 16) for e in events if e["event"] == "pte-write"], "stores")


def test_queries_of_the_page_run(cli):
    out, _ = exported(cli, "sqlite")
    page = (SOURCE / "docs" / "trace-sqlite.md").read_text()
    queries = re.findall(r"```sql\n(.*?)```", page, re.S)
    check(len(queries) >= 8, f"{len(queries)} queries")
    db = sqlite3.connect(out)
    for query in queries:
        check(db.execute(query).fetchall(), f"nothing found by {query}")
    tables = {name for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    same(set(re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in page.splitlines()
                                             if line.startswith("| `")))), tables, "tables")


def test_vcd_is_accepted_and_ends_with_what_the_tlbs_hold(cli):
    out, events = exported(cli, "vcd")
    tool("vcd2fst", out, cli.scratch / "out.fst")
    names, values, now = {}, {}, -1
    begun, busy = {}, Counter()
    for line in out.read_text().splitlines():
        if line.startswith("$scope"):
            scope = line.split()[2]
        elif line.startswith("$var"):
            names[line.split()[3]] = f"{scope}.{line.split()[4]}"
        elif line.startswith("#"):
            check(int(line[1:]) > now, f"time goes back at {line}")
            now = int(line[1:])
        elif line.startswith("b"):
            value, code = line[1:].split()
            values[names[code]] = int(value, 2)
        elif line[0] in "01":
            name = names[line[1:]]
            if line[0] == "0" and values.get(name):
                busy[name] += now - begun[name]
            begun[name] = now
            values[name] = int(line[0])
    held = Counter()
    for event in events:
        way = re.fullmatch("l([12])-(fill|evict|drop)", event["event"])
        if way:
            name = "l2" if way[1] == "2" else f"l1{event['side']}"
            held[f"core{event['core']}.{name}_entries"] += 1 if way[2] == "fill" else -1
    for name, count in held.items():
        same(values[name], count, name)
    walked = Counter()
    for event in events:
        if event["event"] == "walk":
            walked[f"core{event['core']}.walker_busy"] += event["cycles"]
    same(busy, walked, "cycles of walks")
    same([values[f"core{n}.walker_busy"] for n in range(2)], [0, 0], "walkers at the end")


def test_perfetto_is_what_an_independent_decoder_reads(cli):
    out, events = exported(cli, "perfetto")
    text = tool("protoc", f"--proto_path={Path(__file__).parent}", "--decode=Trace", "perfetto.proto",
                input=out.read_bytes()).decode()
    check(not re.search(r"^\s*\d+:", text, re.M), "a field that the messages do not have")
    types = Counter(re.findall(r"^    type: TYPE_(\w+)", text, re.M))
    kinds = Counter(e["event"] for e in events)
    begins = kinds["op-begin"] + kinds["phase-begin"]
    counters = sum(count for kind, count in kinds.items() if re.match("l[12]-(fill|evict|drop)", kind))
    silent = kinds["exec"] + kinds["l2-hit"] + kinds["l2-miss"]
    same(types, Counter({"SLICE_BEGIN": begins, "SLICE_END": begins, "COUNTER": counters,
                         "INSTANT": len(events) - 2 * begins - counters - silent}), "types")
    tracks = dict(re.findall(r'track_descriptor \{\n    uuid: (\d+)\n    name: "([^"]*)"', text))
    same(sorted(tracks.values())[:4], ["core 0", "core 0 L1D entries", "core 0 L1I entries",
                                       "core 0 L2 entries"], "tracks")
    same(set(re.findall(r"track_uuid: (\d+)", text)) <= set(tracks), True, "tracks are described")
    flows = Counter(re.findall(r"    flow_ids: (\d+)", text))
    ends = re.findall(r"terminating_flow_ids: (\d+)", text)
    check(ends and all(flows[flow] >= 2 for flow in ends), f"arrows {flows}, ends {ends}")
    mentions(text, 'name: "vmalloc"', 'name: "churn"', 'name: "translation"', 'name: "statement"')


def test_tarmac_lines_have_the_documented_form(cli):
    out, events = exported(cli, "tarmac")
    regime = r"0x[0-9a-f]{16}_NS EL1_n vmid=0(, nG asid=\d+)?"
    forms = {
        "FILL": rf"\d+ clk cpu\d+ TLB FILL cpu\d+\.(ITLB|DTLB|L2TLB) \d+[KMG] {regime}:0x[0-9a-f]{{12}}_NS",
        "EVICT": rf"\d+ clk cpu\d+ TLB EVICT cpu\d+\.(ITLB|DTLB|L2TLB) \d+[KMG] {regime}",
        "TTW": r"\d+ clk cpu\d+ TTW [ID]TLB LPAE 1:[0-3] 0x[0-9a-f]{12} 0x[0-9a-f]{16} : \w.*",
    }
    found = Counter()
    for line in out.read_text().splitlines():
        kind = next((kind for kind, form in forms.items() if re.fullmatch(form, line)), None)
        check(kind, line)
        found[kind] += 1
    kinds = Counter(e["event"] for e in events)
    same(found, Counter({"FILL": kinds["l1-fill"] + kinds["l2-fill"],
                         "EVICT": sum(kinds[f"l{n}-{how}"] for n in "12" for how in ("evict", "drop")),
                         "TTW": sum(len(e.get("steps", [])) for e in events)}), "lines")


@each(["cycles", "walk.cycles", "tlb.l1d.miss", "fault.translation"])
def test_folded_stacks_sum_to_the_counter(cli, counter):
    cli.file("script.wl", SCRIPT)
    total = cli.stats("--trace", "t.mtr", "script.wl")["totals"][counter]
    cli.run("trace", "export", "--format", "folded", "--weight", counter, "-o", "out", "t.mtr")
    lines = (cli.scratch / "out").read_text().splitlines()
    same(sum(int(line.rsplit(" ", 1)[1]) for line in lines), total, counter)
    check(all(re.fullmatch(r"[^;]+;[^;]+(;[^; ]+)? \d+", line) for line in lines), lines)
    check(any(line.startswith("churn;") for line in lines), lines)


@each([form for form in FORMATS if form != "folded"])
def test_export_of_a_filter_has_only_that(cli, form):
    out, events = exported(cli, form, "--filter", "phase=churn core=1 kind=walk,l1-*,op-*")
    check(events, "nothing to export")
    if form == "csv":
        same(len(out.read_text().splitlines()) - 1, len(events), "rows")
    check(out.stat().st_size > 0, "empty")
    same([name for name in cli.left() if name.endswith(".part")], [], "parts")


@each([form for form in FORMATS if form != "sqlite"])
def test_export_to_standard_output_is_the_same(cli, form):
    out, _ = exported(cli, form)
    done = subprocess.run(cli.command("trace", "export", "--format", form, "-o", "-", "t.mtr"),
                          cwd=cli.scratch, capture_output=True, check=True)
    same(done.stdout == out.read_bytes(), True, "alike")


@each({"no format": (["-o", "x", "t.mtr"], "--format FORMAT and -o OUT are needed"),
       "no output": (["--format", "csv", "t.mtr"], "--format FORMAT and -o OUT are needed"),
       "unknown format": (["--format", "xml", "-o", "x", "t.mtr"], "unknown format 'xml'"),
       "unknown counter": (["--format", "folded", "--weight", "x", "-o", "x", "t.mtr"],
                           "'x' is no counter")})
def test_export_that_makes_no_sense_is_refused(cli, args, message):
    mentions(cli.run("trace", "export", *args, code=INPUT).err, message)


@each({"a directory that is not there": ("nowhere/out", TOOL), "standard output": ("-", INPUT)})
def test_database_that_cannot_be_written_is_an_error(cli, out, code):
    cli.file("script.wl", SCRIPT)
    cli.run("run", "--quiet", "--trace", "t.mtr", "script.wl")
    cli.run("trace", "export", "--format", "sqlite", "-o", out, "t.mtr", code=code)
    same(cli.left(), ["script.wl", "t.mtr"], "files")


def test_diff_of_a_run_with_itself_is_none(cli):
    cli.file("script.wl", SCRIPT)
    for name in "ab":
        cli.run("run", "--quiet", "--trace", f"{name}.mtr", "script.wl")
    done = cli.run("trace", "diff", "a.mtr", "b.mtr", code=OK)
    check(re.fullmatch(r"\d+ events alike\n", done.out), done.out)


def test_diff_shows_where_two_runs_part(cli):
    cli.file("script.wl", SCRIPT)
    for seed in "12":
        cli.run("run", "--quiet", "--seed", seed, "--trace", f"{seed}.mtr", "script.wl")
    out = cli.run("trace", "diff", "1.mtr", "2.mtr", code=EXPECTATION).out
    count = int(re.match(r"(\d+) events alike; then they part in \w+\n", out)[1])
    dumps = [cli.run("trace", "dump", f"{seed}.mtr").out.splitlines() for seed in "12"]
    same(dumps[0][:count] == dumps[1][:count], True, "what is said to be alike")
    check(dumps[0][count] != dumps[1][count], "the first that is not")
    same([line[2:] for line in out.splitlines()[1:]],
         dumps[0][count - 5:count] + dumps[0][count:count + 6] + dumps[1][count:count + 6], "context")


def test_diff_of_a_filter_compares_only_that(cli):
    cli.file("script.wl", SCRIPT)
    for seed in "12":
        cli.run("run", "--quiet", "--seed", seed, "--trace", f"{seed}.mtr", "script.wl")
    cli.run("trace", "diff", "--filter", "phase=warm", "1.mtr", "2.mtr", code=OK)
    cli.run("trace", "diff", "--filter", "phase=churn", "1.mtr", "2.mtr", code=EXPECTATION)


def test_diff_with_a_shorter_run_tells_the_end(cli):
    cli.file("long.wl", SCRIPT)
    cli.run("run", "--quiet", "--trace", "long.mtr", "long.wl")
    cli.run("run", "--quiet", "--trace", "short.mtr", "--max-cycles", 800000, "long.wl", code=3)
    out = cli.run("trace", "diff", "long.mtr", "short.mtr", code=EXPECTATION).out
    mentions(out, "+ (the end)")


if __name__ == "__main__":
    sys.exit(main(globals()))
