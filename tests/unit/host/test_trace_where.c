/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_where.h"

#include "events.h"
#include "suite.h"

static const struct {
    uint64_t pc;
    const char *want;
} cases[] = {
    {0xffff800000080000, "vm_touch+0x0: ldr x0, [x1, #8]"},
    {0xffff800000080004, "vm_touch+0x4: nop"},
    {0xffff800000080008, "0xffff800000080008"}, /* behind symbol and code */
    {0xffff800000080006, "vm_touch+0x6"}, /* a word does not fit there */
    {0xffff8000000800fc, "0xffff8000000800fc"},
    {0xffff800000080104, "vectors+0x4"}, /* size 0: as far as it goes */
    {0x1000, "0x1000"},
};

START_TEST(address_becomes_symbol_and_instruction)
{
    struct trace_where *where = trace_where_create(events_header());

    for (unsigned round = 0; round < 2; round++) { /* made, then cached */
        for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
            ck_assert_str_eq(trace_where_text(where, cases[i].pc), cases[i].want);
        }
    }
    trace_where_destroy(where);
}
END_TEST

START_TEST(addresses_that_share_a_cache_slot_stay_apart)
{
    struct trace_where *where = trace_where_create(events_header());

    ck_assert_str_eq(trace_where_text(where, 0xffff800000080000), cases[0].want);
    ck_assert_str_eq(trace_where_text(where, 0xffff800000080000 + 4 * 4096 * 4), "vectors+0xff00");
    ck_assert_str_eq(trace_where_text(where, 0xffff800000080000), cases[0].want);
    trace_where_destroy(where);
}
END_TEST

START_TEST(header_without_symbols_gives_addresses)
{
    const struct trace_header header = {.cpu_count = 1};
    struct trace_where *where = trace_where_create(&header);

    ck_assert_str_eq(trace_where_text(where, 0x40200000), "0x40200000");
    ck_assert_ptr_null(trace_where_symbol(&header, 0x40200000));
    trace_where_destroy(where);
}
END_TEST

int main(void)
{
    return suite_run("trace_where",
                     (const TTest *const[]){address_becomes_symbol_and_instruction,
                                            addresses_that_share_a_cache_slot_stay_apart,
                                            header_without_symbols_gives_addresses, NULL});
}
