# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tools/setup, with stand-ins for the package manager: what it asks for and
# when, and that .deps/ is whole or absent. The stand-ins log how they were
# called; the packages they hand out are real, built here.

# A tree with the tools, and a PATH of stand-ins followed by the system's.
# What the stand-ins say is in files: installed, candidates, system-engines.
world()
{
    mkdir -p tree bin served
    cp -R "$root/tools" tree/
    : >log
    needs_all >installed
    printf 'libunicorn-dev 2.1.4-1\nlibcapstone-dev 5.0.6-1\n' >candidates
    printf 'unicorn 2.1.4\ncapstone 5.0.6\n' >system-engines
    world=$PWD
    export world
    stand_ins
    PATH=$world/bin:$PATH
}

needs_all()
{
    sh -c '. "$1/tools/lib/needs.sh"; needs_table' sh "$root" | cut -d ' ' -f 2
    echo clang-format-14
}

stand_in()
{
    { printf '#!/bin/sh\n'; cat; } >"bin/$1"
    chmod +x "bin/$1"
}

stand_ins()
{
    stand_in dpkg-query <<'EOF'
for package; do
    if grep -qx "$package" "$world/installed"; then echo "installed $package"; fi
done
EOF
    stand_in pkg-config <<'EOF'
min=${1#--atleast-version=}
while read -r name version; do
    if [ "$name" = "$2" ]; then
        [ "$(printf '%s\n%s\n' "$min" "$version" | sort -V | head -n 1)" = "$min" ]
        exit
    fi
done <"$world/system-engines"
exit 1
EOF
    # As apt-cache: of the private archive when told of one, else the system's.
    stand_in apt-cache <<'EOF'
file=$world/candidates
case "$*" in *Dir::Etc::sourcelist=*) file=$world/testing-candidates ;; esac
for package; do :; done
echo "$package:"
sed -n "s/^$package /  Candidate: /p" "$file"
EOF
    stand_in apt-get <<'EOF'
words=
for word; do
    case $word in
    update | install | download) verb=$word ;;
    -*) ;;
    *::*) ;;
    *) words="$words $word" ;;
    esac
    case $word in Dir::Etc::sourcelist=*) private="private " ;; esac
done
[ "$verb" = update ] && words=
[ -z "${private:-}" ] || words=${words#*apt.conf}
echo "${private:-}$verb$words" >>"$world/log"
if [ -x "$world/on-$verb" ]; then "$world/on-$verb" || exit; fi
case ${private:-}$verb in
install)
    for word in $words; do
        echo "$word" >>"$world/installed"
        case $word in lib*-dev) grep "^$word " "$world/candidates" |
            sed 's/^lib\(.*\)-dev/\1/' >>"$world/system-engines" ;; esac
    done
    ;;
"private download") cp "$world"/served/$(echo $words)_*.deb . ;;
esac
EOF
    stand_in sudo <<'EOF'
exec "$@"
EOF
    stand_in clang-format-14 <<'EOF'
echo "clang-format version 14.0.6"
EOF
    stand_in apt-config <<'EOF'
echo "SOURCES_LIST='$world/sources.list'"
echo "SOURCES_PARTS='$world/sources.list.d/'"
EOF
    echo "deb http://mirror.example/debian stable main" >sources.list
}

setup()
{
    expect_status "$1" tree/tools/setup ${2:+"$2"}
}

# The engines' packages as testing has them, with versions $1 and $2.
serve()
{
    printf 'libunicorn-dev %s\nlibcapstone-dev %s\n' "$1" "$2" >testing-candidates
    serve_engine unicorn 2t64 "$1"
    serve_engine capstone 5 "$2"
}

serve_engine()
{
    triplet=$(cc -print-multiarch)
    echo "Version: $3" | put "package/usr/lib/$triplet/pkgconfig/$1.pc"
    build_package "lib$1-dev" "$3" "Depends: libc6, lib$1$2 (= $3)"
    echo 'int x;' | cc -shared -fPIC -o library.so -x c -
    put "package/usr/lib/$triplet/lib$1.so.9" <library.so
    build_package "lib$1$2" "$3" "Depends: libc6"
}

