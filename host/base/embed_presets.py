# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the machine presets as C: embed_presets.py OUT.c PRESET.ini..."""

import pathlib
import sys

BYTES_PER_LINE = 16


def c_array(index: int, data: bytes) -> list[str]:
    """A preset's bytes; ISO C bounds string literals, not arrays."""
    lines = [
        "    " + ", ".join(map(str, data[at : at + BYTES_PER_LINE])) + ","
        for at in range(0, len(data), BYTES_PER_LINE)
    ]
    return [f"static const char preset_{index}[] = {{", *lines, "};", ""]


def main() -> None:
    out, *paths = sys.argv[1:]
    presets = sorted(map(pathlib.Path, paths), key=lambda path: path.stem)
    lines = ['#include "machine_file.h"', ""]
    for index, path in enumerate(presets):
        data = path.read_bytes()
        if not data.isascii():
            sys.exit(f"{path}: not plain ASCII text")
        lines += c_array(index, data)
    lines += ["const struct machine_preset machine_presets[] = {"]
    lines += [
        f'    {{"{path.stem}", preset_{index}, sizeof(preset_{index})}},'
        for index, path in enumerate(presets)
    ]
    lines += ["    {0},", "};", ""]
    pathlib.Path(out).write_text("\n".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
