# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is who among connectors and domains: the questions that many rules ask of the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..model.address_space import AddressSpace
from ..model.certificate_name import CertificateName
from ..model.domain import is_below, parent
from ..model.ip_range import IpRange
from .facts import Facts, Seen

# Names of mail services of the clouds (endpoints of Exchange Online; worldwide, US government).
_CLOUD_HOSTS = (".mail.protection.outlook.com", ".mail.protection.office365.us", ".mx.microsoft")
_ROUTING_SUFFIXES = (".mail.onmicrosoft.com", ".mail.onmicrosoft.us")
_NOT_PUBLIC = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8")
PRIVATE = tuple(map(IpRange.parse, (*_NOT_PUBLIC, "::1", "fc00::/7", "fe80::/10")))


def is_cloud_host(host: str) -> bool:
    """Whether a host name is one of Exchange Online's."""
    return host.endswith(_CLOUD_HOSTS)


def is_routing_domain(domain: str) -> bool:
    """Whether a domain is a tenant's own for routing between the sides."""
    return domain.endswith(_ROUTING_SUFFIXES)


@lru_cache(maxsize=1 << 16)
def _space(text: str) -> AddressSpace | None:
    try:
        return AddressSpace.parse(text)
    except ValueError:
        return None


def spaces(connector: Seen) -> tuple[AddressSpace, ...]:
    """The SMTP address spaces of a send connector."""
    found = (_space(str(text)) for text in connector.members("address_spaces"))
    return tuple(space for space in found if space and space.type == "SMTP")


@lru_cache(maxsize=1 << 16)
def address_range(text: str) -> IpRange | None:
    """The range a text means; None for what the service shows in a form nobody knows."""
    try:
        return IpRange.parse(text)
    except ValueError:
        return None


def ranges(connector: Seen, attribute: str) -> tuple[IpRange, ...]:
    """The address ranges in one list."""
    found = (address_range(str(text)) for text in connector.members(attribute))
    return tuple(each for each in found if each)


def is_private(each: IpRange) -> bool:
    return any(private.contains(each) for private in PRIVATE)


def is_whole_internet(each: IpRange) -> bool:
    """All there are of a family, or as good as all of them."""
    return each.size >= (1 << 31 if each.version == 4 else 1 << 125)


def on_premises(facts: Facts, kind: str) -> Iterator[Seen]:
    """Resources of a kind that are in force on Exchange and on Postfix, which name alike what means the same."""
    for side in ("exchange", "postfix"):
        yield from facts.active(side, kind)


def is_postfix(seen: Seen) -> bool:
    return seen.resource.side == "postfix"


def sends_to_cloud(facts: Facts) -> Iterator[Seen]:
    """Send connectors that speak to Exchange Online, told by smart host, address space or expected name.

    Through another smart host, such as an Edge server, they do not speak to it.
    """
    for connector in on_premises(facts, "send_connector"):
        hosts = [is_cloud_host(str(host)) for host in connector.members("smart_hosts")]
        routed = not hosts and any(is_routing_domain(space.space) for space in spaces(connector))
        if any(hosts) or routed or connector.get("tls_domain") == facts.mail_name:
            yield connector


def sends_to_tenant(facts: Facts) -> Iterator[Seen]:
    """Those of them that are not for another tenant, which has a certificate and connectors of its own."""
    for connector in sends_to_cloud(facts):
        routed = {space.space for space in spaces(connector) if is_routing_domain(space.space)}
        if not routed or not facts.coexistence_domain or facts.coexistence_domain in routed:
            yield connector


def takes_all(connector: Seen) -> bool:
    """Whether a send connector is for every domain."""
    return any(space.space == "*" for space in spaces(connector))


def inbound(facts: Facts, connector_type: str) -> Iterator[Seen]:
    """Inbound connectors of a type that are in force."""
    return (c for c in facts.active("online", "inbound_connector") if c.get("connector_type") == connector_type)


def outbound(facts: Facts, connector_type: str) -> Iterator[Seen]:
    """Outbound connectors of a type that are in force and not only tested."""
    found = (c for c in facts.active("online", "outbound_connector") if c.get("connector_type") == connector_type)
    return (connector for connector in found if not connector.get("test_mode"))


def centralized(facts: Facts) -> list[Seen]:
    """Outbound connectors that send all mail of the tenant on premises."""
    return [c for c in outbound(facts, "OnPremises") if c.get("route_all_messages_via_on_premises")]


def trusting(facts: Facts) -> list[Seen]:
    """Receive connectors that know Exchange Online by its certificate."""
    own = f"{facts.mail_name}:"
    return [
        connector
        for connector in facts.active("exchange", "receive_connector")
        if any(str(each).startswith(own) for each in connector.members("tls_domain_capabilities"))
    ]


