# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# tools/check_layers: a tree that keeps every rule passes; each rule, broken in
# one place, is named at that place.

# A C file with its licence line and the text of standard input.
source_file()
{
    mkdir -p "tree/$(dirname "$1")"
    {
        echo '/* SPDX-License-Identifier: GPL-2.0-or-later */'
        cat
    } >"tree/$1"
}

header()
{
    printf '#pragma once\n' | source_file "$1"
}

# Appends line $2 to file $1 of the tree.
add()
{
    [ -e "tree/$1" ] || source_file "$1" </dev/null
    printf '%s\n' "$2" >>"tree/$1"
}

good_tree()
{
    for name in firmware/abi/program firmware/mm/page emu/addr emu/event emu/counters emu/tlb \
        emu/mmu emu/sched host/base/log host/report/result host/trace/trace_write \
        host/engine/engine host/run/run host/cli/options; do
        header "$name.h"
    done
    add firmware/abi/program.h '#include <stdint.h>'
    add firmware/mm/page.c '#include "mm/page.h"'
    add firmware/mm/page.c '#include "abi/program.h"'
    add emu/event.h '#include "addr.h"'
    add emu/counters.h '#include "event.h"'
    add emu/tlb.h '#include "event.h"'
    add emu/mmu.c '#include "tlb.h"'
    add emu/mmu.c '#include <string.h>'
    add host/report/result.h '#include "counters.h"'
    add host/trace/trace_write.c '#include <zstd.h>'
    add host/engine/engine.c '#include <unicorn/unicorn.h>'
    add host/engine/engine.c '#include "mmu.h"'
    add host/run/run.c '#include "engine.h"'
    add host/run/run.c '#include "program.h"'
    add host/run/run.c '#include <stdio.h>'
    add tests/unit/test_mmu.c '#include "mmu.h"'
}

# The one complaint about the tree: at $1 ("file:line"), with text $2.
expect_complaint()
{
    expect_status 1 "$root/tools/check_layers" tree
    expect_equal "complaint" "$output" "$1: $2"
}

# A good tree with line $2 added to file $1 earns complaint $3 at line $4.
expect_refused()
{
    rm -rf tree
    good_tree
    add "$1" "$2"
    expect_complaint "$1:${4:-$(wc -l <"tree/$1" | tr -d ' ')}" "$3"
}

test_good_tree_passes()
{
    good_tree
    expect_status 0 "$root/tools/check_layers" tree
    expect_equal "output" "$output" ""
}

test_this_tree_passes()
{
    expect_status 0 "$root/tools/check_layers" "$root"
    expect_equal "output" "$output" ""
}

test_tree_without_sources_is_refused()
{
    mkdir tree
    expect_status 1 "$root/tools/check_layers" tree
    expect_contains "message" "$output" "no sources"
}

test_abi_includes_more_than_integers_refused()
{
    expect_refused firmware/abi/program.h '#include <stdbool.h>' \
        'firmware/abi may not include <stdbool.h>'
    expect_refused firmware/abi/program.h '#include "mm/page.h"' \
        'firmware/abi may not include firmware/mm/page.h'
}

test_firmware_leaves_its_house_refused()
{
    expect_refused firmware/mm/page.c '#include <stdlib.h>' 'firmware may not include <stdlib.h>'
    expect_refused firmware/mm/page.c '#include "emu/addr.h"' '"emu/addr.h" is not in the project'
    expect_refused firmware/mm/page.c '#include "addr.h"' 'firmware may not include emu/addr.h'
}

test_firmware_fake_may_use_libc()
{
    good_tree
    add firmware/fake/sysreg.c '#include <stdlib.h>'
    expect_status 0 "$root/tools/check_layers" tree
}

test_firmware_fake_stands_in_for_its_original()
{
    good_tree
    header firmware/arch/barrier.h
    header firmware/fake/arch/barrier.h
    add firmware/fake/arch/barrier.h '#include <assert.h>'
    add firmware/mm/page.c '#include "arch/barrier.h"'
    add firmware/fake/machine.c '#include "arch/barrier.h"'
    expect_status 0 "$root/tools/check_layers" tree
}

test_firmware_includes_fake_alone_refused()
{
    good_tree
    header firmware/fake/machine.h
    add firmware/mm/page.c '#include "fake/machine.h"'
    expect_complaint firmware/mm/page.c:4 'firmware may not include firmware/fake/machine.h'
}

test_emu_includes_stdio_refused()
{
    expect_refused emu/mmu.c '#include <stdio.h>' 'emu may not include <stdio.h>'
    expect_refused emu/mmu.c '  #  include <time.h>' 'emu may not include <time.h>'
}

test_emu_includes_engine_or_firmware_refused()
{
    expect_refused emu/mmu.c '#include <unicorn/unicorn.h>' \
        'emu may not include <unicorn/unicorn.h>'
    expect_refused emu/mmu.c '#include "engine.h"' 'emu may not include host/engine/engine.h'
    expect_refused emu/mmu.c '#include "program.h"' 'emu may not include firmware/abi/program.h'
}

