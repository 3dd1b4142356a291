#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The firmware is the same bytes from any build directory and build type.

usage: test_reproducible.py SOURCE_DIR FIRMWARE_DIR

Configures the project again, elsewhere and as a release, and compares. Exits
77 where meson and ninja are not to be found by these names.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FILES = ("vmalloc.elf", "vmalloc.bin")


def main():
    source, firmware = sys.argv[1:]
    if shutil.which("meson") is None or shutil.which("ninja") is None:
        return 77
    with tempfile.TemporaryDirectory() as scratch:
        build = Path(scratch) / "another build"
        quiet = {"stdout": subprocess.DEVNULL, "check": True}
        subprocess.run(["meson", "setup", "--buildtype=release", build, source], **quiet)
        subprocess.run(["ninja", "-C", build, *(f"firmware/{name}" for name in FILES)], **quiet)
        for name in FILES:
            ours, theirs = Path(firmware) / name, build / "firmware" / name
            if ours.read_bytes() != theirs.read_bytes():
                print(f"{name} differs")
                return 1
            for path in (source, str(build), str(Path(firmware).parent)):
                if path.encode() in ours.read_bytes():
                    print(f"{name} contains {path}")
                    return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
