# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests and op programs made of nonsense, the same for a seed everywhere.

Plain noise is mostly undefined and dies in its first exception. A busy guest
therefore draws its words from the encodings that reach deep into an emulator
(loads, stores, branches, system registers, TLB and cache maintenance,
exclusives, hypervisor calls), and its vectors lead back into the noise.
"""

import random
import struct

WORDS = 4096  # of a guest: 16 KiB
BASE = 0x40080000  # where a flat image runs
VECTORS = 0x1000  # offset of the vector table

# (bits that are fixed, their values): A64, "Top-level encodings".
SHAPES = [
    (0x1F000000, 0x0B000000),  # add, subtract, shifted register
    (0x1F000000, 0x11000000),  # add, subtract, immediate
    (0x1F800000, 0x12800000),  # move wide
    (0x1F000000, 0x0A000000),  # logical
    (0xFFE00C00, 0xF8400400),  # ldr, post-indexed
    (0xFFC00000, 0xF9400000),  # ldr, unsigned offset
    (0xFFC00000, 0xF9000000),  # str, unsigned offset
    (0xFFC00000, 0x39000000),  # strb
    (0x3B000000, 0x18000000),  # ldr, literal
    (0x7FC00000, 0x29000000),  # stp, ldp
    (0x3F000000, 0x08000000),  # exclusives, acquire, release
    (0x3B200C00, 0x38200000),  # atomics
    (0xFFFFF01F, 0xD503201F),  # hints: WFE, WFI, YIELD, SEV
    (0xFFFFF01F, 0xD503301F),  # barriers
    (0xFFF8F000, 0xD5088000),  # TLBI
    (0xFFF8F000, 0xD5087000),  # cache maintenance, AT
    (0xFFFF0000, 0xD5180000),  # msr of EL1
    (0xFFF00000, 0xD5300000),  # mrs of anything
    (0xFFE0001F, 0xD4000001),  # svc
    (0xFFE0001F, 0xD4000002),  # hvc
    (0xFFFFFC1F, 0xD61F0000),  # br
    (0xFFFFFFFF, 0xD69F03E0),  # eret
    (0xFF000010, 0x54000000),  # b.cond
    (0x7E000000, 0x34000000),  # cbz, cbnz
    (0x7C000000, 0x14000000),  # b, bl
    (0x0E000000, 0x0E000000),  # vector and floating point
    (0x8F7E0C00, 0x0E780800),  # half precision
]
NEAR = {0x54000000: 5, 0x34000000: 5, 0x18000000: 5, 0x14000000: 0}  # lowest bit of the offset


def near(word, shift):
    """The word with its signed offset kept within some 100 words."""
    width = 26 if shift == 0 else 19
    field = ((1 << width) - 1) << shift
    offset = (word >> shift) % 201 - 100
    return word & ~field & 0xFFFFFFFF | (offset << shift) & field


def busy_word(rng):
    fixed, value = rng.choice(SHAPES) if rng.random() < 0.97 else (0, 0)
    word = rng.getrandbits(32) & ~fixed | value
    for shape, shift in NEAR.items():
        if value == shape:
            word = near(word, shift)
    return word


def constant(register, value):
    """movz and three movk."""
    return [(0xD2800000, 0xF2A00000, 0xF2C00000, 0xF2E00000)[i] |
            (value >> 16 * i & 0xFFFF) << 5 | register for i in range(4)]


def somewhere(rng):
    return BASE + 4 * rng.randrange(512, WORDS)


def prologue(rng, cpus):
    """Core 0 starts the others; each gets vectors and registers, and goes where its x0 says."""
    words = []
    setup = BASE + 4 * (17 * (cpus - 1) + 4)
    for cpu in range(1, cpus):
        words += [*constant(0, 0xC4000003), *constant(1, cpu), *constant(2, setup),
                  *constant(3, somewhere(rng)), 0xD4000002]  # hvc #0: CPU_ON
    words += constant(0, somewhere(rng))
    words += [0xAA0003FD, *constant(0, BASE + VECTORS), 0xD518C000]  # mov x29, x0; msr vbar_el1, x0
    words += [*constant(0, 3 << 20), 0xD5181040]  # msr cpacr_el1, x0: floating point is on
    for register in range(29):
        place = rng.choice([BASE + 8 * rng.randrange(2 * WORDS), rng.randrange(4096),
                            0x09000000 + rng.randrange(0x1000), 0x40000000 + rng.getrandbits(28),
                            rng.getrandbits(64), 0x0C000000 + 4 * rng.randrange(16)])
        words += constant(register, place)
    return [*words, 0xD61F03A0]  # br x29


def vector(rng, offset):
    """On behind the instruction that trapped, or to a place in the noise."""
    if rng.random() < 0.7:
        # mrs x28, elr_el1; add x28, x28, #4; msr elr_el1, x28; eret
        return [0xD538403C, 0x9100139C, 0xD518403C, 0xD69F03E0]
    distance = (somewhere(rng) - BASE - offset - 4) // 4
    return [0xD503201F, 0x14000000 | distance & 0x3FFFFFF]  # nop; b


def noise_guest(seed):
    return random.Random(seed).randbytes(4 * WORDS)


def busy_guest(seed, cpus):
    rng = random.Random(seed)
    words = prologue(rng, cpus)
    words += [busy_word(rng) for _ in range(WORDS - len(words))]
    for offset in range(VECTORS, VECTORS + 0x800, 0x80):
        handler = vector(rng, offset)
        words[offset // 4:offset // 4 + len(handler)] = handler
    return struct.pack(f"<{WORDS}I", *words)


def changed(content, seed):
    """A few bytes of it replaced, in the header as likely as in the rest; or cut short."""
    rng = random.Random(seed)
    content = bytearray(content)
    for _ in range(rng.randint(1, 6)):
        limit = rng.choice([88, len(content)])
        content[rng.randrange(limit)] = rng.choice([0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)])
    if rng.random() < 0.1:
        del content[rng.randrange(len(content)):]
    return bytes(content)
