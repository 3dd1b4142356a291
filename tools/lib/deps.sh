# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# .deps/: engines that the distribution has only in versions too old, unpacked
# from the packages of a newer suite. Nothing is installed: apt works on lists,
# status and cache of its own in a temporary directory, and .deps/usr appears
# only when whole. tools/deps/meson.build finds it there.

DEPS_SUITE=testing

# True when .deps/ holds engine $1 for this machine in a version that will do.
deps_have()
{
    deps_pc=$root/.deps/usr/lib/$(cc -print-multiarch 2>/dev/null)/pkgconfig/$1.pc
    [ -f "$deps_pc" ] &&
        version_at_least "$(sed -n 's/^Version: *//p' "$deps_pc")" "$(engine_min "$1")"
}

# Runs apt tool $1 with the sources file deps_source and nothing of the
# system's but its configuration (proxies, keys): no lists, no status, no
# preferences, no cache and no hooks, which could touch them.
deps_apt()
{
    deps_tool=$1
    shift
    "$deps_tool" -q -c "$deps_work/apt.conf" \
        -o Dir::Etc::sourcelist="$deps_source" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::State="$deps_work/state" -o Dir::State::Lists="$deps_work/lists" \
        -o Dir::State::status="$deps_work/status" -o Dir::Cache="$deps_work/cache" \
        -o APT::Default-Release= -o APT::Sandbox::User=root -o Acquire::Languages=none \
        -o Acquire::Retries=3 "$@"
}

deps_work_begin()
{
    deps_work=$(mktemp -d) || die "cannot make a temporary directory"
    mkdir -p "$deps_work/state" "$deps_work/lists/partial" \
        "$deps_work/cache/archives/partial" "$deps_work/sources" "$deps_work/debs"
    : >"$deps_work/status"
    cat >"$deps_work/apt.conf" <<'EOF'
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
EOF
}

# Removes what is temporary, here and in .deps/. Safe to call at any time.
deps_work_end()
{
    if [ -n "${deps_work:-}" ]; then rm -rf -- "$deps_work"; fi
    if [ -n "${deps_new:-}" ]; then rm -rf -- "$deps_new"; fi
    deps_work='' deps_new=''
}

# The version of package $1 that deps_source offers.
deps_candidate()
{
    deps_apt apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([^(].*\)/\1/p'
}

# True when deps_source answers and has every engine named new enough.
deps_source_works()
{
    deps_apt apt-get update >"$deps_work/update.log" 2>&1 || return 1
    for deps_engine; do
        version_at_least "$(deps_candidate "lib$deps_engine-dev")" "$(engine_min "$deps_engine")" ||
            return 1
    done
}

# Sets deps_source to the first of the system's archives that has the engines
# named in suite DEPS_SUITE.
deps_source_find()
{
    apt_sources_files >"$deps_work/files"
    set -- "$deps_work/files" "$@"
    deps_rewrite_all "$1"
    shift
    for deps_source in "$deps_work"/sources/*; do
        if [ -f "$deps_source" ] && deps_source_works "$@"; then return 0; fi
    done
    if [ -s "$deps_work/update.log" ]; then cat "$deps_work/update.log" >&2; fi
    return 1
}

deps_rewrite_all()
{
    while IFS= read -r deps_file; do
        apt_sources_rewrite "$DEPS_SUITE" "$(debian_suites)" "$(dpkg --print-architecture)" \
            "$deps_work/sources" "$deps_file"
    done <"$1"
}

# Downloads the -dev packages of the engines named, and with each the library
# package of the very same version that it depends on.
deps_download()
{
    (
        cd -- "$deps_work/debs" || exit 1
        for deps_engine; do
            deps_apt apt-get download "lib$deps_engine-dev" || exit 1
            deps_library=$(dpkg-deb -f "lib$deps_engine-dev_"*.deb Depends | tr ',' '\n' |
                sed -n "s/^ *\(lib${deps_engine}[^ :]*\) (= .*/\1/p" | head -n 1)
            [ -n "$deps_library" ] || exit 1
            deps_apt apt-get download "$deps_library" || exit 1
        done
    )
}

# Unpacks the downloaded packages into directory $1, without what no build
# needs.
deps_unpack()
{
    for deps_deb in "$deps_work"/debs/*.deb; do
        dpkg-deb -x "$deps_deb" "$1" || return 1
    done
    rm -rf -- "$1/usr/share/lintian" "$1"/usr/lib/*/*.a
}

# What shared libraries below directory $1 lack on this system, one complaint a
# line as the dynamic loader words it: a newer glibc, or another library.
deps_unmet()
{
    find "$1" -name '*.so.*' -type f -exec ldd {} \; 2>&1 | grep 'not found' || :
}

# Puts the engines named into .deps/ or ends the script, saying why not.
deps_fetch()
{
    deps_work_begin
    say "fetching $* from the distribution's $DEPS_SUITE suite into .deps/ (not installed)"
    deps_source_find "$@" ||
        die "no apt source of this system offers suite $DEPS_SUITE with $(engine_demands "$@").
Build them from their releases and install them where pkg-config finds them
(PKG_CONFIG_PATH), then run this again."
    deps_download "$@" >"$deps_work/download.log" 2>&1 || {
        cat "$deps_work/download.log" >&2
        die "the download of $* failed"
    }
    mkdir -p "$root/.deps"
    deps_new=$(mktemp -d "$root/.deps/new.XXXXXX") || die "cannot write to $root/.deps"
    deps_unpack "$deps_new" || die "the packages of $* do not unpack"
    deps_complaints=$(deps_unmet "$deps_new")
    if [ -n "$deps_complaints" ]; then
        say "$deps_complaints" >&2
        die "the packages of $DEPS_SUITE do not fit this system ($(getconf GNU_LIBC_VERSION)).
Either move to a newer release of the distribution, or build $(engine_demands "$@")
from their releases and install them where pkg-config finds them (PKG_CONFIG_PATH)."
    fi
    deps_replace
    deps_work_end
}

# Moves what was unpacked into place; what was there goes with the rest.
deps_replace()
{
    if [ -e "$root/.deps/usr" ]; then mv -- "$root/.deps/usr" "$deps_new/old"; fi
    mv -- "$deps_new/usr" "$root/.deps/usr" || die "cannot write to $root/.deps"
}

# "unicorn 2.1.2 or newer and capstone 5 or newer"
engine_demands()
{
    engine_text=
    for engine_name; do
        engine_text="$engine_text${engine_text:+ and }$engine_name $(engine_min "$engine_name") or newer"
    done
    say "$engine_text"
}
