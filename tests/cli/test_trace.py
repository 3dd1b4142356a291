# SPDX-License-Identifier: GPL-2.0-or-later
"""mmulator trace: what its commands say about recordings made here."""

import json
import re
import subprocess
import sys

from cli import SOURCE, check, each, main, mentions, same
from mtr import Format, Trace, may_hold

MIXED = """
cpus 2
param ROUNDS = 12
phase warm on 0 { p = vmalloc 64K; touch p write; vfree p }
phase churn on all {
    repeat ROUNDS { q = vmalloc random(1, 20) * 4K; touch q write
        load q + sizeof(q) expect fault translation
        vfree q }
}
phase end on 0 { purge }
"""
PAGE = (SOURCE / "docs" / "trace-format.md").read_text()
OPERATIONS = re.findall(r'^TLBI\(\w+, "(\w+)"', (SOURCE / "emu" / "tlbi.def").read_text(), re.M)
LOCKS = re.findall(r'^LOCK\(\w+, "([^"]+)"', (SOURCE / "firmware" / "abi" / "locks.def").read_text(),
                   re.M)
# Keys that the program adds to what a record holds.
ADDED = {"symbol", "offset", "instruction", "reach", "last", "size"}


def recorded(cli, text=MIXED, *options):
    cli.file("script.wl", text)
    cli.run("run", "--quiet", "--trace", "t.mtr", *options, "script.wl")
    return cli.scratch / "t.mtr"


def dumped(cli, *options):
    out = cli.run("trace", "dump", "--json", *options, "t.mtr").out
    return [json.loads(line) for line in out.splitlines()]


def as_recorded(event):
    """An object of `dump --json`, in the shape of mtr.py."""
    plain = {key: number(value) for key, value in event.items() if key not in ADDED}
    if "size" in event and "slot" in event:
        plain["size_shift"] = event["size"].bit_length() - 1
    elif "size" in event:
        plain["size"] = event["size"]
    if event["event"] == "tlbi":
        plain.pop("va", None)
        plain.pop("asid", None)
    if "steps" in event:
        plain["steps"] = [{key: number(value) for key, value in step.items() if key != "meaning"}
                          for step in event["steps"]]
    return plain


def number(value):
    return int(value, 16) if isinstance(value, str) and value.startswith("0x") else value


def test_reader_written_from_the_page_finds_the_same_events(cli):
    trace = Trace(recorded(cli), Format(PAGE, OPERATIONS, LOCKS))
    printed = dumped(cli)
    count = 0
    for found, event in zip(trace.events(), printed):
        same(found, as_recorded(event), f"event {count}")
        count += 1
    same((count, len(printed)), (trace.event_count, trace.event_count), "events")
    kinds = {event["event"] for event in printed}
    check(kinds >= {"walk", "fault", "tlbi", "l1-evict", "shootdown", "op-end"}, kinds)


def test_index_tells_the_pages_of_every_chunk(cli):
    trace = Trace(recorded(cli, MIXED, "--define", "ROUNDS=800"), Format(PAGE, OPERATIONS, LOCKS))
    check(len(trace.chunks) > 3, "too few chunks to tell")
    wrong = asked = 0
    events = trace.events()
    pages_of = []
    for (_, count, *_), pages in trace.chunks:
        own = {next(events).get("va") for _ in range(count)} - {None}
        for address in own:
            check(may_hold(pages, address), f"{address:#x} is not in its chunk's pages")
        pages_of.append(own)
    for own, (_, pages) in zip(pages_of, trace.chunks):
        for address in set().union(*pages_of) - own:
            asked += 1
            wrong += may_hold(pages, address)
    # Thousands of pages, each touched once: about the worst there is for 8192 bits.
    check(wrong < asked * 3 / 4, f"{wrong} of {asked} pages are seen where they are not")


FILTERS = {
    "kinds": ("kind=walk,l1-*", lambda e: e["event"] == "walk" or e["event"].startswith("l1-")),
    "core": ("core=1", lambda e: e["core"] == 1),
    "cycles": ("time=300000..600000", lambda e: 300000 <= e["cycle"] <= 600000),
    "op": ("op=vfree", lambda e: e["op"] == "vfree"),
    "phase": ("phase=churn", lambda e: e["phase"] == "churn"),
    "line": ("line=4", lambda e: e.get("line") == 4),
    "outside": ("op=none;phase=none", lambda e: e["op"] is None and e["phase"] is None),
    "several": ("kind=walk core=0 op=touch", lambda e: e["event"] == "walk" and e["core"] == 0
                and e["op"] == "touch"),
}


@each(FILTERS)
def test_filter_leaves_what_it_says(cli, terms, wanted):
    recorded(cli)
    expected = [event for event in dumped(cli) if wanted(event)]
    check(expected, "nothing to look for")
    same(dumped(cli, "--filter", terms) == expected, True, "alike")


