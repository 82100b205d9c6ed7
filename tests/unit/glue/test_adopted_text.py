"""The file that adoption writes: it says what was adopted, and nothing in a name can make it say more."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader

from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.adopt import Adopted, adopt
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.draft import Draft
from ansible_collections.mailflow.hybrid.plugins.module_utils.adopt.residue import Unsaid
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.adopted_text import adopted_text
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from tests.support.adopting import brought_about, hosts_of, seen_in
from tests.support.organization import TOPOLOGIES

INVENTORIES = [name for name in TOPOLOGIES if name != "rehearsal"]
NASTY = [
    "a\nevil: true",
    "# not a comment",
    "{{ lookup('ansible.builtin.pipe', 'id') }}",
    "{% raw %}",
    "yes",
    "1.0",
    "a: b",
    "- x",
    "\u2028line",
    "'quoted' \"twice\"",
    "*",
    "",
]


def loaded(text: str) -> Any:
    """As Ansible loads a file of variables."""
    return plain(DataLoader().load(text))


@pytest.mark.parametrize("inventory", INVENTORIES)
def test_the_file_says_what_was_adopted(inventory: str) -> None:
    found = adopt(seen_in(brought_about(inventory), hosts_of(inventory)))
    text = adopted_text(found)
    assert yaml.safe_load(text) == {"mailflow": found.document}
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("name", NASTY)
def test_a_name_stays_a_name(name: str) -> None:
    words = {"domains": {"contoso.com": {"mailboxes": "both"}}, "filters": {"x": {"smart_hosts": [name]}}}
    unsaid = (Unsaid("online", "transport_rule", name, {"comments": name, "words": [name]}, f"because of {name}"),)
    adopted = Adopted(Draft(words, {"filters.x": f"connector {name!r} {name}"}), unsaid, ())
    assert loaded(adopted_text(adopted)) == {"mailflow": adopted.document}


@pytest.mark.parametrize("name", [name for name in NASTY if "{" in name])
def test_nobodys_name_is_a_template(name: str) -> None:
    unsaid = (Unsaid("online", "transport_rule", name, {"comments": name}, name),)
    text = adopted_text(Adopted(Draft({}, {}), unsaid, ()))
    assert text.count("!unsafe") == 2


def test_every_word_says_what_it_was_read_from() -> None:
    text = adopted_text(adopt(seen_in(brought_about("several_sites"), hosts_of("several_sites"))))
    assert "  # connectors 'Outbound to Office 365 - 5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10', 'Inbound from" in text
    assert "      # send connector 'Internet from branch'\n      outbound: online\n" in text
    assert (
        "      # otherwise than mailflow.sites[branch].outbound would have it.\n"
        "      - {kind: send_connector, name: Internet from branch, is_scoped_connector: true}\n"
    ) in text
