# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNSSEC for inbound mail of a domain: a second host name for its MX, in a signed zone of Microsoft's.

Shapes: the example of the Get-DnssecStatusForVerifiedDomain page (checked 2026-08-21) and, for Enable, of Microsoft's
article on inbound DANE. The label in the middle of the MX host is random there and follows from the domain here. What
the status tells before DNSSEC is enabled is ours; the zone of the domain itself counts as signed.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, Final

from simulator.nouns.noun import Draft, Noun, Property, Shown
from simulator.world import World


def mx_host(domain: str) -> str:
    label = chr(ord("a") + zlib.crc32(domain.encode()) % 26)
    return f"{domain.replace('.', '-')}.{label}-v1.mx.microsoft"


def _enable(draft: Draft) -> list[Shown]:
    draft.after["DnssecFeatureStatus"] = "Enabled"
    return [{"Result": "Success", "DnssecMxValue": mx_host(draft.after["Name"]), "ErrorData": ""}]


def _disable(draft: Draft) -> list[Shown]:
    draft.after["DnssecFeatureStatus"] = "Disabled"
    return []


def _report(world: World, shown: Shown, asked: Mapping[str, Any]) -> Shown:
    """The status, with each check that is not skipped."""
    enabled = shown["DnssecFeatureStatus"] == "Enabled"
    host = mx_host(shown["Name"])
    checks = {
        "DnsValidation": _checked("DnssecSupport", "Valid"),
        "MxValidation": _mx_check(world.dns.mx.get(shown["Name"], ()), host),
        "MtaStsValidation": _checked("Status", "Valid", MtaStsAvailable=False, MtaStsMode="Unavailable"),
    }
    return {
        "DnssecFeatureStatus": {"Value": shown["DnssecFeatureStatus"]},
        "ExpectedMxRecord": {"Record": f"@ 60 IN MX 10 {host}" if enabled else None},
        "Errors": [],
        "Warnings": [],
        **{name: check if enabled and not asked.get(f"Skip{name}") else None for name, check in checks.items()},
    }


def _mx_check(hosts: tuple[str, ...], expected: str) -> Shown:
    actual = [f"@ 3600 IN MX 10 {host}" for host in hosts]
    return _checked("Status", "Valid" if expected in hosts else "Invalid", ActualMxRecords=actual)


def _checked(name: str, verdict: str, **details: Any) -> Shown:
    return {name: verdict, **details, "Errors": [], "Warnings": []}


DNSSEC_FOR_VERIFIED_DOMAIN: Final = Noun(
    name="DnssecForVerifiedDomain",
    side="online",
    key="DomainName",
    follows="AcceptedDomain",
    actions={"Enable": _enable, "Disable": _disable},
    report=_report,
    properties=(Property("DnssecFeatureStatus", "Disabled"),),
)
