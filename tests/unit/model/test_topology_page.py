"""The page about the topology says what the tables say."""

from __future__ import annotations

from tools.topology_page import PAGE, page


def test_the_committed_page_is_what_the_tables_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python tools/topology_page.py"
