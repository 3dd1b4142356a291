# SPDX-License-Identifier: GPL-2.0-or-later
"""mmulator trace why: situations made on purpose, whose explanation is known."""

import json
import re
import sys

from cli import check, each, main, mentions, same

DATA_VA = 0x40200000  # of the guests


class Recorded:
    """A trace, and the questions that the tests ask of it."""

    def __init__(self, cli, *run):
        self.cli = cli
        cli.run(*run, "--quiet", "--trace", "t.mtr", "--trace-level", "pte")
        out = cli.run("trace", "dump", "--json", "--kind", "op-end,op-begin,phase-end", "t.mtr").out
        self.marks = [json.loads(line) for line in out.splitlines()]

    def result(self, line):
        """What the op of a line of the script returned, the last time that it ran."""
        return [int(e["result"], 16) for e in self.marks
                if e["event"] == "op-end" and e["line"] == line][-1]

    def end(self, line):
        """The cycle at which the op of that line ended last."""
        return [e["cycle"] for e in self.marks if e["event"] == "op-end" and e["line"] == line][-1]

    def why(self, address, *options):
        """(the sentence, the whole answer)"""
        out = self.cli.run("trace", "why", *options, "t.mtr", hex(address)).out
        return out.splitlines()[-1], out


def of_script(cli, text, *options):
    return Recorded(cli, "run", cli.file("script.wl", text), *options)


def of_guest(cli, name, *options):
    return Recorded(cli, "boot", cli.guests / f"{name}.elf", *options)


def test_page_reused_before_its_flush(cli):
    run = of_script(cli, "phase a {\np = vmalloc 4K\nstore p 1\nvfree p\nq = vmalloc 4K\n"
                         "store q 2\nload p\n}\n")
    p, q = run.result(2), run.result(5)
    check(p != q, "the address was reused, too")
    sentence, out = run.why(p)
    mentions(sentence, "in short: stale: core 0 still translates", "was unmapped at",
             "(vfree, line 4)", "no TLBI has reached it since",
             f"the physical page has been reused: {q:#x} maps it since", "(vmalloc, line 5)")
    mentions(out, "STALE", "level 3", "invalid, written at")


def test_contiguous_run_dropped_by_one_tlbi(cli):
    run = of_guest(cli, "why_contiguous")
    sentence, _ = run.why(DATA_VA + 0x5000)
    mentions(sentence, "in short: invalidated: the L2 lost it to tlbi vaae1 of cycle",
             f"which dropped the whole 64K from {DATA_VA:#x}", "the read missed at")


def test_capacity_miss(cli):
    run = of_script(cli, "phase a {\np = vmalloc 8M\ntouch p\ntouch p\n}\n")
    p = run.result(2)
    sentence, _ = run.why(p)
    mentions(sentence, "in short: capacity: the L2 evicted it at cycle", "to make room for",
             "the read missed at", "(touch, line 4)", "and a walk of")


def test_conflict_miss(cli):
    """Sixteen pages of one set of four ways, in a TLB of 1024 entries."""
    run = of_script(cli, "phase a {\np = vmalloc 16M\ntouch p stride 1M\ntouch p stride 1M\n}\n",
                    "--set", "tlb.l1d.entries=4")
    sentence, _ = run.why(run.result(2))
    mentions(sentence, "in short: conflict: the L2 evicted it", "(touch, line 4)")


def test_stale_hit_after_local_invalidation(cli):
    run = Recorded(cli, "run", cli.traces / "local_flush.wl")
    p = run.result(12)
    sentence, out = run.why(p, "--at", str(run.end(29)))
    mentions(sentence, "in short: stale: core 1 still translates", "(vfree, line 22)",
             "the tlbi vaale1 of cycle", "(purge_local, line 23) was for that core alone")
    same(len(re.findall("core 0 L", out)), 0, "entries of core 0")
    sentence, _ = run.why(p)
    mentions(sentence, "in short: use after unmapping", "(load, line 37)")


def test_permission_fault(cli):
    run = Recorded(cli, "run", cli.traces / "readonly.wl")
    sentence, _ = run.why(run.result(11), "--at", str(run.end(21)))
    mentions(sentence, "in short: permission: the level 3 descriptor 0x", "allows no write",
             "it is read-only since", "(protect, line 19)", "the write faulted at",
             "(store, line 21)")


def test_guard_page(cli):
    run = of_script(cli, "phase a {\np = vmalloc 8K\ntouch p write\n"
                         "load p + sizeof(p) expect fault translation\n}\n")
    sentence, _ = run.why(run.result(2) + 8192)
    mentions(sentence, "in short: guard page: nothing was ever mapped here", "(load, line 4)")


def test_never_mapped(cli):
    run = of_script(cli, "phase a {\nload 0xffff900000000000 expect fault translation\n}\n")
    sentence, _ = run.why(0xffff900000000000)
    mentions(sentence, "in short: never mapped: the level", "descriptor is invalid")


def test_asid_switch(cli):
    sentence, _ = of_guest(cli, "why_asid").why(DATA_VA)
    mentions(sentence, "in short: ASID: the TLB held the page for ASID 0 alone",
             "the access ran under ASID 1")


def test_stale_walk_cache_entry(cli):
    sentence, out = of_guest(cli, "why_walk_cache").why(DATA_VA)
    mentions(sentence, "in short: stale walk cache: core 0 walked from the level 3 table",
             "though the descriptor above leads to 0x")
    mentions(out, "level 2", "written at", "STALE")


def test_l2_hit_after_l1_eviction(cli):
    run = of_script(cli, "phase a {\np = vmalloc 256K\ntouch p\ntouch p\n}\n")
    sentence, _ = run.why(run.result(2))
    mentions(sentence, "in short: L2 hit: capacity: the L1D evicted it at cycle",
             "the L2 still had it", "(touch, line 4)")


def test_first_use(cli):
    run = of_script(cli, "phase a {\np = vmalloc 256K\ntouch p\n}\n")
    sentence, _ = run.why(run.result(2))
    mentions(sentence, "in short: the first use on that core", "(touch, line 3)")


def test_use_after_unmapping_without_page_table_writes(cli):
    """At the default level a mapping is dated by the walks that saw it."""
    cli.run("run", "--quiet", "--trace", "t.mtr", cli.traces / "stale.wl")
    out = cli.run("trace", "why", "t.mtr", "0xffff800000000000").out
    mentions(out.splitlines()[-1], "in short: use after unmapping", "first seen unmapped at cycle",
             "(load, line 25)")
    check("left something out" not in out, out)


def test_story_is_limited_to_its_end(cli):
    run = of_script(cli, "phase a {\np = vmalloc 4K\nrepeat 30 { store p 1; tlbi vaale1is p }\n}\n")
    p = run.result(2)
    _, everything = run.why(p, "--limit", "0")
    _, last = run.why(p, "--limit", "5")
    told = everything.split("\n\n")[1].splitlines()
    shown = last.split("\n\n")[1].splitlines()
    same(shown[0], f"what happened: the last 5 of {len(told) - 1} events; --limit 0 shows all",
         "title")
    same(shown[1:], told[-5:], "events")


@each({"nothing": (["t.mtr"], "expected a trace file and an address, got 1"),
       "a word": (["t.mtr", "here"], "'here' is not an address")})
def test_question_about_no_address_is_refused(cli, args, message):
    mentions(cli.run("trace", "why", *args, code=2).err, message)


if __name__ == "__main__":
    sys.exit(main(globals()))
