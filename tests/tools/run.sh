#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs the tests of one tool and reports them as TAP: every function test_* of
# test_NAME.sh beside this file, each in a shell and an empty directory of its
# own. A test fails when a command in it fails; what it printed follows. Status
# 77 skips it.
#
# usage: run.sh NAME [TEST]
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(CDPATH='' cd -- "$here/../.." && pwd -P)
suite=$here/test_$1.sh
export here root suite

tests=$(sed -n 's/^\(test_[a-z0-9_]*\)()$/\1/p' "$suite")
if [ $# -gt 1 ]; then tests=$2; fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT TERM HUP

# shellcheck disable=SC2086
set -- $tests
printf '1..%d\n' $#
number=0
status=0
for test; do
    number=$((number + 1))
    # The space is part of every test: no tool may stumble over it.
    mkdir "$work/$number in here"
    result=0
    (cd "$work/$number in here" && sh -eu -c '. "$here/support.sh"; . "$suite"; "$1"' sh "$test") \
        >"$work/log" 2>&1 </dev/null || result=$?
    case $result in
    0) printf 'ok %d %s\n' "$number" "${test#test_}" ;;
    77) printf 'ok %d %s # SKIP %s\n' "$number" "${test#test_}" "$(tail -n 1 "$work/log")" ;;
    *)
        status=1
        printf 'not ok %d %s\n' "$number" "${test#test_}"
        sed 's/^/# /' "$work/log"
        ;;
    esac
done
exit "$status"
