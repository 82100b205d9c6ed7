# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is believed: headers in and out, promotion on both sides, the rights of a receive connector."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from simulator.certificates import Issued
from simulator.mail.decisions import headers, own_certificate, receive
from simulator.mail.decisions.attribution import Attribution
from simulator.mail.decisions.promotion import Promotion, promote_exchange, promote_online
from simulator.mail.decisions.tls import Demand, exchange_failure, judge, online_failure
from simulator.mail.keyring import Held
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller, Presented
from simulator.mail.reading.connectors import Inbound, Receive
from simulator.mail.reading.display import X509Pair, capability, ip_ranges
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains

KNOBS = Knobs()
OURS = AcceptedDomains((AcceptedDomain("contoso.com", "Authoritative"),))
CALLER = Caller("198.51.100.10", "mail.contoso.com")
BODY = b"Subject: a\r\n b\r\n\r\nX-MS-Exchange-Organization-AuthAs: not a header\r\n"
TOLD = b"X-MS-Exchange-CrossPremises-AuthAs: Internal\r\n"
CLAIMED = b"x-ms-exchange-organization-authas: Internal\r\n"


def test_headers_are_edited_and_the_body_never() -> None:
    content = CLAIMED + b"X-Other: 1\r\n" + BODY
    assert headers.leaving(content, cross_premises=False) == b"X-Other: 1\r\n" + BODY
    assert headers.leaving(content, cross_premises=True).startswith(b"X-MS-Exchange-CrossPremises-authas: Internal")
    assert headers.value(content, "Subject") == "a b"


def test_a_folded_header_goes_or_stays_whole() -> None:
    content = b"X-MS-Exchange-Forest-A: 1\r\n\tand more\r\nTo: x\r\n\r\n"
    assert headers.firewalled(content) == b"To: x\r\n\r\n"


def test_a_message_that_is_all_body_is_left_alone() -> None:
    assert headers.firewalled(b"\r\nhello\r\n") == b"\r\nhello\r\n"
    assert headers.fields(b"\r\nTo: x\r\n") == []


def test_received_fields_are_counted_by_host() -> None:
    content = b"Received: from a by ex1.corp.contoso.com with SMTP\r\n" * 3 + BODY
    content = b"Received: from ex1 by x.mail.protection.outlook.com with SMTP\r\n" + content
    assert headers.received(content) == 4
    assert headers.received(content, "mail.protection.outlook.com") == 1


HYBRID = Inbound("hybrid", cloud_services_mail=True)
INTERNALLY = Inbound("treats", treat_as_internal=True)
PLAIN = Inbound("plain")

# connector (None: Incoming), sender, headers in front -> AuthAs
PROMOTIONS = {
    "our connector, and Exchange tells": (HYBRID, "a@contoso.com", TOLD, "Internal"),
    "our connector, nothing told": (HYBRID, "a@contoso.com", b"", "Anonymous"),
    "told that it was anonymous there already": (
        HYBRID,
        "e@fabrikam.com",
        TOLD.replace(b"Internal", b"Anonymous"),
        "Anonymous",
    ),
    "told, but the connector does not listen": (PLAIN, "a@contoso.com", TOLD, "Anonymous"),
    "told by a stranger": (None, "a@contoso.com", TOLD, "Anonymous"),
    "claimed by a stranger": (None, "a@contoso.com", CLAIMED, "Anonymous"),
    "treated as internal": (INTERNALLY, "a@contoso.com", b"", "Internal"),
    "treated as internal, but not our sender": (INTERNALLY, "e@fabrikam.com", b"", "Anonymous"),
}


@pytest.mark.parametrize("case", PROMOTIONS.values(), ids=PROMOTIONS.keys())
def test_promotion_online(case: tuple[Inbound | None, str, bytes, str]) -> None:
    connector, sender, front, auth_as = case
    attribution = Attribution("Originating" if connector else "Incoming", connector)
    promotion = promote_online(attribution, CALLER, sender, front + BODY, OURS, "a-tenant")
    assert promotion.auth_as == auth_as
    assert headers.value(promotion.content, "X-MS-Exchange-Organization-AuthAs") == auth_as
    assert headers.value(promotion.content, "X-MS-Exchange-Organization-MessageDirectionality") == attribution.direction
    assert not headers.has(promotion.content, headers.CROSS_PREMISES)


@pytest.mark.parametrize(
    ("connector", "stamp"),
    [(HYBRID, "X-OrganizationHeadersPreserved"), (PLAIN, "X-CrossPremisesHeadersFilteredBySendConnector")],
)
def test_the_cloud_says_what_it_did_with_the_headers(connector: Inbound, stamp: str) -> None:
    promotion = promote_online(Attribution("Originating", connector), CALLER, "a@contoso.com", TOLD + BODY, OURS, "t")
    assert headers.value(promotion.content, stamp) == "mail.protection.outlook.com"
    origin = headers.value(promotion.content, "X-MS-Exchange-CrossTenant-FromEntityHeader")
    assert origin == "HybridOnPrem"


