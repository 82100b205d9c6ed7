"""The topology is read, or every wrong value is said in one answer, for any document whatever.

The cases are data: `tests/cases/topology/*.yml`. A case states its document (`mailflow`), or the reference organization
(or the one that `start` names) with some words changed (`with`) or taken out (`without`).
"""

from __future__ import annotations

import copy
import dataclasses
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model import dns, neighbours, sites
from ansible_collections.mailflow.hybrid.plugins.module_utils.model import topology as model
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.document import (
    dns_words,
    neighbour_words,
    site_words,
    words,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding, render
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read

CASES = Path(__file__).parents[2] / "cases" / "topology"


def load(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


STARTS = {name: load(f"{name}.yml")[0]["mailflow"] for name in ("contoso", "everything")}
ALL_CASES = [case for file in sorted(CASES.glob("*.yml")) for case in load(file.name)]
all_cases = pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case["case"])


def document_of(case: dict[str, Any]) -> Any:
    if "mailflow" in case:
        return case["mailflow"]
    document = copy.deepcopy(STARTS[case.get("start", "contoso")])
    for path in case.get("without", []):
        *above, word = path.split("/")
        del reduce(step, above, document)[key(word)]
    for path, value in case.get("with", {}).items():
        *above, word = path.split("/")
        reduce(step, above, document)[key(word)] = value
    return document


def key(word: str) -> Any:
    return int(word) if word.isdigit() else word


def step(at: Any, word: str) -> Any:
    return at[key(word)]


def value_at(topology: Any, path: str) -> Any:
    return reduce(lambda at, word: at[int(word)] if word.isdigit() else getattr(at, word), path.split("/"), topology)


@all_cases
def test_a_document_has_exactly_the_findings_of_its_case(case: dict[str, Any]) -> None:
    _topology, findings = read(document_of(case))
    wanted = [(f["rule"], f["path"], f.get("severity", "error")) for f in case.get("findings", [])]
    assert [(found.rule, found.path, found.severity) for found in findings] == wanted, render(findings)
    for found, expected in zip(findings, case.get("findings", []), strict=True):
        assert not [text for text in expected.get("says", []) if text not in found.message], found.message


@all_cases
def test_a_document_without_errors_and_no_other_is_a_topology(case: dict[str, Any]) -> None:
    topology, _findings = read(document_of(case))
    wrong = any(f.get("severity", "error") == "error" for f in case.get("findings", []))
    assert (topology is None) is wrong
    for path, value in case.get("topology", {}).items():
        assert value_at(topology, path) == value, path


@all_cases
def test_reading_leaves_the_document_as_it_is_and_gives_the_same_twice(case: dict[str, Any]) -> None:
    document = document_of(case)
    before = copy.deepcopy(document)
    assert read(document) == read(document)
    assert document == before


def test_no_finding_shows_a_secret() -> None:
    for case in ALL_CASES:
        assert "hunter2" not in render(read(document_of(case))[1])


def test_every_message_is_a_sentence_or_more() -> None:
    for case in ALL_CASES:
        for found in read(document_of(case))[1]:
            assert found.message.endswith((".", "?"))
            assert len(found.message) < 600


@pytest.mark.parametrize(
    ("record", "noun", "own"),
    [
        (words.DOMAIN, model.Domain, {"name", "path"}),
        (words.ONLINE, model.Online, {"path", "smart_hosts"}),
        (site_words.SITE, sites.Site, {"name", "path", "certificate_files", "smart_hosts"}),
        (site_words.EDGE, sites.Edge, {"path"}),
        (words.HYBRID, model.Hybrid, {"path"}),
        (words.RELAY, model.Relay, {"path"}),
        (neighbour_words.PARTNER, neighbours.Partner, {"name", "path"}),
        (neighbour_words.RECEIVE, neighbours.PartnerReceive, {"path"}),
        (neighbour_words.DEVICES, neighbours.Devices, {"name", "path"}),
        (neighbour_words.FILTER, neighbours.Filter, {"name", "path"}),
        (dns_words.DNS, dns.Dns, {"path"}),
        (dns_words.ZONE, dns.Zone, {"name", "path"}),
        (dns_words.SPF, dns.SpfWish, {"path"}),
        (dns_words.DKIM, dns.Dkim, {"name", "path"}),
        (dns_words.DMARC, dns.Dmarc, {"path"}),
        (dns_words.MTA_STS, dns.MtaSts, {"path"}),
        (dns_words.PINNED, dns.Pinned, {"name", "path"}),
        (dns_words.HOST, dns.NamedHost, {"name", "path"}),
        (words.RESOURCE, model.ExplicitResource, {"side", "attributes", "path"}),
        (words.TOPOLOGY, model.Topology, {"path"}),
    ],
)
def test_every_word_of_a_table_is_an_attribute_of_its_noun(record: Any, noun: Any, own: set[str]) -> None:
    assert {field.name for field in dataclasses.fields(noun)} - own == {word.name for word in record.words}


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.binary(max_size=4),
    st.text(max_size=30),
    st.sampled_from(["both", "contoso.com", "*", "x" * 5000, "\ud800", "Did\nyou"]),
)
KNOWN_WORDS = sorted(
    {
        word.name
        for table in (words, site_words, neighbour_words, dns_words)
        for record in vars(table).values()
        if isinstance(record, words.Record)
        for word in record.words
    }
)
keys = st.one_of(st.sampled_from([*KNOWN_WORDS, "password"]), st.text(max_size=10), st.integers(), st.none())
rubbish = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)


