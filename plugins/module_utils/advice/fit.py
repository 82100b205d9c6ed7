# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether connectors alone do for a topology, or a hybrid deployment fits better, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..compiler.places import behind_postfix, exchange_sites
from ..model.topology import Topology

HYBRID, CONNECTORS, NEITHER = "hybrid", "connectors", "neither"


@dataclass(frozen=True)
class Fit:
    """What fits, whether the topology has it so, and the reasons as sentences."""

    kind: str
    stated: bool
    why: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """The answer in a sentence."""
        if self.kind == NEITHER:
            return "There is nothing to link."
        what = "A hybrid deployment fits" if self.kind == HYBRID else "Connectors alone do"
        return f"{what}, and this is one." if self.stated else f"{what} better than what is stated."


def fit_of(topology: Topology) -> Fit:
    """The judgement. "Hybrid deployment prerequisites" and "Transport routing" articles, checked 2026-11-21."""
    if topology.online is None or not topology.sites:
        return _one_sided(topology)
    if not exchange_sites(topology):
        return Fit(CONNECTORS, topology.hybrid is None, tuple(_without_exchange(topology)))
    if _split(topology):
        return Fit(HYBRID, topology.hybrid is not None, tuple(_on_both_sides(topology)))
    return Fit(CONNECTORS, topology.hybrid is None, tuple(_on_one_side(topology)))


def _split(topology: Topology) -> bool:
    """Whether people of one organization have their mailboxes on either side."""
    held = {domain.mailboxes for domain in topology.domains}
    return "both" in held or {"on_premises", "online"} <= held


def _one_sided(topology: Topology) -> Fit:
    if topology.online:
        why = "There is no site on premises: all mailboxes are in the cloud; connectors are for partners and services."
        return Fit(CONNECTORS, topology.hybrid is None, (why,))
    return Fit(NEITHER, True, ("There is no tenant: mail flows on premises only.",))


def _without_exchange(topology: Topology) -> Iterator[str]:
    yield "No site runs Exchange Server, which a hybrid deployment is made with; Postfix takes a plain link (relay)."
    if _split(topology):
        yield (
            "Mail between the sides counts as mail from outside: it is filtered, replies of absence are the external"
            " ones, and groups that take internal mail only refuse it, unless relay.treat_as_internal is stated."
        )


def _on_both_sides(topology: Topology) -> Iterator[str]:
    yield (
        "Mailboxes are on both sides: only the hybrid link keeps mail between them internal (not filtered as foreign,"
        " internal replies of absence, groups that take internal mail only)."
    )
    yield (
        "Moving mailboxes and free/busy across the sides come with Microsoft's Hybrid Configuration Wizard; its mail"
        " flow is what this topology provisions, value by value."
    )
    if topology.hybrid is None:
        yield "State hybrid with the organization's GUID in place of relay; else mail between the sides is foreign."
    if any(behind_postfix(site) for site in topology.sites):
        yield (
            "An edge that runs Postfix stands between: it takes the headers away by which mail stays internal. An"
            " Exchange Edge server, or none, keeps them."
        )


def _on_one_side(topology: Topology) -> Iterator[str]:
    yield "Mailboxes are on one side only, so there is no mail between the sides that has to stay internal."
    if topology.hybrid:
        yield "A hybrid deployment is right all the same if mailboxes are to be moved; then state mailboxes: both soon."
    else:
        yield "When the first mailboxes move to the cloud, state mailboxes: both and hybrid in place of relay."
