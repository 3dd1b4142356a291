# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tools/lib/sum_tests.py: from what meson logs to "passed failed skipped". The
# logs come from a real run over programs that behave in every way there is.

# Runs meson over programs, one argument each: "NAME PROTOCOL SHELL-COMMAND".
# Leaves the sums in sums and the failures in failures.
sum_of()
{
    mkdir -p project
    {
        echo "project('p')"
        echo "sh = find_program('sh')"
        for program; do
            name=${program%% *}
            rest=${program#* }
            echo "test('$name', sh, args: ['-c', '''${rest#* }'''], protocol: '${rest%% *}', timeout: 2)"
        done
    } >project/meson.build
    meson setup build project >/dev/null
    meson_status=0
    meson test -C build >/dev/null 2>&1 || meson_status=$?
    all=$(python3 "$root/tools/lib/sum_tests.py" build/meson-logs "$meson_status")
    sums=$(printf '%s\n' "$all" | head -n 1)
    failures=$(printf '%s\n' "$all" | tail -n +2)
}

test_cases_not_programs_are_counted()
{
    sum_of 'three tap printf "1..3\nok 1 a\nok 2 b\nok 3 c # SKIP no reason\n"' 'one exitcode true'
    expect_equal sums "$sums" "3 0 1"
    expect_equal failures "$failures" ""
}

test_failed_case_is_named()
{
    sum_of 'two tap printf "1..2\nok 1 a\nnot ok 2 b\n"'
    expect_equal sums "$sums" "1 1 0"
    expect_equal failures "$failures" "two: 2 b"
}

test_crash_after_good_cases_fails()
{
    sum_of 'crash tap printf "1..2\nok 1 a\nok 2 b\n"; kill -SEGV $$'
    expect_equal sums "$sums" "2 1 0"
    expect_equal failures "$failures" "crash: error"
}

test_plan_not_fulfilled_fails()
{
    sum_of 'short tap printf "1..3\nok 1 a\n"'
    expect_equal sums "$sums" "1 1 0"
}

test_time_out_fails()
{
    sum_of 'slow exitcode sleep 30'
    expect_equal sums "$sums" "0 1 0"
    expect_equal failures "$failures" "slow: timeout"
}

test_program_without_cases_counts_once()
{
    sum_of 'good exitcode exit 0' 'bad exitcode exit 1' 'skip exitcode exit 77'
    expect_equal sums "$sums" "1 1 1"
    expect_equal failures "$failures" "bad: fail"
}

test_failed_run_without_failed_tests_fails()
{
    sum_of 'good exitcode exit 0'
    expect_equal sums "$(python3 "$root/tools/lib/sum_tests.py" build/meson-logs 3)" "1 1 0
meson test: exit status 3"
}
