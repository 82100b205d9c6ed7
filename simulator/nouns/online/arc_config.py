# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trusted ARC sealers: whose seals count when a relay has broken SPF and DKIM. Source: Set-ArcConfig page, 2026-08-21.

The list is replaced as a whole, one blank empties it, and Get shows it as one text with commas, as the page's examples
split it.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_domain
from simulator.nouns.noun import Noun, Property

ARC_CONFIG: Final = Noun(
    name="ArcConfig",
    side="online",
    sole="Default",
    container="CN=Arc Config,CN=Transport Settings",
    category="ms-Exch-Hosted-Arc-Config",
    classes=("top", "msExchHostedArcConfig"),
    properties=(Property("ArcTrustedSealers", "", as_domain),),
)
