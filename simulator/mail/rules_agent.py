# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport rules agent of both sides: once a message is taken, before it is routed, the rules of that side speak.

Rules are put to each recipient by itself, so a message may part: into one that goes another way, or into several.
"""

from __future__ import annotations

import re
from dataclasses import replace

from simulator.mail import replies
from simulator.mail.decisions.rule_conditions import Letter, NotSimulated
from simulator.mail.decisions.rules import Ruling, judge
from simulator.mail.journey import Addressee, Journal, Parcel
from simulator.mail.reading.connectors import accepted_domains
from simulator.mail.reading.names import AcceptedDomains
from simulator.mail.reading.rules import TransportRule
from simulator.state import State
from simulator.world import SIDES

Parted = list[tuple[Parcel, list[Addressee]]]


class RulesAgent:
    def __init__(self, state: State, journal: Journal) -> None:
        self._state = state
        self._journal = journal

    def part(self, side: str, parcel: Parcel, addressees: list[Addressee]) -> Parted:
        """The message as it goes on, for whom it does; the records of the others are closed."""
        rules = self._rules(side)
        if not rules:
            return [(parcel, addressees)]
        domains = accepted_domains(self._state.objects(side, "AcceptedDomain"))
        parted: Parted = []
        copied: set[str] = {addressee.address.lower() for addressee in addressees}
        for addressee in addressees:
            letter = _letter(parcel, addressee, addressees, domains)
            try:
                ruling = judge(rules, letter, quarantine=side == "online")
            except NotSimulated as beyond:
                addressee.record["final"] = {"refused": replies.RULE_NOT_SIMULATED.format(rule=beyond)}
            except re.error as error:
                addressee.record["final"] = {"refused": replies.RULE_NOT_SIMULATED.format(rule=f"a pattern: {error}")}
            else:
                self._go_on(parted, side, parcel, addressee, ruling, copied)
        return parted

    def _go_on(
        self, parted: Parted, side: str, parcel: Parcel, addressee: Addressee, ruling: Ruling, copied: set[str]
    ) -> None:
        if ruling.final:
            addressee.record["final"] = dict([ruling.final])
            return
        first, *others = ruling.targets
        ruled = replace(parcel, content=ruling.content, via=ruling.via, require_tls=ruling.require_tls)
        _join(parted, ruled, Addressee(first, addressee.record))
        for address in (*others, *ruling.copies):
            if address.lower() not in copied:
                copied.add(address.lower())
                record = addressee.record
                opened = self._journal.open(record["from"], address, side, record["subject"])
                _join(parted, ruled, Addressee(address, opened))

    def _rules(self, side: str) -> list[TransportRule]:
        if side not in SIDES:
            return []  # Edge servers have rules of their own making, which are not simulated
        rules = [TransportRule.of(shown) for shown in self._state.objects(side, "TransportRule")]
        dated = any(rule.begins or rule.ends for rule in rules)
        return [rule for rule in rules if (rule.acts_at(self._state.now()) if dated else rule.acting)]


def _letter(parcel: Parcel, addressee: Addressee, addressees: list[Addressee], domains: AcceptedDomains) -> Letter:
    everybody = tuple(other.address for other in addressees)
    return Letter(parcel.sender, parcel.content, parcel.internal, parcel.address, addressee.address, everybody, domains)


def _join(parted: Parted, parcel: Parcel, addressee: Addressee) -> None:
    for known, together in parted:
        if known == parcel:
            together.append(addressee)
            return
    parted.append((parcel, [addressee]))
