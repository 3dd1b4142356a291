# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the machine presets as C: embed_presets.py OUT.c PRESET.ini..."""

import pathlib
import sys


def c_lines(text: bytes) -> list[str]:
    """The text as C string literals, one for each line of it."""
    escapes = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n"}
    return [
        '    "'
        + "".join(escapes.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in line)
        + '"'
        for line in text.splitlines(keepends=True)
    ]


def main() -> None:
    out, *presets = sys.argv[1:]
    lines = ['#include "machine_file.h"', "", "const struct machine_preset machine_presets[] = {"]
    for path in sorted(map(pathlib.Path, presets), key=lambda p: p.stem):
        text = path.read_bytes()
        lines += [f'    {{"{path.stem}",', *c_lines(text), f"    , {len(text)}}},"]
    lines += ["    {0},", "};", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
