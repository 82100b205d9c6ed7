# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each caller of a listener may do, as smtpd restrictions, restriction classes and tables of networks.

All lists are judged when a recipient is named (smtpd_delay_reject), so TLS and the client's certificate are known by
then. Only one question is beyond Postfix: whether the caller is Exchange Online or a certain partner *by the name in
its certificate*, because its own tables know certificates by fingerprint only. That one goes to the policy service.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..kinds.postfix.forms import ANYWHERE_V4, ANYWHERE_V6
from ..model.ip_range import IpRange
from .configuration import CLOUD, CLOUD_SENDER, INDEXED, Surroundings, Table
from .wanted import Wanted

Entry = tuple[str, tuple[str, ...]]
NOT_OURS = "check_sender_access static:{550 5.7.1 Nobody outside sends as one of our domains}"
NOT_FROM_THERE = "550 5.7.1 This domain sends from other addresses"
NO_CONNECTOR = "REJECT No receive connector takes mail from this address"


@dataclass(frozen=True)
class Listener:
    """Connectors that share an address and port, their endpoint in master.cf, and a label for what is theirs.

    Those with ``sender_domains`` restrict these senders, whoever calls; those with a ``client_certificate_name`` alone
    are for whoever shows it; the others are chosen by the caller's address.
    """

    endpoint: str
    label: str
    connectors: tuple[Wanted, ...]
    slugs: Mapping[str, str]

    @property
    def by_address(self) -> tuple[Wanted, ...]:
        return tuple(c for c in self.connectors if not c["sender_domains"] and not c["client_certificate_name"])

    @property
    def by_certificate(self) -> tuple[Wanted, ...]:
        return tuple(c for c in self.connectors if not c["sender_domains"] and c["client_certificate_name"])

    @property
    def by_sender(self) -> tuple[Wanted, ...]:
        return tuple(c for c in self.connectors if c["sender_domains"])

    @property
    def takes_everybody(self) -> bool:
        """Whether one connector alone serves every caller, so that nobody need be told apart."""
        first = self.by_address[:1]
        return len(self.by_address) == 1 and {ANYWHERE_V4, ANYWHERE_V6} <= set(first[0]["remote_ip_ranges"])

    @property
    def signs_in(self) -> bool:
        return any("ExchangeUsers" in c["permission_groups"] for c in self.connectors)

    @property
    def trusts_the_cloud(self) -> bool:
        return any(c["tls_domain_capabilities"] for c in self.connectors)

    @property
    def asks_for_certificates(self) -> bool:
        return self.trusts_the_cloud or any(c["client_certificate_name"] for c in self.connectors)


@dataclass
class Restrictions:
    """The restriction lists of a listener, the classes and tables they use, and what the policy service is to know."""

    lists: list[Entry] = field(default_factory=list)
    classes: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    policy: dict[str, dict[str, Any]] = field(default_factory=dict)


def restrictions(listener: Listener, around: Surroundings, domains: Sequence[str]) -> Restrictions:
    """Everything that decides about callers of this listener."""
    found = Restrictions()
    _clients(listener, around, found)
    for connector in listener.by_certificate:
        found.policy[_context(listener, connector)] = {"names": [connector["client_certificate_name"]]}
    _senders(listener, around, domains, found)
    _relay(listener, around, found)
    if listener.trusts_the_cloud:
        _cloud(listener, around, domains, found)
    return found


