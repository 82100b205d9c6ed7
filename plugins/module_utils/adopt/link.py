# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The link between the sides: the wizard's or a plain one, what stands between, and whether the tenant is locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.resource import Resource
from .beginning import UNKNOWN_GUID, coexistence_of, inward
from .draft import Draft, Words, after, guid_in, said
from .seen import Seen, first, value

_LOCK = "Only from the sites"
_BEGINNINGS = {
    "send_connector": "Outbound to Office 365 -",
    "inbound_connector": "Inbound from",
    "outbound_connector": "Outbound to",
}


def links(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Either link, with the certificate name as it follows or as it was seen."""
    if not draft.sites or "online" not in draft.words:
        return
    send, inbound, outbound = _to_tenant(seen), _of_link(_from_sites(seen)), _of_link(inward(seen))
    if not (inbound or outbound):
        return
    nobody: list[Resource | None] = [None]
    site = next(iter(draft.sites), "")
    plain = [
        offer
        for received in inbound or nobody
        for sent in outbound or nobody
        for offer in _offers(seen, site, send, received, sent)
    ]
    yield [*plain, *(offer.with_(edge) for offer in plain for edge in _edges(seen, draft))]


def _offers(
    seen: Seen, site: str, send: Resource | None, received: Resource | None, sent: Resource | None
) -> Iterator[Draft]:
    found = [each.name for each in (send, received, sent) if each]
    names = {word: each.name for word, each in _by_word(send, received, sent).items() if each}
    told = f"connectors {', '.join(repr(name) for name in found)}"
    guid = guid_in(found) or _stated_guid(seen)
    certificate = value(received, "tls_sender_certificate_name")
    centralized = bool(value(sent, "route_all_messages_via_on_premises"))
    for name in dict.fromkeys((None, certificate)):
        hybrid: Words = said(
            organization_guid=guid or UNKNOWN_GUID,
            **{word: each for word, each in names.items() if each != _usual(word, guid)},
            inbound_certificate_name=name,
            outbound="centralized" if centralized else None,
        )
        yield Draft({"hybrid": hybrid}, {"hybrid": told})
        for by in (None, "address"):
            relay: Words = said(
                inbound_certificate_name=name,
                identify_by=by,
                treat_as_internal=value(received, "treat_messages_as_internal") or None,
            )
            addresses = said(public_addresses=value(received, "sender_ip_addresses") if by else None)
            more: Words = {"sites": {site: addresses}} if addresses else {}
            own = {word: each for word, each in names.items() if each != _usual(word, site)}
            yield Draft({"relay": {**relay, **own}, **more}, {"relay": told})


def _by_word(send: Resource | None, received: Resource | None, sent: Resource | None) -> dict[str, Resource | None]:
    return {"send_connector": send, "inbound_connector": received, "outbound_connector": sent}


def _usual(word: str, end: str) -> str:
    """The name of a link's connector: a hybrid one's ends in the organization's GUID, a plain one's in the site's."""
    return f"{_BEGINNINGS[word]} {end}"


def _stated_guid(seen: Seen) -> str:
    return first(value(each, "organization_guid") for each in seen.of("online", "on_premises_organization")) or ""


def _to_tenant(seen: Seen) -> Resource | None:
    """The send connector for the routing domain."""
    wanted = f":{coexistence_of(seen)};"
    for connector in seen.of("exchange", "send_connector"):
        if any(wanted in str(space).lower() for space in value(connector, "address_spaces") or ()):
            return connector
    return None


def _from_sites(seen: Seen) -> list[Resource]:
    """The inbound connectors that take mail of our own servers for ours."""
    return [c for c in seen.of("online", "inbound_connector") if value(c, "connector_type") == "OnPremises"]


def _of_link(connectors: Sequence[Resource]) -> list[Resource]:
    """Those that may be the link's: a hybrid one believes headers, a plain one is anything but a device's."""
    believing = [each for each in connectors if value(each, "cloud_services_mail_enabled")]
    return believing or [each for each in connectors if not after("Devices ", each.name)]


def _edges(seen: Seen, draft: Draft) -> Iterator[Draft]:
    """An Edge server by its subscription; Postfix by the host that the link's connector sends to."""
    connector, site = _to_tenant(seen), next(iter(draft.sites), "")
    if connector is None:
        return
    sources = [str(name) for name in value(connector, "source_transport_servers") or ()]
    subscribed = {each.name.casefold(): each.name for each in seen.of("exchange", "edge_subscription")}
    if sources and all(name.casefold() in subscribed for name in sources):
        edge: Words = {"servers": [name.lower() for name in sources], "software": "exchange"}
        yield Draft({"sites": {site: {"edge": edge}}}, {f"sites.{site}.edge": "the link's source servers"})
    hosts = [str(host) for host in value(connector, "smart_hosts") or ()]
    if hosts:
        known = [host for host in seen.hosts.postfix if host in hosts]
        edge = {"servers": known or hosts, "software": "postfix"}
        told = f"where send connector {connector.name!r} sends to"
        yield Draft({"sites": {site: {"edge": edge}}}, {f"sites.{site}.edge": told})


def locks(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Whether the tenant takes mail of the Internet, or of nobody without a name, only from the sites."""
    if "online" not in draft.words:
        return
    if seen.named("online", "inbound_connector", _LOCK):
        told = {"online.lock_down": f"inbound connector {_LOCK!r}"}
        mx = {name: {"mx": "on_premises"} for name, words in draft.domains.items() if "mx" not in words}
        yield [Draft({"online": {"lock_down": True}, "domains": mx}, told)]
    settings = first(seen.of("online", "organization_config"))
    if value(settings, "reject_direct_send"):
        told = {"online.reject_direct_send": "Get-OrganizationConfig"}
        yield [Draft({"online": {"reject_direct_send": True}}, told)]
