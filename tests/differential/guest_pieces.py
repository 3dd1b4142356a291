# SPDX-License-Identifier: GPL-2.0-or-later
"""The pieces that random guests are made of, each a few lines of assembly.

Registers: x20 pages, x21 blocks, x22 high pages (their bases); x23 random
state, x24, x26 its factor and term; x25 the table that goes with the ASID, x28
the ASID << 48; x27 counts loops; x18 is the exception handler's; x9..x17
addresses and operands; x0..x8 and vectors data.
"""

FACTOR, TERM = 6364136223846793005, 1442695040888963407
MASK = (1 << 64) - 1
ASIDS = (0, 3, 0x1234)
HANDLER_STEPS = 10
HOLE = 257 * 4096  # from the base of the pages; the stack lies behind it


class Dice:
    """A generator of our own: its numbers are the same under every Python."""

    def __init__(self, seed):
        self.state = (seed * 0x9e3779b97f4a7c15 + 1) & MASK

    def below(self, n):
        self.state = (self.state * FACTOR + TERM) & MASK
        return (self.state >> 33) % n

    def pick(self, items):
        return items[self.below(len(items))]

    def chance(self, percent):
        return self.below(100) < percent


class Piece:
    """Some lines of code, and how many instructions they execute at most."""

    def __init__(self, *lines, steps=None):
        self.lines = list(lines)
        self.steps = len(lines) if steps is None else steps

    def __add__(self, other):
        return Piece(*self.lines, *other.lines, steps=self.steps + other.steps)


def address(dice, align=1, room=64):
    """x9 = a random address with `room` bytes after it, straddling two pages now and then."""
    base, page_bits = dice.pick([("x20", 8)] * 6 + [("x21", 12)] * 2 + [("x22", 6)] * 2)
    bits = 1 + dice.below(page_bits)
    first = dice.below((1 << page_bits) - (1 << bits) + 1)
    if dice.chance(25):
        offset = 4096 - 1 - dice.below(room - 1)
    else:
        offset = dice.below(4096 - room)
    offset -= offset % align
    lines = [
        "madd x23, x23, x24, x26",
        f"ubfx x9, x23, #{34 + dice.below(16)}, #{bits}",
        f"add x9, {base}, x9, lsl #12",
        f"add x9, x9, #{offset}",
    ]
    if first:
        lines[2:2] = [f"add x9, x9, #{first}"]
    return Piece(*lines)


def one(dice):
    """A load or store of one register, in each addressing form."""
    load, store, shift = dice.pick([
        ("ldr x0", "str x0", 3), ("ldr w1", "str w1", 2), ("ldrh w2", "strh w2", 1),
        ("ldrb w3", "strb w3", 0), ("ldrsw x4", "str w4", 2), ("ldrsh x5", "strh w5", 1),
        ("ldrsb w6", "strb w6", 0), ("ldr q0", "str q0", 4), ("ldr d1", "str d1", 3),
        ("ldr s2", "str s2", 2), ("ldr h3", "str h3", 1), ("ldr b4", "str b4", 0)])
    op = dice.pick([load, store])
    form = dice.below(7)
    if form < 3:
        back = dice.below(200) - 100
        suffix = ["[x9]", f"[x9], #{back}", f"[x9, #{dice.below(9) - 4}]!"][form]
        return address(dice) + Piece(f"{op}, {suffix}")
    if form == 3:  # scaled offset: set back first, so that the sum stays where it was
        units = dice.below(256)
        return address(dice) + Piece(f"sub x9, x9, #{units << shift}",
                                     f"{op}, [x9, #{units << shift}]")
    if form == 4:
        return address(dice) + Piece("mov w10, #-3", f"{op}, [x9, w10, sxtw]")
    if form == 5:
        amount = dice.pick(["", f", lsl #{shift}"]) if shift else ""
        return address(dice) + Piece("mov x10, #2", f"{op}, [x9, x10{amount}]")
    return address(dice) + Piece("mov w10, #3", "movk x10, #15, lsl #32", f"{op}, [x9, w10, uxtw]")


def unprivileged(dice):
    op = dice.pick(["ldtr x0", "sttr x0", "ldtrb w1", "sttrb w1", "ldtrsw x2", "ldtrh w3", "sttrh w3"])
    return address(dice) + Piece(f"{op}, [x9, #{dice.below(8)}]")


