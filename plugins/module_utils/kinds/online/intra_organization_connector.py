# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intra-organization connectors of Exchange Online: how it asks the organization on premises."""

from __future__ import annotations

from ..base import Attribute
from ..intra_organization_connector import intra_organization_connector
from ..setting_forms import LINK

INTRA_ORGANIZATION_CONNECTOR = intra_organization_connector(
    "online", Attribute("target_sharing_epr", "TargetSharingEpr", LINK)
)
