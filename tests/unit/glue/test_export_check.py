"""Values that were lost on their way into a file: unreadable, where a live side would have shown them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.export_check import require_legible
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Unavailable
from tests.support.organization import world
from tests.support.simulated import Rehearsal
from tools.export_scripts import exported

CONNECTOR = {"Name": "Internet", "Identity": "Internet", "AddressSpaces": ["smtp:*;1"], "TlsAuthLevel": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AddressSpaces", "System.Object[]"),
        ("AddressSpaces", "smtp:*;1 smtp:contoso.com;5"),
        ("AddressSpaces", [{"Address": "*", "Cost": 1}]),
        ("TlsAuthLevel", 3),
        ("MaxMessageSize", {}),
        ("Comment", "Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]"),
        ("Fqdn", "@{Domain=mail.contoso.com}"),
        ("ConnectionInactivityTimeOut", {"Days": 0}),
    ],
)
def test_a_value_that_lost_its_form_is_unreadable_and_the_way_out_is_told(name: str, value: Any) -> None:
    with pytest.raises(Unavailable) as caught:
        require_legible("exchange", "Get-SendConnector", [CONNECTOR, {**CONNECTOR, name: value}])
    assert caught.value.message.startswith("Cannot tell what Get-SendConnector shows: the export has " + name)
    assert "of Internet." in caught.value.message
    assert "Get-SendConnector | Export-Clixml 'Get-SendConnector.xml'" in caught.value.message
    assert "-Depth 5" in caught.value.message


def test_of_many_such_values_the_first_are_told() -> None:
    lost: list[dict[str, Any]] = [{**CONNECTOR, "Identity": f"C{number}", "MaxMessageSize": {}} for number in range(5)]
    with pytest.raises(Unavailable, match=r"of C0; .* of C1; .* of C2, and 2 more\."):
        require_legible("exchange", "Get-SendConnector", lost)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AddressSpaces", "smtp:*;1"),
        ("AddressSpaces", ""),
        ("TlsAuthLevel", "AWordOfTheNextVersion"),
        ("ObjectCategory", {"managed by": "nobody"}),
        ("Comment", "to the Internet, since 2019"),
    ],
)
def test_what_a_live_side_could_show_as_well_is_left_to_the_comparison(name: str, value: Any) -> None:
    require_legible("exchange", "Get-SendConnector", [{**CONNECTOR, name: value}])


@pytest.mark.parametrize("side", ["exchange", "online"])
def test_everything_that_the_sides_show_can_be_told(side: str) -> None:
    session = Rehearsal(world()).session(side)
    for each in exported(side):
        if not each.asked_by:
            require_legible(side, f"Get-{each.get}", session.invoke(f"Get-{each.get}", {}).objects)
    if side == "exchange":
        objects = session.invoke("Get-ReceiveConnector", {}).objects
        assert len(objects) == 15
        require_legible(side, "Get-ReceiveConnector", objects)
