# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive connectors as Postfix's server side: listeners, and what each client may do there.

Exchange chooses a connector by the caller's address and lets it decide everything. Postfix has one set of settings for
an address and port, so connectors that share one become one listener; what differs by caller becomes tables of networks
(the longest prefix first, because the first match counts) and restriction classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..kinds.forms import bytes_of, seconds
from ..kinds.postfix.forms import ANYWHERE_V4, ANYWHERE_V6
from ..model.finding import Finding
from .configuration import Configuration, Service, Surroundings, Table, certificate_of, slug, slugs
from .restrictions import Listener, networks, restrictions
from .wanted import Wanted

FIREWALL_SERVICE = "mailflow_cleanup"
FIREWALL = ("/^X-MS-Exchange-(Organization|CrossPremises|Forest|CrossTenant)-/", "IGNORE")
RANGES, PER_SOURCE = "remote_ip_ranges", "max_inbound_connection_per_source"
_WILDCARDS = (ANYWHERE_V4.removesuffix("/0"), f"[{ANYWHERE_V6.removesuffix('/0')}]")


@dataclass(frozen=True)
class Limit:
    """A setting of a listener: the attribute, Postfix's parameter, and how the value is written."""

    attribute: str
    parameter: str
    write: Any = str


def _bytes(value: Any) -> str:
    return "0" if value == "unlimited" else str(bytes_of(value))


def _count(value: Any) -> str:
    return "0" if value == "unlimited" else str(value)


def _span(value: Any) -> str:
    return f"{seconds(value)}s"


LIMITS = (
    Limit("fqdn", "myhostname"),
    Limit("max_message_size", "message_size_limit", _bytes),
    Limit("max_recipients_per_message", "smtpd_recipient_limit"),
    Limit(PER_SOURCE, "smtpd_client_connection_count_limit", _count),
    Limit("max_protocol_errors", "smtpd_hard_error_limit"),
    Limit("connection_inactivity_timeout", "smtpd_timeout", _span),
    Limit("tarpit_interval", "smtpd_error_sleep_time", _span),
)
SHARED = (*(limit.attribute for limit in LIMITS), "tls_certificate", "tls_certificate_key", "header_firewall")


def compile_receive(
    connectors: Sequence[Wanted], around: Surroundings, domains: Sequence[str], header_checks: str = ""
) -> Configuration:
    """The server side of the host; ``domains`` are those it takes mail for, as a sender table knows them.

    ``header_checks`` are the host's own, which the header firewall must not put out of force.
    """
    found = list(_listeners(connectors))
    result = Configuration(findings=tuple(_overlaps(connectors)))
    for listener in found:
        result = result.joined(_listener(listener, around, domains))
    if any(connector["header_firewall"] for connector in connectors):
        result = result.joined(_firewall(around, header_checks))
    return _with_exceptions(result, found, around)


def _listeners(connectors: Sequence[Wanted]) -> Iterator[Listener]:
    """Connectors by the addresses and ports they share; both wildcards of a port are one listener."""
    at: dict[str, list[Wanted]] = {}
    names = slugs([connector.name for connector in connectors])
    for connector in connectors:
        for binding in connector["bindings"]:
            at.setdefault(binding, []).append(connector)
    for binding, sharing in sorted(at.items()):
        host, _colon, port = binding.rpartition(":")
        both = all(at.get(f"{wildcard}:{port}") == sharing for wildcard in _WILDCARDS)
        if host == _WILDCARDS[1] and both:
            continue
        endpoint = port if host == _WILDCARDS[0] and both else binding
        yield Listener(endpoint, slug(endpoint), tuple(sharing), {c.name: names[c.name] for c in sharing})


def _listener(listener: Listener, around: Surroundings, domains: Sequence[str]) -> Configuration:
    rules = restrictions(listener, around, domains)
    own = tuple((f"mailflow_{listener.label}_{name}", value) for name, value in rules.lists)
    options = (
        *_options(listener, around),
        *((name, f"$mailflow_{listener.label}_{name}") for name, _value in rules.lists),
    )
    banner, told = _banner(listener)
    names = ", ".join(connector.name for connector in listener.connectors)
    service = Service(
        listener.endpoint, "inet", "smtpd", (*options, *banner), private="n", comment=f"receive connectors {names}"
    )
    certificates = [certificate for c in listener.connectors if (certificate := certificate_of(c.values))]
    return Configuration(
        main=(*own, *rules.classes, *told),
        services=(service,),
        tables=rules.tables,
        certificates=tuple(dict.fromkeys(certificates)),
        policy=rules.policy,
        findings=tuple(_differences(listener)),
    )


