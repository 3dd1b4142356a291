/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The load/store decoder against instructions from the assembler. */
#include "ref_access.h"

#include "suite.h"

#define SP 31
#define PC REF_BASE_PC

static const struct {
    uint32_t insn;
    const char *text;
    uint8_t kind, base;
    int64_t offset;
    uint8_t element, count;
} direct[] = {
    {0xf9400420, "ldr x0, [x1, #8]", REF_ACCESS_LOAD, 1, 8, 8, 1},
    {0xb89fcc20, "ldrsw x0, [x1, #-4]!", REF_ACCESS_LOAD, 1, -4, 4, 1},
    {0x38001440, "strb w0, [x2], #1", REF_ACCESS_STORE, 2, 0, 1, 1},
    {0xf8410883, "ldtr x3, [x4, #16]", REF_ACCESS_LOAD, 4, 16, 8, 1},
    {0x3d800be0, "str q0, [sp, #32]", REF_ACCESS_STORE, SP, 32, 8, 2},
    {0xa9ff0861, "ldp x1, x2, [x3, #-16]!", REF_ACCESS_LOAD, 3, -16, 8, 2},
    {0x28810861, "stp w1, w2, [x3], #8", REF_ACCESS_STORE, 3, 0, 4, 2},
    {0x69408861, "ldpsw x1, x2, [x3, #4]", REF_ACCESS_LOAD, 3, 4, 4, 2},
    {0xad420460, "ldp q0, q1, [x3, #64]", REF_ACCESS_LOAD, 3, 64, 8, 4},
    {0x6c008460, "stnp d0, d1, [x3, #8]", REF_ACCESS_STORE, 3, 8, 8, 2},
    {0x58000040, "ldr x0, .+8", REF_ACCESS_LOAD, PC, 8, 8, 1},
    {0x98ffffc0, "ldrsw x0, .-8", REF_ACCESS_LOAD, PC, -8, 4, 1},
    {0x9c000080, "ldr q0, .+16", REF_ACCESS_LOAD, PC, 16, 8, 2},
    {0xd8000040, "prfm pldl1keep, .+8", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0xf9800000, "prfm pldl1keep, [x0]", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0xf8a16800, "prfm pldl1keep, [x0, x1]", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0xf8801000, "prfum pldl1keep, [x0, #1]", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0xc85f7c20, "ldxr x0, [x1]", REF_ACCESS_LOAD_EXCLUSIVE, 1, 0, 8, 1},
    {0x0802fc20, "stlxrb w2, w0, [x1]", REF_ACCESS_STORE_EXCLUSIVE, 1, 0, 1, 1},
    {0xc87f8c20, "ldaxp x0, x3, [x1]", REF_ACCESS_LOAD_EXCLUSIVE, 1, 0, 16, 1},
    {0x88220c20, "stxp w2, w0, w3, [x1]", REF_ACCESS_STORE_EXCLUSIVE, 1, 0, 8, 1},
    {0x88dffc20, "ldar w0, [x1]", REF_ACCESS_LOAD, 1, 0, 4, 1},
    {0x489ffc20, "stlrh w0, [x1]", REF_ACCESS_STORE, 1, 0, 2, 1},
    {0xc8a07c62, "cas x0, x2, [x3]", REF_ACCESS_ATOMIC, 3, 0, 8, 1},
    {0x48207c82, "casp x0, x1, x2, x3, [x4]", REF_ACCESS_ATOMIC, 4, 0, 16, 1},
    {0x08207c82, "casp w0, w1, w2, w3, [x4]", REF_ACCESS_ATOMIC, 4, 0, 8, 1},
    {0xf8200041, "ldadd x0, x1, [x2]", REF_ACCESS_ATOMIC, 2, 0, 8, 1},
    {0x38e08041, "swpalb w0, w1, [x2]", REF_ACCESS_ATOMIC, 2, 0, 1, 1},
    {0xb820305f, "stset w0, [x2]", REF_ACCESS_ATOMIC, 2, 0, 4, 1},
    {0xf8bfc020, "ldapr x0, [x1]", REF_ACCESS_LOAD, 1, 0, 8, 1},
    {0xd95fd020, "ldapur x0, [x1, #-3]", REF_ACCESS_LOAD, 1, -3, 8, 1},
    {0x99005020, "stlur w0, [x1, #5]", REF_ACCESS_STORE, 1, 5, 4, 1},
    {0x4c407020, "ld1 {v0.16b}, [x1]", REF_ACCESS_LOAD, 1, 0, 8, 2},
    {0x0cdf2020, "ld1 {v0.8b-v3.8b}, [x1], #32", REF_ACCESS_LOAD, 1, 0, 8, 4},
    {0x4c008820, "st2 {v0.4s, v1.4s}, [x1]", REF_ACCESS_STORE, 1, 0, 4, 8},
    {0x4cc24420, "ld3 {v0.8h-v2.8h}, [x1], x2", REF_ACCESS_LOAD, 1, 0, 2, 24},
    {0x4c000c20, "st4 {v0.2d-v3.2d}, [x1]", REF_ACCESS_STORE, 1, 0, 8, 8},
    {0x0d000c20, "st1 {v0.b}[3], [x1]", REF_ACCESS_STORE, 1, 0, 1, 1},
    {0x0dff4820, "ld2 {v0.h, v1.h}[1], [x1], #4", REF_ACCESS_LOAD, 1, 0, 2, 2},
    {0x0d40b020, "ld3 {v0.s-v2.s}[1], [x1]", REF_ACCESS_LOAD, 1, 0, 4, 3},
    {0x4d20a420, "st4 {v0.d-v3.d}[1], [x1]", REF_ACCESS_STORE, 1, 0, 8, 4},
    {0x4d40c820, "ld1r {v0.4s}, [x1]", REF_ACCESS_LOAD, 1, 0, 4, 1},
    {0x4dffec20, "ld4r {v0.2d-v3.2d}, [x1], #32", REF_ACCESS_LOAD, 1, 0, 8, 4},
    {0xd50b7425, "dc zva, x5", REF_ACCESS_ZERO_BLOCK, 5, 0, 64, 1},
    {0xd50b7a25, "dc cvac, x5", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0x8b020020, "add x0, x1, x2", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0x4e22d420, "fadd v0.4s, v1.4s, v2.4s", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0x14000000, "b .", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0xd5033f9f, "dsb sy", REF_ACCESS_NONE, 0, 0, 0, 0},
    {0xf8200420, "ldraa x0, [x1]", REF_ACCESS_UNKNOWN, 0, 0, 0, 0},
    {0xa540a000, "ld1w {z0.s}, p0/z, [x0]", REF_ACCESS_UNKNOWN, 0, 0, 0, 0},
    {0xd9200820, "stg x0, [x1]", REF_ACCESS_UNKNOWN, 0, 0, 0, 0},
};

