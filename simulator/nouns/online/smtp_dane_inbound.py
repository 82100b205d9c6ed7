# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DANE for inbound mail of a domain: TLSA records beside its signed MX host. The state is the accepted domain's.

Source: Enable- and Disable-SmtpDaneInbound pages, checked 2026-08-21. That DNSSEC comes first is said by Microsoft's
article "How SMTP DANE works"; the sentence is ours, and so is the shape of the status, which no source shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulator.nouns.noun import Draft, Noun, Property, Rule, Shown
from simulator.world import World


def _enable(draft: Draft) -> list[Shown]:
    draft.after["SmtpDaneStatus"] = "Enabled"
    return []


def _disable(draft: Draft) -> list[Shown]:
    draft.after["SmtpDaneStatus"] = "Disabled"
    return []


def _ripple(draft: Draft) -> None:
    for domain in draft.objects("AcceptedDomain"):
        if domain["Name"] == draft.after["Name"]:
            domain["SmtpDaneStatus"] = draft.after["SmtpDaneStatus"]


def _report(world: World, shown: Shown, asked: Mapping[str, Any]) -> Shown:
    return {"DomainName": shown["Name"], "SmtpDaneStatus": shown["SmtpDaneStatus"]}


def _unsigned(draft: Draft) -> bool:
    signed = {d["Name"] for d in draft.objects("DnssecForVerifiedDomain") if d["DnssecFeatureStatus"] == "Enabled"}
    return draft.after["Name"] not in signed


RULES: Final = (
    Rule("dane.dnssec", ("Enable",), _unsigned, "SMTP DANE can't be enabled for '{Name}' because DNSSEC isn't."),
)

SMTP_DANE_INBOUND: Final = Noun(
    name="SmtpDaneInbound",
    side="online",
    key="DomainName",
    follows="AcceptedDomain",
    actions={"Enable": _enable, "Disable": _disable},
    report=_report,
    ripple=_ripple,
    rules=RULES,
    properties=(Property("SmtpDaneStatus", "Disabled"),),
)
