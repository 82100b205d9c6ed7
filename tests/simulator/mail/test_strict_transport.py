# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DANE and MTA-STS of mail that leaves the cloud, held against certificates that hosts of others really show."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.mail import replies
from simulator.mail.decisions.strict_transport import Guard, judge
from simulator.mail.keyring import Keyring
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Presented
from simulator.mail.reading.dns import Host, WorldNames
from simulator.mail.tenant_names import TenantNames
from simulator.nouns.online.dnssec_for_verified_domain import mx_host
from simulator.world import WORLDS, Dns, Other, Policy, World, read_world
from tests.simulator.mail.contoso import Contoso, with_dns

BOB, ANN = "bob@contoso.com", "ann@fabrikam.com"
MX, SECOND = "mail.fabrikam.com", "second.fabrikam.com"
SIGNED = {"signed": ("fabrikam.com",)}
OWN_KEY = {"tlsa": {MX: (f"3 1 1 of {MX}",)}}
OTHER_KEY = {"tlsa": {MX: ("3 1 1 of mail.contoso.com",)}}
FABRIKAM = Other(subject=f"CN={MX}", names=(MX,))
OTHER_NAME = Other(subject="CN=mx.hosting.example", names=("mx.hosting.example",))
SELF_MADE = dataclasses.replace(FABRIKAM, issuer="CN=Private CA", trusted=False)
EXPIRED = dataclasses.replace(FABRIKAM, expired=True)
NO_TLS = Other()
MANDATORY = {"SmtpDaneMode": "Mandatory"}
ENFORCED = {"mta_sts": {"fabrikam.com": Policy("enforce", (MX,))}}
TESTING = {"mta_sts": {"fabrikam.com": Policy("testing", ("elsewhere.example",))}}

DELIVERED = {"delivered": f"internet {MX}"}


def queued(reply: str, **words: str) -> dict[str, str]:
    return {"queued": reply.format(**words)}


class Fabrikam:
    """Contoso, and a partner whose server is there to be called."""

    def __init__(self, folder: Path, world: World) -> None:
        self._folder = folder
        self._world = world
        self.contoso: Contoso | None = None

    def shows(self, other: Other, second: Other | None = None, /, **dns: Any) -> Fabrikam:
        others = {MX: other, **({SECOND: second} if second else {})}
        hosts = tuple(others)
        world = with_dns(self._world, {"fabrikam.com": hosts}, dict.fromkeys(hosts, "internet"))
        world = dataclasses.replace(world, others=others, dns=dataclasses.replace(world.dns, **dns))
        self.contoso = Contoso(self._folder, world, Knobs())
        return self

    def is_mailed(self, **connector: Any) -> dict[str, Any]:
        """The record of one message to it; without words for a connector, there is none."""
        assert self.contoso is not None
        if connector:
            shown = {"Name": "To Fabrikam", "ConnectorType": "Partner", "RecipientDomains": ["fabrikam.com"]}
            self.contoso.add("online", "OutboundConnector", {**shown, "Enabled": True, **connector})
        (record,) = self.contoso.submit("online", BOB, ANN)
        return record


@pytest.fixture
def fabrikam(tmp_path: Path, world: World) -> Iterator[Fabrikam]:
    made = Fabrikam(tmp_path, world)
    yield made
    if made.contoso is not None:
        made.contoso.stop()


