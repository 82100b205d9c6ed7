# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the sides fit together: links, sites with their edges, and who takes and sends mail for whom."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.shapes import WRONG, Part, inside
from ..finding import Finding
from ..nearest import nearest
from .certificates import certificate_of, server_name

_LINKS = ("hybrid", "relay")
LONGEST_CONNECTOR = 64
_TENANT = "Add online with host and tenant"


def linked(topology: Part) -> bool:
    """Whether somebody wrote a link, right or wrong: what it lacks has its finding then."""
    return any(link in topology.written for link in _LINKS)


def has_tenant(topology: Part) -> bool:
    """Whether there is a tenant, or its absence has its finding already."""
    return "online" in topology.written or linked(topology)


def names(topology: Part, word: str) -> list[str]:
    """The names of the sites, filters … that could be read."""
    return [part.values["name"] for part in topology.parts(word) if "name" in part.values]


def meant(word: str, known: list[str]) -> str:
    """What is there, and which of it may have been meant."""
    close = nearest(word, known)
    return f"known are {', '.join(known)}" + (f". Did you mean {close!r}?" if close else ".")


def is_side(topology: Part, name: str, path: str) -> Iterator[Finding]:
    """Whether the name is `online`, and there is a tenant, or a site."""
    if name == "online":
        if not has_tenant(topology):
            yield Finding("no-tenant", path, f"There is no tenant that could be meant. {_TENANT}, or name a site.")
    elif name not in names(topology, "sites"):
        message = f"There is no site {name!r}; {meant(name, ['online', *names(topology, 'sites')])}"
        yield Finding("unknown-site", path, message)


def a_link_needs_both_sides(topology: Part) -> Iterator[Finding]:
    for link in [link for link in _LINKS if link in topology.written][:1]:
        if "online" not in topology.written:
            message = f"The {link} link needs the tenant: host and tenant."
            yield Finding("missing-word", f"{topology.path}.online", message)
        if topology.values.get("sites") == ():
            yield Finding("missing-word", f"{topology.path}.sites", f"The {link} link needs a site with servers.")


def one_link_at_most(topology: Part) -> Iterator[Finding]:
    if all(link in topology.written for link in _LINKS):
        message = (
            "There is a hybrid link already: over both, mail would be ours and not ours. Keep hybrid where Exchange "
            "servers face the tenant, relay where anything else does."
        )
        yield Finding("two-links", f"{topology.path}.relay", message)


def links_fit_their_sites(topology: Part) -> Iterator[Finding]:
    """A hybrid link is between Exchange and the tenant; a relay by address is known by the site's addresses."""
    relay = topology.part("relay")
    by_address = relay is not None and relay.values.get("identify_by") == "address"
    for site in topology.parts("sites"):
        if "hybrid" in topology.written and site.values.get("software") == "postfix":
            message = (
                f"The servers of site {site.values.get('name', '?')!r} run Postfix, which cannot tell the tenant that "
                "mail is internal. Say relay in place of hybrid."
            )
            yield Finding("hybrid-needs-exchange", f"{site.path}.software", message)
        addresses = site.values.get("public_addresses")
        if by_address and addresses is not None and not any(a is not WRONG and ":" not in a for a in addresses):
            message = (
                f"The tenant is to know site {site.values.get('name', '?')!r} by address, which goes by IPv4 only, and "
                f"it has {', '.join(map(str, addresses)) or 'none'}. Add its public IPv4 addresses."
            )
            yield Finding("relay-address", f"{site.path}.public_addresses", message)


def linked_sites_are_one_organization(topology: Part) -> Iterator[Finding]:
    """The tenant knows all sites by one certificate; another organization is another topology."""
    if not linked(topology):
        return
    first, *others = topology.parts("sites") or (None,)
    for site in others:
        if first is None or site is None:
            continue
        one, other = certificate_of(first), certificate_of(site)
        if one and other and one != other:
            message = (
                f"The tenant knows all sites of an organization by one certificate: this is {other}, and {first.path} "
                f"has {one}. Use the same, or give another organization a topology of its own."
            )
            yield Finding("several-certificates", f"{site.path}.certificate", message)
        if "hybrid" in topology.written and (first.part("edge") is None) != (site.part("edge") is None):
            message = f"Hybrid mail goes through an edge at all sites or at none; {first.path} differs."
            yield Finding("several-edges", f"{site.path}.edge", message)