# believes CrossPremises, internal by itself, headers in front -> AuthAs
ON_EXCHANGE = {
    "the cloud, telling": (True, False, TOLD, "Internal"),
    "the cloud, telling of an anonymous sender": (
        True,
        False,
        TOLD.replace(b"Internal", b"Anonymous"),
        "Anonymous",
    ),
    "the cloud, telling nothing": (True, False, CLAIMED, "Anonymous"),
    "anybody, telling": (False, False, TOLD, "Anonymous"),
    "secured from outside": (False, True, b"", "Internal"),
}


@pytest.mark.parametrize("case", ON_EXCHANGE.values(), ids=ON_EXCHANGE.keys())
def test_promotion_on_exchange(case: tuple[bool, bool, bytes, str]) -> None:
    cross_premises, internal, front, auth_as = case
    promotion: Promotion = promote_exchange(front + BODY, cross_premises=cross_premises, internal=internal)
    assert promotion.auth_as == auth_as
    assert headers.value(promotion.content, "X-MS-Exchange-Organization-AuthAs") == auth_as


ANY = ip_ranges(["0.0.0.0-255.255.255.255"])
FRONTEND = Receive("Default Frontend EX1", "EX1", ranges=ANY, groups=frozenset({"AnonymousUsers"}))
DEVICES = replace(FRONTEND, name="Devices", ranges=ip_ranges(["10.20.0.0/24"]))
PRINTER = replace(FRONTEND, name="Printer", ranges=ip_ranges(["10.20.0.9"]))

# connectors, address -> name
PICKS = {
    "the only one": ([FRONTEND], "203.0.113.25", "Default Frontend EX1"),
    "the smallest range": ([FRONTEND, DEVICES, PRINTER], "10.20.0.9", "Printer"),
    "the smaller range": ([PRINTER, FRONTEND, DEVICES], "10.20.0.10", "Devices"),
    "outside of all ranges": ([DEVICES], "203.0.113.25", None),
    "another port": ([replace(FRONTEND, ports=(587,))], "203.0.113.25", None),
    "another server": ([replace(FRONTEND, server="EX2")], "203.0.113.25", None),
    "disabled": ([replace(FRONTEND, enabled=False)], "203.0.113.25", None),
}


@pytest.mark.parametrize("case", PICKS.values(), ids=PICKS.keys())
def test_the_receive_connector_is_chosen_by_address(case: tuple[list[Receive], str, str | None]) -> None:
    connectors, address, expected = case
    found = receive.pick(connectors, "ex1", 25, address)
    assert (found.name if found else None) == expected


EOP = Presented("mail.protection.outlook.com", ("*.mail.protection.outlook.com",), issuer="CN=Example CA, O=Example")
WORD = "mail.protection.outlook.com:AcceptCloudServicesMail"


def trusting(*entries: str) -> Receive:
    return replace(FRONTEND, capabilities=tuple(map(capability, entries)))


# connector, certificate, knobs -> rights
RIGHTS = {
    "the cloud, listed": (trusting(WORD), EOP, KNOBS, receive.TRUSTED_CLOUD),
    "the cloud, not listed": (FRONTEND, EOP, KNOBS, receive.ANONYMOUS_LOGON),
    "somebody else": (trusting(WORD), replace(EOP, common_name="x.example", names=()), KNOBS, receive.ANONYMOUS_LOGON),
    "listed, but not believed": (trusting(WORD), replace(EOP, trusted=False), KNOBS, receive.ANONYMOUS_LOGON),
    "listed, no certificate": (trusting(WORD), None, KNOBS, receive.ANONYMOUS_LOGON),
    "pinned to its issuer": (
        trusting(f"<I>CN=Example CA, O=Example<S>CN={WORD}"),
        EOP,
        KNOBS,
        receive.TRUSTED_CLOUD,
    ),
    "pinned to an old issuer": (trusting(f"<I>CN=Gone<S>CN={WORD}"), EOP, KNOBS, receive.ANONYMOUS_LOGON),
    "an older word": (
        trusting("mail.protection.outlook.com:AcceptOorgProtocol"),
        EOP,
        KNOBS,
        receive.ANONYMOUS_LOGON,
    ),
    "an older word, believed (K12)": (
        trusting("mail.protection.outlook.com:AcceptOorgProtocol"),
        EOP,
        Knobs(trusting_words=("AcceptOorgProtocol",)),
        receive.TRUSTED_CLOUD,
    ),
    "nobody let in": (replace(FRONTEND, groups=frozenset({"ExchangeUsers"})), None, KNOBS, receive.NOBODY),
    "the cloud needs no anonymous right": (
        replace(trusting(WORD), groups=frozenset()),
        EOP,
        KNOBS,
        receive.TRUSTED_CLOUD,
    ),
    "secured from outside": (
        replace(FRONTEND, auth=frozenset({"Tls", "ExternalAuthoritative"}), groups=frozenset({"ExchangeServers"})),
        None,
        KNOBS,
        receive.EXTERNALLY_SECURED,
    ),
    "secured from outside, half set": (
        replace(FRONTEND, auth=frozenset({"ExternalAuthoritative"})),
        None,
        KNOBS,
        receive.ANONYMOUS_LOGON,
    ),
}


