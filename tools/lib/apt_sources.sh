# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# From the system's apt sources to sources for another suite of the same
# archive: the same mirror, keys and options, so that whatever makes apt work
# here makes it work there. Reads both forms (sources.list(5)): deb822 stanzas
# in *.sources, and one-line entries in *.list.

# Suites that a Debian archive stanza names. Others that look alike (-security,
# -updates, -backports, vendors' own) do not carry the suite we want.
debian_suites()
{
    printf 'stable oldstable oldoldstable testing unstable sid '
    # shellcheck disable=SC1091
    (. /etc/os-release 2>/dev/null && printf '%s' "${VERSION_CODENAME:-}")
}

# apt_sources_rewrite SUITE SUITES ARCH OUT FILE...
#
# Writes each entry of FILE... that offers component main of one of SUITES for
# ARCH to its own file below directory OUT, with SUITE instead. The files sort
# by how likely they are: archives whose path ends in /debian first. Embedded
# keys, Signed-By and all other options stay as they were. FILEs are absolute.
apt_sources_rewrite()
{
    rewrite_suite=$1 rewrite_from=$2 rewrite_arch=$3 rewrite_out=$4
    shift 4
    rewrite_count=0
    for rewrite_file; do
        [ -r "$rewrite_file" ] || continue
        rewrite_count=$((rewrite_count + 1))
        rewrite_prefix=$(printf '%%d-%03d-%%03d' "$rewrite_count")
        (
            cd -- "$rewrite_out" || exit 1
            case $rewrite_file in
            *.sources) apt_sources_deb822 ;;
            *) apt_sources_one_line ;;
            esac
        )
    done
}

# Both readers share how they judge an entry and how they name its file.
apt_sources_awk='
function has(list, word,    n, i, words) {
    n = split(list, words)
    for (i = 1; i <= n; i++) {
        if (words[i] == word) { return 1 }
    }
    return 0
}
function overlaps(list,    n, i, words) {
    n = split(from, words)
    for (i = 1; i <= n; i++) {
        if (has(list, words[i])) { return 1 }
    }
    return 0
}
function usable(uris, suites, components, archs) {
    return uris != "" && uris !~ /(^|[ \t])cdrom:/ && overlaps(suites) &&
        has(components, "main") && (archs == "" || has(archs, arch))
}
function file_for(uris, extension,    class) {
    class = uris ~ /\/debian\/?([ \t]|$)/ ? 1 : 2
    return sprintf(prefix, class, ++entries) extension
}
'

apt_sources_deb822()
{
    awk -v suite="$rewrite_suite" -v from="$rewrite_from" -v arch="$rewrite_arch" \
        -v prefix="$rewrite_prefix" "$apt_sources_awk"'
    function flush(    out) {
        if (has(value["types"], "deb") && tolower(value["enabled"]) !~ /no|false|off|0/ &&
            usable(value["uris"], value["suites"], value["components"],
                   value["architectures"])) {
            out = file_for(value["uris"], ".sources")
            printf "Types: deb\nSuites: %s\nComponents: main\nArchitectures: %s\nTargets: Packages\n%s",
                suite, arch, kept > out
            close(out)
        }
        split("", value)
        kept = ""
        field = ""
    }
    { sub(/\r$/, "") }
    /^#/ { next }
    /^[ \t]*$/ { flush(); next }
    /^[^ \t]/ {
        field = tolower($0)
        sub(/[ \t]*:.*/, "", field)
        replaced = field ~ /^(types|suites|components|architectures|targets|enabled)$/
    }
    {
        text = $0
        sub(/^[^ \t:]*[ \t]*:/, "", text)
        value[field] = value[field] " " text
        gsub(/^[ \t]+/, "", value[field])
        if (!replaced) { kept = kept $0 "\n" }
    }
    END { flush() }
    ' "$rewrite_file"
}

apt_sources_one_line()
{
    awk -v suite="$rewrite_suite" -v from="$rewrite_from" -v arch="$rewrite_arch" \
        -v prefix="$rewrite_prefix" "$apt_sources_awk"'
    # Cuts a part out of the options.
    function take(start, length_,    part) {
        part = substr(options, start, length_)
        options = substr(options, 1, start - 1) substr(options, start + length_)
        return part
    }
    { sub(/\r$/, ""); sub(/#.*/, "") }
    $1 == "deb" {
        options = archs = components = ""
        rest = $0
        sub(/^[ \t]*deb[ \t]+/, "", rest)
        if (match(rest, /^\[[^]]*\]/)) {
            options = substr(rest, 2, RLENGTH - 2)
            rest = substr(rest, RLENGTH + 1)
        }
        count = split(rest, word)
        for (i = 3; i <= count; i++) { components = components " " word[i] }
        if (match(options, /(^|[ \t])arch=[^ \t]*/)) {
            archs = take(RSTART, RLENGTH)
            sub(/^[ \t]*arch=/, "", archs)
            gsub(/,/, " ", archs)
        }
        if (match(options, /(^|[ \t])target=[^ \t]*/)) { take(RSTART, RLENGTH) }
        if (usable(word[1], word[2], components, archs)) {
            out = file_for(word[1], ".list")
            gsub(/^[ \t]+|[ \t]+$/, "", options)
            printf "deb [arch=%s target=Packages%s] %s %s main\n", arch,
                options == "" ? "" : " " options, word[1], suite > out
            close(out)
        }
    }
    ' "$rewrite_file"
}

# The system's own sources files, one a line, wherever apt is told to look.
apt_sources_files()
{
    eval "$(apt-config shell SOURCES_LIST Dir::Etc::sourcelist/f \
        SOURCES_PARTS Dir::Etc::sourceparts/d)"
    for sources_file in "${SOURCES_LIST:-/etc/apt/sources.list}" \
        "${SOURCES_PARTS:-/etc/apt/sources.list.d/}"*; do
        case $sources_file in
        *.list | *.sources)
            if [ -f "$sources_file" ]; then say "$sources_file"; fi
            ;;
        esac
    done
}
