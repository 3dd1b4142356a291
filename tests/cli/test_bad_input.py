# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with the input is said with its place, and exit code 2; nothing is left behind."""

import re
import struct
import sys

from cli import GUEST, INPUT, check, each, main, mentions, same

SCRIPTS = {
    "unknown op": ("phase a {\n    p = vmaloc 4K\n}\n", "2:9", "found `vmaloc`, expected"),
    "missing brace": ("phase a {\n    purge\n", "3:1", "expected"),
    "setting twice": ("cpus 1\ncpus 2\n", "2:1", "cpus"),
    "core that is not there": ("cpus 2\nphase a on 2 { }\n", "2:12", "expected a number below 2"),
    "unknown counter": ("phase a { }\nexpect tlb.l3.miss == 0\n", "2:8",
                        "unknown `tlb.l3.miss`, expected a counter"),
    "unknown allocator": ("allocator fast\n", "1:11", "expected"),
    "never assigned": ("phase a {\n  vfree p\n}\n", "2:9", "p"),
    "binary": (b"\x00\x01\x02\n", "1:1", ""),
    "not ASCII": ("phase \u00e4 { }\n", "1:7", ""),
}


def refused(cli, *args, left=()):
    """The message about bad input: one line, nothing on stdout, no file but `left`."""
    done = cli.run(*args, code=INPUT)
    same(done.out, "", "output")
    same(done.err.count("\n"), 1, f"lines of {done.err!r}")
    same(cli.left(), sorted(left), "files")
    return done.err


@each({"preset": ("cortex-x9", 'unknown machine "cortex-x9": expected one of cortex-a53'),
       "file": ("./none.ini", "cannot read the machine file ./none.ini: No such file")})
def test_machine_that_a_script_names_is_refused_where_it_stands(cli, name, message):
    cli.file("bad.wl", f"cpus 2;  machine {name}\nphase a {{ purge }}\n")
    err = refused(cli, "run", "bad.wl", left=["bad.wl"])
    check(err.startswith(f"bad.wl:1:18: {message}"), err)


def test_allocator_that_the_firmware_lacks_is_bad_input(cli):
    cli.file("s.wl", "phase a { purge }\n")
    firmware = cli.guests / "lacking.elf"
    err = cli.run("run", "--allocator", "vmlist", "--firmware", firmware, "s.wl", code=INPUT).err
    mentions(err, "the firmware has no such allocator")
    cli.run("boot", firmware, code=GUEST)  # elsewhere the number means nothing


@each(SCRIPTS)
def test_script_error_names_place_and_what_was_expected(cli, text, place, message):
    cli.file("bad.wl", text)
    err = refused(cli, "run", "--stats", "s.json", "--trace", "t.mtr", "bad.wl", left=["bad.wl"])
    check(err.startswith(f"bad.wl:{place}: "), err)
    mentions(err, message)


def test_compile_refuses_what_run_refuses(cli):
    cli.file("bad.wl", SCRIPTS["unknown op"][0])
    err = refused(cli, "compile", "bad.wl", "-o", "program", left=["bad.wl"])
    check(err.startswith("bad.wl:2:9: found `vmaloc`, expected"), err)


def test_script_error_keeps_an_older_result(cli):
    cli.file("bad.wl", "purge\n")
    old = cli.file("s.json", "the last good one")
    refused(cli, "run", "--stats", "s.json", "bad.wl", left=["bad.wl", "s.json"])
    same(old.read_text(), "the last good one", "older result")


@each(["missing.wl", "no/such/script.wl", "."])
def test_script_that_cannot_be_read_is_refused(cli, path):
    err = refused(cli, "run", path)
    check(err.startswith(f"{path}: "), err)
    mentions(err, "Is a directory" if path == "." else "No such file or directory")


@each(["boot", "run"])
def test_image_for_another_architecture_is_refused(cli, command):
    if command == "boot":
        err = refused(cli, "boot", "--stats", "s.json", cli.program)
    else:
        cli.file("empty.wl", "")
        err = refused(cli, "run", "--firmware", cli.program, "empty.wl", left=["empty.wl"])
    mentions(err, f"{cli.program}: not an AArch64 image", "ELF machine")


@each(["missing", "no/such/image", "."])
def test_image_that_cannot_be_read_is_refused(cli, path):
    err = refused(cli, "boot", "--trace", "t.mtr", path)
    check(err.startswith(f"{path}: cannot read the image: "), err)


def test_image_truncated_anywhere_is_refused_or_harmless(cli):
    """Whatever is loaded lies before the symbols: without those alone it still runs."""
    whole = cli.firmware.read_bytes()
    lengths = {*range(4, 64), *range(64, 2048, 97), *range(2048, len(whole), 8191), len(whole) - 1}
    for length in sorted(lengths):
        cli.file("cut.elf", whole[:length])
        cli.file("empty.wl", "")
        done = cli.run("run", "--quiet", "--firmware", "cut.elf", "empty.wl",
                       code=INPUT if length < loaded_end(whole) else 0)
        if done.code == INPUT:
            check(done.err.startswith("cut.elf: "), f"{length} bytes: {done.err}")


