# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose message is it: certificate before sender before recipient, and who then may relay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.mail import replies
from simulator.mail.decisions.attribution import Attribution, attribute
from simulator.mail.decisions.partner import Partner, partner
from simulator.mail.decisions.relay import direct_send, relay
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller, Presented
from simulator.mail.reading.connectors import Inbound
from simulator.mail.reading.display import ip_range
from simulator.mail.reading.names import AcceptedDomain, AcceptedDomains

KNOBS = Knobs()
OURS = AcceptedDomains(
    (AcceptedDomain("contoso.com", "Authoritative"), AcceptedDomain("contoso.co.uk", "InternalRelay"))
)
MAIL = Presented("mail.contoso.com", ("mail.contoso.com",))
VENDOR = Presented("mail.fabrikam.com", ("mail.fabrikam.com",))
HERE, ELSEWHERE = "198.51.100.10", "192.0.2.10"

WILDCARD = Inbound("wildcard", certificate_name="*.contoso.com")
EXACT = Inbound("exact", certificate_name="mail.contoso.com")
VENDORS = Inbound("vendor", certificate_name="mail.fabrikam.com")
BY_ADDRESS = Inbound("address", addresses=(ip_range("198.51.100.0/28"),))

US, THEM = "alice@contoso.com", "eve@fabrikam.com"


def caller(certificate: Presented | None = None, address: str = ELSEWHERE) -> Caller:
    return Caller(address, "mail.contoso.com", "TLSv1.3" if certificate else None, certificate)


