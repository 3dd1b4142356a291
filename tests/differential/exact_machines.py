# SPDX-License-Identifier: GPL-2.0-or-later
"""Every counter of the TLBs, of every machine, against the judge.

usage: exact_machines.py --mmulator PROGRAM --reference PROGRAM GUEST_DIR

Each workload guest runs on each preset as anyone would run it, then one
instruction at a time under the judge, which takes the machine's keys from the
statistics of that run. All counters that the judge tells, that is all of
tlb.*, walk.* and walkcache.*, must be equal. Then the judge is made wrong on
purpose, one rule at a time: some workload must notice.
"""

import argparse
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness import Failure, Tap, execute, judge, set_options, statistics

# Guest: its cores, and settings without which its counts depend on the schedule.
WORKLOADS = {
    "touch_4m": (1, []),
    "touch_64m": (1, []),
    "touch_1g": (1, []),
    "code_pages": (1, []),
    "mixed_sizes": (1, []),
    "asid_switch": (1, []),
    "shootdown": (4, ["sched.wfe=1000000000", "sched.quantum=200"]),
}

# The judge looks through lists: a machine of very many entries has fewer here.
REDUCED = {"ideal": ["tlb.l2.entries=4096"]}

# When targets may serve a broadcast, beside at its issue.
LATE = ["random", "dsb"]

# Each machine with each policy everywhere that may have it; what empties ways matters to some.
POLICIES = {"fifo": ["touch_4m"], "lru": ["touch_4m"], "plru": ["touch_4m", "asid_switch"],
            "random": ["touch_4m", "asid_switch"]}
POLICY_KEYS = ["tlb.l2.policy", "walkcache.policy", "desccache.policy"]
POLICY_KEYS_L1 = ["tlb.l1i.policy", "tlb.l1d.policy"]  # fifo and random alone


def policy_settings(machine, policy):
    keys = POLICY_KEYS + (POLICY_KEYS_L1 if policy in ("fifo", "random") else [])
    return REDUCED.get(machine, []) + [f"{key}={policy}" for key in keys]


# Where each rule that --mutate breaks in the judge must show. The machine has
# few enough entries of everything for policies to matter.
FAULTS = {
    "lru": "touch_4m",
    "l2-policy": "touch_4m",
    "walkcache-policy": "touch_1g",
    "tlbi": "mixed_sizes",
    "last-level": "asid_switch",
    "deaf": "shootdown",
    "desccache-policy": "touch_1g",
    "desccache-line": "touch_1g",
    "plru": "touch_4m",
    "random": "touch_4m",
}
FAULT_SETTINGS = ["tlb.l2.entries=256", "walkcache.entries=16"]
FAULT_POLICIES = ["plru", "random"]  # of which the machine then has to be


def options_of(guest, settings=()):
    cpus, own = WORKLOADS[guest]
    return ["--cpus", str(cpus), *set_options([*own, *settings])]


class Bench:
    def __init__(self, args):
        self.args = args

    def machines(self):
        return [line.split()[0] for line in execute([self.args.mmulator, "machines"]).splitlines() if line]

    def image(self, guest):
        return Path(self.args.guest_dir) / f"{guest}.elf"

    def emulate(self, machine, guest, settings=()):
        with tempfile.TemporaryDirectory() as scratch:
            return statistics(self.args.mmulator, self.image(guest), scratch,
                              "--machine", machine, *options_of(guest, settings))

    def judge(self, guest, machine, *extra):
        """machine: all its keys with their values."""
        settings = [f"{key}={value}" for key, value in machine.items() if key != "name"]
        extra = ["--counts", "--cpus", str(WORKLOADS[guest][0]), *extra]
        return judge(self.args.reference, self.image(guest), settings, extra).counts

    def differences(self, machine, guest, settings=(), extra=()):
        try:
            run = self.emulate(machine, guest, settings)
            expected = self.judge(guest, run["machine"], *extra)
        except Failure as failure:
            return str(failure).splitlines()
        return [f"{name}: emulator {run['totals'].get(name)}, judge {value}"
                for name, value in expected.items() if run["totals"].get(name) != value]

    def late_differences(self, completion):
        """The guest has a DSB after each TLBI, and nobody else runs in between: counts are the same."""
        return self.differences("cortex-a72", "shootdown", [f"dvm.completion={completion}"])

    def caught(self, fault):
        """Whether a judge that is right agrees and one that is wrong does not."""
        guest = FAULTS[fault]
        settings = list(FAULT_SETTINGS)
        if fault in FAULT_POLICIES:
            settings += policy_settings("cortex-a72", fault)
        right = self.differences("cortex-a72", guest, settings)
        wrong = self.differences("cortex-a72", guest, settings, ["--mutate", fault])
        return not right and any(": emulator " in line for line in wrong)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mmulator", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("guest_dir")
    bench, tap = Bench(parser.parse_args()), Tap()
    pairs = [(machine, guest) for machine in bench.machines() for guest in WORKLOADS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        compared = pool.map(lambda pair: bench.differences(*pair, REDUCED.get(pair[0], [])), pairs)
        for (machine, guest), lines in zip(pairs, compared):
            tap.point(not lines, f"{machine}: {guest} counts as the judge does", lines)
        judged = [(machine, policy, guest) for machine in bench.machines() for policy, guests in POLICIES.items()
                  for guest in guests]
        compared = pool.map(lambda case: bench.differences(case[0], case[2], policy_settings(*case[:2])), judged)
        for (machine, policy, guest), lines in zip(judged, compared):
            tap.point(not lines, f"{machine}: {guest} counts as the judge does with {policy} everywhere", lines)
        for completion, lines in zip(LATE, pool.map(bench.late_differences, LATE)):
            tap.point(not lines, f"dvm.completion={completion}: shootdown counts as the judge does", lines)
        for fault, caught in zip(FAULTS, pool.map(bench.caught, FAULTS)):
            tap.point(caught, f"a judge with a wrong rule is caught: {fault}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
