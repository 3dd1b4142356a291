#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fixed.sh TARGET SEEDS [OPTION...]: a run of a fuzz target that is the same
# each time: what it finds on its way goes to a directory that begins empty.
set -eu

target=$1 seeds=$2
shift 2
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
"$target" "$corpus" "$seeds" "$@"