def test_filter_by_address_finds_entries_that_cover_it(cli):
    recorded(cli, MIXED, "--define", "ROUNDS=400")
    everything = dumped(cli)
    page = next(e for e in everything if e["event"] == "fault")["va"]
    address = int(page, 16)

    def about(event):
        if "va" not in event:
            return event.get("reach") in ("all", "asid")
        start = int(event["va"], 16)
        if event["event"] == "tlbi":
            return start <= address <= int(event["last"], 16)
        size = event.get("size", 4096)
        return start // size == address // size
    same(dumped(cli, "--filter", f"addr={page}") == [e for e in everything if about(e)], True,
         "alike")


def test_options_say_the_same_as_terms(cli):
    recorded(cli)
    same(dumped(cli, "--kind", "walk,fault", "--core", 1, "--from", 1000, "--to", "1M") ==
         dumped(cli, "--filter", "kind=walk,fault core=1 time=1000..1M"), True, "alike")
    same(len(dumped(cli, "--limit", 7)), 7, "lines")


@each({"unknown op": ("op=vrealloc", "there is no op 'vrealloc' in this program"),
       "unknown phase": ("phase=x", "there is no phase 'x' in this program"),
       "unknown term": ("page=1", "'page': expected kind=, core=")})
def test_filter_that_means_nothing_is_refused(cli, terms, message):
    recorded(cli)
    mentions(cli.run("trace", "dump", "--filter", terms, "t.mtr", code=2).err, message)


LEVELS = ["faults", "walks", "misses", "fills", "pte"]


def test_level_adds_kinds_to_the_one_before(cli):
    kinds = []
    for level in LEVELS:
        recorded(cli, MIXED, "--trace-level", level)
        events = dumped(cli)
        kinds.append({event["event"] for event in events})
        lacking = kinds[-1] ^ {event["event"] for event in dumped(cli, "--kind",
                                                                  ",".join(sorted(kinds[-1])))}
        same(lacking, set(), f"kinds of {level}")
    for less, more in zip(kinds, kinds[1:]):
        check(less < more, f"{sorted(less)} to {sorted(more)}")
    same(kinds[0], {"fault", "exception", "op-begin", "op-end", "phase-begin", "phase-end"}, "first")
    same(kinds[-1] - kinds[-2], {"pte-write"}, "last")
    mentions(cli.run("trace", "info", "t.mtr").out, "level        pte\n")


@each(LEVELS)
def test_level_changes_no_byte_of_the_statistics(cli, level):
    script = cli.file("script.wl", MIXED)
    plain = cli.stats(script)
    same(cli.stats("--trace", "t.mtr", "--trace-level", level, script) == plain, True, "alike")


@each({name: case for name, case in FILTERS.items() if name != "outside"})
def test_recording_through_a_filter_keeps_what_dump_would_show(cli, terms, _):
    marks = ("op-begin", "op-end", "phase-begin", "phase-end")
    recorded(cli)
    expected = [e for e in dumped(cli, "--filter", terms) if e["event"] not in marks]
    all_marks = dumped(cli, "--kind", ",".join(marks))
    recorded(cli, MIXED, "--trace-filter", terms)
    events = dumped(cli)
    same([e for e in events if e["event"] not in marks] == expected, True, "alike")
    same([e for e in events if e["event"] in marks] == all_marks, True, "marks alike")
    mentions(cli.run("trace", "info", "t.mtr").out, f"filter       {terms}\n")


def test_filter_by_an_op_that_the_script_lacks_is_refused_before_the_run(cli):
    cli.file("script.wl", MIXED)
    done = cli.run("run", "--trace", "t.mtr", "--trace-filter", "op=vmap", "script.wl", code=2)
    mentions(done.err, "--trace-filter: there is no op 'vmap' in this program")
    same(cli.left(), ["script.wl"], "files")


def test_ring_of_a_run_without_trouble_leaves_no_file(cli):
    cli.file("script.wl", MIXED)
    done = cli.run("run", "--quiet", "--trace", "t.mtr", "--trace-ring", "64K", "script.wl")
    same((done.err, cli.left()), ("", ["script.wl"]), "messages and files")


@each({"expectation": (MIXED + "expect instructions == 1\n", 1),
       "unexpected fault": (MIXED + "phase x on 0 { load 0xffff800000000000 }\n", None)})
def test_ring_keeps_the_end_when_something_goes_wrong(cli, text, code):
    options = ["--quiet", "--define", "ROUNDS=900"]
    cli.file("script.wl", text)
    code = code or cli.run_code("run", *options, "script.wl")
    cli.run("run", *options, "--trace", "t.mtr", "script.wl", code=code)
    whole = dumped(cli)
    done = cli.run("run", *options, "--trace", "t.mtr", "--trace-ring", "128K", "script.wl",
                   code=code)
    kept = dumped(cli)
    check(0 < len(kept) < len(whole), f"{len(kept)} of {len(whole)} events")
    same(kept == whole[-len(kept):], True, "the last events")
    mentions(done.err, f"the last {len(kept)} of {len(whole)} events are in t.mtr")
    mentions(cli.run("trace", "info", "t.mtr").out, "ring         the last 131072 bytes")


