# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What mmulator needs from the system, by level: what the build takes, what the
# tests take on top, what the full check of CI takes on top of that. Each line:
# level, Debian package, and how to tell that it is there where no Debian
# package manager can be asked.

# Unicorn before 2.1.2 has the wrong page size for AArch64; Capstone before 5
# cannot decode the LSE atomics.
UNICORN_MIN=2.1.2
CAPSTONE_MIN=5

# The formatter's output changes between major versions: one is pinned.
CLANG_FORMAT_MAJOR=14

needs_table()
{
    cat <<'EOF'
build gcc command:gcc
build libc6-dev header:stdio.h
build meson command:meson
build ninja-build command:ninja
build pkgconf command:pkg-config
build gcc-aarch64-linux-gnu command:aarch64-linux-gnu-gcc
build check pkgconfig:check
build libjansson-dev pkgconfig:jansson
build libinih-dev pkgconfig:inih
build libelf-dev pkgconfig:libelf
build libfdt-dev header:libfdt.h
build libzstd-dev pkgconfig:libzstd
build libmd-dev pkgconfig:libmd
build uthash-dev header:uthash.h
build libsqlite3-dev pkgconfig:sqlite3
test python3 command:python3
test protobuf-compiler command:protoc
test gtkwave command:vcd2fst
test qemu-system-arm command:qemu-system-aarch64
ci clang command:clang
ci git command:git
EOF
}

# The lines of needs_table up to a level: build, test or ci.
needs_up_to()
{
    case $1 in
    build) needs_table | grep '^build ' ;;
    test) needs_table | grep -v '^ci ' ;;
    ci) needs_table ;;
    esac
}

# True when a probe, as the last column of the table has it, succeeds.
probe()
{
    case $1 in
    command:*) command -v "${1#*:}" >/dev/null 2>&1 ;;
    pkgconfig:*) pkg-config --exists "${1#*:}" >/dev/null 2>&1 ;;
    header:*) printf '#include <%s>\n' "${1#*:}" | cc -E -x c - >/dev/null 2>&1 ;;
    esac
}

# Debian packages of a level that are not installed, one a line.
needs_missing_packages()
{
    needs_wanted=$(needs_up_to "$1" | cut -d ' ' -f 2)
    # Word splitting makes the list. An unknown package is an error to
    # dpkg-query and simply not installed to us.
    # shellcheck disable=SC2086
    needs_installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $needs_wanted \
        2>/dev/null | sed -n 's/^installed //p')
    for needs_package in $needs_wanted; do
        case "
$needs_installed
" in
        *"
$needs_package
"*) ;;
        *) say "$needs_package" ;;
        esac
    done
}

# The same by probing, for systems without dpkg: "what (Debian: package)".
needs_missing_probes()
{
    needs_up_to "$1" | while read -r _ needs_package needs_probe; do
        probe "$needs_probe" || say "${needs_probe#*:} (Debian's $needs_package)"
    done
}

# True when pkg-config finds engine $1 in a version the build accepts: the
# question that tools/deps/meson.build asks.
engine_in_system()
{
    pkg-config --atleast-version="$(engine_min "$1")" "$1" >/dev/null 2>&1
}

engine_min()
{
    case $1 in
    unicorn) say "$UNICORN_MIN" ;;
    capstone) say "$CAPSTONE_MIN" ;;
    esac
}

# True when the clang-format of the pinned version is there, under either name.
clang_format_find()
{
    for clang_format in "clang-format-$CLANG_FORMAT_MAJOR" clang-format; do
        case $("$clang_format" --version 2>/dev/null) in
        *"version $CLANG_FORMAT_MAJOR."*) return 0 ;;
        esac
    done
    clang_format=
    return 1
}