def answering(facts: Facts) -> list[Seen]:
    """What answers Exchange Online on premises: on Exchange what knows it, on Postfix what answers everybody."""
    return [*trusting(facts), *(c for c in facts.active("postfix", "receive_connector") if answers_everybody(c))]


def answers_everybody(connector: Seen) -> bool:
    """Whether a receive connector of Postfix is for every address; it is for those where it does not say."""
    everybody = "remote_ip_ranges" not in connector
    return everybody or any(is_whole_internet(each) for each in ranges(connector, "remote_ip_ranges"))


def certificate_of(facts: Facts, connector: Seen) -> str:
    """The certificate that a connector on premises presents, as `<I>…<S>…`; empty if that is not known."""
    if is_postfix(connector):
        return facts.files.get(str(connector.get("tls_certificate") or ""), "")
    return str(connector.get("tls_certificate_name") or "")


def certificate_word(connector: Seen) -> str:
    """The attribute that says which certificate a connector presents."""
    return "tls_certificate" if is_postfix(connector) else "tls_certificate_name"


def accepted(facts: Facts, side: str) -> Mapping[str, Seen]:
    """The accepted domains of a side by name."""
    return {seen.name.lower(): seen for seen in facts.every(side, "accepted_domain")}


def names_of_tenant(facts: Facts) -> frozenset[str]:
    """All domains the tenant takes mail for, its own among them."""
    return frozenset({*accepted(facts, "online"), *filter(None, (facts.tenant, facts.coexistence_domain))})


def matches(pattern: str, name: str) -> bool:
    """Whether a certificate's name is what a connector asks for: literally, or a host one label below ``*.``."""
    return name == pattern or (pattern.startswith("*.") and not name.startswith("*") and is_below(name, pattern[2:]))


def presents(name: str, host: str) -> bool:
    """Whether a certificate of this name proves a host: literally, or ``*.`` for one label."""
    return name == host or (name.startswith("*.") and parent(host) == name[2:])


@lru_cache(maxsize=1 << 16)
def certificate_name(text: str) -> CertificateName | None:
    """What `<I>…<S>…` names; None if it is not so written."""
    try:
        return CertificateName.parse(text)
    except ValueError:
        return None


def names_in(facts: Facts, certificate: str) -> tuple[tuple[str, ...], bool]:
    """The host names in a certificate, and whether those are all of them: without the certificate, its CN is known."""
    wanted = certificate_name(certificate)
    if wanted is None:
        return (), False
    known = [c for c in facts.certificates or () if certificate_name(c.name) == wanted]
    if known:
        return tuple(sorted({name.lower() for each in known for name in each.names})), True
    return tuple(filter(None, (wanted.common_name.lower(),))), False


def knows_us(facts: Facts, connector: Seen) -> bool:
    """Whether an inbound connector is for mail from premises: by a certificate that is presented there, or an address
    that mail comes from.
    """
    pattern = str(connector.get("tls_sender_certificate_name") or "")
    names = {name for c in sends_to_tenant(facts) for name in names_in(facts, certificate_of(facts, c))[0]}
    if pattern:
        return any(matches(pattern, name) for name in names)
    own = [each for each in map(address_range, facts.public_addresses) if each]
    return any(r.contains(each) for r in ranges(connector, "sender_ip_addresses") for each in own)


def covered(patterns: Iterable[str], domain: str) -> bool:
    """Whether one of the patterns (`domain`, `*.domain`, `*`) is for this domain."""
    known = patterns if isinstance(patterns, frozenset) else frozenset(patterns)
    if "*" in known or domain in known:
        return True
    name = domain.removeprefix("*.")
    while name:
        if f"*.{name}" in known:
            return True
        name = parent(name)
    return False


def served(facts: Facts) -> frozenset[str]:
    """What outbound connectors of type OnPremises carry without a mail flow rule: domains, patterns, ``*``."""
    patterns: set[str] = set()
    for connector in outbound(facts, "OnPremises"):
        if connector.get("is_transport_rule_scoped"):
            continue
        patterns.update(map(str, connector.members("recipient_domains")))
        if connector.get("all_accepted_domains"):
            patterns.update(names_of_tenant(facts))
    return frozenset(patterns)


def carried(facts: Facts) -> frozenset[str]:
    """The domains and patterns that send connectors to Exchange Online are for, ``*`` left out."""
    found = (space.space for connector in sends_to_cloud(facts) for space in spaces(connector))
    return frozenset(space for space in found if space != "*")


def listing(values: Iterable[object]) -> str:
    """Some values in a sentence, at most eight of them."""
    words = [f"'{value}'" for value in values]
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "") if words else "none"
