# SPDX-License-Identifier: GPL-2.0-or-later
"""The cost class of an instruction word, by the tables of docs/timing.md.

Written from the Arm ARM's "A64 instruction set encoding", without a look at
the emulator's decoder, which it judges.
"""


def bits(word, high, low):
    return word >> low & (1 << high - low + 1) - 1


def single(word):
    """A load or store of one register: opc is [23:22], vectors have [26]."""
    opc = bits(word, 23, 22)
    store = opc in (0, 2) if bits(word, 26, 26) else opc == 0
    return "store" if store else "load"


def memory(word):
    """ "Loads and Stores": op0 is [31:28], of which [29:28] tell the families apart."""
    family, vector = bits(word, 29, 28), bits(word, 26, 26)
    if family == 0 and vector:  # Advanced SIMD structures
        return "load" if bits(word, 22, 22) else "store"
    if family == 0:  # exclusive, ordered, compare and swap
        return "atomic"
    if family == 1:  # literals; with [24], LDAPUR and STLUR
        return "atomic" if bits(word, 24, 24) else "load"
    if family == 2:  # pairs
        return "load" if bits(word, 22, 22) else "store"
    if bits(word, 24, 24) == 0 and bits(word, 21, 21) == 1 and bits(word, 11, 10) == 0:
        return "atomic"  # LDADD and kin, SWP, LDAPR
    return single(word)


def system(word):
    op0, op1, crn, crm = bits(word, 20, 19), bits(word, 18, 16), bits(word, 15, 12), bits(word, 11, 8)
    op2 = bits(word, 7, 5)
    if op0 != 0:
        zero_block = op0 == 1 and (op1, crn, crm, op2) == (3, 7, 4, 1)  # DC ZVA
        return "store" if zero_block else "system"
    if crn == 4:  # MSR (immediate); CFINV, XAFLAG, AXFLAG
        return "alu" if op1 == 0 and op2 < 3 else "system"
    if crn == 3 and op2 in (1, 4, 6):  # DSB (1: nXS), ISB: what they do is charged, not what they are
        return None
    return "other"


def control(word):
    """ "Branches, Exception Generating and System instructions"."""
    if word >> 22 == 0b1101010100:
        return system(word)
    return "other" if word >> 24 == 0b11010100 else "branch"


def by_register(word):
    """ "Data Processing -- Register": [28:24]."""
    if bits(word, 28, 24) == 0b11011:
        return "mul"
    two_sources = bits(word, 28, 21) == 0b11010110 and bits(word, 30, 30) == 0
    return "div" if two_sources and bits(word, 15, 11) == 1 else "alu"


def issue_class(word):
    """The class by its name in cost.issue.*, or None when issue costs nothing."""
    group = bits(word, 28, 25)
    if group in (0b1000, 0b1001):
        return "alu"
    if group in (0b1010, 0b1011):
        return control(word)
    if group & 0b0101 == 0b0100:
        return memory(word)
    if group & 0b0111 == 0b0101:
        return by_register(word)
    return "fp" if group & 0b0111 == 0b0111 else "other"
