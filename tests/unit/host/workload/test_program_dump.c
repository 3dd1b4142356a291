/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Good programs are dumped in the golden files; these are damaged ones. */
#include "program_dump.h"
#include "workload_support.h"

#include <stdlib.h>
#include <string.h>

static FILE *null;

static int dump(const uint8_t *bytes, size_t size)
{
    return program_dump(bytes, size, null);
}

START_TEST(shortened_program_is_refused)
{
    struct workload *workload = support_compile("phase a { purge }");

    for (size_t size = 0; size < workload->program_size; size++) {
        uint8_t *copy = malloc(size + 1);

        memcpy(copy, workload->program, size);
        ck_assert_int_eq(dump(copy, size), -22);
        free(copy);
    }
    ck_assert_int_eq(dump(workload->program, workload->program_size), 0);
    workload_destroy(workload);
}
END_TEST

START_TEST(any_byte_may_be_wrong)
{
    struct workload *workload =
        support_compile("cpus 2; phase a { p = vmalloc 4K; load p expect fault any; tlbi vae1 p }");
    uint8_t *copy = malloc(workload->program_size);

    for (size_t i = 0; i < workload->program_size; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(copy, workload->program, workload->program_size);
            copy[i] ^= (uint8_t)(1u << bit);
            dump(copy, workload->program_size);
        }
    }
    free(copy);
    workload_destroy(workload);
}
END_TEST

int main(void)
{
    null = fopen("/dev/null", "w");
    const int status =
        support_main("program_dump", (const TTest *const[]){shortened_program_is_refused,
                                                            any_byte_may_be_wrong, NULL});
    fclose(null);
    return status;
}