def loaded_end(elf):
    """Where the last byte to be loaded lies in the file."""
    offset, = struct.unpack_from("<Q", elf, 32)
    count, = struct.unpack_from("<H", elf, 56)
    headers = [struct.unpack_from("<IIQQQQ", elf, offset + 56 * i) for i in range(count)]
    return max(at + size for kind, _, at, _, _, size in headers if kind == 1)


@each([0, 1, 3])
def test_image_too_short_for_an_instruction_is_refused(cli, size):
    cli.file("short", b"\x1f\x20\x03"[:size])
    mentions(refused(cli, "boot", "short", left=["short"]), f"short: no AArch64 image: only {size}")


def test_image_larger_than_ram_is_refused(cli):
    path = cli.file("large", b"")
    with path.open("r+b") as file:
        file.truncate(65 << 20)
    mentions(refused(cli, "boot", "--ram", "64M", "large", left=["large"]),
             "large: does not fit", "RAM is 0x40000000 to 0x44000000")


def test_image_linked_outside_of_ram_is_refused(cli):
    elf = bytearray(cli.firmware.read_bytes())
    offset, = struct.unpack_from("<Q", elf, 32)
    struct.pack_into("<Q", elf, offset + 24, 0x1000)
    cli.file("low.elf", bytes(elf))
    mentions(refused(cli, "boot", "low.elf", left=["low.elf"]), "low.elf: does not fit", "0x1000")


@each({
    "missing": (None, "No such file or directory"),
    "larger than RAM": (64 << 20, "do not fit"),
})
def test_initrd_that_cannot_be_used_is_refused(cli, size, message):
    if size is not None:
        with cli.file("initrd", b"").open("r+b") as file:
            file.truncate(size)
    mentions(refused(cli, "boot", "--ram", "64M", "--initrd", "initrd", cli.firmware,
                     left=["initrd"] if size else []), message)


def test_initrd_that_is_a_directory_is_refused(cli):
    mentions(refused(cli, "boot", "--initrd", ".", cli.firmware), ".: cannot read the initrd",
             "Is a directory")


MACHINES = {
    "unknown key": ("[tlb.l1d]\nentires = 8\n", 2, "entires"),
    "bad value": ("[tlb.l1d]\nentries = many\n", 2, "expected"),
    "out of range": ("[tlb.l1d]\nentries = 0\n", 2, "expected"),
    "no syntax": ("entries\n", 1, ""),
}


@each(MACHINES)
def test_machine_file_error_names_its_line(cli, text, line, message):
    cli.file("m.ini", text)
    cli.file("empty.wl", "")
    err = refused(cli, "run", "--machine", "m.ini", "empty.wl", left=["m.ini", "empty.wl"])
    check(err.startswith(f"m.ini:{line}: "), err)
    mentions(err, message)


OPTIONS = {
    "unknown machine": (["--machine", "cortex-x9"], 'unknown machine "cortex-x9"', "cortex-a72"),
    "machine file missing": (["--machine", "no.ini"], "no.ini"),
    "unknown key": (["--set", "tlb.l4.entries=3"], "tlb.l4.entries"),
    "bad value": (["--set", "tlb.l1d.entries=x"], "tlb.l1d.entries", "expected a number from 1"),
    "no value": (["--set", "tlb.l1d.entries"], "tlb.l1d.entries", "NAME=VALUE"),
    "set without name": (["--set", "=3"], "NAME=VALUE"),
    "impossible machine": (["--set", "tlb.l2.ways=3"], "tlb.l2"),
    "no cores": (["--cpus", "0"], "--cpus: '0' is not a number from 1 to 64"),
    "too many cores": (["--cpus", "65"], "'65' is not"),
    "negative cores": (["--cpus", "-1"], "'-1' is not"),
    "cores in words": (["--cpus", "two"], "'two' is not"),
    "cores by halves": (["--cpus", "1.5"], "'1.5' is not"),
    "little RAM": (["--ram", "1M"], "--ram: '1M' is not a multiple of 2M from 64M"),
    "odd RAM": (["--ram", "65M"], "'65M' is not"),
    "RAM without number": (["--ram", "M"], "'M' is not"),
    "RAM that overflows": (["--ram", "99999999999999999999"], "is not"),
    "seed": (["--seed", "x"], "--seed: 'x' is not a number"),
    "negative seed": (["--seed", "-1"], "'-1' is not"),
    "empty seed": (["--seed", ""], "'' is not"),
    "seed that overflows": (["--seed", "18446744073709551616"], "is not"),
    "cycles": (["--max-cycles", "soon"], "--max-cycles: 'soon' is not a number"),
    "definition without value": (["--define", "N"], "--define: 'N' is not of the form NAME=VALUE"),
    "definition of nothing": (["--define", "N=3"], "--define N", "no `param N"),
    "definition by nonsense": (["--define", "SIZE=)"], "SIZE"),
    "unknown allocator": (["--allocator", "slab"],
                          "--allocator: 'slab' is not vmlist, rbtree, augmented, nodes or own"),
    "unknown shootdown": (["--shootdown", "none"],
                          "--shootdown: 'none' is not broadcast, range, ipi or full"),
    "lazy": (["--lazy", "maybe"], "--lazy: 'maybe' is not off or on"),
    "unknown option": (["--frobnicate"], "mmulator: run: unrecognized option '--frobnicate'"),
    "option of another command": (["--initrd", "x"], "--initrd"),
    "short option": (["-x"], "mmulator: run: ", "'x'"),
    "firmware missing": (["--firmware", "no.elf"], "no.elf: cannot read the image"),
    "one file for two results": (["--stats", "x", "--trace", "x"], "--stats and --trace both"),
    "two scripts": (["s.wl"], "run: expected one workload script, got 2"),
}


