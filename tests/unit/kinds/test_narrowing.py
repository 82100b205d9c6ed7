"""What shuts somebody out of a connector comes last, and the rest of a change does not wait for it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.narrowing import (
    inbound_stages,
    receive_stages,
    send_stages,
    shuts_others_out,
)

SHUT = {"restrict_domains_to_certificate": True}
OPEN = {"restrict_domains_to_certificate": False}
BOTH = {"permission_groups": ["AnonymousUsers", "ExchangeServers"]}
ONE = {"permission_groups": ["ExchangeServers"]}


@pytest.mark.parametrize(
    ("before", "after", "phases"),
    [
        ({}, {**SHUT, "sender_domains": ["smtp:*;1"]}, ["retire"]),
        ({}, {**SHUT, "sender_domains": ["smtp:fabrikam.com;1"]}, ["accept"]),
        ({}, {**OPEN, "sender_domains": ["smtp:*;1"]}, ["accept"]),
        (OPEN, SHUT, ["retire"]),
        (SHUT, OPEN, ["accept"]),
        ({**OPEN, "comment": "a"}, {**SHUT, "comment": "b"}, ["accept", "retire"]),
        ({**OPEN, "name": "a"}, {**SHUT, "name": "b"}, ["retire"]),
    ],
)
def test_an_inbound_connector_shuts_others_out_in_the_end(
    before: dict[str, Any], after: dict[str, Any], phases: list[str]
) -> None:
    stages = inbound_stages("Inbound", before, after)
    assert [phase for phase, _attributes in stages] == phases
    assert stages[-1][1] == after


def test_the_first_step_leaves_the_door_as_it_was() -> None:
    first, _last = inbound_stages("Inbound", {**OPEN, "comment": "a"}, {**SHUT, "comment": "b"})
    assert first == ("accept", {**OPEN, "comment": "b"})


@pytest.mark.parametrize(
    ("before", "after", "phases"),
    [
        ({}, ONE, ["accept"]),
        (BOTH, ONE, ["retire"]),
        (ONE, BOTH, ["accept"]),
        ({**BOTH, "fqdn": "a"}, {**ONE, "fqdn": "b"}, ["accept", "retire"]),
        ({**BOTH, "extended_rights": {}}, {**ONE, "extended_rights": {}}, ["retire"]),
        ({"fqdn": "a"}, {"fqdn": "b"}, ["accept"]),
    ],
)
def test_a_receive_connector_lets_groups_in_first_and_out_last(
    before: dict[str, Any], after: dict[str, Any], phases: list[str]
) -> None:
    assert [phase for phase, _attributes in receive_stages("EX1\\Front", before, after)] == phases


WIDE = {"address_spaces": ["SMTP:contoso.co.uk;1", "SMTP:contoso.mail.onmicrosoft.com;1"]}
NARROW = {"address_spaces": ["SMTP:contoso.mail.onmicrosoft.com;1"]}


@pytest.mark.parametrize(
    ("before", "after", "phases"),
    [
        ({}, NARROW, ["send"]),
        (NARROW, WIDE, ["send"]),
        (WIDE, NARROW, ["retire"]),
        (WIDE, {"address_spaces": ["SMTP:*;1"]}, ["send"]),
        ({**WIDE, "fqdn": "a"}, {**NARROW, "fqdn": "b"}, ["send", "retire"]),
        (WIDE, {"fqdn": "b"}, ["send"]),
    ],
)
def test_a_send_connector_keeps_its_domains_until_their_mail_goes_another_way(
    before: dict[str, Any], after: dict[str, Any], phases: list[str]
) -> None:
    assert [phase for phase, _attributes in send_stages("To the tenant", before, after)] == phases


def test_a_connector_of_one_partner_shuts_out_nobody_else() -> None:
    assert shuts_others_out({**SHUT, "sender_domains": ["*"]})
    assert not shuts_others_out({**SHUT, "sender_domains": ["smtp:fabrikam.com;1"]})
