# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of a Postfix host as a whole: its name, the largest message, how long mail may wait, guards against loops.

What is not stated is left at Postfix's own default (postconf(5), checked 2026-11-21), save where that would lose mail
or send it in circles.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import Kind, Rule, left_out
from ..forms import BOOLEAN, DOMAIN, duration, integer, listed, nullable, seconds, size, unlimited
from ..setting_forms import IP_ADDRESS
from .forms import LOGIN_SERVICE, LOGINS, PAIRS, POLICY_TABLE, attribute
from .parameters import PARAMETERS

LARGEST = 2147483647
LONGEST_WAIT = 4000  # maximal_backoff_time, postconf(5)
_WEEKS = duration(60, 100 * 86400)


def _waits_backwards(config: Mapping[str, Any]) -> bool:
    shortest = config["transient_failure_retry_interval"]
    longest = config["outbound_connection_failure_retry_interval"]
    return shortest is not None and seconds(shortest) > (LONGEST_WAIT if longest is None else seconds(longest))


TRANSPORT_CONFIG = Kind(
    side="postfix",
    name="transport_config",
    noun="",
    title="transport settings",
    phase="accept",
    rendered=True,
    only="Postfix",
    permanent=True,
    attributes=(
        attribute("fqdn", DOMAIN, needed=True),
        attribute("origin", nullable(DOMAIN)),
        attribute("public_addresses", listed(IP_ADDRESS, edit=""), []),
        attribute("ipv4_only", BOOLEAN, False),
        attribute("max_message_size", unlimited(size(65536, LARGEST)), "35MB"),
        attribute("max_hop_count", integer(1, 500), 50),
        attribute("message_expiration_timeout", nullable(_WEEKS)),
        attribute("delay_notification_timeout", nullable(_WEEKS)),
        attribute("transient_failure_retry_interval", nullable(duration(1, 86400))),
        attribute("outbound_connection_failure_retry_interval", nullable(duration(1, 86400))),
        attribute("max_per_domain_outbound_connections", nullable(integer(1, 10000))),
        attribute("tls_policy_service", POLICY_TABLE),
        attribute("authentication_service", LOGIN_SERVICE),
        attribute("sender_logins", LOGINS, []),
        attribute("rewrite_outbound", PAIRS, []),
        attribute("rewrite_inbound", PAIRS, []),
        attribute("parameters", PARAMETERS, {}),
    ),
    rules=(
        Rule(
            "postfix-retries",
            ("transient_failure_retry_interval", "outbound_connection_failure_retry_interval"),
            _waits_backwards,
            "transient_failure_retry_interval is the shortest wait and outbound_connection_failure_retry_interval the"
            f" longest ({LONGEST_WAIT} s where it is not stated): say the longest as well, and not shorter",
        ),
    ),
    left_out=left_out("Postfix has no such store", ("safety_net_hold_time", ""), ("shadow_redundancy_enabled", "")),
)
