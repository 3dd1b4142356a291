# SPDX-License-Identifier: GPL-2.0-or-later
"""What the statements of the language do on a machine: scripts that check themselves."""

import sys

from cli import EXPECTATION, each, main, mentions

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
HOLD = {"if": IF, "if on cores": IF_CORES, "if unsigned": IF_UNSIGNED, "if failed": IF_FAILED}


@each(HOLD)
def test_script_holds(cli, text):
    mentions(cli.run_text(text).out, "phase a")


# The counterpart: the checks above can fail.
BROKEN = {
    "if": IF.replace("value 507", "value 508"),
    "if on cores": IF_CORES.replace("n = 7", "n = 8"),
    "if unsigned": IF_UNSIGNED.replace("load p expect value 3", "load p expect value 4"),
    "if failed": IF_FAILED.replace("p == 0", "p != 0"),
}


@each(BROKEN)
def test_wrong_expectation_fails(cli, text):
    mentions(cli.run_text(text, code=EXPECTATION).out, "FAILED")


if __name__ == "__main__":
    sys.exit(main(globals()))
