# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tools/lib/common.sh: a build directory is configured once, and made anew only
# when it belongs to another tree. The paths hold a space and an umlaut.

project()
{
    mkdir -p "$1"
    printf "project('%s')\nmessage('configured')\n" p >"$1/meson.build"
}

prepare()
{
    (
        root=$1
        . "$here/../../tools/lib/common.sh"
        build_dir_prepare "$root/build"
    ) >prepared
}

test_unconfigured_directory_is_configured_once()
{
    project "$PWD/trüb"
    prepare "$PWD/trüb"
    grep -q 'Message: configured' prepared
    prepare "$PWD/trüb"
    expect_equal "second time" "$(cat prepared)" ""
}

test_directory_of_another_tree_is_made_anew()
{
    project "$PWD/one"
    prepare "$PWD/one"
    cp -R one two
    touch two/build/stale
    prepare "$PWD/two"
    grep -q 'Message: configured' prepared
    [ ! -e two/build/stale ]
    [ -e one/build/build.ninja ]
}

test_failed_configuration_is_tried_again()
{
    project "$PWD/p"
    echo "error('not yet')" >>p/meson.build
    if prepare "$PWD/p"; then fail "configured in spite of an error"; fi
    project "$PWD/p"
    prepare "$PWD/p"
    [ -e p/build/build.ninja ]
}

test_version_comparison()
{
    . "$here/../../tools/lib/common.sh"
    version_at_least 2.1.4-1 2.1.2
    version_at_least 2.1.2 2.1.2
    version_at_least 2.10.0 2.9
    version_at_least 5.0.6-1 5
    for old in 2.0.1.post1-1+b1 2.1.1-2 '' 2.1.2~rc1; do
        if version_at_least "$old" 2.1.2; then fail "$old passes for 2.1.2"; fi
    done
}
