# SPDX-License-Identifier: GPL-2.0-or-later
"""An assembler for op programs, written from firmware/abi/program.h.

It knows the format and nothing of the scripts that are usually compiled to it;
malformed programs are made by changing the bytes or the header fields.
"""

import re
import struct
from pathlib import Path

ABI = Path(__file__).resolve().parents[2] / "firmware" / "abi"
MAGIC = 0x314752504C554D4D
SHARED = 0x8000
NO_PHASE = 0xFFFFFFFF
MASK = (1 << 64) - 1
SEED_STEP = 0x9E3779B97F4A7C15
HEADER = struct.Struct("<QIIQ22I")
HEADER_FIELDS = (
    "magic version size seed allocator shootdown lazy phase_count stream_count stream_offset"
    " insn_count insn_offset site_count site_offset string_size string_offset"
    " shared_slots own_slots barrier_count array_count array_offset"
    " table_count table_offset weight_count weight_offset lock_count"
).split()
AUGMENTED, BROADCAST = 3, 1
EXPECT_FAULT, EXPECT_VALUE = 1, 2
FAULTS = ("any", "translation", "permission", "access_flag", "address_size", "alignment", "external")


def names_of(definitions, macro):
    """The second argument of each use of `macro`, in order: their index is the number."""
    text = (ABI / definitions).read_text(encoding="ascii")
    return re.findall(rf'^{macro}\(\w+, "?(\w+)"?', text, re.MULTILINE)


OPS = names_of("program.def", "PROGRAM_OP")
TLBI = names_of("tlbi_ops.def", "TLBI_OP")


def fault(kind, level=0xFF):
    """The immediate value of an expected fault."""
    return FAULTS.index(kind) << 8 | level


class Stream:
    """One core's instructions; each call appends one and returns its index."""

    def __init__(self, program):
        self.program = program
        self.insns = []

    def emit(self, op, dst=0, a=0, b=0, c=0, flags=0, imm=0):
        self.program.sites.append((len(self.program.sites) + 1, 1, NO_PHASE, OPS.index(op)))
        site = len(self.program.sites) - 1
        self.insns.append([OPS.index(op), dst, a, b, c, flags, site, imm])
        return len(self.insns) - 1

    def line(self):
        """The script line of the last instruction."""
        return self.insns[-1][6] + 1

    def ldi(self, dst, value):
        return self.emit("ldi", dst=dst, imm=value & MASK)

    def here(self):
        return len(self.insns)


class Program:
    """Streams and a header; `overrides` of assemble() replace header fields."""

    def __init__(self, seed=1, own_slots=16, shared_slots=16, barriers=4, phases=2, lazy=1):
        self.header = dict(
            magic=MAGIC, version=2, seed=seed, allocator=AUGMENTED, shootdown=BROADCAST, lazy=lazy,
            phase_count=phases, shared_slots=shared_slots, own_slots=own_slots,
            barrier_count=barriers, lock_count=0)
        self.streams = []
        self.sites = []
        self.tables, self.weights = [], []  # (first, count); sums
        self.arrays = []  # (length, own)

    def stream(self):
        self.streams.append(Stream(self))
        return self.streams[-1]

    def assemble(self, **overrides):
        insns, entries = [], []
        jumps = [OPS.index(op) for op in ("jump", "jz", "jnz")]
        for stream in self.streams:
            base = len(insns)
            entries.append(base)
            for insn in stream.insns:
                shift = base if insn[0] in jumps else 0
                insns.append(struct.pack("<6HIQ", *insn[:7], (insn[7] + shift) & MASK))
        sections = {
            "stream": [struct.pack("<2I", entry, 0) for entry in entries],
            "insn": insns,
            "site": [struct.pack("<4I", *site) for site in self.sites],
            "array": [struct.pack("<2I", *array) for array in self.arrays],
            "table": [struct.pack("<2I", *table) for table in self.tables],
            "weight": [struct.pack("<Q", weight) for weight in self.weights],
            "string": [b"\0"],
        }
        fields = dict(self.header)
        body = b""
        for name, items in sections.items():
            fields[name + "_offset"] = HEADER.size + len(body)
            fields["string_size" if name == "string" else name + "_count"] = len(items)
            body += b"".join(items)
            body += bytes(-len(body) % 8)
        fields["size"] = HEADER.size + len(body)
        fields.update(overrides)
        return HEADER.pack(*(fields[name] for name in HEADER_FIELDS)) + body


class SplitMix64:
    """The generator of a core, as program.h specifies it."""

    def __init__(self, seed, core):
        self.state = (seed + (core + 1) * SEED_STEP) & MASK

    def draw(self):
        self.state = (self.state + SEED_STEP) & MASK
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        return z ^ z >> 31

    def between(self, low, high):
        count = (high - low + 1) & MASK
        return self.draw() if count == 0 else (low + self.draw() % count) & MASK