def _clients(listener: Listener, around: Surroundings, found: Restrictions) -> None:
    """Whom each caller is: the connector of the narrowest range, and what that one asks of it."""
    entries = {c.name: tuple(_entry(c, listener, around)) for c in listener.by_address}
    ranges = {text for c in listener.by_address for text in c["remote_ip_ranges"]}
    if {ANYWHERE_V4, ANYWHERE_V6} <= ranges and not any(entries.values()):
        return
    for connector in listener.by_address:
        if entries[connector.name]:
            found.classes += ((_class(listener, connector), entries[connector.name]),)
    rows = networks(
        (text, _class(listener, c) if entries[c.name] else "DUNNO")
        for c in listener.by_address
        for text in c["remote_ip_ranges"]
    )
    if around.online_addresses and any(c["ip_block_list_providers"] for c in listener.by_address):
        trusted = networks((text, "OK") for text in around.online_addresses)
        found.tables += (Table(_never_listed(listener), "cidr", trusted),)
    name = f"clients_{listener.label}"
    found.tables += (Table(name, "cidr", (*rows, *_nobody(rows))),)
    found.lists.append(("smtpd_client_restrictions", (f"check_client_access {around.cidr(name)}",)))


def _entry(connector: Wanted, listener: Listener, around: Surroundings) -> Iterator[str]:
    if connector["require_tls"] and not all(c["require_tls"] for c in listener.connectors):
        yield "reject_plaintext_session"
    if "AnonymousUsers" in connector["permission_groups"]:
        yield from _block_lists(connector, listener, around)
        return
    if "ExchangeUsers" in connector["permission_groups"]:
        yield "permit_sasl_authenticated"
    yield from _known_by_name(listener, around)
    yield "reject"


def _block_lists(connector: Wanted, listener: Listener, around: Surroundings) -> Iterator[str]:
    """Strangers only are looked up: what is refused of Exchange Online's comes back to our own senders as a bounce."""
    if not connector["ip_block_list_providers"]:
        return
    if around.online_addresses:
        yield f"check_client_access {around.cidr(_never_listed(listener))}"
    if listener.signs_in:
        yield "permit_sasl_authenticated"
    yield from _known_by_name(listener, around)
    yield from (f"reject_rbl_client {provider}" for provider in connector["ip_block_list_providers"])


def _never_listed(listener: Listener) -> str:
    return f"never_listed_{listener.label}"


def _known_by_name(listener: Listener, around: Surroundings) -> Iterator[str]:
    """The questions whether the caller is one of those we know by their certificates."""
    if listener.trusts_the_cloud:
        yield around.policy(CLOUD_SENDER)
    yield from (around.policy(_context(listener, connector)) for connector in listener.by_certificate)


def _context(listener: Listener, connector: Wanted) -> str:
    return f"named-{listener.slugs[connector.name]}"


def _class(listener: Listener, connector: Wanted) -> str:
    return f"mailflow_{listener.label}_{listener.slugs[connector.name]}"