build_package()
{
    put package/DEBIAN/control <<EOF
Package: $1
Version: $2
Architecture: all
Maintainer: nobody <nobody@mirror.example>
Description: stand-in
$3
EOF
    dpkg-deb -b package "served/$1_$2_all.deb" >/dev/null
    rm -rf package
}

needs_dpkg()
{
    command -v dpkg-deb >/dev/null && command -v cc >/dev/null || {
        echo "no dpkg-deb"
        exit 77
    }
}

test_with_everything_there_asks_nothing_of_apt()
{
    world
    for level in '' --test --ci; do
        setup 0 "$level"
        expect_equal output "$output" ""
    done
    expect_equal calls "$(cat log)" ""
}

test_missing_known_package_is_installed_without_update()
{
    world
    sed -i '/^meson$/d' installed
    echo 'meson 1.0.1-5' >>candidates
    setup 0
    expect_equal calls "$(cat log)" "install meson"
    setup 0
    expect_equal calls "$(cat log)" "install meson"
}

test_missing_unknown_package_takes_an_update_first()
{
    world
    sed -i '/^meson$/d; /^check$/d' installed
    setup 0
    expect_equal calls "$(cat log)" "update
install meson check"
}

test_levels_install_what_they_add()
{
    world
    sed -i '/^clang$/d; /^qemu-system-arm$/d' installed
    printf 'clang 1\nqemu-system-arm 1\n' >>candidates
    setup 0
    setup 0 --test
    setup 0 --ci
    expect_equal calls "$(cat log)" "install qemu-system-arm
install clang"
}

test_stale_lists_are_updated_and_the_install_tried_again()
{
    world
    sed -i '/^meson$/d' installed
    echo 'meson 1.0.1-5' >>candidates
    put on-install <<'EOF'
#!/bin/sh
grep -q '^update' "$world/log"
EOF
    chmod +x on-install
    setup 0
    expect_equal calls "$(cat log)" "install meson
update
install meson"
}

test_install_that_keeps_failing_is_told()
{
    world
    sed -i '/^meson$/d' installed
    put on-install <<'EOF'
#!/bin/sh
exit 100
EOF
    chmod +x on-install
    setup 1
    expect_contains message "$output" "setup: apt could not install: meson"
}

test_failed_update_of_some_source_does_not_stop_it()
{
    world
    sed -i '/^meson$/d' installed
    put on-update <<'EOF'
#!/bin/sh
exit 100
EOF
    chmod +x on-update
    setup 0
    expect_contains output "$output" "not every package list could be updated"
}

test_engines_new_enough_in_the_distribution_are_installed()
{
    world
    : >system-engines
    setup 0
    expect_equal calls "$(cat log)" "install libunicorn-dev libcapstone-dev"
    [ ! -e tree/.deps ]
}

test_engines_too_old_come_unpacked()
{
    needs_dpkg
    world
    : >system-engines
    printf 'libunicorn-dev 2.1.1-1\nlibcapstone-dev 4.0.2-5\n' >candidates
    serve 2.1.4 5.0.9
    setup 0
    expect_equal calls "$(cat log)" "private update
private download libunicorn-dev
private download libunicorn2t64
private download libcapstone-dev
private download libcapstone5"
    expect_equal "below .deps" "$(ls tree/.deps)" usr
    [ -f "tree/.deps/usr/lib/$(cc -print-multiarch)/libunicorn.so.9" ]
    setup 0
    expect_equal output "$output" ""
}

test_only_the_engine_that_is_too_old_comes_unpacked()
{
    needs_dpkg
    world
    : >system-engines
    printf 'libunicorn-dev 2.1.1-1\nlibcapstone-dev 5.0.6-1\n' >candidates
    serve 2.1.4 5.0.9
    setup 0
    expect_equal calls "$(cat log)" "install libcapstone-dev
private update
private download libunicorn-dev
private download libunicorn2t64"
}

test_unpacked_engine_too_old_is_replaced()
{
    needs_dpkg
    world
    : >system-engines
    : >candidates
    echo 'Version: 2.1.1' | put "tree/.deps/usr/lib/$(cc -print-multiarch)/pkgconfig/unicorn.pc"
    touch tree/.deps/usr/old
    serve 2.1.4 5.0.9
    setup 0
    [ ! -e tree/.deps/usr/old ]
    expect_equal "left in .deps" "$(ls tree/.deps)" usr
}

