"""The two languages a picture is written in: whole, the same each time, and deaf to what names contain."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ElementTree
from html import unescape

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.graphviz import NoPicture, digest, drawn_of, svg
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.dot import dot
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.mermaid import mermaid
from ansible_collections.mailflow.hybrid.plugins.module_utils.picture.scene import Demand, Picture, Place, Way
from tests.unit.picture.pictures import ROOT, of_inventory, picture_of, with_forty_partners

DRAWN = ROOT / "docs/diagrams"
HOSTILE = '</TD>"]; click p0 "javascript:1" <script>|\\N & `#quot;`\n%% end'


def hostile() -> Picture:
    places = (Place("a", "servers", HOSTILE, (HOSTILE,), HOSTILE), Place("b", "tenant", HOSTILE, (), HOSTILE))
    return Picture(HOSTILE, places, (Way("a", "b", "link", HOSTILE, (HOSTILE,), (), (Demand("shows", HOSTILE),)),))


def test_the_committed_pictures_are_those_of_contoso() -> None:
    picture = of_inventory("contoso")
    assert (DRAWN / "contoso.mmd").read_text(encoding="utf-8") == mermaid(picture)
    drawn = drawn_of((DRAWN / "contoso.svg").read_text(encoding="utf-8"))
    assert drawn == digest(dot(picture)), "docs/diagram.md says how the picture is drawn anew"


def test_the_page_shows_the_committed_flow_chart() -> None:
    page = (ROOT / "docs/diagram.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{mermaid(of_inventory('contoso'))}```" in page


def test_no_name_gets_out_of_its_label_in_mermaid() -> None:
    lines = mermaid(hostile()).splitlines()
    for line in lines:
        assert line.count('"') in (0, 2), line
        inside = line.split('"')[1].replace("<br/>", "") if '"' in line else ""
        assert not set(inside) & set("<>`|\\[]{}")
    assert len(lines) == len(mermaid(Picture("", hostile().places, hostile().ways)).splitlines())


def test_no_name_gets_out_of_its_label_in_the_language_of_graphviz() -> None:
    text = dot(hostile())
    assert "<script" not in text
    assert "\\" not in text
    assert text.count("</TD>") == text.count("<TD")


def test_words_have_room_where_the_font_is_wider_than_graphviz_thinks() -> None:
    cells = re.findall(r'<TD ALIGN="LEFT" WIDTH="(\d+)"[^>]*>(?:<B>)?([^<]*)', dot(of_inventory("contoso")))
    assert len(cells) > 20
    assert [words for width, words in cells if int(width) < 6 * len(unescape(words))] == []


@pytest.mark.slow
@pytest.mark.parametrize("picture", [hostile(), of_inventory("contoso"), picture_of(with_forty_partners())])
def test_graphviz_draws_it_and_the_text_is_text(picture: Picture) -> None:
    assert shutil.which("dot"), "Graphviz is missing. Install it (Debian: apt install graphviz)."
    drawing = svg(dot(picture))
    root = ElementTree.fromstring(drawing)
    assert drawn_of(drawing) == digest(dot(picture))
    assert not [node for node in root.iter() if node.tag.endswith(("script", "}a"))]


def test_without_graphviz_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoPicture, match=r"no program 'dot' on PATH.*apt install graphviz.*formats: \[mermaid\]"):
        svg("digraph {}")
