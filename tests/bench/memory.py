# SPDX-License-Identifier: GPL-2.0-or-later
"""What a further core takes of the host's memory."""

import os
import subprocess
from pathlib import Path

from measure import Failure

WORKLOAD = Path(__file__).resolve().parent / "all_cores.wl"
CORES = 64
LIMIT = 12.0  # MiB
NAME = "memory.core"


def peak(command):
    """The most that it had resident, in MiB."""
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: exit {process.returncode}")
    return usage.ru_maxrss / 1024


def report(mmulator):
    one, many = (peak([mmulator, "run", "--quiet", "--cpus", cpus, WORKLOAD]) for cpus in (1, CORES))
    growth = (many - one) / (CORES - 1)
    good = growth <= LIMIT
    print(f"{NAME:20} {growth:5.2f}  at most {LIMIT:.1f}  {'ok  ' if good else 'MISS'}  "
          f"MiB of host memory a core: {CORES} cores {many:.0f}, 1 core {one:.0f} MiB at most", flush=True)
    return good
