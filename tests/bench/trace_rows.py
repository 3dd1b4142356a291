# SPDX-License-Identifier: GPL-2.0-or-later
"""What traces cost: bytes of an event, events a second of dump, the time until a large one shows
its first line.

The large one is made of a recorded one: its chunks over and over, under an index in which only
the last of them is at the cycles that are asked for.
"""

import ctypes
import ctypes.util
import re
import resource
import struct
import subprocess
import time
import zlib
from collections import namedtuple
from pathlib import Path

from measure import SOURCE, Failure, run

QUICKSTART = SOURCE / "traces" / "quickstart.wl"
BLOCK, ENTRY, PAGES = 64, 48, 1048
LARGE = 1 << 30
TURNS = 5

ZSTD = ctypes.CDLL(ctypes.util.find_library("zstd"))
ZSTD.ZSTD_compress.restype = ZSTD.ZSTD_compressBound.restype = ctypes.c_size_t
ZSTD.ZSTD_compressBound.argtypes = [ctypes.c_size_t]
ZSTD.ZSTD_compress.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t,
                               ctypes.c_int]


def compress(data):
    room = ctypes.create_string_buffer(ZSTD.ZSTD_compressBound(len(data)))
    size = ZSTD.ZSTD_compress(room, len(room), data, len(data), 3)
    return room.raw[:size]


def recorded(mmulator, scratch):
    """A trace of the quickstart, made once."""
    path = Path(scratch) / "rows.mtr"
    if not path.exists():
        run([mmulator, "run", "--quiet", "--trace", path, QUICKSTART])
    return path


def cpu_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def event_count(mmulator, path):
    return int(re.search(r"^events +(\d+),", run([mmulator, "trace", "info", path]), re.M)[1])


def bytes_an_event(mmulator, scratch):
    """Of a run with its share of misses, the header left out, the index included."""
    info = run([mmulator, "trace", "info", recorded(mmulator, scratch)])
    return float(re.search(r"^events .* ([\d.]+) bytes each", info, re.M)[1])


def dump_speed(mmulator, scratch, *options):
    """Millions of events in a second of CPU time, the best of a few."""
    path = recorded(mmulator, scratch)
    events = event_count(mmulator, path)
    command = " ".join(map(str, [mmulator, "trace", "dump", *options, f"'{path}'", "> /dev/null"]))
    return max(events / cpu_seconds(["sh", "-c", command]) for _ in range(TURNS)) / 1e6


def chunks_of(data):
    """(start of the first chunk, offsets and sizes of the chunks) by going from block to block."""
    at, found = 16, []
    while True:
        _, kind, stored = struct.unpack_from("<III", data, at)
        if kind == 3:
            return found
        if kind == 2:
            found.append((at, BLOCK + stored))
        at += BLOCK + stored


def write_large(source, path):
    """1 GiB of chunks; all but the last are said to be a day later."""
    data = source.read_bytes()
    chunks = chunks_of(data)
    first = chunks[0][0]
    body = data[first:chunks[-1][0] + chunks[-1][1]]
    index = [struct.pack("<B", 0xC8) + b"\x08"]  # the varint 1096
    assert ENTRY + PAGES == 1096
    with path.open("wb") as out:
        out.write(data[:first])
        while out.tell() < LARGE:
            base = out.tell()
            out.write(body)
            for offset, _ in chunks:
                events, low, high, kinds, cores = struct.unpack_from("<5Q", data, offset + 16)
                shift = 1 << 40
                index.append(struct.pack("<6Q", base + offset - first, events, low + shift,
                                         high + shift, kinds, cores) + b"\xff" * PAGES)
        events, low, high, kinds, cores = struct.unpack_from("<5Q", data, chunks[-1][0] + 16)
        index[-1] = struct.pack("<6Q", base + chunks[-1][0] - first, events, low, high, kinds,
                                cores) + b"\xff" * PAGES
        start, raw = out.tell(), b"".join(index)
        frame = compress(raw)
        header = struct.pack("<IIII5QI", 0x4252544D, 3, len(frame), len(raw), 0, 0, 0, 0, 0, 0)
        out.write(header + struct.pack("<I", zlib.crc32(header)) + frame)
        tail = struct.pack("<QQ", start, 1)
        out.write(tail + struct.pack("<II", zlib.crc32(tail), 0x4552544D))
    return low, high


def open_large(mmulator, scratch):
    """Seconds on the clock until a line at a given time in 1 GiB is there, the best of a few."""
    path = Path(scratch) / "large.mtr"
    low, high = write_large(recorded(mmulator, scratch), path)
    command = [str(mmulator), "trace", "dump", "--filter", f"time={low}..{high}", "--limit", "1",
               str(path)]
    times = []
    for _ in range(TURNS):
        start = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        times.append(time.monotonic() - start)
        if done.returncode != 0 or done.stdout.count("\n") != 1:
            raise Failure(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    path.unlink()
    return min(times)


Row = namedtuple("Row", "name unit limit measure")
ROWS = [
    Row("trace.bytes", "bytes an event on disk", ("at most", 6.0), bytes_an_event),
    Row("trace.dump", "million events dumped in a second", ("at least", 1.0), dump_speed),
    Row("trace.json", "million events dumped as JSON in a second", ("at least", 0.5),
        lambda mmulator, scratch: dump_speed(mmulator, scratch, "--json")),
    Row("trace.open", "seconds to a line at a given time in 1 GiB", ("at most", 1.0), open_large),
]


def report(mmulator, row, scratch):
    value = row.measure(mmulator, scratch)
    bound, number = row.limit
    good = value >= number if bound == "at least" else value <= number
    print(f"{row.name:20} {value:5.2f}  {bound} {number:.1f}  {'ok  ' if good else 'MISS'}  {row.unit}",
          flush=True)
    return good
