# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes a random guest program in assembly: the same seed, the same text.

usage: gen_guest.py SEED [INSTRUCTIONS]

The guest turns the MMU on over the map of random_tables.inc, then calls
functions that lie on many pages. Each is a row of random pieces: loads and
stores of every kind, in and across pages, atomics, exclusives, literals, TLB
invalidations, changes of ASID, aborts, loops and further calls. Calls go forward only
and loops are counted, so that it ends through the probe after about
INSTRUCTIONS instructions. What it computes is of no interest: the only values
that it loads and uses are its return addresses.
"""

import sys

from guest_pieces import FACTOR, PIECES, TERM, Dice, Piece


class Function:
    def __init__(self, dice, index, later):
        self.name = f"f{index}"
        self.block = index == 0 or dice.chance(15)
        self.padding = 4 * (1 + dice.below(1500))
        self.steps = 4
        self.body = ["stp x29, x30, [sp, #-16]!"]
        for _ in range(1 + dice.below(5)):
            self.append(dice, self.piece(dice, later))
        self.body += ["ldp x29, x30, [sp], #16", "ret"]

    def piece(self, dice, later):
        cheap = [f for f in later if f.steps < 150]
        if cheap and dice.chance(20):
            return call(dice, dice.pick(cheap), self.block)
        return dice.pick(PIECES)(dice)

    def append(self, dice, piece):
        """A piece; sometimes behind a branch that the random state takes or not."""
        if dice.chance(15):
            piece = Piece(f"tbz x23, #{40 + dice.below(8)}, 9f") + piece + Piece("9:", steps=0)
        elif dice.chance(10):  # leaves the page for the rest of the function
            piece = Piece("b 7f", f".space {4 + 4 * dice.below(1500)}", "7:", steps=1) + piece
        self.body += [line.replace("{literal}", f"{self.name}_literal") for line in piece.lines]
        self.steps += piece.steps

    def text(self):
        section = ".block" if self.block else ".text"
        return [f'.section {section}, "ax"', f".space {self.padding}", f"{self.name}:", *self.body,
                ".balign 4", f"{self.name}_literal:", ".quad 1, 2"]


def call(dice, function, from_block=False):
    """By branch, or through a register: to one of the places where a block is mapped."""
    if not function.block and not from_block and dice.chance(50):
        return Piece(f"bl {function.name}", steps=1 + function.steps)
    target = function.name
    if function.block and dice.chance(80):
        target = f"({function.name} - 0x40200000 + BLOCK_ALIAS_VA + {dice.below(8) * 0x200000})"
    return Piece(f"absolute x16, {target}", "blr x16", steps=3 + function.steps)


HEAD = """/* Random guest of seed {seed}. */
#define ASID_IN_TTBR1 {high}
#include "random_tables.inc"
.arch armv8.5-a+lse
.macro absolute reg, value
	movz	\\reg, #:abs_g1:(\\value)
	movk	\\reg, #:abs_g0_nc:(\\value)
.endm
.macro set_asid reg
	msr	ttbr{high}_el1, \\reg
.endm
	mov	x0, #0x300000
	msr	cpacr_el1, x0
	adrp	x0, level0_high
	msr	ttbr1_el1, x0
	adrp	x0, vectors
	add	x0, x0, :lo12:vectors
	msr	vbar_el1, x0
	mmu_on
	constant x20, PAGES_VA
	constant x21, BLOCKS_VA
	constant x22, HIGH_VA
	constant x23, {state}
	constant x24, {factor}
	constant x26, {term}
	adrp	x25, {asid_table}
	mov	x28, #0
	constant x0, STACK_VA
	mov	sp, x0
	mov	x19, #{rounds}
main_loop:"""

TAIL = """	sub	x19, x19, #1
	cbz	x19, main_end
	b	main_loop
main_end:
	nop
	exit_ok
	.balign	2048
vectors:
	.space	0x200
	str	x18, [sp, #-16]!
	mrs	x18, esr_el1
	lsr	x18, x18, #26
	cmp	x18, #0x15
	b.eq	1f			/* a supervisor call */
	mrs	x18, elr_el1		/* an abort: go on behind it */
	add	x18, x18, #4
	msr	elr_el1, x18
1:	ldr	x18, [sp], #16
	eret
	random_tables"""


def generate(seed, instructions=20000):
    """The guest's source text."""
    dice = Dice(seed)
    functions = []
    for index in reversed(range(6 + dice.below(80))):
        functions.insert(0, Function(dice, index, functions))
    main, steps = [], 3
    for function in functions:
        for _ in range(dice.pick([0, 1, 1, 1, 2])):
            piece = call(dice, function)
            main += piece.lines
            steps += piece.steps
    high = dice.below(2)
    head = HEAD.format(seed=seed, high=high, asid_table=["level0", "level0_high"][high],
                       state=dice.below(1 << 31) | 1 << 62, factor=FACTOR, term=TERM,
                       rounds=max(2, instructions // steps))
    lines = head.splitlines() + main + TAIL.splitlines()
    for function in functions:
        lines += function.text()
    return "\n".join(line if line.endswith(":") else "\t" + line.lstrip() for line in lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(generate(*map(int, sys.argv[1:])))
