# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound SMTP DANE for the domains of Exchange Online: whether others can hold our TLS certificate against DNS.

Cmdlets: Enable- and Disable-SmtpDaneInbound, Get-SmtpDaneInboundStatus pages, checked 2026-08-21. No list shows the
domains, each is asked for by name. The shape of the answer is not documented: its state is looked for under the names
in STATUS. It needs DNSSEC for the domain first, and its MX to name the host that DNSSEC gave, so it comes later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import SWITCH, Attribute, Kind
from ..reference import Reference, itself
from .dnssec_for_verified_domain import STATE, value_of

STATUS = ("SmtpDaneStatus", "SmtpDaneInboundStatus", "Status", "Value", "Enabled")


def _with_its_state(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of the names there are; an answer without any says nothing, which is not "disabled"."""
    found = next((name for name in STATUS if name in shown), STATUS[0])
    return {"Status": value_of(shown[found])}


SMTP_DANE_INBOUND = Kind(
    side="online",
    name="smtp_dane_inbound",
    noun="SmtpDaneInbound",
    title="inbound SMTP DANE of domain",
    phase="send",
    permanent=True,
    key="",
    get="SmtpDaneInboundStatus",
    asked_by="DomainName",
    called_by="DomainName",
    seen=_with_its_state,
    attributes=(Attribute("enabled", "", STATE, on="verb", read="Status", verb=SWITCH),),
    refers=(Reference("enabled", "dnssec_for_verified_domain", itself, having=("enabled", True)),),
)
