# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The beginning of a document: domains, tenant and sites, as far as anything says them.

What nothing says is asked for: a placeholder stands in its place, under a name that cannot exist (RFC 2606), and a
finding says where it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model.certificate_name import CertificateName
from ..model.clouds import CLOUDS
from ..model.finding import Finding
from ..model.resource import Resource
from .draft import Draft, Words, after, guid_in, said
from .seen import Seen, first, value

PLACEHOLDER = "to-be-stated.invalid"
UNKNOWN_GUID = "00000000-0000-0000-0000-000000000000"
SITE = "headquarters"
_INTERNET_FROM = "Internet from "
_TYPES = {"Authoritative": "", "InternalRelay": "internal_relay"}


def begun(seen: Seen) -> list[Draft]:
    """What a document may begin with: the best is the one that leaves least unsaid."""
    domains, online = _domains(seen), _online(seen)
    because = {"domains": "the accepted domains"} | ({"online": "the tenant's own domain"} if online else {})
    common: Words = said(domains=domains, online=online)
    return [Draft({**common, **said(sites=sites)}, because) for sites in _sites(seen)] or [Draft(common, because)]


def tenant_of(seen: Seen) -> str:
    """The tenant's first domain; of several that one for which there is a routing domain."""
    names = [name for name in _accepted(seen, "online") if _cloud(name)]
    first_domains = [name for name in names if len(name.split(".")) == len(_cloud(name).split(".")) + 1]
    routed = [name for name in first_domains if _routing(name) in names]
    return first([*routed, *first_domains]) or ""


def coexistence_of(seen: Seen) -> str:
    """The domain by which Exchange reaches mailboxes of the tenant."""
    tenant = tenant_of(seen)
    return _routing(tenant) if tenant else ""


def inward(seen: Seen) -> list[Resource]:
    """The outbound connectors of the tenant that lead to servers of our own, and not by rule."""
    return [
        connector
        for connector in seen.of("online", "outbound_connector")
        if value(connector, "connector_type") == "OnPremises"
        and not value(connector, "is_transport_rule_scoped")
        and value(connector, "smart_hosts")
    ]


def missing(seen: Seen, draft: Draft) -> Iterator[Finding]:
    """What the document asks for."""
    if seen.of("online", "accepted_domain") and "online" not in draft.words:
        message = (
            "The tenant shows none of its own domains, such as contoso.onmicrosoft.com, so nothing of it is adopted."
            " Observe it again: whoever reads it may lack the right to see them."
        )
        yield Finding("not-known", "mailflow.online", message)
    assumed = [name for name, domain in draft.domains.items() if "mx" not in domain]
    if assumed:
        where = "online" if "online" in draft.words else "on_premises"
        message = (
            f"Nothing says where the Internet sends mail for {', '.join(assumed)}, so it is taken to be {where}. Give"
            " name servers to ask for the MX, or state mx."
        )
        yield Finding("not-known", "mailflow.domains", message, "warning")
    if draft.words.get("hybrid", {}).get("organization_guid") == UNKNOWN_GUID:
        message = "No connector's name has the GUID of the Exchange organization. State it (Get-OrganizationConfig)."
        yield Finding("not-known", "mailflow.hybrid.organization_guid", message, "warning")
    for name, site in draft.sites.items():
        path = f"mailflow.sites[{name}]"
        if PLACEHOLDER in site.get("mailbox_hosts", ()):
            message = "Nothing says to which hosts Postfix hands mail for mailboxes on premises. State them."
            yield Finding("not-known", f"{path}.mailbox_hosts", message, "warning")
        if site["public_name"] == PLACEHOLDER:
            message = "Nothing says by which name the tenant and others reach the site. State it."
            yield Finding("not-known", f"{path}.public_name", message, "warning")
        if PLACEHOLDER in site["certificate"]["issuer"]:
            message = (
                "No connector names the certificate of the site. State its issuer and subject as"
                " Get-ExchangeCertificate shows them."
            )
            yield Finding("not-known", f"{path}.certificate", message, "warning")
        if not site.get("public_addresses"):
            message = "No side knows the site's public addresses. State them, so that SPF and the rules can use them."
            yield Finding("not-known", f"{path}.public_addresses", message, "hint")


def _accepted(seen: Seen, side: str) -> list[str]:
    return [resource.name.lower() for resource in seen.of(side, "accepted_domain")]


def _cloud(name: str) -> str:
    """The suffix of tenants' own domains that a name has; empty for a domain of somebody's own."""
    return next((cloud.tenant_suffix for cloud in CLOUDS.values() if name.endswith(f".{cloud.tenant_suffix}")), "")


def _routing(tenant: str) -> str:
    label, _dot, suffix = tenant.partition(".")
    return f"{label}.mail.{suffix}"


def _domains(seen: Seen) -> dict[str, Words]:
    """The tenant's domains, or where there is none those of Exchange; one that only Exchange has is no word's."""
    online, exchange = _accepted(seen, "online"), _accepted(seen, "exchange")
    names = [name for name in (online or exchange) if not _cloud(name) and "*" not in name]
    return {name: _domain(seen, name, name in online, name in exchange) for name in names}


