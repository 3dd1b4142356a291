#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The vmalloc family, pages and objects, as scripts: under mmulator and on QEMU, where each
op must return the same, but for physical addresses: what the loader put where differs. A
script checks itself, too: what must not be ends in a load of address 0, which ends the run.

    test_family.py BUILD_DIRECTORY
"""

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from firmware_qemu import QEMU, FirmwareTest, boot  # noqa: E402
from tap import Tap  # noqa: E402
from test_generations import TRACED, output  # noqa: E402

GENERATIONS = ("vmlist", "rbtree", "augmented", "nodes")
PRINTED = re.compile(r"^\d+:\d+ cpu 0 ([a-z_]+) 0x([0-9a-f]+)$")
RAM, LINEAR = range(0x40000000, 0x50000000), range(0xFFFF000000000000, 0xFFFF800000000000)


def need(condition):
    """A statement that ends the run unless the condition holds."""
    return f"if {condition} {{ }} else {{ load 0 }}"


# Every page of 1 .. 40 and of an area whose array is one itself, and every object.
ROLLBACK = f"""
phase rollback on 0 {{
    p = vmalloc 2400K; vfree p; p = vmalloc 160K; vfree p
    purge; slab_shrink
    before = free_page_count
    repeat 80 as k {{
        fail_page k + 1
        p = vmalloc 160K
        fail_page 0
        vfree p; purge; slab_shrink
        n = free_page_count
        {need("n == before")}
        fail_slab k + 1
        p = vmalloc 2400K
        fail_slab 0
        vfree p; purge; slab_shrink
        n = free_page_count
        {need("n == before")}
    }}
    fail_page 1
    p = vmalloc 4K
    {need("p == 0")}
    fail_page 1
    p = vmalloc 4K nofail
    {need("p != 0")}
    vfree p
}}
"""

# What the kernel's module asks for: fix_align, random_size_align, align_shift.
ALIGN = f"""
phase fix_align on 0 {{
    repeat 20 {{ p = vmalloc 20K align 64K zeroed node 0; {need("p % 64K == 0")}; load p + 16K expect value 0; vfree p }}
}}
phase random_size_align on 0 {{
    repeat 60 {{
        r = random(0, 255)
        align = 1
        repeat r % 23 {{ align = align * 2 }}
        p = vmalloc (r % 10 + 1) * 4K align align zeroed
        {need("p % align == 0")}
        store p r; vfree p
    }}
}}
phase align_shift on 0 {{
    align = 1
    repeat 64 as i {{
        p = vmalloc 4K align align
        if i < 31 {{ {need("p != 0")} }}  # above, it is the generation's to find a place or not
        if p != 0 {{ {need("p % align == 0")}; vfree p }}
        align = align * 2
    }}
    p = vmalloc 4K align 12K
    {need("p == 0")}
    p = vmalloc 0
    {need("p == 0")}
    p = vmalloc 0 - 4K
    {need("p == 0")}
}}
"""

REALLOC = f"""
phase realloc on 0 {{
    p = vrealloc 0 4K; store p 7
    p = vrealloc p 16K; load p expect value 7; store p + 16K - 8 9
    q = vrealloc p 4K
    {need("q == p")}
    q = vrealloc p 2K zeroed
    {need("q == p")}
    q = vrealloc p 4K zeroed
    load p expect value 7
    load p + 2K expect value 0
    q = vrealloc p + 4K 8K
    {need("q == 0")}
    q = vrealloc p 8K align 1G
    {need("q == 0")}
    fail_page 2
    q = vrealloc p 2M
    {need("q == 0")}
    load p expect value 7
    q = vrealloc p 0
    {need("q == 0")}
    vfree p
}}
"""

READ = f"""
phase read on 0 {{
    p = vmalloc 8K; q = vmalloc 4K; store p + 8 11; store q 12
    buffer = kmalloc 32K zeroed
    n = vread p buffer size 16K
    {need("n == 12K")}
    load buffer + 8 expect value 11
    load buffer + (q - p) expect value 12
    load buffer + 8K expect value 0
    vfree p
    n = vread p buffer
    {need("n == 0")}
    a = vmalloc_to_page q; b = vmalloc_to_page p
    {need("a != 0")}; {need("b == 0")}
    a = is_vmalloc_addr q; b = is_vmalloc_addr buffer
    {need("a == 1")}; {need("b == 0")}
    kfree buffer; vfree q
}}
"""

USER = f"""
phase user on 0 {{
    p = vmalloc 16K user
    load p + 8K expect value 0
    u = remap p 8K offset 8K
    store p + 8K 21; load u expect value 21; store u + 4K 22; load p + 12K expect value 22
    exec u expect fault permission 3
    load u + 8K expect fault translation
    v = remap p 20K
    {need("v == 0")}
    v = remap u 4K
    {need("v == 0")}
    a = vmalloc_to_page p + 8K; b = vmalloc_to_page u
    {need("a == b")}
    vfree u
    vfree p
    load u expect value 21
    unmap u; unmap u
    purge
    load u expect fault translation
}}
"""

UNGUARDED = f"""
phase unguarded on 0 {{
    p = vmalloc 8K unguarded; q = vmalloc 8K low
    vfree p; purge
    p = vmalloc 8K unguarded; store p + 4K 1
    load q - 8
    vfree q; vfree p
}}
"""

OBJECTS = f"""
phase objects on 0 {{
    slab_shrink
    before = free_page_count
    p = kmalloc 100 zeroed; load p + 88 expect value 0
    kfree p + 8; kfree p; kfree p; kfree 0; kfree 4K
    q = kmalloc 20K; store q + 16K 3; kfree q + 4K; kfree q; kfree q
    q = kvmalloc 8M zeroed; load q + 8M - 8 expect value 0
    kvfree q + 4K; kvfree q; kvfree q
    q = kvmalloc 64; kvfree q
    fail_slab 1
    q = kmalloc 8
    {need("q == 0")}
    b = alloc_pages 3
    {need("b % 32K == 0")}
    free_pages b 2; free_pages b + 4K 0; split_page b 3
    repeat 8 as i {{ free_pages b + i * 4K 0 }}
    free_pages b 0
    b = alloc_pages 11
    {need("b == 0")}
    c = alloc_pages_bulk 3000
    {need("sizeof(c) == 24000")}
    x = load c + 16K; store x 5; load x expect value 5
    free_pages_bulk c sizeof(c)
    purge; slab_shrink
    after = free_page_count
}}
"""

EXHAUSTION = f"""
array held[4096]
phase pages on 0 {{
    slab_shrink
    n = 0; more = 1
    repeat 4096 {{
        if more == 1 {{
            p = alloc_pages 10
            if p == 0 {{ more = 0 }} else {{ held[n] = p; n = n + 1 }}
        }}
    }}
    {need("n > 20")}
    p = vmalloc 64M
    {need("p == 0")}
    p = vmalloc 4K; store p 1; vfree p
    repeat n as i {{ free_pages held[i] 10 }}
    p = vmalloc 64M; store p + 64M - 8 1; vfree p
}}
"""

NODES = f"""
memory_nodes 4
phase of_nodes on 0 {{
    repeat 4 as node {{
        p = vmalloc 64K node node
        a = vmalloc_to_page p; b = vmalloc_to_page p + 60K
        {need("(a - 0x40000000) / 64M == node")}
        {need("(b - 0x40000000) / 64M == node")}
        k = kmalloc 40 node node; l = alloc_pages 0 node node; m = alloc_pages_bulk 9 node node
        {need("(l - 0xffff000040000000) / 64M == node")}
        x = load m + 64
        {need("(x - 0xffff000040000000) / 64M == node")}
        vfree p; kfree k; free_pages l 0; free_pages_bulk m sizeof(m)
    }}
    p = vmalloc 100M node 2             # more than the node has
    a = vmalloc_to_page p; b = vmalloc_to_page p + 100M - 4K
    {need("(a - 0x40000000) / 64M == 2")}
    {need("(b - 0x40000000) / 64M == 3")}
    vfree p
}}
"""

SCRIPTS = {
    "rollback": ROLLBACK, "align": ALIGN, "realloc": REALLOC, "read": READ, "user": USER,
    "unguarded": UNGUARDED, "objects": OBJECTS, "exhaustion": EXHAUSTION, "nodes": NODES,
}


def under_mmulator(program, allocator, script, scratch):
    trace = scratch / "t.mtr"
    output(program, "run", "--quiet", "--ram", "256M", "--allocator", allocator, "--trace", trace,
           script)
    return [int(result, 16) for result in
            TRACED.findall(output(program, "trace", "dump", "--kind", "op-end", trace))]


def on_qemu(program, allocator, script, scratch):
    image = scratch / "program"
    output(program, "compile", "--allocator", allocator, script, "-o", image)
    lines = boot(image.read_bytes())
    if "program done" not in lines:
        raise RuntimeError("\n".join(lines[-20:]))
    return [(match[1], int(match[2], 16)) for match in map(PRINTED.match, lines) if match]


def same(op, ours, theirs):
    """The same result, or the same kind of one that the loader decides."""
    return (ours == theirs or op == "free_page_count" or
            any(ours in kind and theirs in kind for kind in (RAM, LINEAR)))


def compare(tap, program, allocator, name, scratch):
    script = scratch / "script.wl"
    script.write_text(SCRIPTS[name])
    try:
        expected = under_mmulator(program, allocator, script, scratch)
    except Exception as error:  # the script found something that must not be
        tap.point(False, f"{name}, {allocator}", [str(error)])
        return
    tap.point(len(expected) > 5, f"{name}, {allocator}", [f"{len(expected)} results"])
    if QEMU is None:
        tap.point(True, f"{name}, {allocator}: on QEMU # SKIP no qemu-system-aarch64")
        return
    found = on_qemu(program, allocator, script, scratch)
    wrong = [f"op {i} ({op}): {a:#x}, on QEMU {b:#x}" for i, (a, (op, b)) in
             enumerate(zip(expected, found)) if not same(op, a, b)]
    tap.point(len(found) == len(expected) and not wrong, f"{name}, {allocator}: the same on QEMU",
              [f"{len(found)} results of {len(expected)}", *wrong[:10]])


def checked(tap, program, name, scratch):
    """The debug firmware finds nothing wrong between the ops."""
    script = scratch / "script.wl"
    script.write_text(SCRIPTS[name].replace("repeat 80", "repeat 20"))
    debug = FirmwareTest.directory / "vmalloc-debug.elf"
    try:
        output(program, "run", "--quiet", "--ram", "256M", "--firmware", debug, script)
        tap.point(True, f"{name}: checked")
    except Exception as error:
        tap.point(False, f"{name}: checked", [str(error)])


def main():
    build = Path(sys.argv[1]).resolve()
    FirmwareTest.directory = build / "firmware"
    tap = Tap()
    for name in SCRIPTS:
        for allocator in GENERATIONS:
            with tempfile.TemporaryDirectory() as scratch:
                compare(tap, build / "mmulator", allocator, name, Path(scratch))
        with tempfile.TemporaryDirectory() as scratch:
            checked(tap, build / "mmulator", name, Path(scratch))
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