# what fabrikam's server shows, what is in DNS, what the connector says -> the end
ENDS: dict[str, tuple[Other, dict[str, Any], dict[str, Any], dict[str, str]]] = {
    "nothing is asked of anybody": (SELF_MADE, {}, {}, DELIVERED),
    "the record names the certificate": (SELF_MADE, {**SIGNED, **OWN_KEY}, {}, DELIVERED),
    "and that is enough where DANE is mandatory": (FABRIKAM, {**SIGNED, **OWN_KEY}, MANDATORY, DELIVERED),
    "the record names another": (FABRIKAM, {**SIGNED, **OTHER_KEY}, {}, queued(replies.DANE_MISMATCH)),
    "nobody looks at the record": (FABRIKAM, {**SIGNED, **OTHER_KEY}, {"SmtpDaneMode": "None"}, DELIVERED),
    "a record nobody vouches for is none": (FABRIKAM, OTHER_KEY, {}, DELIVERED),
    "a signed host below an unsigned domain": (FABRIKAM, {**OTHER_KEY, "signed": (MX,)}, {}, DELIVERED),
    "mandatory without signatures": (FABRIKAM, OWN_KEY, MANDATORY, queued(Knobs.no_dane_reply)),
    "mandatory without a record": (FABRIKAM, SIGNED, MANDATORY, queued(Knobs.no_dane_reply)),
    "signatures that do not verify": (FABRIKAM, {"bogus": ("fabrikam.com",)}, {}, queued(replies.DNSSEC_BOGUS)),
    "signatures of the host that do not verify": (
        FABRIKAM,
        {**SIGNED, "bogus": (MX,)},
        {},
        queued(replies.DNSSEC_BOGUS),
    ),
    "a record asks for TLS": (
        NO_TLS,
        {**SIGNED, **OWN_KEY, "tlsa": {MX: ("3 1 1 ab",)}},
        {},
        queued(replies.DANE_NO_TLS),
    ),
    "a record that SMTP does not use asks for TLS, and no more": (
        SELF_MADE,
        {**SIGNED, "tlsa": {MX: ("1 1 1 ab",)}},
        {},
        DELIVERED,
    ),
    "such a record, and no TLS": (NO_TLS, {**SIGNED, "tlsa": {MX: ("1 1 1 ab",)}}, {}, queued(replies.DANE_NO_TLS)),
    "such a record where DANE is mandatory": (
        FABRIKAM,
        {**SIGNED, "tlsa": {MX: ("0 1 1 ab",)}},
        MANDATORY,
        queued(Knobs.no_dane_reply),
    ),
    "an authority, and the host's own name": (
        SELF_MADE,
        {**SIGNED, "tlsa": {MX: ("2 0 1 of CN=Private CA",)}},
        {},
        DELIVERED,
    ),
    "an authority, and another name": (
        OTHER_NAME,
        {**SIGNED, "tlsa": {MX: ("2 1 2 of CN=Example CA, O=Example",)}},
        {},
        queued(replies.DANE_OTHER_NAME),
    ),
    "another authority": (FABRIKAM, {**SIGNED, "tlsa": {MX: ("2 0 1 ab",)}}, {}, queued(replies.DANE_MISMATCH)),
    "out of date": (EXPIRED, {**SIGNED, **OWN_KEY}, {}, queued(replies.DANE_EXPIRED)),
    "a policy is kept": (FABRIKAM, ENFORCED, {}, DELIVERED),
    "a policy, and a certificate nobody believes": (
        SELF_MADE,
        ENFORCED,
        {},
        queued(replies.MTA_STS_CERTIFICATE, detail="UntrustedRoot"),
    ),
    "a policy, and another name": (
        OTHER_NAME,
        ENFORCED,
        {},
        queued(replies.MTA_STS_CERTIFICATE, detail="SubjectMismatch"),
    ),
    "a policy, and a certificate out of date": (
        EXPIRED,
        ENFORCED,
        {},
        queued(replies.MTA_STS_CERTIFICATE, detail="CertificateExpired"),
    ),
    "a policy, and no TLS": (
        NO_TLS,
        ENFORCED,
        {},
        queued(replies.ONLINE_TLS, detail=replies.STARTTLS_REQUIRED, host=MX),
    ),
    "a policy that lists another host": (
        FABRIKAM,
        {"mta_sts": {"fabrikam.com": Policy("enforce", ("*.example.net",))}},
        {},
        queued(replies.MTA_STS_OTHER_HOST, domain="fabrikam.com"),
    ),
    "a wildcard of one label": (
        FABRIKAM,
        {"mta_sts": {"fabrikam.com": Policy("enforce", ("*.fabrikam.com",))}},
        {},
        DELIVERED,
    ),
    "a policy under test": (SELF_MADE, TESTING, {}, DELIVERED),
    "nobody looks at the policy": (SELF_MADE, ENFORCED, {"MtaStsMode": "None"}, DELIVERED),
    "a policy does not excuse from DANE": (
        FABRIKAM,
        {**SIGNED, **OTHER_KEY, **ENFORCED},
        {},
        queued(replies.DANE_MISMATCH),
    ),
}


@pytest.mark.parametrize("case", ENDS.values(), ids=ENDS.keys())
def test_what_becomes_of_mail_to_a_domain_with_dane_or_mta_sts(
    fabrikam: Fabrikam, case: tuple[Other, dict[str, Any], dict[str, Any], dict[str, str]]
) -> None:
    other, dns, connector, final = case
    assert fabrikam.shows(other, **dns).is_mailed(**connector)["final"] == final


