# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send connectors as Postfix's client side: transports, TLS policies, and one client service for each identity.

Traps, all of which a case in tests/cases/postfix holds: the key of a TLS policy is the next hop to the letter, brackets
and port included; `*.contoso.com` is two keys; `*` is the default transport and never a key `*`, which would catch
accepted domains as well; the policy table cannot choose a client certificate, so each identity has its own service.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..kinds.postfix.send_connector import EVERYBODY
from ..model.address_space import EDGE_INBOUND, SMTP, AddressSpace
from ..model.finding import Finding
from .configuration import (
    INDEXED,
    Certificate,
    Configuration,
    Service,
    Surroundings,
    Table,
    certificate_of,
    slug,
    unused,
)
from .wanted import Wanted

NO_WAY = "retry:4.4.4 no send connector leads to this domain"
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Way:
    """One send connector as Postfix sees it: the service that carries it, where to, and how strict about TLS."""

    wanted: Wanted
    service: str
    hops: tuple[str, ...]
    level: str
    options: Options

    @property
    def transport(self) -> str:
        """The transport and next hops; without one, the next hop is the recipient's domain."""
        return f"{self.service}:{', '.join(self.hops)}"

    @property
    def spaces(self) -> list[AddressSpace]:
        return [AddressSpace.parse(text) for text in self.wanted["address_spaces"]]


def compile_send(connectors: Iterable[Wanted], around: Surroundings, policy_service: str = "") -> Configuration:
    """The client side of the host; a ``policy_service`` is asked for levels the connectors do not say (MTA-STS)."""
    ways = _named([_way(connector, around) for connector in connectors])
    transport, twice = _rows((key, way.transport, way) for way in ways for key in _transport_keys(way))
    policy, torn = _rows((key, way.level, way) for way in ways if way.level != "may" for key in _policy_keys(way))
    senders, both = _rows((key, way.transport, way) for way in ways for key in _sender_keys(way))
    findings = [*twice, *torn, *both, *_foreign_spaces(ways), *_bounces(ways, senders)]
    tables = {"transport": transport, "tls_policy": policy, "sender_transport": senders}
    logins, missing = _logins(ways, around)
    return Configuration(
        main=(*_main(ways, around, tables), *_policies(policy, policy_service, around), *_signing_in(logins, around)),
        services=tuple(_services(ways)),
        tables=(*(Table(name, INDEXED, rows) for name, rows in tables.items() if rows), *logins),
        certificates=tuple(_certificates(ways)),
        findings=(*findings, *missing),
    )


def _way(wanted: Wanted, around: Surroundings) -> Way:
    hops = tuple(f"{_bracketed(host)}:{wanted['port']}" for host in wanted["smart_hosts"])
    level = _level(wanted)
    options = (*_identity(wanted, around), *(_own_level(wanted, level) if not hops else ()))
    return Way(wanted, "", hops, level, options)


def _bracketed(host: str) -> str:
    """Brackets switch the look-up of MX records off."""
    return f"[ipv6:{host}]" if ":" in host else f"[{host}]"


def _level(wanted: Wanted) -> str:
    """The level of a TLS policy (TLS_README); ``may`` where nothing is asked for."""
    if wanted["ignore_starttls"]:
        return "none"
    if wanted["smtp_dane_mode"] != "None":
        return {"Opportunistic": "dane", "Mandatory": "dane-only"}[wanted["smtp_dane_mode"]]
    if wanted["tls_auth_level"] in ("DomainValidation", "CertificateValidation"):
        return _named_level(wanted)
    return "encrypt" if wanted["require_tls"] else "may"


def _named_level(wanted: Wanted) -> str:
    """Postfix always wants a name: the one that is told, else a smart host's own, else whatever the MX is called."""
    name = wanted["tls_domain"]
    if name is None:
        hosts = ":".join(wanted["smart_hosts"])
        return f"secure match={hosts}" if hosts else "verify match=hostname"
    return f"secure match=.{name.removeprefix('*.')}" if name.startswith("*.") else f"secure match={name}:.{name}"


