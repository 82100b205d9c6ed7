# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A trace by what is there says where nobody looked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.surroundings import not_seen
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Observation
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import completed, observe
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.trace import ASKED
from tests.support.golden import INVENTORIES
from tests.support.simulated import Rehearsal

from .worlds import accepted, outside, route, world


def topology(inventory: str) -> Topology:
    path = INVENTORIES / inventory / "group_vars" / "all" / "topology.yml"
    found, findings = read(yaml.safe_load(path.read_text(encoding="utf-8"))["mailflow"])
    assert found, findings
    return found


def seen(side: str, *kinds: str) -> Observation:
    return Observation("somewhere", kinds, (accepted(side, "contoso.com"),))


def test_a_kind_that_was_listed_and_has_nothing_is_no_gap() -> None:
    everything = [seen(side, *kinds) for side, kinds in ASKED.items()]
    assert not_seen(topology("contoso"), everything) == {}


def test_what_no_host_of_a_side_listed_is_a_gap() -> None:
    some = [seen("exchange", *ASKED["exchange"]), seen("online", "accepted_domain", "inbound_connector")]
    missing = not_seen(topology("contoso"), some)
    assert missing == {"online": ("outbound_connector", "organization_config", "transport_rule")}


def test_hosts_that_run_postfix_and_edge_servers_are_never_observed() -> None:
    everything = [seen(side, *kinds) for side, kinds in ASKED.items()]
    assert list(not_seen(topology("hybrid_exchange_edge"), everything)) == ["exchange EDGE1"]
    assert list(not_seen(topology("edge_in_front_of_exchange"), [])) == [
        "online",
        "exchange",
        "postfix edge1.contoso.com",
    ]


@pytest.mark.parametrize(("unseen", "said"), [("online", ["not-observed"]), ("exchange", [])])
def test_a_route_says_so_of_the_places_on_its_way_only(unseen: str, said: list[str]) -> None:
    told = route(replace(world(), unseen={unseen: ("transport_rule",)}), outside("bob@contoso.com"))
    assert [finding.rule for finding in told.findings] == said
    assert all("transport rule" in finding.message for finding in told.findings)


def test_an_observation_for_a_trace_has_connectors_and_rights_that_nobody_declared() -> None:
    rehearsal = Rehearsal()
    parameters: dict[str, Any] = {"Name": "Printers", "Usage": "Custom", "TransportRole": "FrontendTransport"}
    rehearsal.engine.invoke(
        "exchange",
        "New-ReceiveConnector",
        {**parameters, "Server": "EX1", "Bindings": ["0.0.0.0:25"], "RemoteIPRanges": ["192.0.2.0/24"]},
    )
    anybody = {"User": "NT AUTHORITY\\ANONYMOUS LOGON", "ExtendedRights": ["ms-Exch-SMTP-Accept-Any-Recipient"]}
    rehearsal.engine.invoke("exchange", "Add-ADPermission", {"Identity": "EX1\\Printers", **anybody})
    session = rehearsal.session("exchange")
    kinds = [BY_NAME["exchange", kind] for kind in ASKED["exchange"]]
    observed = completed(session, "ex1", observe(session, "ex1", []), kinds)
    assert set(observed.kinds) == set(ASKED["exchange"])
    (printers,) = [found for found in observed.of_kind("receive_connector") if found.name == "EX1\\Printers"]
    assert printers.attributes["extended_rights"] == {
        "NT AUTHORITY\\ANONYMOUS LOGON": ["ms-Exch-SMTP-Accept-Any-Recipient"]
    }