def servers_are_distinct(topology: Part) -> Iterator[Finding]:
    met: dict[str, str] = {}
    for site in topology.parts("sites"):
        edge = site.part("edge")
        for part in (site, edge) if edge else (site,):
            yield from _distinct(part, met)


def _distinct(part: Part, met: dict[str, str]) -> Iterator[Finding]:
    exchange = part.values.get("software", "exchange") == "exchange"
    for index, host in enumerate(part.values.get("servers", ())):
        if host is WRONG:
            continue
        path, name = inside(f"{part.path}.servers", index), server_name(host) if exchange else host
        if name in met:
            kind = "Exchange server" if exchange else "server"
            message = f"'{host}' is the {kind} {name}, as is {met[name]}; name each server once."
            yield Finding("duplicate-server", path, message)
        met.setdefault(name, path)


def edges_fit_their_sites(topology: Part) -> Iterator[Finding]:
    for site in topology.parts("sites"):
        edge, postfix = site.part("edge"), site.values.get("software") == "postfix"
        if edge and postfix:
            message = "An edge stands before Exchange servers; servers that run Postfix meet the outside themselves."
            yield Finding("edge-before-postfix", f"{site.path}.edge", message)
        elif edge and edge.values.get("software") == "postfix" and edge.values.get("subscription"):
            message = "Only an Edge Transport server has a subscription; leave it out for Postfix."
            yield Finding("edge-subscription", f"{edge.path}.subscription", message)
        elif edge and edge.values.get("subscription") and len(edge.values.get("servers", ())) > 1:
            message = (
                "Each of several edge servers has a subscription of its own; leave it out, and each is named after its "
                "server."
            )
            yield Finding("edge-subscription", f"{edge.path}.subscription", message)
        hosts = site.values.get("mailbox_hosts")
        if hosts and site.values.get("software") == "exchange":
            message = "Exchange servers hold mailboxes themselves; mailbox_hosts is for servers that run Postfix."
            yield Finding("mailbox-hosts", f"{site.path}.mailbox_hosts", message)
        elif postfix and hosts == () and _mailboxes_on_premises(topology):
            message = (
                "Servers that run Postfix hold no mailboxes, and there are mailboxes on premises: say with "
                "mailbox_hosts where their mail is handed on."
            )
            yield Finding("mailbox-hosts", f"{site.path}.mailbox_hosts", message)


def _mailboxes_on_premises(topology: Part) -> bool:
    places = [domain.values.get("mailboxes") for domain in topology.parts("domains")]
    return any(place in ("both", "on_premises") for place in places)


def domains_fit_their_sides(topology: Part) -> Iterator[Finding]:
    filters = names(topology, "filters")
    for domain in topology.parts("domains"):
        mx, mailboxes = domain.values.get("mx"), domain.values.get("mailboxes")
        if mx == "online" and not has_tenant(topology):
            yield Finding("no-tenant", f"{domain.path}.mx", f"There is no tenant to take the mail. {_TENANT}.")
        elif mx is not None and mx not in ("online", "on_premises", *filters):
            message = f"There is no filter {mx!r}; {meant(mx, ['online', 'on_premises', *filters])}"
            yield Finding("unknown-filter", f"{domain.path}.mx", message)
        if mailboxes in ("both", "online") and not has_tenant(topology):
            message = f"There is no tenant for the mailboxes that are online. {_TENANT}."
            yield Finding("no-tenant", f"{domain.path}.mailboxes", message)
        if (
            domain.values.get("subdomains")
            and domain.values.get("online_type") == "authoritative"
            and has_tenant(topology)
        ):
            message = (
                "Exchange Online takes mail for the domains below one only if it may hand on what it does not know: "
                "set online_type: internal_relay."
            )
            yield Finding("subdomains", f"{domain.path}.subdomains", message)


def ways_out_are_known(topology: Part) -> Iterator[Finding]:
    online = topology.part("online")
    if online:
        yield from _way_out(topology, online, ("direct",))
    for site in topology.parts("sites"):
        yield from _way_out(topology, site, ("direct", "online"))
        if site.values.get("outbound") == "online" and not linked(topology):
            message = (
                "Exchange Online takes mail for others only from a site it knows. Add hybrid or relay, or send direct."
            )
            yield Finding("no-link", f"{site.path}.outbound", message)