# connectors, caller, sender, recipients -> connector found (None: Incoming)
CASES = {
    "the wildcard takes a host under it": ([WILDCARD], caller(MAIL), THEM, [THEM], "wildcard"),
    "an exact name beats a wildcard": ([WILDCARD, EXACT], caller(MAIL), THEM, [THEM], "exact"),
    "of two exact names, however long, the lower connector name": (
        [replace(EXACT, name="b"), replace(EXACT, name="A", certificate_name="x.contoso.com")],
        caller(Presented("mail.contoso.com", ("mail.contoso.com", "x.contoso.com"))),
        THEM,
        [THEM],
        "A",
    ),
    "a certificate beats an address": ([BY_ADDRESS, EXACT], caller(MAIL, HERE), US, [US], "exact"),
    "a certificate nobody trusts is none": ([EXACT], caller(replace(MAIL, trusted=False)), US, [US], None),
    "an expired certificate is none": ([EXACT], caller(replace(MAIL, expired=True)), US, [US], None),
    "no certificate, no match": ([EXACT], caller(), US, [US], None),
    "another name, no match": ([EXACT], caller(VENDOR), US, [US], None),
    "a disabled connector is not there": ([replace(EXACT, enabled=False)], caller(MAIL), US, [US], None),
    "a partner connector never attributes": ([replace(EXACT, type="Partner")], caller(MAIL), US, [US], None),
    "a foreign name falls back to the sender": ([VENDORS], caller(VENDOR), US, [THEM], "vendor"),
    "then to the one domain of the recipients": ([VENDORS], caller(VENDOR), THEM, [US], "vendor"),
    "but not to recipients of two domains": ([VENDORS], caller(VENDOR), THEM, [US, "b@contoso.co.uk"], None),
    "an address wants our sender": ([BY_ADDRESS], caller(None, HERE), US, [THEM], "address"),
    "or recipients of ours": ([BY_ADDRESS], caller(None, HERE), THEM, [US], "address"),
    "not just anybody": ([BY_ADDRESS], caller(None, HERE), THEM, [THEM], None),
    "the null sender has no domain": ([BY_ADDRESS], caller(None, HERE), "", [THEM], None),
    "an address outside the range": ([BY_ADDRESS], caller(None, "198.51.100.16"), US, [US], None),
    "an IPv6 address never matches": ([BY_ADDRESS], caller(None, "2001:db8::1"), US, [US], None),
    "associated domains leave the others out": (
        [replace(BY_ADDRESS, associated_domains=("contoso.co.uk",))],
        caller(None, HERE),
        US,
        [US],
        None,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_attribution(case: tuple[list[Inbound], Caller, str, list[str], str | None]) -> None:
    connectors, calling, sender, recipients, expected = case
    found = attribute(calling, sender, recipients, connectors, OURS, KNOBS)
    assert (found.connector.name if found.connector else None) == expected
    assert found.direction == ("Originating" if expected else "Incoming")


@pytest.mark.parametrize(
    ("knobs", "connector", "certificate"),
    [
        (Knobs(certificate_falls_back=False), VENDORS, VENDOR),
        (Knobs(literal_certificate_name=True), WILDCARD, MAIL),
        (Knobs(parent_owns_certificate_name=False, certificate_falls_back=False), EXACT, MAIL),
    ],
    ids=["no fallback (K03)", "letter by letter (K08)", "the parent is not enough (K02)"],
)
def test_a_knob_can_take_a_match_away(knobs: Knobs, connector: Inbound, certificate: Presented) -> None:
    assert attribute(caller(certificate), US, [US], [connector], OURS, KNOBS).originating
    assert not attribute(caller(certificate), US, [US], [connector], OURS, knobs).originating


SEVERAL_DOMAINS = Knobs(one_recipient_domain=False)


def test_several_recipient_domains_may_be_allowed() -> None:
    several = [US, "b@contoso.co.uk"]
    assert attribute(caller(None, HERE), THEM, several, [BY_ADDRESS], OURS, SEVERAL_DOMAINS).originating
    assert attribute(caller(None, HERE), THEM, [THEM, US], [BY_ADDRESS], OURS, SEVERAL_DOMAINS).originating


def test_several_recipient_domains_are_never_allowed_to_a_foreign_certificate() -> None:
    several = [US, "b@contoso.co.uk"]
    assert not attribute(caller(VENDOR), THEM, several, [VENDORS], OURS, SEVERAL_DOMAINS).originating


BY_NAME = Attribution("Originating", EXACT, owns_certificate=True)
BY_SENDER = Attribution("Originating", BY_ADDRESS)
BY_RECIPIENT = Attribution("Originating", BY_ADDRESS, own_domains_only=True)
INCOMING = Attribution("Incoming")

# attribution, sender, recipient -> may pass
RELAYS = {
    "our own recipient, from anyone": (INCOMING, THEM, US, True),
    "a stranger to a stranger": (INCOMING, THEM, THEM, False),
    "a stranger who says he is us": (INCOMING, US, THEM, False),
    "our certificate, any sender": (BY_NAME, THEM, THEM, True),
    "our certificate, the null sender": (BY_NAME, "", THEM, True),
    "our address and our sender": (BY_SENDER, US, THEM, True),
    "our address and the null sender": (BY_SENDER, "", THEM, False),
    "found by the recipient only": (BY_RECIPIENT, THEM, THEM, False),
    "found by the recipient, to us": (BY_RECIPIENT, THEM, US, True),
}


@pytest.mark.parametrize("case", RELAYS.values(), ids=RELAYS.keys())
def test_relay(case: tuple[Attribution, str, str, bool]) -> None:
    attribution, sender, recipient, allowed = case
    assert relay(attribution, sender, recipient, OURS) == ("" if allowed else replies.RELAY_DENIED)


LOCKED_BY_NAME = Inbound(
    "lock", "Partner", sender_domains=("*",), certificate_name="mail.fabrikam.com", restrict_to_certificate=True
)
LOCKED_BY_ADDRESS = Inbound(
    "lock", "Partner", sender_domains=("*",), addresses=(ip_range("198.51.100.0/28"),), restrict_to_addresses=True
)
LOCKED_BY_BOTH = replace(LOCKED_BY_NAME, addresses=LOCKED_BY_ADDRESS.addresses, restrict_to_addresses=True)
WANTS_TLS = Inbound("tls", "Partner", sender_domains=("fabrikam.com",), require_tls=True)
EVERYBODY = Inbound("all", "Partner", sender_domains=("*",))
STARTTLS = KNOBS.plain_text_reply

# connectors, caller, sender -> connector, reply
PARTNERS = {
    "nobody restricts": ([], caller(), THEM, None, ""),
    "the certificate asked for": ([LOCKED_BY_NAME], caller(VENDOR), THEM, "lock", ""),
    "another certificate": ([LOCKED_BY_NAME], caller(MAIL), THEM, None, replies.PARTNER_RESTRICTED),
    "no certificate": ([LOCKED_BY_NAME], caller(), THEM, None, replies.PARTNER_RESTRICTED),
    "the null sender is in *": ([LOCKED_BY_NAME], caller(), "", None, replies.PARTNER_RESTRICTED),
    "the address asked for": ([LOCKED_BY_ADDRESS], caller(None, HERE), THEM, "lock", ""),
    "another address": ([LOCKED_BY_ADDRESS], caller(), THEM, None, replies.PARTNER_RESTRICTED),
    "both asked for, both shown": ([LOCKED_BY_BOTH], caller(VENDOR, HERE), THEM, "lock", ""),
    "both asked for, one shown": ([LOCKED_BY_BOTH], caller(VENDOR), THEM, None, replies.PARTNER_RESTRICTED),
    "a restriction for somebody else": (
        [replace(LOCKED_BY_NAME, sender_domains=("litware.example",))],
        caller(),
        THEM,
        None,
        "",
    ),
    "TLS wanted and used": ([WANTS_TLS], caller(VENDOR), THEM, "tls", ""),
    "TLS wanted, plain text": ([WANTS_TLS], caller(), THEM, "tls", STARTTLS),
    "TLS wanted of somebody else": ([WANTS_TLS], caller(), US, None, ""),
    "the more specific sender domain": ([EVERYBODY, WANTS_TLS], caller(VENDOR), THEM, "tls", ""),
    "a disabled restriction": ([replace(LOCKED_BY_NAME, enabled=False)], caller(), THEM, None, ""),
}


@pytest.mark.parametrize("case", PARTNERS.values(), ids=PARTNERS.keys())
def test_partner_connectors(case: tuple[list[Inbound], Caller, str, str | None, str]) -> None:
    connectors, calling, sender, expected, reply = case
    met = partner(calling, sender, connectors, KNOBS)
    assert (met.connector.name if met.connector else None, met.reply) == (expected, reply)


def test_either_restriction_may_be_enough() -> None:
    assert partner(caller(VENDOR), THEM, [LOCKED_BY_BOTH], Knobs(both_restrictions=False)).identified


# attribution, partner met, sender -> may pass where direct send is rejected
DIRECT = {
    "from outside as one of us": (INCOMING, Partner(), US, False),
    "from outside as himself": (INCOMING, Partner(), THEM, True),
    "through our own connector": (BY_SENDER, Partner(), US, True),
    "through a connector that knows the caller": (INCOMING, Partner(LOCKED_BY_NAME, identified=True), US, True),
    "through a connector that asks nothing": (INCOMING, Partner(EVERYBODY), US, False),
}


@pytest.mark.parametrize("case", DIRECT.values(), ids=DIRECT.keys())
def test_direct_send(case: tuple[Attribution, Partner, str, bool]) -> None:
    attribution, met, sender, allowed = case
    expected = "" if allowed else replies.DIRECT_SEND_REFUSED
    assert direct_send(attribution, met, sender, OURS, rejected=True) == expected
    assert direct_send(attribution, met, sender, OURS, rejected=False) == ""
