# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources as they are wanted on one host, made whole: what is not said has its value, and what cannot be is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..kinds.base import UNSTATED, Kind
from ..kinds.catalog import RENDERED_KINDS
from ..model.finding import Finding
from ..model.resource import Desired

_KINDS = {kind.name: kind for kind in RENDERED_KINDS}


@dataclass(frozen=True)
class Wanted:
    """One resource with all its attributes, and where the topology asks for it."""

    name: str
    because: str
    values: Mapping[str, Any]
    wish: Desired

    def __getitem__(self, attribute: str) -> Any:
        return self.values[attribute]

    def finding(self, rule: str, attribute: str, message: str, severity: str = "error") -> Finding:
        """Something wrong with this resource, at the place that asks for the attribute."""
        kind = _KINDS[self.wish.resource.kind]
        return Finding(rule, self.wish.reason(attribute), f"{kind.title} '{self.name}': {message}.", severity)


def whole(desired: Iterable[Desired]) -> tuple[dict[str, list[Wanted]], list[Finding]]:
    """All that is wanted of a Postfix host by kind, in the order of names; and every contradiction in it."""
    found: dict[str, list[Wanted]] = {kind.name: [] for kind in RENDERED_KINDS}
    findings: list[Finding] = []
    for wish in sorted(desired, key=lambda wish: wish.resource.name):
        if wish.resource.side != "postfix" or not wish.present:
            continue
        kind = _KINDS[wish.resource.kind]
        wanted = Wanted(wish.resource.name, wish.because, _filled(kind, wish.resource.attributes), wish)
        wrong = list(_wrong(kind, wanted))
        findings += wrong
        if not wrong and wanted.values.get("enabled", True):
            found[kind.name].append(wanted)
    return found, findings


def _filled(kind: Kind, told: Mapping[str, Any]) -> dict[str, Any]:
    values = {a.name: a.initial for a in kind.attributes if a.initial is not UNSTATED} | dict(told)
    if "smart_hosts" in values and values["dns_routing_enabled"] is None:
        values["dns_routing_enabled"] = not values["smart_hosts"]
    return values


def _wrong(kind: Kind, wanted: Wanted) -> Iterator[Finding]:
    for attribute in kind.attributes:
        if attribute.name not in wanted.values:
            yield wanted.finding("postfix-missing", attribute.name, f"it needs {attribute.name}")
    for rule in kind.contradictions(wanted.values):
        met = ", ".join(f"{name}: {wanted[name]!r}" for name in rule.attributes)
        yield wanted.finding(rule.id, rule.attributes[0], f"{rule.message} (have {met})")
