# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What the tests of tools share: expectations that say what they found.

# Fails with a message.
fail()
{
    printf '%s\n' "$*"
    return 1
}

# expect_equal WHAT ACTUAL EXPECTED
expect_equal()
{
    [ "$2" = "$3" ] || fail "$1: found
$2
instead of
$3"
}

# expect_contains WHAT TEXT PART
expect_contains()
{
    case $2 in
    *"$3"*) ;;
    *) fail "$1: \"$3\" is not in
$2" ;;
    esac
}

expect_lacks()
{
    case $2 in
    *"$3"*) fail "$1: \"$3\" is in
$2" ;;
    esac
}

# expect_status STATUS COMMAND...: runs it, leaves what it printed in output.
expect_status()
{
    expected_status=$1
    shift
    actual_status=0
    output=$("$@" 2>&1) || actual_status=$?
    [ "$actual_status" -eq "$expected_status" ] ||
        fail "$*: status $actual_status instead of $expected_status
$output"
}

# Writes standard input to file $1, making its directory.
put()
{
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}