def assert_answered(document: object) -> list[Finding]:
    topology, findings = read(document)
    errors = [finding for finding in findings if finding.severity == "error"]
    assert (topology is None) is bool(errors)
    assert all(line.split(": ")[1].startswith("mailflow") for line in render(findings).splitlines())
    assert len(render(findings).splitlines()) == len(findings)
    return errors


@given(rubbish)
def test_no_document_whatever_raises(document: object) -> None:
    assert_answered(document)


PLACES = [
    "", "domains", "domains/contoso.com", "domains/contoso.com/mailboxes", "online", "online/tenant", "online/cloud",
    "online/coexistence_domain", "sites", "sites/headquarters", "sites/headquarters/servers", "hybrid",
    "sites/headquarters/certificate", "sites/headquarters/certificate/subject", "sites/headquarters/max_message_size",
    "sites/headquarters/public_addresses", "hybrid/organization_guid", "hybrid/inbound_certificate_name", "resources",
    "relay", "partners", "devices", "filters", "rules", "sites/headquarters/edge", "sites/headquarters/outbound",
    "partners/fabrikam", "partners/fabrikam/send", "partners/fabrikam/receive/at", "devices/printers/via",
    "filters/spamstop/delivers_to", "rules/0", "rules/0/when", "rules/0/via",
    "dns", "dns/host", "dns/zones/contoso.com/ttl", "dns/spf/also", "dns/dkim/contoso.com", "dns/dmarc", "dns/tlsa",
    "dns/mta_sts/max_age", "dns/hosts", "domains/contoso.com/online_mx",
]  # fmt: skip


@given(st.sampled_from(PLACES), rubbish)
def test_rubbish_in_any_place_of_a_good_document_is_answered(place: str, value: object) -> None:
    assert_answered(document_of({"start": "everything", "with": {place: value}}) if place else value)


def test_numbers_too_long_to_be_printed_are_answered() -> None:
    huge = 10**5000
    for document in (huge, [huge], {huge: huge}, {"domains": {huge: {"mailboxes": huge}}}, {"online": {"host": huge}}):
        assert assert_answered(document)


def test_a_document_that_contains_itself_is_answered() -> None:
    document: dict[str, Any] = {"resources": {"exchange": []}}
    document["domains"] = document
    document["resources"]["exchange"] += [document, {"kind": "a", "name": "b", "c": document}]
    assert assert_answered(document)
