"""Explicit resources: where what there is one of and what each server has one of are placed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import compile_topology
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read

RULE = {"kind": "transport_rule"}
CERTIFICATE = {"issuer": "CN=Example CA, O=Example", "subject": "CN=mail.contoso.com, O=Contoso"}


def compiled(**resources: list[dict[str, Any]]) -> tuple[list[Desired], list[Finding]]:
    topology, findings = read(
        {
            "domains": {"contoso.com": {"mailboxes": "both", "mx": "online"}},
            "online": {"host": "contoso_online", "tenant": "contoso.onmicrosoft.com"},
            "sites": {
                "headquarters": {
                    "servers": ["ex1", "ex2"],
                    "public_name": "mail.contoso.com",
                    "certificate": CERTIFICATE,
                }
            },
            "resources": resources,
        }
    )
    assert topology, findings
    desired, more = compile_topology(topology)
    return [wish for wish in desired if wish.because.startswith("mailflow.resources")], more


def test_settings_of_an_organization_belong_to_one_host_of_their_side() -> None:
    wishes, findings = compiled(
        exchange=[{"kind": "transport_config", "name": "organization", "max_send_size": "50MB"}],
        online=[{"kind": "organization_config", "name": "organization", "reject_direct_send": True}],
    )
    assert findings == []
    assert [(wish.host, dict(wish.resource.attributes)) for wish in wishes] == [
        ("ex1", {"max_send_size": "50MB"}),
        ("contoso_online", {"reject_direct_send": True}),
    ]


def test_the_service_of_a_server_belongs_to_the_host_of_that_server() -> None:
    wishes, findings = compiled(exchange=[{"kind": "transport_service", "name": "EX2", "poison_threshold": 3}])
    assert findings == []
    assert [(wish.host, wish.resource.name) for wish in wishes] == [("ex2", "EX2")]


def test_mail_flow_rules_are_resources_of_both_sides() -> None:
    moment = {"activation_date": "2026-01-31T13:00:00+01:00"}
    wishes, findings = compiled(
        exchange=[{"kind": "transport_rule", "name": "Junk", "from": None, "except_if_scl_over": 5}],
        online=[{"kind": "transport_rule", "name": "Old", "state": "absent"}, {**moment, **RULE, "name": "New"}],
    )
    assert findings == []
    assert [(wish.host, wish.resource.name, wish.present, dict(wish.resource.attributes)) for wish in wishes] == [
        ("ex1", "Junk", True, {"from": [], "except_if_scl_over": 5}),
        ("contoso_online", "Old", False, {}),
        ("contoso_online", "New", True, {"activation_date": "2026-01-31T12:00:00Z"}),
    ]


@pytest.mark.parametrize(
    ("resource", "rule", "says"),
    [
        ({"kind": "transport_service", "name": "EX9", "poison_threshold": 3}, "no-place", "as in 'EX1'"),
        ({"kind": "transport_config", "name": "ours"}, "wrong-name", "is not 'organization'"),
    ],
)
def test_what_has_another_name_than_it_can_have_is_a_finding(resource: dict[str, Any], rule: str, says: str) -> None:
    wishes, (finding,) = compiled(exchange=[resource])
    assert wishes == []
    assert finding.rule == rule
    assert says in finding.message
