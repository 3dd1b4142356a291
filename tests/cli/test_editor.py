# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/editor: the syntax file and the grammar know the words of the language, and no others."""

import json
import re
import shutil
import subprocess
import sys

from cli import SOURCE, check, each, main, same

EDITOR = SOURCE / "docs" / "editor"
VIM = EDITOR / "vim" / "syntax" / "mmulator.vim"
GRAMMAR = EDITOR / "mmulator.tmLanguage.json"
SCRIPTS = sorted((SOURCE / "traces").rglob("*.wl"))

VALUES = {"random", "zipf", "weighted", "sizeof", "cpu"}  # keywords inside expressions
BY_HAND = {"read-only", "read-write", "off"}  # not in the sources as one string


def found(pattern, path):
    return set(re.findall(pattern, (SOURCE / path).read_text(), re.M))


def keywords():
    return found(r'^KEYWORD\("(\w+)"\)', "host/workload/keyword.def")


def ops():
    names = found(r"^PROGRAM_OP\(\w+, (\w+), OP,", "firmware/abi/program.def")
    return names - {"purge_local"}  # written `purge local`


def followers():
    """What op_syntax.def says, and what the parser accepts as a word."""
    words = found(r'^OP_(?:FLAG|VALUE|OPTION)\(\w+, "(\w+)"', "host/workload/op_syntax.def")
    for source in (SOURCE / "host" / "workload").glob("parse*.c"):
        words |= set(re.findall(r'parser_accept\(p, "(\w+)"', source.read_text()))
    return (words | BY_HAND) - keywords() - {"only"}


def faults():
    table = (SOURCE / "host/workload/parse_op.c").read_text()
    return set(re.findall(r'\[PROGRAM_FAULT_\w+\] = "(\w+)"', table))


LANGUAGE = {  # group: its words
    "statement": lambda: keywords() - VALUES,
    "value": lambda: VALUES,
    "op": ops,
    "word": followers,
    "tlbi": lambda: found(r'^TLBI_OP\(\w+, "(\w+)"', "firmware/abi/tlbi_ops.def"),
    "fault": faults,
}


def vim_words(group):
    name = f"mmulator{group.capitalize()}"
    lines = re.findall(rf"^syntax keyword {name} (.*)$", VIM.read_text(), re.M)
    matches = re.findall(rf"^syntax match {name} /(.*)/$", VIM.read_text(), re.M)
    words = " ".join(lines).split() + re.findall(r"\\<([\w-]+)\\>", " ".join(matches))
    same(len(words), len(set(words)), f"{group}: words, and different ones")
    return set(words)


def pattern(group):
    return json.loads(GRAMMAR.read_text())["repository"][group]["match"]


@each(sorted(LANGUAGE))
def test_vim_has_the_words_of_the_language(cli, group):
    same(sorted(vim_words(group)), sorted(LANGUAGE[group]()), group)


@each(sorted(LANGUAGE))
def test_textmate_has_the_words_of_the_language(cli, group):
    words = re.search(r"\(\?:(.*?)\)", pattern(group)).group(1).split("|")
    same(sorted(words), sorted(LANGUAGE[group]()), group)


@each(sorted(LANGUAGE))
def test_textmate_matches_each_word_whole(cli, group):
    for word in LANGUAGE[group]():
        for text in (f"{word} x", f"  {word}", f"({word})"):
            hit = re.search(pattern(group), text)
            check(hit and hit.group() == word, f"{word!r} in {text!r}: {hit}")
        check(not re.search(pattern(group), f"x{word}x"), f"{word} inside a name")


def test_textmate_includes_each_pattern_once(cli):
    grammar = json.loads(GRAMMAR.read_text())
    same(sorted(p["include"] for p in grammar["patterns"]),
         sorted(f"#{name}" for name in grammar["repository"]), "patterns")


def test_textmate_leaves_no_word_of_the_library_uncoloured_but_names(cli):
    """Every word of a script that is no keyword, op, word, kind or number is a name it defines."""
    groups = ("metric", "number", *LANGUAGE)
    for path in SCRIPTS:
        text = re.sub(r'#.*|"[^"]*"', "", path.read_text())
        text = re.sub(r"^\s*(?:set|machine|allocator|shootdown) .*", "", text, flags=re.M)
        names = set(re.findall(r"\b([A-Za-z_]\w*)\s*(?:\[[^]]*\]\s*)?=(?!=)", text))
        names |= set(re.findall(r"\b(?:array|phase|as|for|critical) ([A-Za-z_]\w*)", text))
        for group in groups:
            text = re.sub(pattern(group), " ", text)
        unknown = set(re.findall(r"[A-Za-z_]\w*", text)) - names
        same(sorted(unknown), [], f"{path.name}: words that are coloured by nothing")


def vim_with_syntax():
    """Some are built without; then the lists are held by the other tests alone."""
    vim = shutil.which("vim")
    if vim:
        about = subprocess.run([vim, "--version"], capture_output=True, timeout=20, check=False)
        return vim if b"+syntax" in about.stdout else None
    return None


SCRIPT = "phase a on 0 { p = vmalloc 16K zeroed; protect p read-only }   # op\n"
COLOURS = {"phase": "Statement", "vmalloc": "Op", "16K": "Number", "zeroed": "Word",
           "-only": "Word", "# op": "Comment"}


def vim_groups(cli, vim):
    """The syntax groups that vim gives to the COLOURS of SCRIPT."""
    cli.file("s.wl", SCRIPT)
    lines = [f"set runtimepath^={EDITOR}/vim", "filetype on", "syntax on", "edit s.wl",
             "let s = []"]
    lines += [f"call add(s, synIDattr(synID(1, {SCRIPT.index(text) + 1}, 1), 'name'))"
              for text in COLOURS]
    cli.file("probe.vim", "\n".join([*lines, "call writefile(s, 'seen')", "qa!", ""]))
    subprocess.run([vim, "-N", "-u", "NONE", "-i", "NONE", "-n", "-es", "-S", "probe.vim"],
                   cwd=cli.scratch, stdin=subprocess.DEVNULL, capture_output=True, timeout=20,
                   check=False)
    seen = cli.scratch / "seen"
    check(seen.exists(), "vim did not come to the end")
    return seen.read_text().split()


if vim_with_syntax():
    def test_vim_colours_a_script_as_it_should(cli):
        same(vim_groups(cli, vim_with_syntax()),
             [f"mmulator{name}" for name in COLOURS.values()], "groups")


if __name__ == "__main__":
    sys.exit(main(globals()))
