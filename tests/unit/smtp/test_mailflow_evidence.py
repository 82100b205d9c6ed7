"""Evidence for the rules: name servers and public names are asked, and what nobody answers is left out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.look_up import LookUp
from simulator.certificates import Authority, Issued
from tests.support.answering import answering
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

INVENTORY = Path(__file__).parents[3] / "inventories" / "contoso" / "group_vars" / "all" / "topology.yml"
SPF = '"v=spf1 ip4:198.51.100.10 " "include:spf.protection.outlook.com -all"'
RECORDS = {
    ("MX", "contoso.com"): ("10 contoso-com.mail.protection.outlook.com.",),
    ("TXT", "contoso.com"): ('"something else"', SPF),
    ("TXT", "_dmarc.contoso.com"): ('"v=DMARC1; p=reject"',),
    ("MX", "contoso.co.uk"): ("20 later.fabrikam.com.", "5 mail.contoso.com."),
    ("TXT", "contoso.co.uk"): (SPF,),
    ("A", "mail.contoso.com"): ("198.51.100.10",),
}


@pytest.fixture
def topology() -> dict[str, Any]:
    return copy.deepcopy(yaml.safe_load(INVENTORY.read_text())["mailflow"])


def test_exchangers_come_by_preference_and_texts_whole() -> None:
    with answering(RECORDS) as port:
        answers, unanswered = LookUp(("127.0.0.1",), port).ask([("MX", "contoso.co.uk"), ("TXT", "contoso.com")])
    assert answers["MX", "contoso.co.uk"] == ("mail.contoso.com", "later.fabrikam.com")
    assert "v=spf1 ip4:198.51.100.10 include:spf.protection.outlook.com -all" in answers["TXT", "contoso.com"]
    assert unanswered == []


def test_a_name_without_a_record_has_an_empty_answer_and_a_failing_server_none() -> None:
    asked = [("TXT", "_dmarc.contoso.co.uk"), ("AAAA", "mail.contoso.com"), ("MX", "contoso.com")]
    with answering(RECORDS, frozenset({"contoso.com"})) as port:
        answers, unanswered = LookUp(("127.0.0.1",), port, lifetime=1).ask(asked)
    assert answers == {("TXT", "_dmarc.contoso.co.uk"): (), ("AAAA", "mail.contoso.com"): ()}
    (sentence,) = unanswered
    assert sentence.startswith("No answer for MX of 'contoso.com' from 127.0.0.1")


def test_what_was_seen_breaks_the_rules_it_should(
    serve: Callable[..., Any], authority: Authority, genuine: Issued, topology: dict[str, Any]
) -> None:
    world, server = Rehearsal(), serve(certificate=genuine)
    with answering(RECORDS) as port:
        options = {"topology": topology, "name_servers": ["127.0.0.1"], "name_server_port": port}
        options |= {"endpoints": {"mail.contoso.com": {"host": "127.0.0.1", "port": server.port}}}
        seen = run_task(world, "mailflow_evidence", options | {"ca_file": str(authority.ca_pem)})
    assert not seen.get("failed"), seen
    (met,) = seen["evidence"]["handshakes"]
    assert (met["connected"], met["offered"], met["verified"], met["version"]) == (True, True, True, "TLSv1.3")
    checked = run_task(world, "mailflow_check", {"topology": topology, "evidence": seen["evidence"]})
    told = {(finding["rule"], finding["path"]) for finding in checked["findings"]}
    assert told == {
        ("mx-is-not-where-it-is-said", "mailflow.domains[contoso.co.uk]"),
        ("domain-open-to-forgery", "mailflow.domains[contoso.co.uk]"),
    }


@pytest.mark.parametrize(
    ("manners", "rule"), [({}, "starttls-not-offered"), ({"drop_at": "connect"}, "public-name-does-not-answer")]
)
def test_a_public_name_without_tls_or_answer_is_an_error(
    serve: Callable[..., Any], topology: dict[str, Any], manners: dict[str, Any], rule: str
) -> None:
    world, server = Rehearsal(), serve(**manners)
    elsewhere = {"mail.contoso.com": {"host": "127.0.0.1", "port": server.port}}
    seen = run_task(world, "mailflow_evidence", {"topology": topology, "endpoints": elsewhere})
    assert set(seen["evidence"]) == {"handshakes"}
    checked = run_task(world, "mailflow_check", {"topology": topology, "evidence": seen["evidence"]})
    assert checked["failed"]
    assert [(finding["rule"], finding["path"]) for finding in checked["findings"]] == [
        (rule, "mailflow.sites[headquarters].public_name")
    ]


def partner(tls: str) -> dict[str, Any]:
    return {"fabrikam": {"domains": ["fabrikam.com"], "send": {"tls": tls}}}


@pytest.mark.parametrize(("tls", "rules"), [("certificate", ["partner-cannot-be-validated"]), ("required", [])])
def test_the_hosts_of_partners_are_met_where_that_is_asked_for(
    serve: Callable[..., Any], genuine: Issued, topology: dict[str, Any], tls: str, rules: list[str]
) -> None:
    server = serve(certificate=genuine)  # whose authority nobody told of
    topology["partners"] = partner(tls)
    place = {"host": "127.0.0.1", "port": server.port}
    with answering(RECORDS | {("MX", "fabrikam.com"): ("10 mail.fabrikam.com.",)}) as port:
        options = {"topology": topology, "name_servers": ["127.0.0.1"], "name_server_port": port, "partners": True}
        seen = run_task(Rehearsal(), "mailflow_evidence", options | {"endpoints": {"mail.fabrikam.com": place}})
    evidence = {"partner_hosts": seen["evidence"]["partner_hosts"]}
    checked = run_task(Rehearsal(), "mailflow_check", {"topology": topology, "evidence": evidence})
    assert [finding["rule"] for finding in checked["findings"]] == rules, checked["findings"]


def test_a_name_server_that_does_not_answer_is_a_warning_and_no_evidence(topology: dict[str, Any]) -> None:
    with answering(RECORDS, frozenset({"contoso.com", "contoso.co.uk"})) as port:
        elsewhere = {"mail.contoso.com": {"host": "127.0.0.1", "port": port}}
        options = {"topology": topology, "name_servers": ["127.0.0.1"], "name_server_port": port}
        seen = run_task(Rehearsal(), "mailflow_evidence", options | {"endpoints": elsewhere})
    assert "contoso.com" not in seen["evidence"]["mx"]
    assert any("MX of 'contoso.com'" in warning for warning in seen["warnings"])


def test_name_servers_that_validate_say_for_whom_dnssec_vouches() -> None:
    records = {**RECORDS, ("NS", "."): ("a.root.example.",), ("A", "later.fabrikam.com"): ("192.0.2.1",)}
    vouched, names = frozenset({"", "mail.contoso.com"}), ["mail.contoso.com", "later.fabrikam.com", "contoso.com"]
    with answering(records, frozenset({"contoso.com"}), vouched) as port:
        told = LookUp(("127.0.0.1",), port, lifetime=1).vouched(names)
    assert told == {"mail.contoso.com": True, "later.fabrikam.com": False}


def test_name_servers_that_validate_nothing_say_nothing_of_dnssec() -> None:
    with answering(RECORDS) as port:
        assert LookUp(("127.0.0.1",), port, lifetime=1).vouched(["mail.contoso.com"]) == {}


def test_a_partner_who_must_have_dane_and_is_not_signed_is_an_error(topology: dict[str, Any]) -> None:
    topology["partners"] = {"fabrikam": {"domains": ["fabrikam.com"], "send": {"tls": "dane", "from": ["online"]}}}
    has_all = {
        ("NS", "."): ("a.root.example.",),
        ("MX", "fabrikam.com"): ("10 mail.fabrikam.com.",),
        ("A", "fabrikam.com"): ("192.0.2.1",),
        ("A", "mail.fabrikam.com"): ("192.0.2.1",),
        ("TLSA", "_25._tcp.mail.fabrikam.com"): ("3 1 1 " + 32 * "ab",),
    }
    for signed, rules in ((("fabrikam.com", "mail.fabrikam.com"), []), ((), ["dane-asked-of-who-has-none"])):
        with answering(RECORDS | has_all, vouched=frozenset({"", *signed})) as port:
            options = {"topology": topology, "name_servers": ["127.0.0.1"], "name_server_port": port}
            options |= {"endpoints": {"mail.contoso.com": {"host": "127.0.0.1", "port": port}}}
            seen = run_task(Rehearsal(), "mailflow_evidence", options)["evidence"]
        evidence = {word: seen[word] for word in ("mx", "tlsa", "dnssec")}
        checked = run_task(Rehearsal(), "mailflow_check", {"topology": topology, "evidence": evidence})
        told = [f["rule"] for f in checked["findings"] if "partners[fabrikam]" in f["path"]]
        assert told == rules, checked["findings"]
