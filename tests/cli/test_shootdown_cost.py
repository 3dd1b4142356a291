# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/bench/shootdown_cost.py: the curves of docs/shootdown.md, with few cores."""

import shutil
import sys

from cli import SOURCE, check, main, mentions, same

sys.path.insert(0, str(SOURCE / "tests" / "bench"))
import shootdown_cost  # noqa: E402


def test_page_has_tables_of_every_mark_and_a_picture(cli):
    docs = cli.scratch / "docs"
    docs.mkdir()
    shutil.copy(SOURCE / "docs" / "shootdown.md", docs)
    costs = shootdown_cost.measure(cli.program, 2)
    shootdown_cost.write(docs, costs)
    text = (docs / "shootdown.md").read_text()
    for name, rows in shootdown_cost.tables(costs).items():
        mentions(text, f"<!-- {name}: begin -->\n{rows}\n<!-- {name}: end -->")
    picture = (docs / "shootdown.svg").read_text()
    same(picture.count("<path d=\"M") - picture.count('stroke="#ddd"'), 3 * 4 * 4, "curves")


def test_another_target_costs_a_broadcast_its_part_of_the_dsb(cli):
    """20 cycles for 15 pages: one cycle a page, or two."""
    one, two = (shootdown_cost.cost(cli.program, "one", "broadcast", "augmented", cores) for cores in (1, 2))
    check(one < two <= one + 2, f"{one} cycles a page alone, {two} with another core")


def test_interrupts_cost_more_than_broadcasts_where_all_free(cli):
    broadcast, ipi = (shootdown_cost.cost(cli.program, "all", strategy, "augmented", 8)
                      for strategy in ("broadcast", "ipi"))
    check(ipi > broadcast, f"{ipi} cycles a page by interrupts, {broadcast} by broadcast")


if __name__ == "__main__":
    sys.exit(main(globals()))