def _options(listener: Listener, around: Surroundings) -> Iterator[tuple[str, str]]:
    certificate = next((c for wanted in listener.connectors if (c := certificate_of(wanted.values))), None)
    if certificate:
        yield "smtpd_tls_security_level", "encrypt" if all(c["require_tls"] for c in listener.connectors) else "may"
        yield "smtpd_tls_chain_files", around.chain(certificate)
    if listener.asks_for_certificates:
        yield "smtpd_tls_ask_ccert", "yes"
    if listener.signs_in:
        yield "smtpd_sasl_auth_enable", "yes"
    for limit in LIMITS:
        told = [value for _connector, value in _told(listener, limit.attribute)]
        if told:
            yield limit.parameter, limit.write(told[0])
    if listener.connectors[0]["header_firewall"]:
        yield "cleanup_service_name", FIREWALL_SERVICE
    yield from sorted({name: value for c in listener.connectors for name, value in c["parameters"].items()}.items())


def _told(listener: Listener, attribute: str) -> Iterator[tuple[Wanted, Any]]:
    """What each connector of a listener says of what the listener has one of; an exception is made elsewhere."""
    for connector in listener.connectors:
        if connector[attribute] is not None and not (attribute == PER_SOURCE and _is_excepted(connector, listener)):
            yield connector, connector[attribute]


def _is_excepted(connector: Wanted, listener: Listener) -> bool:
    """Whether its callers alone may hold as many connections as they like, by their addresses."""
    named = not {ANYWHERE_V4, ANYWHERE_V6} & set(connector["remote_ip_ranges"])
    return connector[PER_SOURCE] == "unlimited" and named and len(listener.connectors) > 1


def _banner(listener: Listener) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """A banner is free text, which master.cf could not hold: it stands in main.cf under a name of ours."""
    told = next((c["banner"] for c in listener.connectors if c["banner"]), "")
    if not told:
        return (), ()
    name = f"mailflow_{listener.label}_banner"
    return (("smtpd_banner", f"${name}"),), ((name, told.removeprefix("220").strip().replace("$", "$$")),)


def _firewall(around: Surroundings, header_checks: str) -> Configuration:
    """Headers that only Exchange may set are removed from what comes in (RFC 5322 names; header_checks(5))."""
    checks = ", ".join(filter(None, (around.regexp("header_firewall"), header_checks)))
    options = (("header_checks", checks),)
    service = Service(FIREWALL_SERVICE, "unix", "cleanup", options, private="n", most="0", comment="header firewall")
    return Configuration(services=(service,), tables=(Table("header_firewall", "regexp", (FIREWALL,)),))


def _with_exceptions(result: Configuration, listeners: Iterable[Listener], around: Surroundings) -> Configuration:
    """Exchange Online comes from few addresses with many connections at a time, and so does a filter in front."""
    excepted = [(text, "") for lr in listeners for c in lr.connectors if _is_excepted(c, lr) for text in c[RANGES]]
    known = [*around.online_addresses, *(network for network, _action in networks(excepted))]
    if not known:
        return result
    told = ("127.0.0.0/8", "[::1]/128", *map(bracketed, dict.fromkeys(known)))
    return result.joined(Configuration(main=(("smtpd_client_event_limit_exceptions", told),)))


def bracketed(network: str) -> str:
    """A network as lists of parameters have it: IPv6 in brackets."""
    address, slash, prefix = network.partition("/")
    return f"[{address}]{slash}{prefix}" if ":" in address else network


def _differences(listener: Listener) -> Iterator[Finding]:
    for attribute in SHARED:
        yield from _torn(listener, attribute, attribute, _told(listener, attribute))
    for name in sorted({name for c in listener.connectors for name in c["parameters"]}):
        told = ((c, c["parameters"][name]) for c in listener.connectors if name in c["parameters"])
        yield from _torn(listener, "parameters", name, told)


def _torn(listener: Listener, attribute: str, what: str, told: Iterable[tuple[Wanted, Any]]) -> Iterator[Finding]:
    """Two connectors want one thing of their listener otherwise."""
    values = {value: connector for connector, value in told}
    if len(values) > 1:
        (one, first), (other, second) = list(values.items())[:2]
        message = (
            f"{what} is {other!r}, and that of '{first.name}' is {one!r}; both listen on {listener.endpoint},"
            " where Postfix has one. Give one of them an address or port of its own"
        )
        yield second.finding("postfix-one-listener", attribute, message)


def _overlaps(connectors: Iterable[Wanted]) -> Iterator[Finding]:
    """Where one listens on all addresses of a port, no other can listen on one of them."""
    taken: Mapping[tuple[str, bool], Wanted] = {
        (binding.rpartition(":")[2], "[" in binding): connector
        for connector in connectors
        for binding in connector["bindings"]
        if binding.rpartition(":")[0] in _WILDCARDS
    }
    for connector in connectors:
        for binding in connector["bindings"]:
            host, _colon, port = binding.rpartition(":")
            other = taken.get((port, "[" in binding))
            if host not in _WILDCARDS and other is not None:
                message = (
                    f"it listens on {binding}, and '{other.name}' on every address of port {port}: the second of them"
                    " could not start. Name the addresses of both, or tell the callers apart by remote_ip_ranges"
                )
                yield connector.finding("postfix-bindings-overlap", "bindings", message)
