# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a trace by docs/trace-format.md alone: its table of kinds is taken from the page.

Knows nothing of the program's reader; that both find the same events in a file
holds the page to its word.
"""

import ctypes
import ctypes.util
import re
import struct
import zlib

BLOCK = struct.Struct("<IIIIQQQQQII")
MAGIC = bytes([0x8D, 0x4D, 0x54, 0x52, 0x0D, 0x0A, 0x1A, 0x0A])
HEADER, CHUNK, INDEX = 1, 2, 3
WORD = 2**64 - 1

ZSTD = ctypes.CDLL(ctypes.util.find_library("zstd"))
ZSTD.ZSTD_decompress.restype = ctypes.c_size_t
ZSTD.ZSTD_decompress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]


def decompress(frame, size):
    out = ctypes.create_string_buffer(size or 1)
    assert ZSTD.ZSTD_decompress(out, size, frame, len(frame)) == size, "a frame of another size"
    return out.raw[:size]


def rows(page, heading):
    """The rows of the table that begins with a heading, as lists of cells."""
    body = page.split(heading, 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


class Format:
    """What the page says: kinds by number with their fields, names of values."""

    def __init__(self, page, operations, locks):
        self.kinds = {int(number): (name, [self.field(text) for text in fields.split(", ")])
                      for number, name, fields in rows(page, "| kind | name | fields |")}
        self.names = {}
        for field, values in rows(page, "| field | values |"):
            found = dict(re.findall(r"\b(\d+) ([a-z_]+)", values))
            for name in field.split(", ") if found else []:
                self.names[name] = {int(value): text for value, text in found.items()}
        self.names["tlbi"] = dict(enumerate(operations))
        self.names["lock"] = dict(enumerate(locks))
        self.version = int(re.search(r"version (\d+)", page)[1])

    @staticmethod
    def field(text):
        name, _, coding = text.partition(" (")
        return name, coding.rstrip(")")

    def value_name(self, kind, field, value):
        names = self.names.get(f"{field} of a {kind}") or self.names.get(f"{field} of an {kind}")
        return (names or self.names.get(field, {})).get(value, value)


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def signed(self):
        coded = self.varint()
        return coded >> 1 ^ -(coded & 1)

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def string(self):
        size = self.varint()
        return self.take(size)[:-1].decode() if size else None

    def left(self):
        return self.at < len(self.data)


class Core:
    def __init__(self):
        self.last = dict.fromkeys(["cycle", "pc", "va", "pa", 0, 1, 2, 3], 0)

    def delta(self, base, data):
        self.last[base] = self.last[base] + data.signed() & WORD
        return self.last[base]


class Trace:
    """A whole file; events() gives dictionaries, `chunks` the index by entry."""

    def __init__(self, path, form):
        self.data, self.format = path.read_bytes(), form
        assert self.data[:8] == MAGIC, "the magic"
        assert struct.unpack_from("<I", self.data, 8)[0] == form.version, "the version"
        index, self.event_count, crc, _ = struct.unpack("<QQII", self.data[-24:])
        assert crc == zlib.crc32(self.data[-24:-8]), "the footer's CRC"
        self.header(self.block(16, HEADER)[1])
        self.chunks = list(self.index(Bytes(self.block(index, INDEX)[1])))

    def block(self, offset, expected):
        """(fields of the header, content) of the block at an offset."""
        fields = BLOCK.unpack_from(self.data, offset)
        assert fields[:2] == (0x4252544D, expected), "a block's magic or type"
        assert fields[10] == zlib.crc32(self.data[offset:offset + 60]), "a block's CRC"
        start = offset + BLOCK.size
        return fields, decompress(self.data[start:start + fields[2]], fields[3])

    def header(self, content):
        data = Bytes(content)
        self.sites, self.phases, self.symbols = [], [], []
        while data.left():
            tag, size = data.varint(), data.varint()
            body = Bytes(data.take(size))
            if tag == 1:
                self.cores = body.varint()
            elif tag == 5:
                self.sites = [(body.varint(), body.varint(), body.string(), body.string())
                              for _ in range(body.varint())]
            elif tag == 6:
                self.phases = [body.string() for _ in range(body.varint())]

    def index(self, data):
        size = data.varint()
        while data.left():
            entry = data.take(size)
            yield struct.unpack("<6Q", entry[:48]), entry[48:1096]

    def events(self):
        for (offset, count, *summary), _ in self.chunks:
            fields, content = self.block(offset, CHUNK)
            assert [count, *summary] == list(fields[4:9]), "an entry unlike its block"
            yield from self.records(Bytes(content), count)

    def records(self, data, count):
        phase = data.varint() - 1
        sites = [data.varint() - 1 for _ in range(self.cores)]
        cores, last = [Core() for _ in range(self.cores)], 0
        for _ in range(count):
            tag = data.byte()
            last = last if tag & 0x40 else data.varint()
            event = self.record(data, cores[last], tag)
            event["core"] = last
            begins, ends = event["event"].endswith("-begin"), event["event"].endswith("-end")
            place = phase, sites[last]
            if event["event"].startswith("op-"):
                sites[last] = event["site"] if begins else -1
            elif event["event"].startswith("phase-"):
                phase = event["index"] if begins else -1
            event["phase"], site = (place if ends else (phase, sites[last]))
            event["phase"] = self.phases[event["phase"]] if event["phase"] >= 0 else None
            event["op"] = self.sites[site][2] if site >= 0 else None
            if site >= 0:
                event["line"] = self.sites[site][0]
            yield event
        assert not data.left(), "bytes behind the last record"

    def record(self, data, core, tag):
        name, fields = self.format.kinds[tag & 0x3F]
        event = {"event": name, "cycle": core.delta("cycle", data)}
        event["pc"] = core.last["pc"] if tag & 0x80 else core.delta("pc", data)
        for field, coding in fields:
            if field == "steps":
                event["steps"] = [self.step(data, core, number, event["first_level"] + number)
                                  for number in range(event["step_count"])]
            else:
                value = core.delta(coding, data) if coding else data.varint()
                event[field] = self.format.value_name(name, field, value)
        return event

    def step(self, data, core, number, level):
        return {"level": level, "pa": core.delta("pa", data),
                "descriptor": core.delta(number, data),
                "fetch": self.format.names["fetch"][data.varint()]}


def bit_of(address):
    return ((address >> 12) * 0x9E3779B97F4A7C15 & WORD) >> 51


def may_hold(pages, address):
    """Whether a chunk with these pages may have an event about the address."""
    low, high, sizes = struct.unpack("<3Q", pages[:24])
    bits = pages[24:]
    return low <= address <= high and any(
        bits[bit // 8] >> bit % 8 & 1
        for shift in range(64) if sizes >> shift & 1
        for bit in [bit_of(address >> shift << shift)])
