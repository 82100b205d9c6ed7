"""The filter that says where the sites of a topology take mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleFilterError

from ansible_collections.mailflow.hybrid.plugins.filter.mail_endpoints import FilterModule

ROOT = Path(__file__).parents[3]
CONTOSO = ROOT / "inventories/contoso/group_vars/all/topology.yml"
mail_endpoints = FilterModule().filters()["mail_endpoints"]


@pytest.fixture
def topology() -> dict[str, Any]:
    return dict(yaml.safe_load(CONTOSO.read_text())["mailflow"])


def test_a_public_name_answers_at_itself_with_its_certificate(topology: dict[str, Any]) -> None:
    assert mail_endpoints(topology) == [
        {"name": "mail.contoso.com", "host": "mail.contoso.com", "port": 25, "tls_name": "mail.contoso.com"}
    ]


def test_the_certificate_decides_over_the_name_that_must_be_proved(topology: dict[str, Any]) -> None:
    site = topology["sites"]["headquarters"]
    site["public_name"] = "smtp.contoso.com"
    assert mail_endpoints(topology)[0]["tls_name"] == "mail.contoso.com"
    site["certificate"]["subject"] = "CN=*.contoso.com, O=Contoso"
    assert mail_endpoints(topology)[0]["tls_name"] == "smtp.contoso.com"


def test_a_name_can_be_reached_elsewhere_and_must_still_prove_itself(topology: dict[str, Any]) -> None:
    (endpoint,) = mail_endpoints(topology, {"mail.contoso.com": {"host": "192.0.2.10", "port": 2525}})
    assert (endpoint["host"], endpoint["port"], endpoint["tls_name"]) == ("192.0.2.10", 2525, "mail.contoso.com")
    (endpoint,) = mail_endpoints(topology, {"mail.contoso.com": {"host": "192.0.2.10"}})
    assert endpoint["port"] == 25


@pytest.mark.parametrize(
    ("elsewhere", "says"),
    [
        ({"mail.contosso.com": {"port": 2525}}, r"'mail\.contosso\.com'.*\(have: mail\.contoso\.com\)"),
        ({"mail.contoso.com": {"address": "192.0.2.10"}}, "'address'.*host and port only"),
        ({"mail.contoso.com": "192.0.2.10"}, "a dictionary of public names"),
        (["mail.contoso.com"], "a dictionary of public names"),
    ],
)
def test_a_place_that_fits_no_public_name_is_refused(topology: dict[str, Any], elsewhere: Any, says: str) -> None:
    with pytest.raises(AnsibleFilterError, match=says):
        mail_endpoints(topology, elsewhere)


def test_a_wrong_topology_is_refused_with_its_findings() -> None:
    with pytest.raises(AnsibleFilterError, match=r"mailflow\.domains"):
        mail_endpoints({})
