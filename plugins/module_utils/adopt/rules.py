# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail that takes a way of its own from the tenant, by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..kinds.base import UNSTATED
from ..kinds.online.transport_rule import TRANSPORT_RULE
from ..kinds.transport_rule import EXCEPT
from ..model.resource import Resource
from .draft import Draft, Words, after, said
from .seen import Seen, value

_WAY = "route_message_outbound_connector"
_CONDITIONS = {
    attribute.name.removeprefix(EXCEPT): attribute.initial
    for attribute in TRANSPORT_RULE.attributes
    if attribute.name.startswith(EXCEPT)
}


def rules(seen: Seen, draft: Draft) -> Iterator[Sequence[Draft]]:
    """All rules that lead to a connector of their own, at once and in their order."""
    ways = {rule.name: _way(seen, rule) for rule in seen.of("online", "transport_rule")}
    leading = [rule for rule in seen.of("online", "transport_rule") if _ours(rule, ways[rule.name])]
    if not leading:
        return
    filters: dict[str, Words] = {}
    listed = []
    for rule in leading:
        connector = ways[rule.name]
        hosts = list(value(connector, "smart_hosts") or ())
        via = after("By rule to ", connector.name) if connector else ""
        if via and via not in draft.sites:
            filters[via] = _filter(seen, via, hosts, connector)
        listed.append(said(name=rule.name, when=_parts(rule, ""), except_=_parts(rule, EXCEPT), via=via or hosts))
    told = {"rules": "the mail flow rules that route"}
    plain = {
        name: {word: told for word, told in words.items() if word != "tls_name"} for name, words in filters.items()
    }
    yield [Draft({"rules": listed, **said(filters=each)}, told) for each in (plain, filters)]


def _way(seen: Seen, rule: Resource) -> Resource | None:
    """The connector a rule leads to; it says its name in whatever capitals."""
    return seen.named("online", "outbound_connector", str(value(rule, _WAY) or ""))


def _ours(rule: Resource, way: Resource | None) -> bool:
    """Whether a rule leads to a connector that is named after it or after the way."""
    return way is not None and (way.name == f"By rule {rule.name}" or bool(after("By rule to ", way.name)))


def _parts(rule: Resource, prefix: str) -> Mapping[str, Any]:
    """The conditions, or the exceptions, that the rule has."""
    found = {name: value(rule, f"{prefix}{name}") for name in _CONDITIONS}
    nothing: tuple[Any, ...] = (None, "", [], UNSTATED)
    return {name: told for name, told in found.items() if told not in nothing and told != _CONDITIONS[name]}


def _filter(seen: Seen, name: str, hosts: Sequence[str], connector: Resource | None) -> Words:
    back = seen.named("online", "inbound_connector", f"Back from {name}")
    return said(
        certificate_name=value(back, "tls_sender_certificate_name"),
        smart_hosts=list(hosts),
        tls_name=value(connector, "tls_domain"),
    )
