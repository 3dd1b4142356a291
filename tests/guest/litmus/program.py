# SPDX-License-Identifier: GPL-2.0-or-later
"""Litmus programs: what a *.litmus file says.

    NAME VERDICT                one line; the rest is indented
        why, in a line or more
        init: STATEMENTS        how tables and pages differ from their usual state
        P0: [WARM] STATEMENTS   a thread; WARM: pages that it reads beforehand
        outcome: 1:r0=1 1:r1=F  all of these together; F: a fault

VERDICT is `forbidden`: under no schedule may the outcome be seen; `allowed`: a
machine may show it and this one does under some schedule; or `unseen`: the
architecture allows it and this machine never shows it.

Statements are separated by semicolons; generate.py turns them into instructions.
Usual state: x, x1 to x15 are neighbours in one table, x on page a, x1 on b, the
others on a; y and z, on pages c and d, are flags that are 0. Pages a and b hold 1
and 2, e and f code that returns 5 and 6. All mappings belong to ASID 1.
"""

import re
from collections import namedtuple
from pathlib import Path

Program = namedtuple("Program", "name verdict why init threads outcome family")
Thread = namedtuple("Thread", "warm statements")

VERDICTS = ("forbidden", "allowed", "unseen")
THREADS = 3
FAULT = 15


class Malformed(Exception):
    """The text says where."""


def statements(text):
    return [part.split() for part in text.split(";") if part.strip()]


def thread(text):
    warm = re.match(r"\s*\[([^]]*)\]", text)
    return Thread(warm[1].split() if warm else [], statements(text[warm.end():] if warm else text))


def conditions(text):
    """{(thread, register): value}"""
    found = re.findall(r"(\d):r(\d)=(\w+)", text)
    if not found or len(found) != len(text.split()):
        raise Malformed(f"outcome: {text}")
    return {(int(t), int(r)): FAULT if v == "F" else int(v) for t, r, v in found}


def program(block, family):
    head, *body = block.splitlines()
    name, verdict = head.split()
    fields, why = {}, []
    for line in map(str.strip, body):
        key, colon, rest = line.partition(":")
        if colon and re.fullmatch(r"init|outcome|P\d", key):
            fields[key] = rest.strip()
        else:
            why.append(line)
    if verdict not in VERDICTS or not why:
        raise Malformed(f"{name}: verdict and reason")
    threads = [thread(fields.get(f"P{i}", "")) for i in range(THREADS)]
    return Program(name, verdict, " ".join(why), statements(fields.get("init", "")), threads,
                   conditions(fields["outcome"]), family)


def read(path):
    text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.M)
    blocks = re.split(r"\n(?=\S)", text.strip())
    return [program(block.strip("\n"), path.stem) for block in blocks]


def read_all():
    """Every program, by family."""
    programs = [p for path in sorted(Path(__file__).parent.glob("*.litmus")) for p in read(path)]
    names = [p.name for p in programs]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise Malformed(f"names that are not unique: {twice}")
    return programs
