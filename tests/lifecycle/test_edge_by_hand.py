"""What is left to do by hand at an Edge server: until then mail of the cloud waits, and what is told is enough."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.advice.tell import advise_on
from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.advice import edge_cmdlets, quoted
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import Topology, read
from tests.support.golden import golden
from tests.support.golden_world import GoldenWorld, cmdlets_in
from tests.support.organization import stated

EDGE = next(found for found in golden() if found.inventory == "hybrid_exchange_edge")


@pytest.fixture
def untouched(tmp_path: Path) -> Iterator[GoldenWorld]:
    world = GoldenWorld(tmp_path, EDGE, followed=False)
    yield world
    world.stop()


def test_mail_of_the_cloud_waits_until_the_advice_is_followed_and_then_stays_internal(untouched: GoldenWorld) -> None:
    (there,) = (message for message in EDGE.messages if message.name.startswith("from the cloud to a mailbox"))
    way, end = untouched.take(there)
    assert (way[0].endswith(", Anonymous"), end) == (True, "queued: 450 4.4.317")
    untouched.follow_the_advice()
    assert untouched.contoso.retry() == 1
    assert untouched.take(there) == (list(there.way), there.end)


def test_what_leaves_through_the_edge_needs_nothing_by_hand(untouched: GoldenWorld) -> None:
    (there,) = (message for message in EDGE.messages if message.name.startswith("from on premises to a cloud"))
    assert untouched.take(there) == (list(there.way), there.end)


def topology(**edge: object) -> Topology:
    document = stated("hybrid_exchange_edge")
    site = document["sites"]["headquarters"]
    site["edge"] |= edge.pop("edge", {})
    site |= edge
    found, findings = read(document)
    assert found is not None, findings
    return found


def told(of: Topology) -> list[tuple[str, dict[str, object]]]:
    return [call for line in edge_cmdlets(of, of.sites[0]) for call in cmdlets_in(line)]


def test_each_edge_server_is_told_by_its_own_name() -> None:
    calls = told(topology(edge={"servers": ["edge1", "edge2"]}))
    assert [parameters["Identity"] for _name, parameters in calls] == [
        "Default internal receive connector EDGE1",
        "Default internal receive connector EDGE2",
    ]


def test_a_quote_in_the_name_of_a_certificate_stays_within_it() -> None:
    of = topology(certificate={"issuer": "CN=O'Brien'; Remove-Item C:, O=Example", "subject": "CN=mail.contoso.com"})
    ((name, parameters),) = told(of)
    assert name == "Set-ReceiveConnector"
    assert parameters["TlsCertificateName"] == "<I>CN=O'Brien'; Remove-Item C:, O=Example<S>CN=mail.contoso.com"


def test_a_curved_quote_ends_a_literal_of_powershell_too() -> None:
    assert quoted("O\u2019Brien") == "'O\u2019\u2019Brien'"


def test_a_public_name_with_ipv6_opens_the_connector_to_it() -> None:
    """It takes IPv4 only as setup makes it, and the cloud prefers the other (R16)."""
    ((_name, parameters),) = told(topology(public_addresses=["198.51.100.10", "2001:db8::10"]))
    assert parameters["Bindings"] == ["0.0.0.0:25", "[::]:25"]
    assert "Bindings" not in told(topology())[0][1]


def test_the_checklist_has_the_steps_in_the_order_in_which_they_are_done() -> None:
    steps = [step.id for step in advise_on(topology()).checklist]
    ours = [step for step in steps if step in ("buy-certificate", "edge-subscription", "edge-by-hand", "run")]
    assert ours == ["buy-certificate", "edge-subscription", "edge-by-hand", "run"]