def test_a_hop_to_a_server_that_is_there_is_really_made(fabrikam: Fabrikam) -> None:
    (hop,) = fabrikam.shows(FABRIKAM).is_mailed()["hops"]
    assert (hop["to"], hop["reply"], hop["tls"]["version"]) == (
        f"internet {MX}",
        replies.QUEUED_FOR_DELIVERY,
        "TLSv1.3",
    )


def test_a_connectors_own_demand_is_held_against_it_too(fabrikam: Fabrikam) -> None:
    record = fabrikam.shows(SELF_MADE).is_mailed(TlsSettings="CertificateValidation")
    assert record["final"] == queued(replies.ONLINE_TLS, detail="UntrustedRoot", host=MX)


def test_a_host_that_fails_leaves_the_next_one_to_try(fabrikam: Fabrikam) -> None:
    good = Other(subject=f"CN={SECOND}", names=(SECOND,))
    record = fabrikam.shows(FABRIKAM, good, **SIGNED, **OTHER_KEY).is_mailed()
    assert record["final"] == {"delivered": f"internet {SECOND}"}
    assert [hop["reply"] for hop in record["hops"]] == [replies.DANE_MISMATCH, replies.QUEUED_FOR_DELIVERY]


def test_a_host_that_a_policy_does_not_list_is_not_called(fabrikam: Fabrikam) -> None:
    policy = {"mta_sts": {"fabrikam.com": Policy("enforce", (SECOND,))}}
    record = fabrikam.shows(FABRIKAM, Other(subject=f"CN={SECOND}", names=(SECOND,)), **policy).is_mailed()
    assert [hop["tls"] is None for hop in record["hops"]] == [True, False]
    assert record["final"] == {"delivered": f"internet {SECOND}"}


def test_a_smart_host_is_asked_for_by_its_own_name(fabrikam: Fabrikam) -> None:
    policy = {"mta_sts": {MX: Policy("enforce", (MX,)), "fabrikam.com": Policy("enforce", ("elsewhere.example",))}}
    relayed = {"UseMXRecord": False, "SmartHosts": [MX]}
    assert fabrikam.shows(FABRIKAM, **policy, **SIGNED, **OWN_KEY).is_mailed(**relayed)["final"] == DELIVERED


def test_mail_that_waited_goes_once_the_record_is_mended(fabrikam: Fabrikam) -> None:
    contoso = fabrikam.shows(FABRIKAM, **SIGNED).contoso
    assert contoso is not None
    record = fabrikam.is_mailed(**MANDATORY)
    contoso.change("online", "OutboundConnector", "To Fabrikam", SmtpDaneMode="Opportunistic")
    assert contoso.retry() == 1
    assert record["final"] == DELIVERED


def test_nobody_knows_what_the_rest_of_the_internet_shows(world: World, tmp_path: Path) -> None:
    dns = dataclasses.replace(world.dns, signed=("fabrikam.com",), tlsa={MX: ("3 1 1 ab",)})
    contoso = Contoso(tmp_path, dataclasses.replace(world, dns=dns), Knobs())
    try:
        (record,) = contoso.submit("online", BOB, ANN)
    finally:
        contoso.stop()
    assert (record["final"], record["hops"][0]["reply"]) == (DELIVERED, replies.NOT_MADE)


def test_exchange_on_premises_looks_at_neither(fabrikam: Fabrikam) -> None:
    contoso = fabrikam.shows(SELF_MADE, **SIGNED, **OTHER_KEY, **ENFORCED).contoso
    assert contoso is not None
    (record,) = contoso.submit("exchange", "alice@contoso.com", ANN)
    assert record["final"] == DELIVERED


class TestDecided:
    HOST = Host(MX, "internet")

    def test_dates_do_not_count_where_the_record_names_the_certificate_itself(self) -> None:
        shown = Presented(MX, (MX,), expired=True, pins=frozenset({"3 1 1 ab", "2 0 1 cd"}))
        by_rfc = Knobs(dane_looks_at_dates=False)
        assert judge(Guard(tlsa=("3 1 1 ab",)), shown, self.HOST, by_rfc) == ""
        assert judge(Guard(tlsa=("2 0 1 cd",)), shown, self.HOST, by_rfc) == replies.DANE_EXPIRED

    def test_the_domains_own_name_will_do_below_an_authority(self) -> None:
        shown = Presented("fabrikam.com", ("fabrikam.com",), pins=frozenset({"2 0 1 cd"}))
        assert judge(Guard(tlsa=("2 0 1 cd",), destination="fabrikam.com"), shown, self.HOST, Knobs()) == ""

    def test_one_record_that_fits_is_enough(self) -> None:
        shown = Presented(MX, (MX,), pins=frozenset({"3 1 1 ab"}))
        assert judge(Guard(tlsa=("3 1 1 ff", "3 1 1 ab")), shown, self.HOST, Knobs()) == ""

    def test_who_is_signed_is_said_by_the_nearest_name(self) -> None:
        names = WorldNames(Dns({}, {}, signed=("example.com",), bogus=("bad.example.com",)))
        told = {name: names.standing(name) for name in ("a.example.com", "x.bad.example.com", "example.net")}
        assert told == {"a.example.com": "signed", "x.bad.example.com": "bogus", "example.net": "unsigned"}


