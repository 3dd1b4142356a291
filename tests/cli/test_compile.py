# SPDX-License-Identifier: GPL-2.0-or-later
"""An op program by itself: the same bytes always, and the same work in any loader's hands."""

import json
import re
import sys
from collections import defaultdict

from cli import SOURCE, check, each, main, same

WORKLOADS = sorted(path.name for path in (SOURCE / "traces").glob("*.wl"))
MARK = re.compile(r"^ *\d+ c(\d+)  (exec|op-begin|op-end) +(?:instructions=(\d+) )?")


def compiled(cli, script, *options, name="program"):
    cli.run("compile", *options, script, "-o", name)
    return (cli.scratch / name).read_bytes()


@each(WORKLOADS)
def test_compiling_twice_gives_the_same_bytes(cli, name):
    program = compiled(cli, cli.traces / name)
    check(program.startswith(b"MMULPRG1"), program[:8])
    same(compiled(cli, cli.traces / name, name="again") == program, True, "alike")


@each({"cores": ("--cpus", "3"), "seed": ("--seed", "99"), "parameter": ("--define", "ROUNDS=3"),
       "lazy": ("--lazy", "off")})
def test_option_reaches_the_program(cli, *option):
    script = cli.traces / "quickstart.wl"
    check(compiled(cli, script) != compiled(cli, script, *option, name="other"), "alike")


def op_instructions(dump):
    """Of each core, the instructions of each of its ops in order."""
    ops, open_ops = defaultdict(list), {}
    for core, kind, instructions in filter(None, map(parse_mark, dump.splitlines())):
        if kind == "op-begin":
            open_ops[core] = 0
        elif kind == "op-end":
            ops[core].append(open_ops.pop(core))
        elif core in open_ops:
            open_ops[core] += int(instructions)
    return dict(ops)


def parse_mark(line):
    mark = MARK.match(line)
    return mark.groups() if mark else None


def recorded(cli, name, *args):
    cli.run(*args, "--quiet", "--stats", f"{name}.json", "--trace", f"{name}.mtr")
    dump = cli.run("trace", "dump", "--kind", "exec,op-begin,op-end", f"{name}.mtr").out
    return json.loads((cli.scratch / f"{name}.json").read_text()), op_instructions(dump)


@each(["quickstart.wl", "local_flush.wl", "readonly.wl"])
def test_booted_program_does_what_run_does(cli, name):
    script = cli.file(name, (cli.traces / name).read_text().replace("= 2000 ", "= 30 "))
    cpus = len(cli.stats(script)["cpus"])
    compiled(cli, script)
    run, run_ops = recorded(cli, "run", "run", script)
    boot, boot_ops = recorded(cli, "boot", "boot", "--cpus", cpus, "--initrd", "program", cli.firmware)
    check(sum(map(len, run_ops.values())) > 5, "hardly an op")
    same(boot_ops, run_ops, "instructions of each op")
    same(boot["totals"], run["totals"], "totals")
    same([cpu["counters"] for cpu in boot["cpus"]], [cpu["counters"] for cpu in run["cpus"]], "cores")
    same(boot["elapsed"], run["elapsed"], "elapsed")


def test_op_instructions_are_those_of_the_statistics(cli):
    stats, ops = recorded(cli, "run", "run", cli.file("s.wl", "phase a { repeat 9 { purge } }\n"))
    purge = stats["phases"][0]["ops"]["purge"]["instructions"]
    same((sum(ops["0"]), min(ops["0"]), max(ops["0"]), len(ops["0"])),
         (purge["sum"], purge["min"], purge["max"], 9), "instructions of the purges")


if __name__ == "__main__":
    sys.exit(main(globals()))
