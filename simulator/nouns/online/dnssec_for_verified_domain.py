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
from collections.abc import Iterable
from typing import Any, Final

from simulator.nouns.noun import Errand, Noun, Property, Shown
from simulator.nouns.online.accepted_domain import accepted
from simulator.world import World

NAME: Final = "DnssecForVerifiedDomain"
_CHECKS: Final = ("DnsValidation", "MxValidation", "MtaStsValidation")


def mx_host(domain: str) -> str:
    label = chr(ord("a") + zlib.crc32(domain.encode()) % 26)
    return f"{domain.replace('.', '-')}.{label}-v1.mx.microsoft"


def status(states: Iterable[Shown], domain: str) -> str:
    """The status of a domain; one that nobody ever enabled is disabled."""
    return next((str(s["DnssecFeatureStatus"]) for s in states if s["DomainName"] == domain), "Disabled")


def _enable(errand: Errand) -> list[Shown]:
    domain = _switch(errand, "Enabled")
    return [{"Result": "Success", "DnssecMxValue": mx_host(domain), "ErrorData": ""}]


def _disable(errand: Errand) -> list[Shown]:
    _switch(errand, "Disabled")
    return []


def _switch(errand: Errand, wanted: str) -> str:
    domain = str(accepted(errand)["DomainName"])
    states = errand.objects(NAME)
    states[:] = [state for state in states if state["DomainName"] != domain]
    states.append({"DomainName": domain, "DnssecFeatureStatus": wanted})
    return domain


def _status(errand: Errand) -> list[Shown]:
    """The status, with each check that is not skipped."""
    domain = str(accepted(errand)["DomainName"])
    found = status(errand.seen, domain)
    checks = _checks(errand.world, domain) if found == "Enabled" else {}
    return [
        {
            "DnssecFeatureStatus": {"Value": found},
            "ExpectedMxRecord": {"Record": f"@ 60 IN MX 10 {mx_host(domain)}" if checks else None},
            "Errors": [],
            "Warnings": [],
            **{name: None if errand.given.get(f"Skip{name}") else checks.get(name) for name in _CHECKS},
        }
    ]


def _checks(world: World, domain: str) -> dict[str, Shown]:
    return {
        "DnsValidation": _checked("DnssecSupport", "Valid"),
        "MxValidation": _mx_check(world.dns.mx.get(domain, ()), mx_host(domain)),
        "MtaStsValidation": _checked("Status", "Valid", MtaStsAvailable=False, MtaStsMode="Unavailable"),
    }


def _mx_check(hosts: tuple[str, ...], expected: str) -> Shown:
    actual = [f"@ 3600 IN MX 10 {host}" for host in hosts]
    return _checked("Status", "Valid" if expected in hosts else "Invalid", ActualMxRecords=actual)


def _checked(name: str, verdict: str, **details: Any) -> Shown:
    return {name: verdict, **details, "Errors": [], "Warnings": []}


DNSSEC_FOR_VERIFIED_DOMAIN: Final = Noun(
    name=NAME,
    side="online",
    listed=False,
    own={"Enable": _enable, "Disable": _disable, "Get": _status},
    properties=(Property("DomainName"), Property("DnssecFeatureStatus", "Disabled")),
)
