# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways out: of sites, of the tenant; how large a message may be; and on which side the mailboxes of a domain are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model.resource import Resource
from .draft import Draft, Words, label_of, said
from .seen import Seen, value

_USUAL_SIZE = "35MB"
_SIDES = ("exchange", "online")
_TENANT = "Outbound to the Internet"


def message_size(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """The size that most send connectors agree on."""
    sizes = Counter(value(connector, "max_message_size") for connector in seen.of("exchange", "send_connector"))
    for size in (size for size in sizes if size and size != _USUAL_SIZE):
        told = {f"sites.{site}.max_message_size": "the send connectors" for site in draft.sites}
        yield [Draft({"sites": {site: {"max_message_size": size} for site in draft.sites}}, told)]


def sites_way_out(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """Each send connector for everybody as the way of each site."""
    for connector in seen.of("exchange", "send_connector"):
        if "SMTP:*" in {str(space).partition(";")[0].upper() for space in value(connector, "address_spaces") or ()}:
            yield [offer for site in draft.sites for offer in _ways(connector, site)]


def _ways(connector: Resource, site: str) -> Iterator[Draft]:
    hosts = list(value(connector, "smart_hosts") or ())
    told = {f"sites.{site}.outbound": f"send connector {connector.name!r}"}
    for name in (None, connector.name):
        for outbound, filters in _through(connector, hosts):
            words = said(outbound=outbound, internet_connector=name)
            yield Draft(
                {"sites": {site: words}, **said(filters=filters)}, told if outbound else _named(site, connector)
            )


def _named(site: str, connector: Resource) -> Mapping[str, str]:
    return {f"sites.{site}.internet_connector": f"{connector.name!r} sends straight to everybody's MX"}


def _through(connector: Resource, hosts: Sequence[str]) -> Iterator[tuple[Any, Words]]:
    """What the hosts of a way may be: the tenant, a filter, or just hosts."""
    if not hosts:
        yield None, {}
        return
    yield "online", {}
    yield {"smart_hosts": list(hosts)}, {}
    name = label_of(hosts[0])
    for shown in (None, value(connector, "tls_domain")):
        yield name, {name: {"smart_hosts": list(hosts), **said(tls_name=shown)}}


def tenants_way_out(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """The tenant's connector for everybody."""
    connector = seen.named("online", "outbound_connector", _TENANT)
    if connector is None or "online" not in draft.words:
        return
    told = {"online.outbound": f"outbound connector {connector.name!r}"}
    ways = _through(connector, list(value(connector, "smart_hosts") or ()))
    yield [Draft({"online": {"outbound": way}, **said(filters=filters)}, told) for way, filters in ways if way]


def mailboxes(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """On which side the mailboxes are, where connectors tell: for all domains at once, then for those of one side."""
    every = list(draft.domains)
    single = [name for name in every if not all(seen.named(side, "accepted_domain", name) for side in _SIDES)]
    for names in [every] * bool(every) + [[name] for name in single if len(every) > 1]:
        yield [
            Draft({"domains": {name: {"mailboxes": where} for name in names}})
            for where in ("both", "on_premises", "online")
        ]