def _way_out(topology: Part, part: Part, known: tuple[str, ...]) -> Iterator[Finding]:
    way, path = part.values.get("outbound"), f"{part.path}.outbound"
    filters = {found.values.get("name"): found for found in topology.parts("filters")}
    if not isinstance(way, str) or way in known:
        return
    if way not in filters:
        message = f"There is no filter {way!r}; {meant(way, [*known, *map(str, filters)])}"
        yield Finding("unknown-filter", path, message)
    elif filters[way].values.get("smart_hosts") == ():
        message = f"The filter {way!r} has no host that takes mail on its way out. Give it smart_hosts."
        yield Finding("no-smart-hosts", path, message)


def the_tenant_has_one_way_out(topology: Part) -> Iterator[Finding]:
    hybrid, online = topology.part("hybrid"), topology.part("online")
    centralized = hybrid is not None and hybrid.values.get("outbound") == "centralized"
    if centralized and online and online.values.get("outbound", "direct") != "direct":
        message = (
            "Centralized mail goes to the Internet through the sites, so the tenant has no way out of its own. Set the "
            "site's outbound instead, or hybrid.outbound: direct."
        )
        yield Finding("two-ways-out", f"{online.path}.outbound", message)


def lock_down_shuts_nobody_out(topology: Part) -> Iterator[Finding]:
    """Locked down, the tenant takes mail from the sites alone."""
    online = topology.part("online")
    if online is None or not online.values.get("lock_down"):
        return
    path = f"{online.path}.lock_down"
    if not linked(topology):
        message = "Nothing says by what the tenant knows the sites' mail, and it would refuse all. Add hybrid or relay."
        yield Finding("no-link", path, message)
    to_tenant = {
        part.values.get("name")
        for part in topology.parts("filters")
        if part.values.get("delivers_to", "online") == "online"
    }
    for domain in topology.parts("domains"):
        if domain.values.get("mx", "online") in {"online", *to_tenant}:
            message = (
                f"The tenant is locked down ({path}), and mail of this domain comes to it from the Internet: it would "
                "be refused. Set mx: on_premises, or take lock_down away."
            )
            yield Finding("locked-out", f"{domain.path}.mx", message)


def connector_names_fit(topology: Part) -> Iterator[Finding]:
    """What is named after a site has room for the site's name."""
    longest = max(names(topology, "sites"), key=len, default="")
    relay = topology.part("relay")
    named = [(relay, word) for word in ("inbound_connector", "outbound_connector", "send_connector") if relay]
    for part, word in (*named, *((site, "internet_connector") for site in topology.parts("sites"))):
        name = str(part.values.get(word, "")).replace("{site}", longest) if part else ""
        if part and len(name) > LONGEST_CONNECTOR:
            message = f"{name!r} has {len(name)} characters, and {LONGEST_CONNECTOR} fit; shorten it."
            yield Finding("long-name", f"{part.path}.{word}", message)


def edges_tell_nobody_apart(topology: Part) -> Iterator[Finding]:
    """An Edge Transport server resolves no recipients, and a send connector that names a domain goes before the one
    inwards ("Mail flow and the transport pipeline", the categorizer of Edge servers; checked 2026-11-28)."""
    edges = [site.part("edge") for site in topology.parts("sites")]
    if topology.part("hybrid") is None or not any(e and e.values.get("software") == "exchange" for e in edges):
        return
    for domain in topology.parts("domains"):
        relayed = domain.values.get("on_premises_type") == "internal_relay"
        if relayed and domain.values.get("mailboxes") == "both":
            name = domain.values.get("name")
            message = (
                f"With this type a send connector takes {name} to the tenant. It would stand on an Edge Transport"
                f" server, which looks nobody up: mail for mailboxes of {name} on premises would go back to the tenant,"
                " and round until 554 5.4.14. Leave it authoritative, and make an object on premises for each recipient"
                " of the tenant."
            )
            yield Finding("edge-tells-nobody-apart", f"{domain.path}.on_premises_type", message)


def centralized_sites_can_send(topology: Part) -> Iterator[Finding]:
    """All mail of the cloud comes through the sites, and a Postfix edge cannot keep it internal."""
    hybrid = topology.part("hybrid")
    if hybrid is None or hybrid.values.get("outbound") != "centralized":
        return
    for site in topology.parts("sites"):
        edge = site.part("edge")
        if edge and edge.values.get("software") == "postfix":
            message = (
                "Centralized mail from the Internet crosses twice, and an edge that runs Postfix cannot keep the "
                "verdict of the first time: it is judged again, by our address. Take an Edge Transport server, or "
                "make sure that such mail is not refused."
            )
            yield Finding("centralized-needs-exchange", f"{hybrid.path}.outbound", message, severity="warning")
