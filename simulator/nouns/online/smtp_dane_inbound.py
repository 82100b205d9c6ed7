# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DANE for inbound mail of a domain: TLSA records beside its signed MX host. The state is the accepted domain's.

Source: Enable- and Disable-SmtpDaneInbound pages, checked 2026-08-21. That DNSSEC comes first is said by Microsoft's
article "How SMTP DANE works"; the sentence is ours, and so is the shape of the status, which no source shows.
"""

from __future__ import annotations

from typing import Final

from simulator import wording
from simulator.nouns.noun import Errand, Noun, Shown
from simulator.nouns.online.accepted_domain import accepted
from simulator.nouns.online.dnssec_for_verified_domain import NAME as DNSSEC
from simulator.nouns.online.dnssec_for_verified_domain import status


def _enable(errand: Errand) -> list[Shown]:
    domain = accepted(errand)
    if status(errand.objects(DNSSEC), domain["DomainName"]) != "Enabled":
        message = f"SMTP DANE can't be enabled for '{domain['DomainName']}' because DNSSEC isn't."
        raise wording.invalid(message, domain["DomainName"])
    domain["SmtpDaneStatus"] = "Enabled"
    return []


def _disable(errand: Errand) -> list[Shown]:
    accepted(errand)["SmtpDaneStatus"] = "Disabled"
    return []


def _status(errand: Errand) -> list[Shown]:
    domain = accepted(errand)
    return [{"DomainName": domain["DomainName"], "SmtpDaneStatus": domain["SmtpDaneStatus"]}]


SMTP_DANE_INBOUND: Final = Noun(
    name="SmtpDaneInbound",
    side="online",
    listed=False,
    own={"Enable": _enable, "Disable": _disable, "Get": _status},
    properties=(),
)
