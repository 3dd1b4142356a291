# SPDX-License-Identifier: GPL-2.0-or-later
"""What the statements of the language do on a machine: scripts that check themselves."""

import sys
from pathlib import Path

from cli import EXPECTATION, GUEST, INPUT, check, each, main, mentions

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from op_program import SplitMix64  # noqa: E402

# Each relation with both outcomes, `else if`, a condition that is only a value, blocks in blocks.
IF = """
phase a on 0 {
    n = 0; m = 0; k = 0
    repeat 20 as i {
        if i % 3 == 0 { n = n + 1 } else if i % 3 == 1 { m = m + 1 }
        else { k = k + 1 }
        if i < 5 { n = n + 100 }
        if i >= 18 { m = m + 100 }
        if i > 18 { k = k + 100 }
        if i <= 0 { k = k + 1000 }
        if i != 7 { if i { k = k + 10000 } }
    }
    p = vmalloc 4K
    store p n; load p expect value 507
    store p m; load p expect value 207
    store p k; load p expect value 181106
    vfree p
}
"""
# Cores go different ways; what a branch assigns is seen behind it.
IF_CORES = """
cpus 3
phase a on all {
    if cpu { n = cpu * 10 } else { n = 7 }
    p = vmalloc 4K
    store p n
    if cpu == 0 { load p expect value 7 } else { load p expect value cpu * 10 }
    vfree p
}
"""
# The 64-bit comparison is unsigned.
IF_UNSIGNED = """
phase a on 0 {
    p = vmalloc 4K
    big = 0 - 1
    if big > 1 { store p 1 } else { store p 2 }
    load p expect value 1
    if 1 < big { store p 3 } else { store p 4 }
    load p expect value 3
    vfree p
}
"""
# More memory than there is: the failure is seen and the script goes on.
IF_FAILED = """
phase a on 0 {
    p = vmalloc 512G
    if p == 0 { q = vmalloc 4K; touch q write; vfree q } else { purge }
}
expect a.vfree.count == 1
expect a.purge.count == 0
"""
# Elements as values and as places, sizes that come along, each order of a loop, one index a use.
ARRAYS = """
param N = 10
cpus 2
array a[N]
array mine[4] on all
phase fill on 0 {
    repeat N as i { a[i] = vmalloc (i + 1) * 4K; touch a[i] write; store a[i] i }
    for p in a as i { load p expect value i; if sizeof(p) != (i + 1) * 4K { store 0 0 } }
    for p in a backward { load p }
    n = 0
    for p in a shuffled as i { load p expect value i; n = n + i }
    store a[0] n; load a[0] expect value 45
    a[3] = a[4]
    q = a[3]
    load q expect value 4
    if sizeof(q) == sizeof(a[4]) { store q 99 }
    load a[random(4, 4)] expect value 99
}
phase own on all {
    for p in mine as i { mine[i] = vmalloc 4K; store mine[i] cpu * 10 + i }
    for p in mine as i { load p expect value cpu * 10 + i; vfree p }
    mine[0] = cpu; p = vmalloc 4K; store p mine[0]; load p expect value cpu
}
phase free on 0 { for p in a shuffled as i { if i != 3 { vfree p } } }
"""
# A loop that is shuffled by the same seed visits in the same order, another time in another.
SHUFFLED = """
param N = 50
array a[N]
array first[N]
phase one on 0 {
    n = 0; seen = 0; moved = 0
    for p in a shuffled as i { first[n] = i; n = n + 1; seen = seen + i }
    n = 0
    for p in a shuffled as i { if first[n] != i { moved = moved + 1 }; n = n + 1 }
    p = vmalloc 4K
    store p seen; load p expect value N * (N - 1) / 2
    if moved > N / 2 { store p 1 } else { store p 0 }
    load p expect value 1
    vfree p
}
"""
# What is drawn, counted; draws() says what must come of it.
DRAW = """
array hist[16]
phase draw on 0 {
    repeat 1000 { i = zipf(0, 9); hist[i] = hist[i] + 1 }
    repeat 500 { i = zipf(10, 12, 2); hist[i] = hist[i] + 1 }
    repeat 1000 { i = weighted(70: 13, 25: 14, 0: 99, 5: 10 + 5); hist[i] = hist[i] + 1 }
    p = vmalloc 4K
    for n in hist as i { store p + 8 * i n }
    CHECKS
    vfree p
}
"""


def drawn(generator, weights):
    """An index, as docs/workload.md says: the first whose sum is above the number drawn."""
    at = generator.draw() % sum(weights)
    for index, weight in enumerate(weights):
        if at < weight:
            return index
        at -= weight
    raise AssertionError("beyond the last weight")


