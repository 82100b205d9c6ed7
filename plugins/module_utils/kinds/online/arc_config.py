# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sealers whose ARC seals Exchange Online believes: services that change mail on its way here.

Parameters: Set-ArcConfig page, checked 2026-08-21. The whole list is written; a single space empties it, an empty list
is refused.
"""

from __future__ import annotations

from typing import Any

from ..base import Attribute, Kind
from ..forms import DOMAIN, Form, listed

_DOMAINS = listed(DOMAIN)


def _sealers(value: Any) -> Any:
    """Get may show one text with commas; a space is what an emptied list may be shown as."""
    return _DOMAINS.parse([part for part in value.split(",") if part.strip()] if isinstance(value, str) else value)


SEALERS = Form("list of sealers", _sealers, lambda domains: domains or " ", "list", "str")

ARC_CONFIG = Kind(
    side="online",
    name="arc_config",
    noun="ArcConfig",
    title="ARC configuration",
    phase="accept",
    only="Default",
    permanent=True,
    key="",
    attributes=(Attribute("arc_trusted_sealers", "ArcTrustedSealers", SEALERS, on="set"),),
)