test_archive_without_new_engines_is_told()
{
    needs_dpkg
    world
    : >system-engines
    : >candidates
    serve 2.1.1 5.0.9
    setup 1
    expect_contains message "$output" "unicorn 2.1.2 or newer and capstone 5 or newer"
    [ ! -e tree/.deps/usr ]
}

# What a failed or interrupted download leaves: nothing.
expect_nothing_left()
{
    expect_equal "left in .deps" "$(ls tree/.deps 2>/dev/null)" ""
    expect_equal "temporary files" "$(ls "$TMPDIR")" ""
}

test_failed_download_leaves_nothing()
{
    needs_dpkg
    world
    : >system-engines
    : >candidates
    serve 2.1.4 5.0.9
    rm served/libcapstone5_*
    TMPDIR=$PWD/tmp
    export TMPDIR
    mkdir tmp
    setup 1
    expect_contains message "$output" "the download of unicorn capstone failed"
    expect_nothing_left
}

test_terminated_while_unpacking_leaves_nothing()
{
    needs_dpkg
    world
    : >system-engines
    : >candidates
    serve 2.1.4 5.0.9
    TMPDIR=$PWD/tmp
    export TMPDIR
    mkdir tmp
    # Terminates the script at its first look at what it has unpacked.
    stand_in ldd <<'EOF'
kill -TERM "$(cat "$world/pid")"
EOF
    expect_status 143 sh -c 'echo $$ >"$world/pid"; exec tree/tools/setup'
    expect_nothing_left
}

test_library_for_a_newer_glibc_is_refused()
{
    needs_dpkg
    world
    : >system-engines
    : >candidates
    serve 2.1.4 5.0.9
    # A C library from the future, and an engine that wants it.
    echo 'int future(void) { return 0; }' >libc.c
    echo 'GLIBC_9.99 { future; };' >libc.map
    cc -shared -fPIC -nostdlib -Wl,-soname,libc.so.6 -Wl,--version-script=libc.map \
        -o libc.so.6 libc.c
    echo 'int future(void); int x(void) { return future(); }' >engine.c
    cc -shared -fPIC -nostdlib -o engine.so engine.c ./libc.so.6
    put "package/usr/lib/$(cc -print-multiarch)/libunicorn.so.9" <engine.so
    build_package libunicorn2t64 2.1.4 "Depends: libc6"
    setup 1
    expect_contains message "$output" "GLIBC_9.99' not found"
    expect_contains message "$output" "do not fit this system (glibc "
    expect_equal "left in .deps" "$(ls tree/.deps)" ""
}

test_without_root_and_sudo_names_the_command()
{
    world
    sed -i '/^meson$/d' installed
    echo 'meson 1.0.1-5' >>candidates
    stand_in id <<'EOF'
echo 1000
EOF
    utilities_only
    rm bin/sudo
    setup 1
    expect_contains message "$output" "as root, run: apt-get install meson"
    expect_equal calls "$(cat log)" ""
}

test_without_root_asks_sudo()
{
    world
    sed -i '/^meson$/d' installed
    echo 'meson 1.0.1-5' >>candidates
    stand_in id <<'EOF'
echo 1000
EOF
    stand_in sudo <<'EOF'
echo "sudo" >>"$world/log"
exec "$@"
EOF
    setup 0
    expect_equal calls "$(cat log)" "sudo
install meson"
}

# Limits PATH to the stand-ins and the common utilities.
utilities_only()
{
    for utility in sh cat cut dirname env grep head ls mkdir mktemp rm sed sort tr; do
        ln -s "$(command -v "$utility")" "bin/$utility"
    done
    PATH=$world/bin
}

test_without_apt_names_everything_missing()
{
    world
    utilities_only
    rm bin/apt-get bin/dpkg-query
    : >system-engines
    setup 1
    expect_contains message "$output" "there is no apt on this system"
    expect_contains message "$output" "  meson (Debian's meson)"
    expect_contains message "$output" "  unicorn 2.1.2 or newer, where pkg-config finds it"
    expect_lacks message "$output" "qemu"
}

test_unknown_option_is_a_usage_error()
{
    world
    setup 2 --tset
    expect_contains message "$output" "usage: tools/setup"
}
