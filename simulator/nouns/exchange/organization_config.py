# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization itself, read-only here: its name and the GUID the hybrid objects are named after."""

from __future__ import annotations

from typing import Final

from simulator.nouns.noun import Noun, Property

ORGANIZATION_CONFIG: Final = Noun(
    name="OrganizationConfig",
    side="exchange",
    category="ms-Exch-Organization-Container",
    classes=("top", "container", "msExchOrganizationContainer"),
    properties=(
        Property("DisplayName", ""),
        Property("IsDehydrated", False),
        Property("HybridConfigurationStatus", "None"),
    ),
)
