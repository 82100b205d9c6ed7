# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nouns of each side, and an object made whole from the part of it somebody wrote down."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from simulator.world import World

NOUNS_BY_SIDE: Final[Mapping[str, tuple[str, ...]]] = {
    "exchange": ("AcceptedDomain", "ReceiveConnector", "RemoteDomain", "SendConnector"),
    "online": ("AcceptedDomain", "InboundConnector", "OutboundConnector", "RemoteDomain"),
}


def complete(world: World, side: str, noun: str, given: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """The whole object, in display form and the shell's order, from the members given."""
    server = f"{given['Server']}\\" if noun == "ReceiveConnector" else ""
    identity = f"{server}{given['Name']}"
    guid = str(uuid.uuid5(uuid.UUID(world.organization.guid), f"{side}/{noun}/{identity}"))
    return {"Identity": identity, "Guid": guid, "IsValid": True} | dict(given)
