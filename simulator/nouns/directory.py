# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The members every directory object shares: names, GUID, times and whereabouts, in the shell's order."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from simulator.nouns.noun import Noun, Shown
from simulator.wording import directory_server
from simulator.world import World

_ROUTING_GROUP: Final = "Exchange Administrative Group (FYDIBOHF23SPDLT)"
_HOSTED: Final = "OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A999,DC=PROD,DC=OUTLOOK,DC=COM"


def with_commons(world: World, noun: Noun, shown: Mapping[str, Any], created: datetime, changed: datetime) -> Shown:
    """The object with its directory members behind its own; members already there keep their value."""
    name = str(shown["Name"])
    identity = noun.identity(shown)
    commons: Shown = {
        "AdminDisplayName": "",
        "ExchangeVersion": noun.version,
        "Name": name,
        "DistinguishedName": distinguished_name(world, noun, shown),
        "Identity": identity,
        "Guid": _guid(world, noun, identity, created),
        "ObjectCategory": f"{_root(world, noun.side)}/Configuration/Schema/{noun.category}",
        "ObjectClass": list(noun.classes),
        "WhenChanged": when(noun.side, changed),
        "WhenCreated": when(noun.side, created),
        "WhenChangedUTC": when_utc(noun.side, changed),
        "WhenCreatedUTC": when_utc(noun.side, created),
        "OrganizationId": _organization_id(world, noun.side),
        "Id": identity,
        "OriginatingServer": directory_server(world, noun.side),
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
    own = {key: value for key, value in shown.items() if key not in commons}
    return own | commons | {key: shown[key] for key in commons if key in shown}


def rename(world: World, noun: Noun, shown: Shown) -> None:
    """Let the members that follow from the name follow it."""
    identity = noun.identity(shown)
    shown |= {"DistinguishedName": distinguished_name(world, noun, shown), "Identity": identity, "Id": identity}


def touch(noun: Noun, shown: Shown, moment: datetime) -> None:
    shown |= {"WhenChanged": when(noun.side, moment), "WhenChangedUTC": when_utc(noun.side, moment)}


def distinguished_name(world: World, noun: Noun, shown: Mapping[str, Any]) -> str:
    container = noun.container.format(server=shown.get("Server", ""), group=_ROUTING_GROUP)
    if noun.side == "online":
        place = f"CN=Configuration,CN={world.tenant.domain},{_HOSTED}"
    else:
        parts = ",".join(f"DC={part}" for part in world.organization.forest.split("."))
        place = f"CN={world.organization.name},CN=Microsoft Exchange,CN=Services,CN=Configuration,{parts}"
    return ",".join(part for part in (f"CN={shown['Name']}", container, place) if part)


def when(side: str, moment: datetime) -> str:
    """Exchange shows whole seconds with their offset, the cloud seven decimals."""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.0000000+00:00" if side == "online" else f"{text}+00:00"


def when_utc(side: str, moment: datetime) -> str:
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.0000000Z" if side == "online" else f"{text}Z"


def _guid(world: World, noun: Noun, identity: str, created: datetime) -> str:
    seed = f"{noun.side}/{noun.name}/{identity}/{created.isoformat()}"
    return str(uuid.uuid5(uuid.UUID(world.organization.guid), seed))


def _root(world: World, side: str) -> str:
    return world.organization.forest if side == "exchange" else "EURPR01A999.PROD.OUTLOOK.COM"


def _organization_id(world: World, side: str) -> str:
    if side == "exchange":
        return ""
    root = _root(world, side)
    return f"{root}/Microsoft Exchange Hosted Organizations/{world.tenant.domain} - {root}/ConfigurationUnits"
