"""Parameters that no attribute says: taken as one line, refused where something else says or needs them."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.postfix.parameters import REFUSED, SAID_BY
from tests.unit.postfix.test_postfix_cases import CASES, configured

CONFIG = BY_NAME["postfix", "transport_config"]
# What is written for want of anything better, so that somebody may know better.
TO_BE_STATED_OTHERWISE = {
    "address_verify_map",
    "append_dot_mydomain",
    "biff",
    "disable_vrfy_command",
    "header_checks",
    "mailbox_size_limit",
    "plaintext_reject_code",
    "smtp_host_lookup",
    "smtp_tls_loglevel",
    "smtp_tls_mandatory_protocols",
    "smtpd_forbid_bare_newline",
    "smtpd_helo_required",
    "smtpd_tls_auth_only",
    "smtpd_tls_loglevel",
    "smtpd_tls_mandatory_protocols",
    "smtpd_tls_received_header",
    "tls_trust_server_ccerts",
    "unverified_recipient_reject_code",
}


def taken(parameters: Any) -> Any:
    return CONFIG.resource("Postfix", {"fqdn": "mail.contoso.com", "parameters": parameters}).attributes["parameters"]


def test_nothing_that_is_written_can_be_said_a_second_time_without_anybody_having_thought_of_it() -> None:
    written = set()
    for path in CASES.values():
        found = configured({**(case := yaml.safe_load(path.read_text())), "resources": stripped(case["resources"])})
        written |= {name for name, _value in found.main}
        written |= {name for service in found.services for name, _value in service.options}
    ours = {name for name in written if not name.startswith(("mailflow_", "mailflow-"))}
    assert ours - set(REFUSED) == TO_BE_STATED_OTHERWISE & ours
    assert not TO_BE_STATED_OTHERWISE & set(REFUSED)


def stripped(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in entry.items() if name != "parameters"} for entry in entries]


def test_what_is_to_be_said_instead_is_an_attribute() -> None:
    for kind, attributes in SAID_BY.items():
        known = {attribute.name for attribute in BY_NAME["postfix", kind].attributes}
        assert set(attributes) <= known, kind


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("message_size_limit", "say max_message_size of transport_config"),
        ("relayhost", "say address_spaces of send_connector"),
        ("smtpd_relay_restrictions", "say accept_any_recipient of receive_connector"),
        ("mynetworks", "say remote_ip_ranges of receive_connector"),
        ("smtp_tls_CAfile", "set the role's variable postfix_edge_ca_file"),
        ("daemon_directory", "the installation"),
        ("mailflow_25_banner", "no name of a parameter"),
        ("smtpd milters", "no name of a parameter"),
        ("a\nb", "no name of a parameter"),
        ("-o", "no name of a parameter"),
    ],
)
def test_what_something_else_says_or_needs_is_refused_with_what_to_do(name: str, instead: str) -> None:
    with pytest.raises(ValueError, match=instead):
        taken({name: "x"})


@pytest.mark.parametrize(
    "value", ["a\nmynetworks = 0.0.0.0/0", "a\rb", "$mynetworks", "${x}", "{", "}{", "a\u2028b", "ü", ["a", "b\nc"]]
)
def test_a_value_is_one_plain_line(value: Any) -> None:
    with pytest.raises(ValueError, match="smtpd_milters"):
        taken({"smtpd_milters": value})


def test_values_are_written_as_postfix_reads_them() -> None:
    told = {"b": [1, "x"], "a": True, "c": None, "d": " spaced out "}
    assert taken(told) == {"a": "yes", "b": "1, x", "c": "", "d": "spaced out"}


def test_parameters_are_a_mapping() -> None:
    with pytest.raises(ValueError, match="mapping"):
        taken(["smtpd_milters=inet:127.0.0.1:11332"])
