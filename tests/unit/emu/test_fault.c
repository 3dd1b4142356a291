/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fault.h"

#include "counters.h"
#include "suite.h"

#include <string.h>

START_TEST(status_codes_are_those_of_the_architecture)
{
    static const struct {
        enum fault_kind kind;
        uint8_t level;
        uint32_t code;
    } cases[] = {
        {FAULT_ADDRESS_SIZE, 0, 0x00},  {FAULT_ADDRESS_SIZE, 3, 0x03},
        {FAULT_TRANSLATION, 0, 0x04},   {FAULT_TRANSLATION, 1, 0x05},
        {FAULT_TRANSLATION, 2, 0x06},   {FAULT_TRANSLATION, 3, 0x07},
        {FAULT_ACCESS_FLAG, 1, 0x09},   {FAULT_ACCESS_FLAG, 3, 0x0b},
        {FAULT_PERMISSION, 1, 0x0d},    {FAULT_PERMISSION, 3, 0x0f},
        {FAULT_EXTERNAL_WALK, 0, 0x14}, {FAULT_EXTERNAL_WALK, 3, 0x17},
        {FAULT_EXTERNAL, 0, 0x10},      {FAULT_EXTERNAL, 3, 0x10},
        {FAULT_ALIGNMENT, 0, 0x21},     {FAULT_CONFLICT, 0, 0x30},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct fault fault = {.kind = (uint8_t)cases[i].kind, .level = cases[i].level};

        ck_assert_msg(fault_status_code(&fault) == cases[i].code, "case %zu", i);
    }
}
END_TEST

START_TEST(syndrome_tells_class_write_and_status)
{
    static const struct {
        enum access access;
        unsigned from_el;
        uint32_t esr;
    } cases[] = {
        {ACCESS_FETCH, 0, 0x82000007}, {ACCESS_FETCH, 1, 0x86000007}, {ACCESS_READ, 0, 0x92000007},
        {ACCESS_READ, 1, 0x96000007},  {ACCESS_WRITE, 0, 0x92000047}, {ACCESS_WRITE, 1, 0x96000047},
    };

    for (size_t i = 0; i < SUITE_COUNT(cases); i++) {
        struct fault fault = {
            .kind = FAULT_TRANSLATION, .level = 3, .access = (uint8_t)cases[i].access};

        ck_assert_msg(fault_syndrome(&fault, cases[i].from_el) == cases[i].esr, "case %zu", i);
    }
}
END_TEST

START_TEST(fault_of_an_operation_is_marked_as_one)
{
    static const enum access accesses[] = {ACCESS_READ, ACCESS_WRITE};

    for (size_t i = 0; i < SUITE_COUNT(accesses); i++) {
        struct fault fault = {.kind = FAULT_EXTERNAL_WALK,
                              .level = 2,
                              .access = (uint8_t)accesses[i],
                              .operation = true};

        ck_assert_uint_eq(fault_syndrome(&fault, 1), 0x96000156);
    }
}
END_TEST

START_TEST(every_name_is_one_of_a_counter)
{
    for (unsigned kind = 0; kind < FAULT_KIND_COUNT; kind++) {
        char counter[64] = "fault.";

        strcat(counter, fault_kind_name(kind));
        ck_assert_msg(counter_find(counter) >= 0, "%s", counter);
    }
    ck_assert_str_eq(fault_kind_name(FAULT_KIND_COUNT), "?");
}
END_TEST

int main(void)
{
    return suite_run("fault", (const TTest *const[]){status_codes_are_those_of_the_architecture,
                                                     syndrome_tells_class_write_and_status,
                                                     fault_of_an_operation_is_marked_as_one,
                                                     every_name_is_one_of_a_counter, NULL});
}