def pair(dice):
    registers, size = dice.pick([("x0, x1", 8), ("w2, w3", 4), ("d0, d1", 8), ("q2, q3", 16), ("s4, s5", 4)])
    op = dice.pick(["ldp", "stp", "ldnp", "stnp"])
    if op.endswith("np"):
        return address(dice) + Piece(f"{op} {registers}, [x9, #{size}]")
    if size == 4 and registers[0] == "w" and dice.chance(30):
        op, registers = "ldpsw", "x2, x3"
    suffix = dice.pick(["[x9]", f"[x9], #{-size}", f"[x9, #{size}]!", f"[x9, #{-size}]"])
    return address(dice) + Piece(f"{op} {registers}, {suffix}")


def vector(dice):
    shape = dice.pick(["16b", "8b", "8h", "4h", "4s", "2s", "2d"])
    count = 1 + dice.below(4)
    names = ", ".join(f"v{i}.{shape}" for i in range(count))
    lane = ", ".join(f"v{i}.{shape[-1]}" for i in range(count))
    text = dice.pick([
        f"ld{count} {{{names}}}", f"st{count} {{{names}}}", f"ld1 {{{names}}}", f"st1 {{{names}}}",
        f"ld{count} {{{lane}}}[1]", f"st{count} {{{lane}}}[1]", f"ld{count}r {{{names}}}"])
    post = dice.pick(["", ", x10"])
    return address(dice) + Piece("mov x10, #8", f"{text}, [x9]{post}")


def ordered(dice):
    op = dice.pick(["ldar x0", "stlr x0", "ldarb w1", "stlrh w2", "ldapr w3", "ldlar w4", "stllr x5"])
    return address(dice, align=8) + Piece(f"{op}, [x9]")


def ordered_unscaled(dice):
    op = dice.pick(["ldapur x0", "stlur x0", "ldapurb w1", "stlurh w2", "ldapursw x3"])
    return address(dice, align=8) + Piece(f"{op}, [x9, #8]")


def atomic(dice):
    name = dice.pick(["ldadd", "ldclr", "ldeor", "ldset", "ldsmax", "ldumin", "swp", "cas"])
    order = dice.pick(["", "a", "l", "al"])
    size, register = dice.pick([("", "x"), ("", "w"), ("h", "w"), ("b", "w")])
    if name == "cas" and dice.chance(40):
        register = dice.pick(["x", "w"])
        names = ", ".join(f"{register}{i}" for i in (0, 1, 2, 3))
        return address(dice, align=16) + Piece(f"casp{order} {names}, [x9]")
    return address(dice, align=8) + Piece(f"{name}{order}{size} {register}0, {register}1, [x9]")


def exclusive(dice):
    """A load-exclusive and a store-exclusive, and what may come between them."""
    load, store = dice.pick([
        ("ldxr x0", "stxr w10, x1"), ("ldaxr w0", "stlxr w10, w1"), ("ldxrb w0", "stxrb w10, w1"),
        ("ldxrh w0", "stlxrh w10, w1"), ("ldxp x0, x2", "stxp w10, x1, x3"), ("ldaxp w0, w2", "stlxp w10, w1, w3")])
    between = dice.below(5)
    middle = Piece()
    if between == 1:
        middle = Piece("clrex")
    elif between == 2:
        middle = Piece("mov x17, x9") + invalidation(dice, "x9") + Piece("mov x9, x17")
    elif between == 3:
        middle = Piece("mov x17, x9") + one(dice) + one(dice) + Piece("mov x9, x17")
    elif between == 4:
        middle = Piece("eor x9, x9, #0x40")  # another address: the monitor is not its own
    return address(dice, align=128, room=128) + Piece(f"{load}, [x9]") + middle + Piece(f"{store}, [x9]")


def zero_block(dice):
    return address(dice) + Piece("dc zva, x9")


def prefetch(dice):
    return address(dice) + Piece(dice.pick([
        "prfm pldl1keep, [x9]", "prfm pstl1strm, [x9, #8]", "prfum pldl2keep, [x9, #-5]"]))


def literal(dice):
    """A load from the code page, or from the one after it."""
    return Piece(dice.pick(["ldr x0, {literal}", "ldr w1, {literal}", "ldrsw x2, {literal}",
                            "ldr q3, {literal}", "ldr d4, {literal}", "prfm pldl1keep, {literal}"]))


def invalidation(dice, register):
    """Of the page of the address in `register`, or of more."""
    scope = dice.pick(["", "is"])
    kind = dice.below(20)
    if kind == 0:
        return Piece(f"tlbi vmalle1{scope}", "dsb ish", "isb")
    asid = dice.pick(ASIDS)
    if kind == 1:
        return Piece(f"mov x11, #{asid}", "lsl x11, x11, #48", f"tlbi aside1{scope}, x11", "dsb ish")
    op = dice.pick(["vae1", "vale1", "vaae1", "vaale1"])
    lines = [f"ubfx x11, {register}, #12, #44", f"mov x12, #{asid}", "orr x11, x11, x12, lsl #48"]
    return Piece(*lines, f"tlbi {op}{scope}, x11", dice.pick(["dsb ish", "dsb nsh", "nop"]))


