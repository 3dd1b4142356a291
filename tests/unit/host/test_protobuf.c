/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Against bytes from the description of the encoding. */
#include "protobuf.h"

#include "suite.h"

static void check(struct trace_bytes *got, const char *want, size_t size)
{
    ck_assert(!got->failed);
    ck_assert_uint_eq(got->size, size);
    ck_assert_mem_eq(got->data, want, size);
    trace_bytes_finish(got);
}

START_TEST(numbers_are_tagged_varints)
{
    struct trace_bytes message = {0};

    protobuf_varint(&message, 1, 150);
    protobuf_varint(&message, 16, 1);
    check(&message, "\x08\x96\x01\x80\x01\x01", 6);
}
END_TEST

START_TEST(fixed_numbers_are_little_endian)
{
    struct trace_bytes message = {0};

    protobuf_fixed64(&message, 2, 0x0102030405060708);
    check(&message, "\x11\x08\x07\x06\x05\x04\x03\x02\x01", 9);
}
END_TEST

START_TEST(strings_and_messages_have_their_size_before_them)
{
    struct trace_bytes message = {0}, inner = {0};

    protobuf_string(&message, 2, "testing");
    protobuf_varint(&inner, 1, 150);
    protobuf_message(&message, 3, &inner);
    ck_assert_uint_eq(inner.size, 0);
    trace_bytes_finish(&inner);
    check(&message, "\x12\x07testing\x1a\x03\x08\x96\x01", 14);
}
END_TEST

int main(void)
{
    return suite_run("protobuf", (const TTest *const[]){
                                     numbers_are_tagged_varints, fixed_numbers_are_little_endian,
                                     strings_and_messages_have_their_size_before_them, NULL});
}
