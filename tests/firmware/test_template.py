#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/firmware.md as a user follows it: copies a template out of the tree, types the
commands of the page, and gets what it promises.

    test_template.py SOURCE_DIRECTORY BUILD_DIRECTORY
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE, BUILD = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
LINK = SOURCE  # the same by a path without blanks, at which make would split it
sys.path.insert(0, str(SOURCE / "tests" / "support"))
from firmware_qemu import QEMU, boot  # noqa: E402
from tap import Tap  # noqa: E402

TIMEOUT = 300  # seconds
REFUSED = 3  # exit code: the guest refused its program

SCRIPT = """phase a on 0 {
    repeat 5 as i {
        p = vmalloc random(1, 100) * 4K
        touch p write
        store p + 8 i + 7
        load p + 8 expect value i + 7
        vfree p
    }
    q = vmalloc 8K
    store q 0x1234
    load q expect value VALUE
}
"""


def commands(heading):
    """The commands below a heading of the page."""
    page = (SOURCE / "docs" / "firmware.md").read_text()
    section = re.split(r"\n## ", page.split(f"\n## {heading}\n")[1])[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    return "\n".join(lines).replace("/path/to/mmulator", str(LINK))


def follow(heading, scratch):
    """Types the commands where a copy of the source's templates can be made."""
    environment = os.environ | {"PATH": f"{BUILD}:{os.environ['PATH']}"}
    return subprocess.run(["sh", "-e", "-c", commands(heading)], cwd=scratch, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          timeout=TIMEOUT)


def mmulator(scratch, *args):
    return subprocess.run([str(BUILD / "mmulator"), *map(str, args)], cwd=scratch, check=False,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT)


def script(scratch, value="0x1234"):
    path = scratch / "script.wl"
    path.write_text(SCRIPT.replace("VALUE", value))
    return path


def ops_of(scratch, *args):
    """How often each op of the phase ran."""
    mmulator(scratch, "run", "--quiet", "--stats", "s.json", *args)
    stats = json.loads((scratch / "s.json").read_text())
    return {name: op["count"] for name, op in stats["phases"][0]["ops"].items()}


COUNTS = {"vmalloc": 6, "vfree": 5, "touch": 5, "load": 6, "store": 6}


def check_allocator(tap, scratch):
    done = follow("Your own allocator", scratch)
    tap.point(done.returncode == 0, "allocator: the commands of the page succeed",
              (done.stdout + done.stderr).splitlines()[-20:])
    warnings = [line for line in done.stderr.splitlines() if "warning" in line]
    tap.point(not warnings, "allocator: it builds without a warning", warnings)
    tap.point("allocator own" in done.stdout, "allocator: it is the one that ran",
              done.stdout.splitlines()[:5])
    for name in ("own.elf", "own-debug.elf"):
        firmware = scratch / "my-allocator" / name
        found = ops_of(scratch, "--firmware", firmware, "--allocator", "own", script(scratch))
        tap.point(found == COUNTS, f"allocator: {name} runs a workload", [str(found)])
    broken = scratch / "my-allocator" / "first_fit.c"
    broken.write_text(broken.read_text().replace("va->va_end = addr + request->size;",
                                                 "va->va_end = addr + request->size - PAGE_SIZE;"))
    subprocess.run(["make", f"FIRMWARE={LINK}/firmware"], cwd=broken.parent, check=True,
                   capture_output=True, timeout=TIMEOUT)
    done = mmulator(scratch, "run", "--firmware", broken.parent / "own-debug.elf",
                    "--allocator", "own", script(scratch))
    tap.point(done.returncode == 3 and "panic: area ffff800000000000: it has" in done.stderr,
              "allocator: a mistake in it is found", done.stderr.splitlines()[:5])


def check_image(tap, scratch):
    done = follow("Your own image", scratch)
    tap.point(done.returncode == 0, "image: the commands of the page succeed",
              (done.stdout + done.stderr).splitlines()[-20:])
    warnings = [line for line in done.stderr.splitlines() if "warning" in line]
    tap.point(not warnings, "image: it builds without a warning", warnings)
    elf, flat = (scratch / "my-image" / name for name in ("image.elf", "image.bin"))
    found = ops_of(scratch, "--firmware", elf, script(scratch))
    tap.point(found == COUNTS, "image: it runs a workload", [str(found)])
    done = mmulator(scratch, "run", "--firmware", elf, script(scratch, "0x1235"))
    tap.point(done.returncode == 1 and "FAILED" in done.stdout,
              "image: a value that is not found fails", done.stdout.splitlines()[:6])
    (scratch / "guard.wl").write_text("phase a on 0 { load 0 expect fault translation }\n")
    done = mmulator(scratch, "run", "--firmware", elf, "guard.wl")
    tap.point(done.returncode == REFUSED and "cannot run the op program" in done.stderr,
              "image: what it cannot do it refuses", done.stderr.splitlines()[:5])
    if QEMU is None:
        tap.point(True, "image: the same on QEMU # SKIP no qemu-system-aarch64")
        return
    mmulator(scratch, "compile", script(scratch), "-o", "program")
    lines = boot((scratch / "program").read_bytes(), kernel=flat)
    loads = [line for line in lines if " load 0x" in line]
    tap.point(len(loads) == 6 and loads[-1].endswith("load 0x1234") and lines[-1] == "program done",
              "image: the same on QEMU", lines[-5:])


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="template-link-") as links:
        global LINK
        LINK = Path(links) / "mmulator"
        LINK.symlink_to(SOURCE)
        for check in (check_allocator, check_image):
            with tempfile.TemporaryDirectory(prefix="template ") as scratch:
                check(tap, Path(scratch))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
