# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbours: partners, devices and filters, known by the names that the compiler gives their connectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from ..model.resource import Resource
from .draft import Draft, Words, after, said
from .seen import Seen, value

_LEVELS = {"EncryptionOnly": "required", "CertificateValidation": "certificate", "DomainValidation": "name"}
_STRANGERS = "NT AUTHORITY\\ANONYMOUS LOGON"
_ANY_RECIPIENT = "ms-Exch-SMTP-Accept-Any-Recipient"


def _named_after(seen: Seen, side: str, kind: str, start: str) -> dict[str, Resource]:
    """The resources of a kind whose names begin so, by what follows."""
    found = {after(start, resource.name): resource for resource in seen.of(side, kind)}
    return {name: resource for name, resource in found.items() if name}


def _receiving(seen: Seen, start: str) -> dict[str, Resource]:
    """The same of receive connectors, one of each name."""
    found = {after(start, own): connector for _server, own, connector in seen.own_receive_connectors()}
    return {name: connector for name, connector in found.items() if name}


def filters_before_tenant(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Whoever hands all mail to the tenant."""
    for name, connector in _named_after(seen, "online", "inbound_connector", "Inbound from ").items():
        if value(connector, "sender_domains") != ["*"] or value(connector, "connector_type") != "Partner":
            continue
        addresses = value(connector, "sender_ip_addresses") or value(connector, "ef_skip_ips")
        restricted = "restrict_domains_to_certificate", "restrict_domains_to_ip_addresses"
        found = said(
            addresses=addresses,
            certificate_name=value(connector, "tls_sender_certificate_name"),
            lock_down=None if any(value(connector, word) for word in restricted) else False,
        )
        yield _in_front(seen, draft, name, found, f"inbound connector {connector.name!r}")


def filters_before_sites(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Whoever hands all mail to a site: a connector of its own, and nobody else is let in past it."""
    skipped = {ip for c in seen.of("online", "inbound_connector") for ip in value(c, "ef_skip_ips") or ()}
    for name, connector in _receiving(seen, "From ").items():
        offers: list[Draft] = []
        addresses = list(value(connector, "remote_ip_ranges") or ())
        for site, lock_down in product(draft.sites, (None, False)):
            found = said(addresses=addresses, delivers_to=site) | ({} if lock_down is None else {"lock_down": False})
            plain = _in_front(seen, draft, name, found, f"receive connectors 'From {name}'")
            ours = Draft({"sites": {site: said(public_addresses=sorted(skipped - set(addresses)))}})
            offers += [*plain, *(offer.with_(ours) for offer in plain)]
        yield offers


def _in_front(seen: Seen, draft: Draft, name: str, found: Words, told: str) -> list[Draft]:
    """With the mail of all domains, and where mail of the Internet is locked out elsewhere, with that lock."""
    domains = {domain: {"mx": name} for domain, words in draft.domains.items() if "mx" not in words}
    hosts = [host for domain in domains for host in seen.mx.get(domain, ())]
    words: Words = {"filters": {name: {**found, **said(mx=list(dict.fromkeys(hosts)))}}, "domains": domains}
    because = {f"filters.{name}": told, "domains": "the accepted domains; their mail comes by a filter"}
    return [Draft(words, because), Draft({**words, "online": {"lock_down": True}}, because)]


def partners(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Everybody after whom a connector is named, with what it asks of them on the sides that have one."""
    by_tenant = _named_after(seen, "online", "outbound_connector", "Outbound to ")
    by_exchange = _named_after(seen, "exchange", "send_connector", "To ")
    at_tenant = _named_after(seen, "online", "inbound_connector", "Inbound from ")
    at_exchange = _receiving(seen, "From ")
    sides = list(draft.sites)
    for name in dict.fromkeys((*by_tenant, *by_exchange, *at_tenant, *at_exchange)):
        sent = [(by_tenant.get(name), ["online"]), (by_exchange.get(name), sides)]
        taken = [(at_tenant.get(name), ["online"]), (at_exchange.get(name), sides)]
        domains = _domains([each for each, _sides in (*sent, *taken) if each])
        if domains:
            told = {f"partners.{name}": "the connectors named after them"}
            ways = product(_sending(sent), _taking(taken))
            yield [
                Draft({"partners": {name: said(domains=domains, send=send, receive=receive)}}, told)
                for send, receive in ways
            ]


def _domains(connectors: Sequence[Resource]) -> list[str]:
    """The domains that the connectors are for; a receive connector tells none."""
    for connector in connectors:
        told = first_list(connector, "recipient_domains", "address_spaces", "sender_domains")
        names = [str(each).partition(";")[0].rpartition(":")[2] for each in told]
        if names and "*" not in names:
            return names
    return []


def first_list(resource: Resource, *names: str) -> list[Any]:
    return next((list(found) for name in names if (found := value(resource, name))), [])


def _sending(found: Sequence[tuple[Resource | None, list[str]]]) -> Iterator[Words]:
    connectors = [connector for connector, _sides in found if connector]
    if not connectors:
        yield {}
        return
    connector, sides = connectors[0], [side for each, sides in found if each for side in sides]
    level = value(connector, "tls_settings") or value(connector, "tls_auth_level") or ""
    dane = value(connector, "smtp_dane_mode") == "Mandatory"
    words = said(
        tls="dane" if dane else _LEVELS.get(level, "required"),
        name=value(connector, "tls_domain"),
        smart_hosts=value(connector, "smart_hosts"),
    )
    yield words
    yield {**words, "from": sides}


def _taking(found: Sequence[tuple[Resource | None, list[str]]]) -> Iterator[Words]:
    connectors = [connector for connector, _sides in found if connector]
    if not connectors:
        yield {}
        return
    connector, sides = connectors[0], [side for each, sides in found if each for side in sides]
    name = value(connector, "tls_sender_certificate_name")
    words = said(
        tls="certificate" if name else "required",
        name=name,
        addresses=value(connector, "sender_ip_addresses") or value(connector, "remote_ip_ranges"),
    )
    yield words
    yield {**words, "at": sides}


def devices(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Those that hand in mail to a connector of their own."""
    for name, connector in _named_after(seen, "online", "inbound_connector", "Devices ").items():
        certificate = value(connector, "tls_sender_certificate_name")
        words = said(
            addresses=value(connector, "sender_ip_addresses"),
            via="online",
            to="anyone",
            identify_by="certificate" if certificate else None,
            certificate_name=certificate,
            tls="required" if value(connector, "require_tls") and not certificate else None,
        )
        yield [Draft({"devices": {name: words}}, {f"devices.{name}": f"inbound connector {connector.name!r}"})]
    for name, connector in _receiving(seen, "Devices ").items():
        relays = _ANY_RECIPIENT in (value(connector, "extended_rights") or {}).get(_STRANGERS, ())
        words = said(
            addresses=value(connector, "remote_ip_ranges"),
            to="anyone" if relays else None,
            tls="required" if value(connector, "require_tls") else None,
        )
        told = {f"devices.{name}": f"receive connectors 'Devices {name}'"}
        yield [Draft({"devices": {name: {**words, "via": site}}}, told) for site in draft.sites]