def test_a_record_of_nobody_is_refused_at_the_start(world: World, tmp_path: Path) -> None:
    dns = dataclasses.replace(world.dns, tlsa={MX: ("3 1 1 of nobody.example",)})
    with pytest.raises(ValueError, match=r"'nobody\.example': no certificate of this world bears that name"):
        Contoso(tmp_path, dataclasses.replace(world, dns=dns), Knobs())


def test_a_record_is_made_of_the_key_that_is_shown(world: World, tmp_path: Path) -> None:
    contoso = Contoso(tmp_path, world, Knobs())
    contoso.stop()
    keyring: Keyring = contoso.mail.keyring
    for data in ("mail.protection.outlook.com", "mail.contoso.com", "CN=Example CA, O=Example"):
        published = keyring.published(Dns({}, {}, tlsa={MX: (f"3 1 1 of {data}", "3 1 1 AB")})).tlsa[MX]
        assert len(published[0]) == len("3 1 1 ") + 64 and published[1] == "3 1 1 ab"


class TestTheSignedHostOfATenant:
    """What Enable-DnssecForVerifiedDomain and Enable-SmtpDaneInbound bring about in DNS."""

    MX = mx_host("contoso.com")

    @staticmethod
    def names(contoso: Contoso) -> TenantNames:
        assert isinstance(contoso.mail.names, TenantNames)
        return contoso.mail.names

    def test_it_is_there_once_dnssec_is_switched_on(self, contoso: Contoso) -> None:
        assert self.names(contoso).address_hosts(self.MX) == ()
        contoso.run("online", "Enable-DnssecForVerifiedDomain", DomainName="contoso.com")
        assert self.names(contoso).address_hosts(self.MX) == (Host(self.MX, "online"),)
        assert (self.names(contoso).standing(self.MX), self.names(contoso).tlsa(self.MX)) == ("signed", ())

    def test_its_record_is_of_the_certificate_that_is_shown(self, contoso: Contoso) -> None:
        contoso.run("online", "Enable-DnssecForVerifiedDomain", DomainName="contoso.com")
        contoso.run("online", "Enable-SmtpDaneInbound", DomainName="contoso.com")
        keyring, published = contoso.mail.keyring, self.names(contoso).tlsa(self.MX)
        assert published and set(published) <= keyring.pins_of(keyring.online.issued.certificate())
        contoso.run("online", "Disable-SmtpDaneInbound", DomainName="contoso.com")
        assert self.names(contoso).tlsa(self.MX) == ()

    def test_mail_reaches_it(self, contoso: Contoso) -> None:
        contoso.run("online", "Enable-DnssecForVerifiedDomain", DomainName="contoso.com")
        names = self.names(contoso)
        names.publish(dataclasses.replace(contoso.world.dns, mx={"contoso.com": (self.MX,)}))
        assert names.mail_hosts("Contoso.com") == (Host(self.MX, "online"),)


def test_the_world_of_the_documentation_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "simulator.md").read_text(encoding="utf-8")
    stated = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    document = yaml.safe_load((WORLDS / "contoso.yml").read_text(encoding="utf-8"))
    dns = {word: {**document["dns"].get(word, {}), **said} for word, said in stated["dns"].items() if word != "signed"}
    names = {"dns": {**document["dns"], **dns, "signed": stated["dns"]["signed"]}, "others": stated["others"]}
    contoso = Contoso(tmp_path, read_world("strict", {**document, **names}), Knobs())
    try:
        (record,) = contoso.submit("online", BOB, ANN)
    finally:
        contoso.stop()
    assert (record["final"], record["hops"][0]["tls"]["version"]) == (DELIVERED, "TLSv1.3")
