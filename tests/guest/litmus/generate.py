# SPDX-License-Identifier: GPL-2.0-or-later
"""generate.py OUTPUT: the litmus programs as assembly, for litmus.S to include.

Each access, TLBI and barrier stands in a block of its own, so that a quantum can
end on either side of it. x20 to x23 are a thread's r0 to r3; x28 is what the
handler says of a fault.

    ld P, st P N            load from page P to the next r; store N
    st? P N                 the same; the next r: 0, or F when it faults
    wait P                  until P is not 0, a hundred times at most
    ex P                    call the code on page P, its value to the next r
    lda A, sta A N          load, store of physical page A through another mapping
    pte P D, pmd P T        write the descriptor of level 3, of level 2
    tlbi OP [P] [asid N] [ttl L]    by page, by ASID, or all; ranges: two pages
    dsb [O], dmb, isb       O: ish unless said
    ttbr N [B]              ASID N; B: the second set of tables

D is 0 or a page with attributes: a, a.g (global), a.ro, a.noaf, a.cont. T is 0, T
(the table of P), U (another one, with x on page b).
"""

import sys

from program import THREADS, read_all

X_VA = 0x50000000
ASID = 1
PAGES_PA = 0x41000000
SLOT = {"x": (0x80, 0), "y": (0x81, 0), "z": (0x82, 0), **{f"x{i}": (0x80, i) for i in range(1, 16)}}
PAGE = {name: PAGES_PA + 4096 * i for i, name in enumerate("abcdef")}
ATTRIBUTES = {"g": (1 << 11, 0), "ro": (0, 1 << 7), "noaf": (1 << 10, 0), "cont": (0, 1 << 52)}
# Page, access flag, inner shareable, not global.
PAGE_BITS = 3 | 1 << 10 | 3 << 8 | 1 << 11


def address(page):
    region, index = SLOT[page]
    return 0x40000000 + (region << 21) + (index << 12)


def descriptor(text):
    if text == "0":
        return 0
    name, *attributes = text.split(".")
    value = PAGE[name] | PAGE_BITS
    for attribute in attributes:
        clear, add = ATTRIBUTES[attribute]
        value = value & ~clear | add
    return value


def operand(op, words):
    """Of a TLBI on `words`: [page] [asid N] [ttl L]."""
    named = len(words) % 2
    options = dict(zip(words[named::2], words[named + 1::2]))
    value = int(options.get("asid", ASID)) << 48
    if named:
        value |= address(words[0]) >> 12
    if "ttl" in options:
        value |= (4 | int(options["ttl"])) << 44
    if op.startswith("r"):
        value |= 1 << 46  # 4K; SCALE 0 and NUM 0: two pages
    return value


class Code:
    """The instructions of one thread."""

    def __init__(self):
        self.lines, self.observed = [], 0

    def put(self, *lines):
        self.lines += lines

    def alone(self, instruction):
        self.put("b 1f", f"1: {instruction}", "b 1f", "1:")

    def observe(self, value):
        self.put(f"orr x{20 + self.observed}, {value}, x28")
        self.observed += 1

    def guarded(self, instruction):
        """x2 is 0 and x28 says so when it faults."""
        self.put("mov x2, #0", "mov x28, #0")
        self.alone(instruction)

    def ld(self, page):
        self.put(f"constant x1, {address(page)}")
        self.guarded("ldr x2, [x1]")
        self.observe("x2")

    def wait(self, page):
        self.put(f"constant x1, {address(page)}", "mov x3, #100", "1: ldr x2, [x1]", "cbnz x2, 1f",
                 "subs x3, x3, #1", "b.ne 1b", "1:")

    def lda(self, page):
        self.put(f"constant x1, {PAGE[page]}")
        self.guarded("ldr x2, [x1]")
        self.observe("x2")

    def store(self, where, value):
        self.put(f"constant x1, {where}", f"mov x3, #{value}")
        self.guarded("str x3, [x1]")

    def ex(self, page):
        self.put(f"constant x1, {address(page)}", "mov x0, #0", "mov x28, #0")
        self.alone("blr x1")
        self.observe("x0")

    def pte(self, page, text):
        region, index = SLOT[page]
        self.put(f"constant x3, {descriptor(text)}", f"adrp x1, level3_{region:x}",
                 f"add x1, x1, #{8 * index}")
        self.alone("str x3, [x1]")

    def pmd(self, page, text):
        region = SLOT[page][0]
        table = {"0": None, "T": f"level3_{region:x}", "U": "level3_other"}[text]
        self.put(*([f"adrp x3, {table}", "add x3, x3, #3"] if table else ["mov x3, #0"]))
        self.put("adrp x1, level2", f"add x1, x1, #{8 * region}")
        self.alone("str x3, [x1]")

    def tlbi(self, op, *words):
        if op.startswith("vmalle1"):
            self.alone(f"tlbi {op}")
            return
        self.put(f"constant x1, {operand(op, words)}")
        self.alone(f"tlbi {op}, x1")

    def ttbr(self, asid, tables="A"):
        self.put(f"adrp x1, {'level0' if tables == 'A' else 'level0_other'}",
                 f"constant x2, {int(asid) << 48}", "orr x1, x1, x2")
        self.alone("msr ttbr0_el1, x1")
        self.alone("isb")

    def statement(self, words):
        name, *rest = words
        if name in ("ld", "wait", "lda", "ex", "pte", "pmd", "tlbi", "ttbr"):
            getattr(self, name)(*rest)
        elif name in ("st", "st?"):
            self.store(address(rest[0]), rest[1])
            if name == "st?":
                self.observe("xzr")
        elif name == "sta":
            self.store(PAGE[rest[0]], rest[1])
        elif name in ("dsb", "dmb"):
            self.alone(f"{name} {rest[0] if rest else 'ish'}")
        elif name == "isb":
            self.alone("isb")
        else:
            raise ValueError(f"statement: {' '.join(words)}")


def routine(label, statements):
    code = Code()
    for words in statements:
        code.statement(words)
    return "\n\t".join([f"{label}:", *code.lines, "ret x19"])


def warm(label, pages):
    """Reads the pages, and calls those with an exclamation mark; leaves no result."""
    code = Code()
    for page in pages:
        code.statement(["ex", page[:-1]] if page.endswith("!") else ["ld", page])
        code.observed = 0
    return "\n\t".join([f"{label}:", *code.lines, "ret x19"])


def assembly(programs):
    parts, table = [], []
    for i, program in enumerate(programs):
        parts += [f"/* {program.family}: {program.name} */", routine(f"init_{i}", program.init)]
        row = [f"init_{i}"]
        for t, thread in enumerate(program.threads):
            row += [f"warm_{i}_{t}", f"thread_{i}_{t}"]
            parts += [warm(row[-2], thread.warm), routine(row[-1], thread.statements)]
        table.append("\t.quad " + ", ".join(row))
    return "\n".join([f"\t.equ PROGRAMS, {len(programs)}", *parts, "\t.balign 8", "programs:", *table, ""])


if __name__ == "__main__":
    with open(sys.argv[1], "w", encoding="ascii") as output:
        output.write(assembly(read_all()))
