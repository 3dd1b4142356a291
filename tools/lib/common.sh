# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What every script in tools/ shares: how it speaks, how it fails, how it
# prepares a build directory. Sourced; the caller has set root to the top of
# the source tree.

: "${root:?}"

say()
{
    printf '%s\n' "$*"
}

# Ends the script. Its name leads, so that one knows who speaks.
die()
{
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# True when version $1 is $2 or newer.
version_at_least()
{
    [ "$(printf '%s\n%s\n' "$2" "$1" | LC_ALL=C sort -V | head -n 1)" = "$2" ]
}

# The source tree that build directory $1 was configured for; nothing when it
# was never configured.
build_dir_source()
{
    python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["directories"]["source"])' \
        "$1/meson-info/meson-info.json" 2>/dev/null
}

# Configures build directory $1 with the meson options that follow, unless it
# is configured already. One that belongs to another source tree, because a
# clone was copied or moved, is made anew: it would build the other tree.
build_dir_prepare()
{
    build_dir=$1
    shift
    case $(build_dir_source "$build_dir") in
    "$root")
        if [ -f "$build_dir/build.ninja" ]; then
            return 0
        fi
        ;;
    '') ;;
    *) rm -rf -- "$build_dir" ;;
    esac
    meson setup "$@" "$build_dir" "$root"
}

# Configures and compiles build/, the directory that documentation speaks of.
build_default()
{
    build_dir_prepare "$root/build" && meson compile -C "$root/build"
}