def _nobody(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Who is in no range is taken by no connector."""
    known = {network for network, _action in rows}
    yield from ((network, NO_CONNECTOR) for network in (ANYWHERE_V4, ANYWHERE_V6) if network not in known)


def _senders(listener: Listener, around: Surroundings, domains: Sequence[str], found: Restrictions) -> None:
    """Whose name a caller may use: that of a partner only as agreed, ours only if it may."""
    checks: list[str] = []
    for connector in listener.by_sender:
        checks += filter(None, [_partner(connector, listener, around, found)])
    if listener.signs_in:
        checks.append("reject_sender_login_mismatch")
    strangers = [c for c in listener.by_address if not c["accept_authoritative_domain_sender"]]
    if strangers and domains:
        checks += _own_senders(listener, around, domains, found)
    if checks:
        found.lists.append(("smtpd_sender_restrictions", tuple(checks)))


def _partner(connector: Wanted, listener: Listener, around: Surroundings, found: Restrictions) -> str:
    """A sender table that leads each of the partner's domains to what was agreed with it."""
    own, name = _class(listener, connector), f"partner_{listener.label}_{listener.slugs[connector.name]}"
    steps = ["reject_plaintext_session"] if connector["require_tls"] else []
    if connector["client_certificate_name"]:
        context = _context(listener, connector)
        steps.append(around.policy(context))
        found.policy[context] = {"names": [connector["client_certificate_name"]], "refuse": True}
    if not {ANYWHERE_V4, ANYWHERE_V6} <= set(connector["remote_ip_ranges"]):
        rows = networks((text, "DUNNO") for text in connector["remote_ip_ranges"])
        others = tuple((network, NOT_FROM_THERE) for network in (ANYWHERE_V4, ANYWHERE_V6))
        found.tables += (Table(f"{name}_from", "cidr", (*rows, *others)),)
        steps.append(f"check_client_access {around.cidr(f'{name}_from')}")
    if not steps:
        return ""
    found.classes += ((own, tuple(steps)),)
    senders = tuple((sender, own) for sender in connector["sender_domains"])
    found.tables += (Table(name, INDEXED, senders),)
    return f"check_sender_access {around.indexed(name)}"


def _own_senders(
    listener: Listener, around: Surroundings, domains: Sequence[str], found: Restrictions
) -> Iterator[str]:
    """Our own domains are refused as senders, save of callers who may: the twin of RejectDirectSend."""
    if len(listener.by_address) > 1 or not listener.takes_everybody:
        name = f"own_sender_{listener.label}"
        rows = networks(
            (text, "OK" if c["accept_authoritative_domain_sender"] else "DUNNO")
            for c in listener.by_address
            for text in c["remote_ip_ranges"]
        )
        found.tables += (Table(name, "cidr", rows),)
        yield f"check_client_access {around.cidr(name)}"
    if listener.signs_in:
        yield "permit_sasl_authenticated"
    own = f"mailflow_{listener.label}_own_sender"
    found.classes += ((own, (*_known_by_name(listener, around), NOT_OURS)),)
    found.tables += (Table(f"own_domains_{listener.label}", INDEXED, tuple((domain, own) for domain in domains)),)
    yield f"check_sender_access {around.indexed(f'own_domains_{listener.label}')}"


def _relay(listener: Listener, around: Surroundings, found: Restrictions) -> None:
    """Who may send to recipients that are not ours; all others are refused for good (554, not 454)."""
    steps: list[str] = []
    if any(c["accept_any_recipient"] for c in listener.by_address):
        name = f"relay_{listener.label}"
        rows = networks(
            (text, "OK" if c["accept_any_recipient"] else "DUNNO")
            for c in listener.by_address
            for text in c["remote_ip_ranges"]
        )
        found.tables += (Table(name, "cidr", rows),)
        steps.append(f"check_client_access {around.cidr(name)}")
    if listener.signs_in:
        steps.append("permit_sasl_authenticated")
    named = [_context(listener, c) for c in listener.by_certificate if c["accept_any_recipient"]]
    relaying = any(c["tls_domain_capabilities"] and c["accept_cloud_relay"] for c in listener.connectors)
    contexts = [*([CLOUD] if relaying else []), *named]
    if contexts:
        steps += ["permit_auth_destination", *map(around.policy, contexts)]
    if steps:
        found.lists.append(("smtpd_relay_restrictions", (*steps, "reject_unauth_destination")))


def _cloud(listener: Listener, around: Surroundings, domains: Sequence[str], found: Restrictions) -> None:
    trusting = [c for c in listener.connectors if c["tls_domain_capabilities"]]
    names = sorted({told.partition(":")[0] for c in trusting for told in c["tls_domain_capabilities"]})
    known = {"names": names, "addresses": list(around.online_addresses)}
    found.policy[CLOUD_SENDER] = known
    if any(c["accept_cloud_relay"] for c in trusting):
        any_sender = any(c["accept_any_cloud_sender"] for c in trusting)
        found.policy[CLOUD] = known if any_sender else {**known, "senders": list(domains)}


def networks(entries: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Rows of a table of networks, the longest prefix first; a range from one address to another is several."""
    rows = {(network, action) for text, action in entries for network in _cidr(IpRange.parse(text))}
    ordered = sorted(rows, key=lambda row: (row[0].version, -row[0].prefixlen, int(row[0].network_address), row[1]))
    return tuple((str(network), action) for network, action in ordered)


def _cidr(found: IpRange) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    yield from ipaddress.summarize_address_range(found.first, found.last)
