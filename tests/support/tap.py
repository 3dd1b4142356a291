# SPDX-License-Identifier: GPL-2.0-or-later
"""Test points on standard output, as meson and tools/test count them."""

import sys


class Tap:
    """Test points on standard output, with what went wrong beneath."""

    def __init__(self):
        self.count = self.failed = 0

    def point(self, ok, name, details=()):
        self.count += 1
        self.failed += not ok
        print(f"{'ok' if ok else 'not ok'} {self.count} - {name}")
        for line in () if ok else details:
            print(f"# {line}")
        sys.stdout.flush()

    def finish(self):
        print(f"1..{self.count}")
        return 1 if self.failed else 0
