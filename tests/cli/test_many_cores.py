# SPDX-License-Identifier: GPL-2.0-or-later
"""Up to 64 cores that free at once: byte-identical, also on a busy host."""

import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager

from cli import check, each, main, same

# Every core allocates, touches and frees; each free flushes. The schedule and the
# moments at which broadcasts take effect are drawn.
SCRIPT = """
phase churn on all {
    repeat 2 { p = vmalloc random(1, 8) * 4K; touch p write; vfree p }
}
"""
DRAWN = ("--lazy", "off", "--set", "sched.jitter=900", "--set", "dvm.completion=random")


def record(cli, name, cpus, strategy):
    """Digests of (statistics, trace)."""
    stats, trace = cli.scratch / f"{name}.json", cli.scratch / f"{name}.mtr"
    cli.run("run", "--quiet", "--cpus", cpus, "--shootdown", strategy, *DRAWN, "--stats", stats,
            "--trace", trace, cli.file("churn.wl", SCRIPT))
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in (stats, trace)]


@contextmanager
def busy_host():
    """As many processes as the host has processors, none of which ever waits."""
    spin = [subprocess.Popen([sys.executable, "-c", "while True: pass"])
            for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in spin:
            process.kill()
            process.wait()


@each({f"{strategy}, {cpus} cores": (strategy, cpus)
       for strategy in ("broadcast", "ipi") for cpus in (2, 8, 32, 64)})
def test_run_again_on_a_busy_host_gives_the_same_bytes(cli, strategy, cpus):
    first = record(cli, "a", cpus, strategy)
    with busy_host():
        second = record(cli, "b", cpus, strategy)
    same(second, first, "digests of statistics and trace")


def test_moment_of_completion_is_the_seeds(cli):
    """Without jitter the seed decides when targets serve broadcasts, and nothing else in this script."""
    script = cli.file("s.wl", "phase a on all { repeat 8 { p = vmalloc 16K; touch p; vfree p } }\n")
    late = ("--cpus", 4, "--lazy", "off", "--set", "dvm.completion=random", script)
    runs = [cli.stats("--seed", seed, *late) for seed in (1, 2)]
    check(runs[0]["totals"] != runs[1]["totals"], "counters are alike")


if __name__ == "__main__":
    sys.exit(main(globals()))