def _identity(wanted: Wanted, around: Surroundings) -> Iterator[tuple[str, str]]:
    """As whom the service introduces itself: certificate, name and address."""
    if certificate := certificate_of(wanted.values):
        yield "smtp_tls_chain_files", around.chain(certificate)
    if wanted["fqdn"]:
        yield "smtp_helo_name", wanted["fqdn"]
    if wanted["source_ip_address"]:
        yield from _bound(wanted["source_ip_address"], around)
    elif wanted["ipv4_only"]:
        yield "inet_protocols", "ipv4"
    if wanted["port"] != 25 and not wanted["smart_hosts"]:
        yield "smtp_tcp_port", str(wanted["port"])
    if wanted["smtp_max_messages_per_connection"] is not None:
        yield "smtp_connection_reuse_count_limit", str(wanted["smtp_max_messages_per_connection"])
    if wanted["smart_host_auth_mechanism"] != "None":
        yield "smtp_sasl_auth_enable", "yes"
    yield from wanted["parameters"].items()


def _bound(address: str, around: Surroundings) -> Iterator[tuple[str, str]]:
    """An address to send from is of one family; mail over the other would come from elsewhere."""
    version = ipaddress.ip_address(address).version
    yield ("smtp_bind_address" if version == 4 else "smtp_bind_address6"), address
    if around.version >= (3, 7):
        yield "smtp_bind_address_enforce", "yes"
    yield "inet_protocols", f"ipv{version}"


def _own_level(wanted: Wanted, level: str) -> Iterator[tuple[str, str]]:
    """Mail to everybody has no key in the policy table, so the level is the service's own."""
    if level == "may" or EVERYBODY not in wanted["address_spaces"]:
        return
    word, _blank, match = level.partition(" match=")
    yield "smtp_tls_security_level", word
    if match:
        yield f"smtp_tls_{word}_cert_match", match


def _named(ways: list[Way]) -> list[Way]:
    """Each way with its service: ways of one identity share one, those without any have Postfix's own."""
    by_identity: dict[Options, str] = {}
    for way in ways:
        if way.options and way.options not in by_identity:
            by_identity[way.options] = unused(f"mailflow_{slug(_called(way))}", by_identity.values())
    return [replace(way, service=by_identity.get(way.options, _stock(way))) for way in ways]


def _called(way: Way) -> str:
    """What an identity is known by: the name it introduces itself with, if it has one."""
    return str(way.wanted["fqdn"] or way.wanted.name)


def _stock(way: Way) -> str:
    """Mail for our own mailboxes has a service of its own, so that it does not wait behind what goes out."""
    return "relay" if any(space.space == EDGE_INBOUND for space in way.spaces) else "smtp"


def _transport_keys(way: Way) -> Iterator[str]:
    for space in way.spaces:
        if space.space not in ("*", EDGE_INBOUND):
            yield from _keys(space.space)


def _keys(pattern: str) -> tuple[str, ...]:
    """Exchange's wildcard holds the domain itself, Postfix's key with a dot does not."""
    name = pattern.removeprefix("*.")
    return (name, f".{name}") if pattern.startswith("*.") else (name,)


def _policy_keys(way: Way) -> Iterator[str]:
    """The next hop to the letter; by MX that is the recipient's domain."""
    yield from way.hops or _transport_keys(way)


def _sender_keys(way: Way) -> Iterator[str]:
    for sender in way.wanted["sender_domains"]:
        yield sender if sender == "<>" else f"@{sender}"


def _rows(entries: Iterable[tuple[str, str, Way]]) -> tuple[tuple[tuple[str, str], ...], list[Finding]]:
    """The rows of a table, and a finding where two connectors want one key otherwise."""
    rows: dict[str, tuple[str, Way]] = {}
    findings = []
    for key, value, way in entries:
        had, other = rows.setdefault(key, (value, way))
        if had != value:
            message = (
                f"for {key} it wants '{value}', and '{other.wanted.name}' wants '{had}'; Postfix has no cost and takes"
                " one of them. Make one connector of the two, with its smart_hosts in order"
            )
            findings.append(way.wanted.finding("postfix-two-ways", "address_spaces", message))
    return tuple((key, rows[key][0]) for key in sorted(rows)), findings