def _domain(seen: Seen, name: str, online: bool, exchange: bool) -> Words:
    there, here = (seen.named(side, "accepted_domain", name) for side in ("online", "exchange"))
    on_premises = (exchange or bool(seen.hosts.postfix)) and _is_sent_on(seen, name)
    mailboxes = "both" if online and on_premises else "online" if online else "on_premises"
    return said(
        mailboxes=mailboxes,
        mx=_taker(seen, name),
        on_premises_type=_TYPES.get(value(here, "domain_type") or ""),
        online_type=_TYPES.get(value(there, "domain_type") or ""),
        subdomains=bool(value(here, "match_sub_domains") or value(there, "match_sub_domains")) or None,
    )


def _is_sent_on(seen: Seen, name: str) -> bool:
    """Whether the tenant sends the domain's mail to servers of our own, if it sends any there."""
    connectors = inward(seen)
    spaces = {str(space) for each in connectors for space in value(each, "recipient_domains") or ()}
    return not connectors or bool(spaces & {name, "*"}) or any(value(c, "all_accepted_domains") for c in connectors)


def _taker(seen: Seen, name: str) -> str:
    """Which side the MX of a domain names, if DNS was asked and says one of ours."""
    hosts = [host.rstrip(".").lower() for host in seen.mx.get(name, ())]
    if not hosts:
        return ""
    mail_names = [cloud.mail_name for cloud in CLOUDS.values() if cloud.mail_name]
    if all(host.endswith((*(f".{each}" for each in mail_names), ".mx.microsoft")) for host in hosts):
        return "online"
    return "on_premises" if set(hosts) <= set(_public_names(seen)) else ""


def _online(seen: Seen) -> Words:
    tenant = tenant_of(seen)
    if not tenant or not seen.hosts.online:
        return {}
    clouds = [name for name, cloud in CLOUDS.items() if tenant.endswith(f".{cloud.tenant_suffix}")]
    cloud = clouds[0] if clouds[0] != "worldwide" else None
    return said(host=seen.hosts.online, tenant=tenant, cloud=cloud)


def _public_names(seen: Seen) -> list[str]:
    return list(dict.fromkeys(host for connector in inward(seen) for host in value(connector, "smart_hosts")))


def _sites(seen: Seen) -> Iterator[dict[str, Words]]:
    """One site with everything; or as many as there are public names, where connectors say whose servers are whose."""
    names = _public_names(seen)
    if seen.hosts.exchange:
        yield {_site_name(seen): _site(seen, seen.hosts.exchange, names[:1])}
        if len(names) > 1:
            yield from _several(seen, names)
    elif seen.hosts.postfix and names:
        site = _site(seen, seen.hosts.postfix, names[:1])
        yield {_site_name(seen): {"software": "postfix", **site, "mailbox_hosts": [PLACEHOLDER]}}


def _several(seen: Seen, names: Sequence[str]) -> Iterator[dict[str, Words]]:
    """Sites of which each but one has a way out that is named after it."""
    by_name = {name: host for host, name in seen.servers.items()}
    named = {
        site: [by_name[server] for server in value(connector, "source_transport_servers") or () if server in by_name]
        for connector in seen.of("exchange", "send_connector")
        if (site := after(_INTERNET_FROM, connector.name))
    }
    own = {site: name for site in named for name in names if name.partition(".")[0] == site.casefold()}
    rest = [host for host in seen.hosts.exchange if not any(host in servers for servers in named.values())]
    left = [name for name in names if name not in own.values()]
    if set(own) == set(named) and all(named.values()) and rest and len(left) == 1:
        others = {site: _site(seen, servers, [own[site]]) for site, servers in named.items()}
        yield {SITE: _site(seen, rest, left), **others}


def _site_name(seen: Seen) -> str:
    """After the connectors of a plain link, which bear its name; else any name."""
    names = [after("Outbound to ", connector.name) for connector in inward(seen)]
    named = [name for name in names if name and not guid_in([name])]
    return named[0] if named and seen.named("online", "inbound_connector", f"Inbound from {named[0]}") else SITE


def _site(seen: Seen, servers: Iterable[str], names: Sequence[str]) -> Words:
    hosts = list(servers)
    return {
        "servers": hosts,
        "public_name": names[0] if names else PLACEHOLDER,
        "certificate": _certificate(seen, [seen.servers.get(host, "") for host in hosts]),
    }


def _certificate(seen: Seen, servers: Sequence[str]) -> Words:
    """The one that the connectors of these servers present; else as far as the tenant's connector names it."""
    told = [
        *(value(connector, "tls_certificate_name") for connector in _in_front(seen, servers)),
        *(value(connector, "tls_certificate_name") for connector in seen.of("exchange", "send_connector")),
    ]
    found = first(told)
    if isinstance(found, str):
        name = CertificateName.parse(found)
        return {"issuer": name.issuer, "subject": name.subject}
    known = first(value(connector, "tls_domain") for connector in inward(seen))
    return {"issuer": f"CN={PLACEHOLDER}", "subject": f"CN={known or PLACEHOLDER}"}


def _in_front(seen: Seen, servers: Sequence[str]) -> list[Resource]:
    wanted = [name.casefold() for name in servers]
    return [
        connector
        for server, _own, connector in seen.own_receive_connectors()
        if server.casefold() in wanted and any(b.endswith(":25") for b in value(connector, "bindings") or ())
    ]