@each(OPTIONS)
def test_bad_option_is_refused_in_one_line(cli, options, *message):
    cli.file("s.wl", "param SIZE = 4K\nphase a { p = vmalloc SIZE }\n")
    mentions(refused(cli, "run", *options, "s.wl", left=["s.wl"]), *message)


USAGES = {
    "unknown command": (["frobnicate"], "unknown command 'frobnicate'", "--help"),
    "run nothing": (["run"], "run: expected one workload script, got 0"),
    "boot nothing": (["boot"], "boot: expected one image, got 0"),
    "boot two": (["boot", "a", "b"], "boot: expected one image, got 2"),
    "boot with a workload's option": (["boot", "--allocator", "rbtree", "x"], "--allocator"),
    "option without its value": (["run", "--cpus"], "'--cpus' requires an argument"),
    "compile to nowhere": (["compile", "x.wl"], "-o PROGRAM"),
    "compile nothing": (["compile", "-o", "x"], "expected one workload script"),
    "trace without verb": (["trace"], "expected info, dump"),
    "trace with unknown verb": (["trace", "eat", "x"], "expected info, dump"),
    "trace of nothing": (["trace", "dump"], "trace dump: expected one trace file"),
    "trace of two": (["trace", "info", "a", "b"], "trace info: expected one trace file"),
    "trace that is missing": (["trace", "info", "a.mtr"], "a.mtr", "No such file"),
    "trace that is a directory": (["trace", "info", "."], ".: "),
    "trace with unknown option": (["trace", "dump", "--x", "a"], "trace dump: unrecognized option"),
    "trace with unknown kind": (["trace", "dump", "--kind", "miss", "a"], "unknown kind 'miss'"),
    "trace of no core": (["trace", "dump", "--core", "64", "a"], "'64' is not a core"),
    "level of no trace": (["run", "--trace-level", "pte", "x"], "need --trace FILE"),
    "unknown level": (["run", "--trace-level", "all", "x"], "'all' is not faults, walks, misses"),
    "ring of nothing": (["run", "--trace-ring", "1K", "x"], "'1K' is not a size of at least 64K"),
    "filter of no sense": (["run", "--trace-filter", "kind=miss", "x"], "unknown kind 'miss'"),
    "machines, unknown": (["machines", "cortex-x9"], 'unknown machine "cortex-x9"'),
    "machines, two": (["machines", "a", "b"], "machines: unexpected 'b'"),
    "counters, more": (["counters", "all"], "counters: unexpected 'all'"),
}


@each(USAGES)
def test_bad_usage_is_refused_in_one_line(cli, args, *message):
    err = refused(cli, *args)
    mentions(err, *message)


def test_set_of_a_script_names_its_line(cli):
    cli.file("s.wl", "cpus 1\nset tlb.l1d.entries = 0\n")
    err = refused(cli, "run", "s.wl", left=["s.wl"])
    check(re.match(r"s\.wl:2(:\d+)?: .*expected a number from 1", err), err)


@each({"script": b"phase a { }\n" * 40, "noise": bytes(range(256)) * 40, "nothing": b"",
       "other ELF": b"\x7fELF" + bytes(200)})
def test_what_is_no_trace_is_refused(cli, content):
    cli.file("x.mtr", content)
    for verb in ("info", "dump"):
        check(refused(cli, "trace", verb, "x.mtr", left=["x.mtr"]).startswith("x.mtr: "), verb)


@each(["--allocator", "--shootdown"])
def test_every_choice_of_the_help_is_in_the_firmware(cli, option):
    choices = {"--allocator": ["vmlist", "rbtree", "augmented", "nodes"],
               "--shootdown": ["broadcast", "range", "ipi", "full"]}[option]
    cli.file("s.wl", "phase a { p = vmalloc 4K; vfree p; purge }\n")
    help_text = cli.run("run", "--help").out
    for choice in choices:
        mentions(help_text, choice)
        cli.run("run", "--quiet", option, choice, "s.wl")


if __name__ == "__main__":
    sys.exit(main(globals()))
