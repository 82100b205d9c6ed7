# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validate-OutboundConnector: the two tests of the page, told from the world instead of sent as mail.

The recipients must lie in a domain of the connector. The connection test passes for a smart host that is an address or
that the world's DNS knows; nothing is stored, as the page says. The result's members are those of the service's schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from simulator import wording
from simulator.nouns.noun import Shown
from simulator.world import World


def validate_outbound_connector(
    world: World, connector: Shown, recipients: Sequence[str], accepted_domains: Iterable[Shown]
) -> list[Shown]:
    domains = list(connector["RecipientDomains"])
    if connector["AllAcceptedDomains"]:
        domains += [domain["DomainName"] for domain in accepted_domains]
    for recipient in recipients:
        if domains and not _in_one_of(recipient.rpartition("@")[2].lower(), domains):
            raise wording.invalid(f"The recipient '{recipient}' isn't in a domain of connector '{connector['Name']}'.")
    hosts = connector["SmartHosts"] or ["the MX of each recipient's domain"]
    reached = [host for host in hosts if _reachable(world, connector, host)]
    return [
        _result("Check connectivity", len(reached) == len(hosts), f"Connected to {', '.join(reached) or 'no host'}."),
        _result("Send test email", len(reached) > 0, f"Sent to {', '.join(recipients)}."),
    ]


def _in_one_of(domain: str, patterns: Iterable[str]) -> bool:
    return any(_covers(pattern.lower(), domain) for pattern in patterns)


def _covers(pattern: str, domain: str) -> bool:
    base = pattern.removeprefix("*.")
    return pattern == "*" or domain == base or (pattern != base and domain.endswith("." + base))


def _reachable(world: World, connector: Shown, host: str) -> bool:
    by_mx = not connector["SmartHosts"]
    return by_mx or host.startswith("[") or host.lower() in {known.lower() for known in world.dns.hosts}


def _result(task: str, successful: bool, detail: str) -> dict[str, Any]:
    return {"IsTaskSuccessful": successful, "TaskName": task, "TaskDetail": detail, "SubTaskResults": []}