def _main(
    ways: list[Way], around: Surroundings, tables: dict[str, tuple[tuple[str, str], ...]]
) -> tuple[tuple[str, str], ...]:
    maps = {"transport": "transport_maps", "sender_transport": "sender_dependent_default_transport_maps"}
    settings = [
        ("relay_transport", _first(ways, EDGE_INBOUND)),
        ("default_transport", _first(ways, "*")),
        *((maps[name], around.indexed(name)) for name in maps if tables[name]),
        ("smtp_tls_security_level", "may"),
        ("smtp_tls_mandatory_protocols", tls_protocols(around)),
        ("smtp_tls_CAfile", around.ca_file),
        ("smtp_tls_loglevel", "1"),
    ]
    if any(way.level.startswith("dane") for way in ways):
        settings.append(("smtp_dns_support_level", "dnssec"))
    return tuple(settings)


def _policies(rows: tuple[tuple[str, str], ...], service: str, around: Surroundings) -> Options:
    told = ", ".join([*([around.indexed("tls_policy")] if rows else []), *([service] if service else [])])
    return (("smtp_tls_policy_maps", told),) if told else ()


def _signing_in(logins: list[Table], around: Surroundings) -> Options:
    if not logins:
        return ()
    return (
        ("smtp_sasl_password_maps", around.indexed(logins[0].name)),
        ("smtp_sasl_security_options", "noanonymous"),
    )


def tls_protocols(around: Surroundings) -> str:
    """TLS 1.2 and newer, in the words of the version."""
    return ">=TLSv1.2" if around.version >= (3, 6) else "!SSLv2, !SSLv3, !TLSv1, !TLSv1.1"


def _first(ways: list[Way], space: str) -> str:
    """The transport of all mail of that space; what no connector takes waits, as in Exchange's Unreachable queue."""
    taking = [w for w in ways if not w.wanted["sender_domains"] and any(s.space == space for s in w.spaces)]
    return taking[0].transport.removesuffix(":") if taking else NO_WAY


def _services(ways: list[Way]) -> Iterator[Service]:
    by_service: dict[str, list[Way]] = {}
    for way in ways:
        if way.options:
            by_service.setdefault(way.service, []).append(way)
    for service, sharing in by_service.items():
        names = ", ".join(way.wanted.name for way in sharing)
        yield Service(service, "unix", "smtp", sharing[0].options, comment=f"send connectors {names}")


def _certificates(ways: list[Way]) -> Iterator[Certificate]:
    for way in ways:
        if certificate := certificate_of(way.wanted.values):
            yield certificate


def _foreign_spaces(ways: list[Way]) -> Iterator[Finding]:
    everybody: dict[str, Way] = {}
    for way in ways:
        for space in way.spaces:
            if space.type != SMTP:
                message = f"address space {space} is of another type than SMTP, which is all that Postfix speaks"
                yield way.wanted.finding("postfix-other-spaces", "address_spaces", message)
            elif space.space in ("*", EDGE_INBOUND) and not way.wanted["sender_domains"]:
                other = everybody.setdefault(space.space, way)
                if other is not way:
                    message = f"'{other.wanted.name}' has address space {space.space} as well, and Postfix has no cost"
                    yield way.wanted.finding("postfix-two-ways", "address_spaces", message)


def _bounces(ways: list[Way], senders: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    """The null sender matches no @domain, so bounces would take the way of everybody else (tested on 3.7)."""
    if senders and "<>" not in dict(senders):
        way, *_others = (way for way in ways if way.wanted["sender_domains"])
        message = (
            "bounces have no sender, so they match none of its sender_domains and go the default way; add '<>' to one"
            " connector's sender_domains if that is not meant"
        )
        yield way.wanted.finding("postfix-null-sender", "sender_domains", message, severity="warning")


def _logins(ways: list[Way], around: Surroundings) -> tuple[list[Table], list[Finding]]:
    rows: dict[str, str] = {}
    findings = []
    for way in ways:
        for host, hop in zip(way.wanted["smart_hosts"], way.hops, strict=True):
            if way.wanted["smart_host_auth_mechanism"] == "None":
                continue
            login = around.credentials.get(host)
            if login is None:
                message = f"it signs in at {host}, for which there is no name and password among the role's variables"
                findings.append(way.wanted.finding("postfix-credentials", "smart_host_auth_mechanism", message))
                continue
            rows[hop] = f"{login['username']}:{login['password']}"
    return [Table("smart_host_logins", INDEXED, tuple(sorted(rows.items())), secret=True)] if rows else [], findings