@pytest.mark.parametrize("case", RIGHTS.values(), ids=RIGHTS.keys())
def test_rights_of_a_session(case: tuple[Receive, Presented | None, Knobs, receive.Rights]) -> None:
    connector, certificate, knobs, expected = case
    calling = Caller("203.0.113.25", "x", "TLSv1.3" if certificate else None, certificate)
    assert receive.rights(connector, calling, knobs) == expected


SHOWN = Presented("mail.contoso.com", ("mail.contoso.com",))
BY_DOMAIN = Demand("DomainValidation", name="mail.contoso.com")

# demand, certificate shown (None: no TLS) -> failure, verified name
VERDICTS = {
    "nothing asked, nothing given": (Demand(), None, "", None),
    "nothing asked, anything given": (Demand(), replace(SHOWN, trusted=False), "", None),
    "TLS asked, none offered": (Demand(required=True), None, "STARTTLS is required", None),
    "a level asked, none offered": (Demand("EncryptionOnly"), None, "STARTTLS is required", None),
    "encryption takes any certificate": (Demand("EncryptionOnly"), replace(SHOWN, trusted=False), "", None),
    "validation wants a trusted root": (
        Demand("CertificateValidation"),
        replace(SHOWN, trusted=False),
        "UntrustedRoot",
        None,
    ),
    "validation wants a living one": (
        Demand("CertificateValidation"),
        replace(SHOWN, expired=True),
        "CertificateExpired",
        None,
    ),
    "validation does not look at names": (Demand("CertificateValidation"), SHOWN, "", None),
    "the name asked for": (BY_DOMAIN, SHOWN, "", "mail.contoso.com"),
    "a wildcard asked for": (replace(BY_DOMAIN, name="*.contoso.com"), SHOWN, "", "mail.contoso.com"),
    "another name": (replace(BY_DOMAIN, name="mail.fabrikam.com"), SHOWN, "SubjectMismatch", None),
    "the right name, untrusted": (BY_DOMAIN, replace(SHOWN, trusted=False), "UntrustedRoot", None),
}


@pytest.mark.parametrize("case", VERDICTS.values(), ids=VERDICTS.keys())
def test_what_a_connector_demands_of_a_server(case: tuple[Demand, Presented | None, str, str | None]) -> None:
    demand, presented, failure, name = case
    verdict = judge(demand, presented)
    assert (verdict.failure, verdict.verified_name) == (failure, name)


def test_each_side_says_a_tls_failure_in_its_own_words() -> None:
    demand = replace(BY_DOMAIN, name="mail.fabrikam.com")
    mismatch = judge(demand, SHOWN)
    assert "Expected Subject: mail.fabrikam.com Presented Subject: CN=mail.contoso.com" in online_failure(
        mismatch, demand, SHOWN, "mail.contoso.com"
    )
    assert exchange_failure(mismatch) == "454 4.7.5 Certificate validation failure, Reason:SubjectMismatch"
    plain = judge(demand, None)
    assert "[Message=451 5.7.3 STARTTLS is required to send mail]" in online_failure(plain, demand, None, "h")
    assert exchange_failure(plain) == "451 5.7.3 STARTTLS is required to send mail"


def held(subject: str, *names: str, issuer: str = "CN=Example CA") -> Held:
    pair = X509Pair(issuer, subject)
    return Held(pair, names[0], names, issuer != subject, cast(Issued, None))


OWN = held("CN=EX1", "EX1", "ex1.corp.contoso.com", issuer="CN=EX1")
BOUGHT = held("CN=mail.contoso.com", "mail.contoso.com")
RENEWED = held("CN=mail.contoso.com", "mail.contoso.com", "autodiscover.contoso.com")
STORE = [OWN, BOUGHT, RENEWED]


@pytest.mark.parametrize(
    ("named", "fqdn", "expected"),
    [
        (BOUGHT.pair, "ex1.corp.contoso.com", RENEWED),
        (X509Pair("CN=Example CA", "CN=gone"), "mail.contoso.com", None),
        (None, "ex1.corp.contoso.com", OWN),
        (None, "mail.contoso.com", RENEWED),
        (None, "elsewhere.example", None),
    ],
    ids=["the newest of that name", "named and missing", "by its Fqdn", "the newest by Fqdn", "no Fqdn fits"],
)
def test_a_server_shows_the_certificate_it_is_told_to(named: X509Pair | None, fqdn: str, expected: Held | None) -> None:
    assert own_certificate.choose(STORE, named, fqdn) is expected


def test_a_certificate_of_an_authority_beats_a_self_signed_one() -> None:
    bought = held("CN=x", "ex1.corp.contoso.com")
    assert own_certificate.choose([bought, OWN], None, "ex1.corp.contoso.com") is bought