START_TEST(decode_gives_base_offset_and_single_accesses)
{
    struct ref_access access = ref_access_decode(direct[_i].insn);

    ck_assert_msg(access.kind == direct[_i].kind, "%s: kind %d", direct[_i].text, access.kind);
    ck_assert_msg(access.base == direct[_i].base, "%s: base %d", direct[_i].text, access.base);
    ck_assert_msg(access.offset == direct[_i].offset, "%s: offset", direct[_i].text);
    ck_assert_msg(access.element == direct[_i].element, "%s: element %d", direct[_i].text,
                  access.element);
    ck_assert_msg(access.count == direct[_i].count, "%s: count %d", direct[_i].text, access.count);
    ck_assert_msg(access.index == REF_NO_INDEX, "%s: index", direct[_i].text);
}
END_TEST

static const struct {
    uint32_t insn;
    const char *text;
    uint64_t base, index, address;
} indexed[] = {
    {0xf86758c5, "ldr x5, [x6, w7, uxtw #3]", 0x1000, 0xffffffff00000002, 0x1010},
    {0xb82778c5, "str w5, [x6, x7, lsl #2]", 0x1000, 0x100000001, 0x400001004},
    {0x7867c8c5, "ldrh w5, [x6, w7, sxtw]", 0x1000, 0xfffffffc, 0xffc},
    {0x3ce778c1, "ldr q1, [x6, x7, lsl #4]", 0x1000, 3, 0x1030},
    {0xf9400420, "ldr x0, [x1, #8]", 0x1000, 7, 0x1008},
    {0xd50b7425, "dc zva, x5", 0x10ff, 0, 0x10c0},
};

START_TEST(address_adds_offset_or_extended_index)
{
    struct ref_access access = ref_access_decode(indexed[_i].insn);
    uint64_t address = ref_access_address(&access, indexed[_i].base, indexed[_i].index);

    ck_assert_msg(address == indexed[_i].address, "%s: %#llx", indexed[_i].text,
                  (unsigned long long)address);
}
END_TEST

int main(void)
{
    const struct suite_test tests[] = {
        {decode_gives_base_offset_and_single_accesses, SUITE_COUNT(direct)},
        {address_adds_offset_or_extended_index, SUITE_COUNT(indexed)},
        {NULL, 0},
    };

    return suite_run_rows("ref_access", tests);
}