test_emu_includes_to_its_right_refused()
{
    expect_refused emu/tlb.h '#include "mmu.h"' \
        'emu/mmu.h stands to the right of emu/tlb.h in the order of emu'
    expect_refused emu/mmu.c '#include "sched.h"' \
        'emu/sched.h stands to the right of emu/mmu.c in the order of emu'
}

test_emu_prefixed_file_has_the_place_of_its_prefix()
{
    expect_refused emu/tlb_invalidate.c '#include "mmu.h"' \
        'emu/mmu.h stands to the right of emu/tlb_invalidate.c in the order of emu'
}

test_emu_file_without_a_place_refused()
{
    expect_refused emu/surprise.c 'int surprise;' \
        'has no place in EMU_ORDER of tools/check_layers' 1
}

test_counters_learn_other_than_by_events_refused()
{
    expect_refused emu/counters.h '#include "tlb.h"' \
        'counters learn from events only, not from emu/tlb.h'
    expect_refused emu/mmu.c '#include "counters.h"' 'no part of emu may include the counters'
}

test_emu_heap_outside_create_refused()
{
    expect_refused emu/mmu.c 'void mmu_translate(void) { x = malloc(1); }' \
        'malloc() in mmu_translate(): emu allocates in create only'
    expect_refused emu/mmu.h '#include <stdlib.h>' \
        'emu allocates in its .c files only: no <stdlib.h> in a header'
}

test_emu_heap_in_create_passes()
{
    good_tree
    add emu/mmu.c 'struct mmu *mmu_create(void)'
    add emu/mmu.c '{ return calloc(1, 8); }'
    add emu/mmu.c '/* free() is not called here */'
    expect_status 0 "$root/tools/check_layers" tree
}

test_host_includes_firmware_refused()
{
    expect_refused host/run/run.c '#include "mm/page.h"' 'host may not include firmware/mm/page.h'
}

test_report_or_trace_sees_the_machine_refused()
{
    expect_refused host/report/result.h '#include "mmu.h"' \
        'host/report sees values only, not emu/mmu.h'
    expect_refused host/trace/trace_write.c '#include "engine.h"' \
        'host/trace may not include host/engine/engine.h'
}

test_engine_includes_upwards_refused()
{
    expect_refused host/engine/engine.c '#include "run.h"' \
        'host/engine may not include host/run/run.h'
}

test_unknown_part_of_host_refused()
{
    expect_refused host/misc/misc.c '#include "log.h"' \
        'host/misc has no place among the parts of host'
}

test_engine_library_elsewhere_refused()
{
    expect_refused host/engine/engine.h '#include <unicorn/unicorn.h>' \
        'third-party <unicorn/unicorn.h> belongs into a .c file, not a header'
    expect_refused host/run/run.c '#include <unicorn/unicorn.h>' \
        'only host/engine/engine.c may include <unicorn/unicorn.h>'
}

test_third_party_header_twice_refused()
{
    expect_refused host/trace/trace_zip.c '#include <zstd.h>' \
        '<zstd.h> is already included by host/trace/trace_write.c'
}

test_product_includes_tests_refused()
{
    good_tree
    header tests/support/world.h
    add host/run/run.c '#include "../../tests/support/world.h"'
    expect_status 1 "$root/tools/check_layers" tree
    expect_contains "complaint" "$output" 'host/run/run.c:5: '
}

test_include_of_unknown_file_refused()
{
    expect_refused host/run/run.c '#include "absent.h"' '"absent.h" is not in the project'
}

test_header_made_by_the_build_passes()
{
    good_tree
    printf "# SPDX-License-Identifier: GPL-2.0-or-later\nconfigure_file(output: 'version.h')\n" |
        put tree/host/meson.build
    add host/run/run.c '#include "version.h"'
    expect_status 0 "$root/tools/check_layers" tree
}

test_ambiguous_include_refused()
{
    good_tree
    header firmware/dev/page.h
    header firmware/run/code.h
    add firmware/run/code.h '#include "page.h"'
    expect_complaint firmware/run/code.h:3 \
        '"page.h" may be any of firmware/dev/page.h, firmware/mm/page.h'
}

test_included_source_refused()
{
    expect_refused host/engine/engine.c '#include "run.c"' 'host/run/run.c is compiled, not included'
}

test_include_cycle_refused()
{
    expect_refused emu/addr.h '#include "addr.h"' 'includes itself through emu/addr.h' 1
}

test_base_name_twice_refused()
{
    expect_refused host/base/mmu.c 'int x;' 'has the base name of emu/mmu.c' 1
    expect_refused firmware/run/page.c 'int x;' 'has the base name of firmware/mm/page.c' 1
}

test_file_without_licence_line_refused()
{
    good_tree
    echo 'int x;' >tree/host/base/late.c
    echo '/* SPDX-License-Identifier: GPL-2.0-or-later */' >>tree/host/base/late.c
    expect_complaint host/base/late.c:1 'the first line must be the SPDX licence identifier'
}

test_script_without_licence_line_refused()
{
    good_tree
    printf '#!/bin/sh\necho\n' | put tree/tools/thing
    expect_complaint tools/thing:2 'the first line must be the SPDX licence identifier'
}

test_machine_path_refused()
{
    # Spelled in parts: this file is checked too.
    expect_refused host/run/run.c "/* /ho""me/someone/src */" 'names a path of one machine'
}