REPLAYED = {
    "quickstart": ("quickstart.wl", "--define", "ROUNDS=100"),
    "ipi": ("quickstart.wl", "--define", "ROUNDS=100", "--shootdown", "ipi"),
    "late broadcasts": ("quickstart.wl", "--define", "ROUNDS=100", "--set", "dvm.completion=random"),
    "no lazy": ("quickstart.wl", "--define", "ROUNDS=20", "--lazy", "off"),
    "permissions": ("readonly.wl",),
    "many cores": ("quickstart.wl", "--define", "ROUNDS=10", "--cpus", "16"),
}


@each(REPLAYED)
def test_replayed_run_has_the_statistics_of_the_live_one(cli, workload, *options):
    live = cli.stats(cli.traces / workload, "--trace", "t.mtr", *options)
    done = subprocess.run([cli.build / "tests" / "cli" / "replay", cli.scratch / "t.mtr"],
                          capture_output=True, check=True, timeout=60)
    replayed = json.loads(done.stdout)
    for key in ("totals", "cpus", "phases", "outside"):
        same(replayed[key] == live[key], True, key)


def tables(text):
    """The tables of `trace stat`, by their titles: lists of (numbers, subject)."""
    found = {}
    for block in text.split("\n\n"):
        title, *lines = block.splitlines()
        rows = found[title.split(",")[0].split(":")[0]] = []
        for line in lines[1:]:
            numbers = re.match(r"(?:\s*\d+[KM]?\b)*", line)[0]
            rows.append(([int(n.strip("KM")) for n in numbers.split()], line[len(numbers):].strip()))
    return found


def causes(text):
    """{(TLB, cause): misses}"""
    lines = text.split("\n\n")[0].splitlines()[1:]
    names = lines[0].split()
    return {(name, line[:12].strip()): int(value)
            for line in lines[1:] for name, value in zip(names, line[12:].split())}


@each(["issue", "random", "dsb"])
def test_stat_adds_up_to_the_counters(cli, completion):
    stats = cli.stats("--trace", "t.mtr", "--define", "ROUNDS=300", "--set",
                      f"dvm.completion={completion}", cli.file("script.wl", MIXED))
    counters = stats["totals"]
    out = cli.run("trace", "stat", "--top", 1000000, "t.mtr").out
    found = causes(out)
    for tlb, name in [("L1I", "l1i"), ("L1D", "l1d"), ("L2", "l2")]:
        same(sum(value for (t, _), value in found.items() if t == tlb),
             counters[f"tlb.{name}.miss"], f"misses of {tlb}")
    table = tables(out)
    for title in ("by page", "by instruction", "by function"):
        sums = [sum(column) for column in zip(*(numbers for numbers, _ in table[title]))]
        same(sums[:4], [counters["tlb.l2.access"], counters["walk.count"], counters["walk.cycles"],
                        counters["fault.translation"] + counters["fault.permission"]], title)
    blamed = table["invalidations"]
    same([sum(column) for column in zip(*(numbers[:3] for numbers, _ in blamed))],
         [counters["tlbi.local"] + counters["tlbi.broadcast"], counters["tlbi.dropped_none"],
          counters["tlbi.dropped_entries"]], "invalidations")
    check(any(numbers[4] > 0 for numbers, _ in blamed), "no miss is anyone's fault")
    shootdowns = sum(numbers[5] for numbers, _ in table["by instruction"])
    by_pc = tables(cli.run("trace", "stat", "--by", "shootdown-cycles", "t.mtr").out)
    same((sum(n[5] for n, _ in by_pc["by instruction"]), shootdowns <= counters["shootdown.cycles"]),
         (counters["shootdown.cycles"], True), "shootdown cycles")


def test_stat_names_the_line_that_misses(cli):
    recorded(cli, MIXED, "--define", "ROUNDS=100")
    table = tables(cli.run("trace", "stat", "--by", "misses", "t.mtr").out)
    check(table["by line of the script"][0][1].startswith("line 6: "), table)
    same(table["by op"][0][1], "touch", "first op")
    faults = tables(cli.run("trace", "stat", "--by", "faults", "--top", 1, "t.mtr").out)
    same([subject for _, subject in faults["by op"]], ["load"], "the op that faults")


def test_stat_of_a_filter_counts_only_that(cli):
    recorded(cli)
    table = tables(cli.run("trace", "stat", "--filter", "op=vfree", "t.mtr").out)
    same([subject for _, subject in table["by op"]], ["vfree"], "ops")


if __name__ == "__main__":
    sys.exit(main(globals()))
