# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNSSEC for the domains of Exchange Online: whether mail comes in by a host in a signed zone.

Cmdlets: Enable- and Disable-DnssecForVerifiedDomain, Get-DnssecStatusForVerifiedDomain pages, checked 2026-08-21. No
list shows the domains, each is asked for by name; the answer does not name it. The values of DnssecFeatureStatus are
not documented: what is neither Enabled nor Disabled counts as not known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..base import SWITCH, Attribute, Kind
from ..forms import BOOLEAN, Form

_STATES = {"enabled": True, "disabled": False}


def _state(value: Any) -> bool:
    word = str(value).strip().casefold()
    return _STATES[word] if word in _STATES else bool(BOOLEAN.parse(value))


STATE = Form("boolean", _state, option="bool")


def value_of(shown: Any) -> Any:
    """The member Value of a property that is an object; another property as it is."""
    whole = json.loads(shown) if isinstance(shown, str) and shown.startswith("{") else shown
    return whole.get("Value") if isinstance(whole, Mapping) else shown


def _with_its_state(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"Status": value_of(shown["DnssecFeatureStatus"])}


DNSSEC_FOR_VERIFIED_DOMAIN = Kind(
    side="online",
    name="dnssec_for_verified_domain",
    noun="DnssecForVerifiedDomain",
    title="DNSSEC of domain",
    phase="accept",
    permanent=True,
    key="",
    get="DnssecStatusForVerifiedDomain",
    asked_by="DomainName",
    called_by="DomainName",
    seen=_with_its_state,
    attributes=(Attribute("enabled", "", STATE, on="verb", read="Status", verb=SWITCH),),
)