def invalidate_data(dice):
    return address(dice) + invalidation(dice, "x9")


def invalidate_running(dice):
    return Piece("adr x10, .") + invalidation(dice, "x10")


def switch_asid(dice):
    return Piece(f"mov x28, #{dice.pick(ASIDS)}", "lsl x28, x28, #48", "orr x10, x25, x28",
                 "set_asid x10", "isb")


def sweep(dice):
    """A loop over consecutive pages, up or down, forth and back over an L1's size."""
    count = 2 + dice.below(12)
    first = dice.below(256 - count)
    op = dice.pick(["ldr x0, [x13]", "str x0, [x13]", "ldp x0, x1, [x13]", "ldadd x0, x1, [x13]"])
    up = dice.chance(50)
    start = first if up else first + count - 1
    return Piece(
        f"mov x27, #{count}", f"mov x13, #{start}", "add x13, x20, x13, lsl #12",
        f"8: {op}", f"{'add' if up else 'sub'} x13, x13, #1, lsl #12", "subs x27, x27, #1", "b.ne 8b",
        steps=3 + 4 * count)


def drive_out(dice):
    """A straddling access whose first page is about to leave an L1 of a usual size."""
    first = dice.below(250 - 31)
    others = dice.pick([3, 7, 15, 31])
    op = dice.pick(["str x0", "str w1", "strh w2", "stp x0, x1", "ldr x0", "st2 {v0.4s, v1.4s}"])
    return Piece(
        f"mov x13, #{first}", "add x13, x20, x13, lsl #12", "add x14, x13, #4095", "ldr x0, [x13]",
        f"mov x27, #{others}", "add x13, x13, #1, lsl #12",
        "8: add x13, x13, #1, lsl #12", "ldr x0, [x13]", "subs x27, x27, #1", "b.ne 8b",
        f"{op}, [x14]", steps=7 + 4 * others)


def halves(dice):
    """Both halves of a block, an invalidation through one, both halves again."""
    block = dice.below(8) << 1
    low = [f"mov x15, #{block}", "add x15, x21, x15, lsl #20", "add x16, x15, #0x100, lsl #12"]
    touch = Piece("ldr x0, [x15]", "ldr x0, [x16]")
    return Piece(*low) + touch + invalidation(dice, dice.pick(["x15", "x16"])) + touch


def supervisor_call(dice):
    return Piece(f"svc #{dice.below(100)}", steps=1 + HANDLER_STEPS)


def hole(dice):
    """An access that aborts: on a page that is not mapped, or halfway into one."""
    operand = dice.pick(["[x9]", "[x9]", "[x9], #16", "[x9, #-16]!"])
    op = dice.pick([
        f"ldr x0, {operand}", f"str x0, {operand}", f"ldr w1, {operand}", f"strh w1, {operand}",
        f"ldp x0, x1, {operand}", f"stp x0, x1, {operand}", f"ldr q0, {operand}", f"str q0, {operand}",
        f"stp q0, q1, {operand}", "ld3 {v0.8h-v2.8h}, [x9]", "st2 {v0.4s, v1.4s}, [x9]",
        "st1 {v0.16b-v3.16b}, [x9]", "ldtr x0, [x9]"])
    offset = HOLE + 4096 * dice.below(200)
    kind = dice.below(10)
    if kind < 6:  # from the last mapped page into the hole
        offset = HOLE - 1 - dice.below(24)
    elif kind == 6:
        op = dice.pick(["ldadd x0, x1, [x9]", "ldxr x0, [x9]", "cas x0, x1, [x9]", "stlr x0, [x9]"])
    lines = [f"mov x9, #{offset & 0xffff}", f"movk x9, #{offset >> 16}, lsl #16", "add x9, x20, x9"]
    return Piece(*lines, op, steps=4 + HANDLER_STEPS)


PIECES = (
    [one] * 8 + [pair] * 4 + [vector] * 3 + [atomic] * 3 + [exclusive] * 3 + [literal] * 2 + [sweep] * 2 +
    [hole] * 2 + [drive_out, halves, supervisor_call, unprivileged, ordered, ordered_unscaled, zero_block,
                  prefetch, invalidate_data, invalidate_running, switch_asid])
