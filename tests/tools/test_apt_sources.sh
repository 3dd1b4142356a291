# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tools/lib/apt_sources.sh: which entries of apt's sources are taken, and what
# becomes of them. Hosts are of the reserved kind: nothing here is fetched.

. "$root/tools/lib/apt_sources.sh"

# Rewrites files for suite "testing" of a system whose own suite is "this";
# leaves the names written, sorted, in written.
rewrite()
{
    rm -rf out
    mkdir out
    apt_sources_rewrite testing "stable this" amd64 "$PWD/out" "$@"
    written=$(cd out && ls)
}

test_deb822_stanza_keeps_mirror_and_key()
{
    put a.sources <<'EOF'
# The archive.
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: this this-updates
Components: main contrib
Signed-By: /usr/share/keyrings/archive.gpg
EOF
    rewrite "$PWD/a.sources"
    expect_equal files "$written" "1-001-001.sources"
    expect_equal stanza "$(cat out/*)" "Types: deb
Suites: testing
Components: main
Architectures: amd64
Targets: Packages
URIs: http://mirror.example/debian
Signed-By: /usr/share/keyrings/archive.gpg"
}

test_deb822_several_stanzas_only_the_archive_is_taken()
{
    put a.sources <<'EOF'

Types: deb
URIs: http://mirror.example/debian-security
Suites: this-security
Components: main


Types: deb
URIs: http://mirror.example/debian
# A comment in the middle
Suites: this
Components: main

Types: deb
URIs: https://vendor.example/apt
Suites: nodistro
Components: main
EOF
    rewrite "$PWD/a.sources"
    expect_equal files "$written" "1-001-001.sources"
    expect_contains stanza "$(cat out/*)" "URIs: http://mirror.example/debian"
    expect_lacks stanza "$(cat out/*)" "security"
}

test_deb822_embedded_key_is_kept_whole()
{
    put a.sources <<'EOF'
types: deb
uris: http://mirror.example/debian
suites:
 this
 this-updates
components: main
signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS/xcRfwEQWzr
 -----END PGP PUBLIC KEY BLOCK-----
EOF
    rewrite "$PWD/a.sources"
    expect_contains stanza "$(cat out/*)" "signed-by:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865UxYJKwYBBAHaRw8BAQdAd7Z0srwuhlB6JKFkcf4HU4SSS/xcRfwEQWzr
 -----END PGP PUBLIC KEY BLOCK-----"
    expect_lacks stanza "$(cat out/*)" "this"
}

test_deb822_disabled_or_source_only_or_foreign_is_left_out()
{
    put a.sources <<'EOF'
Types: deb
URIs: http://off.example/debian
Suites: this
Components: main
Enabled: no

Types: deb-src
URIs: http://source.example/debian
Suites: this
Components: main

Types: deb
URIs: http://foreign.example/debian
Suites: this
Components: main
Architectures: arm64 armhf

Types: deb
URIs: cdrom:[Installation medium]/
Suites: this
Components: main
EOF
    rewrite "$PWD/a.sources"
    expect_equal files "$written" ""
}

test_one_line_keeps_options_and_mirror()
{
    put a.list <<'EOF'
# deb http://comment.example/debian this main
deb-src http://mirror.example/debian this main
deb [ arch=amd64,arm64 signed-by=/usr/share/keyrings/archive.gpg ] http://mirror.example/debian/ this main contrib # the archive
deb http://mirror.example/debian-security this-security main
EOF
    rewrite "$PWD/a.list"
    expect_equal files "$written" "1-001-001.list"
    expect_equal line "$(cat out/*)" "deb [arch=amd64 target=Packages signed-by=/usr/share/keyrings/archive.gpg] http://mirror.example/debian/ testing main"
}

test_one_line_without_options()
{
    put a.list <<'EOF'
	deb	mirror+file:/etc/apt/mirrors/main.list   stable   contrib main
EOF
    rewrite "$PWD/a.list"
    expect_equal line "$(cat out/*)" "deb [arch=amd64 target=Packages] mirror+file:/etc/apt/mirrors/main.list testing main"
}

test_one_line_other_suites_components_architectures_are_left_out()
{
    put a.list <<'EOF'
deb https://vendor.example/apt vendor-this main
deb https://vendor.example/linux/debian this stable
deb [arch=arm64] http://mirror.example/debian this main
deb cdrom:[Debian 12 - amd64 1]/ this main
deb file:/srv/flat ./
EOF
    rewrite "$PWD/a.list"
    expect_equal files "$written" ""
}

test_archive_path_comes_before_look_alikes()
{
    put 1.list <<'EOF'
deb https://vendor.example/linux/browser/deb/ stable main
EOF
    put 2.sources <<'EOF'
Types: deb
URIs: http://mirror.example/debian
Suites: this
Components: main
EOF
    rewrite "$PWD/1.list" "$PWD/2.sources"
    expect_equal files "$written" "1-002-001.sources
2-001-001.list"
}

test_carriage_returns_and_missing_files_do_no_harm()
{
    printf 'deb http://mirror.example/debian this main\r\n' >a.list
    rewrite "$PWD/absent.list" "$PWD/a.list"
    expect_equal line "$(cat out/*)" "deb [arch=amd64 target=Packages] http://mirror.example/debian testing main"
}

test_output_is_what_apt_accepts()
{
    command -v apt-get >/dev/null || { echo "no apt"; exit 77; }
    put a.sources <<'EOF'
Types: deb
URIs: http://mirror.example/debian
Suites: this
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----
EOF
    echo 'deb [signed-by=/usr/share/keyrings/x.gpg] http://mirror.example/debian this main' >b.list
    rewrite "$PWD/a.sources" "$PWD/b.list"
    for file in out/*; do
        uris=$(apt-get -o Dir::Etc::sourcelist="$PWD/$file" -o Dir::Etc::sourceparts=/dev/null \
            -o Dir::State="$PWD/state" update --print-uris)
        expect_contains "$file" "$uris" "http://mirror.example/debian/dists/testing/InRelease"
    done
}