def draws(wrong=0):
    """DRAW with the counts that an independent generator gives, one of them `wrong` off."""
    generator, counts = SplitMix64(1, 0), [0] * 16
    for _ in range(1000):
        counts[drawn(generator, [2**40 // k for k in range(1, 11)])] += 1
    for _ in range(500):
        counts[10 + drawn(generator, [2**40 // k**2 for k in range(1, 4)])] += 1
    for _ in range(1000):
        counts[13 + drawn(generator, [70, 25, 5])] += 1
    counts[5] += wrong
    checks = [f"load p + {8 * i} expect value {count}" for i, count in enumerate(counts)]
    return DRAW.replace("CHECKS", "; ".join(checks))


# Without the lock the cores would lose counts: quanta end inside.
CRITICAL = """
cpus 4
set sched.quantum 50
array n[2]
phase count on all {
    repeat 100 { critical { t = n[0]; spin 10; n[0] = t + 1 } }
    repeat 100 { critical other { t = n[1]; spin 10; n[1] = t + 1 } }
    masked { repeat 3 { q = vmalloc 4K; touch q; vfree q } }
}
phase check on 0 {
    p = vmalloc 4K
    store p n[0]; load p expect value 400
    store p n[1]; load p expect value 400
    vfree p
}
expect count.lock.program.acquire == 800
expect count.lock.program.contended > 0
expect count.spin.count == 800
"""
# An interrupt waits until its target unmasks; a broadcast waits for nobody's software.
MASKED = """
cpus 2
lazy off
phase shoot {
    on 0 { p = vmalloc 4K; touch p; barrier; spin 2000; vfree p }
    on 1 { masked { barrier; spin 100000 } }
}
"""
LEAKS = """
phase a { p = vmalloc 5000; q = vmalloc 4K; vfree q }
expect leaked.areas == 1
expect leaked.bytes == 5000
"""
RESULTS = """
phase a {
    p = vmalloc 64K expect success
    q = vmalloc 512G expect failure
    vfree p expect success
    vfree p expect failure
    vfree p + 8 expect failure
    purge expect success
}
"""
HOLD = {"results": RESULTS, "leaks": LEAKS, "draws": draws(), "critical": CRITICAL, "arrays": ARRAYS, "shuffled": SHUFFLED, "if": IF, "if on cores": IF_CORES, "if unsigned": IF_UNSIGNED, "if failed": IF_FAILED}


@each(HOLD)
def test_script_holds(cli, text):
    mentions(cli.run_text(text).out, "whole run")


# The counterpart: the checks above can fail.
BROKEN = {
    "success of an address": RESULTS.replace("512G expect failure", "512G expect success"),
    "failure of an address": RESULTS.replace("64K expect success", "64K expect failure"),
    "success of a status": RESULTS.replace("+ 8 expect failure", "+ 8 expect success"),
    "failure of a status": RESULTS.replace("purge expect success", "purge expect failure"),
    "leaks": LEAKS.replace("vfree q", "vfree p"),
    "draws": draws(wrong=1),
    "critical": CRITICAL.replace("critical other", "if 1"),
    "arrays": ARRAYS.replace("value 45", "value 46"),
    "arrays on cores": ARRAYS.replace("value cpu * 10 + i", "value i"),
    "if": IF.replace("value 507", "value 508"),
    "if on cores": IF_CORES.replace("n = 7", "n = 8"),
    "if unsigned": IF_UNSIGNED.replace("load p expect value 3", "load p expect value 4"),
    "if failed": IF_FAILED.replace("p == 0", "p != 0"),
}


@each(BROKEN)
def test_wrong_expectation_fails(cli, text):
    mentions(cli.run_text(text, code=EXPECTATION).out, "FAILED")


LIBRARY = """
param N = 3
param M = 1
phase lib { repeat N { p = vmalloc M * 4K; store p M; load p expect value 1; vfree p } }
expect lib.vmalloc.count == N
"""


def library(cli, script, **options):
    (cli.scratch / "sub").mkdir()
    cli.file("sub/lib.wl", LIBRARY)
    cli.file("sub/outer.wl", 'include "lib.wl" N = 7\n')
    return cli.run_text(script, *options.pop("args", ()), **options)


def test_included_script_runs_with_its_parameters(cli):
    done = library(cli, 'include "sub/outer.wl"\nexpect lib.vfree.count == 7\n')
    mentions(done.out, "lib.wl: load p expect value 1")


def test_define_reaches_an_included_parameter(cli):
    library(cli, 'include "sub/lib.wl" N = 7\nexpect lib.vfree.count == 2\n', args=("--define", "N=2"))


def test_expectation_of_an_included_script_fails_with_its_name(cli):
    done = library(cli, 'include "sub/lib.wl" N = 1, M = 2\n', code=EXPECTATION)
    mentions(done.out, "FAILED", "lib.wl: load p expect value 1")


INCLUDES = {
    "no file": ('include "gone.wl"', "gone.wl: cannot read it"),
    "nothing": ("include", "2:8: expected the name of a script"),
    "no such parameter": ('include "sub/lib.wl" K = 1', "2:22: the included script has no `param K`"),
    "twice": ('include "sub/lib.wl"\ninclude "sub/lib.wl"', "lib.wl:2:7: `N` is defined already"),
    "itself": ('include "script.wl"', "included too deep"),
    "its error": ('include "bad.wl"', "bad.wl:2:10: found end of line"),
    "its names": ('include "names.wl"', "names.wl:1:23: unknown name"),
}


@each(INCLUDES)
def test_bad_include_is_refused_with_its_place(cli, statement, message):
    cli.file("bad.wl", "\n    phase\nx")
    cli.file("names.wl", "phase a { p = vmalloc SIZE }")
    mentions(library(cli, "seed 1\n" + statement + "\n", code=INPUT).err, message)


@each({"element": "i = 3; a[i] = 5", "value": "i = 0 - 1; n = a[i]", "op": "i = 9; touch a[i]"})
def test_index_beyond_the_end_stops_with_its_place(cli, statements):
    done = cli.run_text("array a[3]\nphase x on 0 { " + statements + " }", code=GUEST)
    mentions(done.err, "line 2:", "the index is beyond the end of the array")


def test_masked_target_delays_an_interrupt_and_no_broadcast(cli):
    cycles = {}
    for how in ("ipi", "broadcast"):
        stats = cli.stats(cli.file("masked.wl", MASKED), "--shootdown", how)
        cycles[how] = stats["phases"][0]["ops"]["vfree"]["cycles"]["max"]
    check(cycles["ipi"] > 100_000, f"the initiator did not wait: {cycles}")
    check(cycles["broadcast"] < 10_000, f"a broadcast waited for software: {cycles}")


if __name__ == "__main__":
    sys.exit(main(globals()))
