# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions of Edge servers: those of the world's Edge servers, to be looked at; no cmdlet makes or removes one.

Members as the EdgeSync articles show them.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.noun import Noun, Property

EDGE_SUBSCRIPTION: Final = Noun(
    name="EdgeSubscription",
    side="exchange",
    container="CN=Servers,CN={group},CN=Administrative Groups",
    category="ms-Exch-Exchange-Server",
    classes=("top", "server", "msExchExchangeServer"),
    version="0.1 (8.0.535.0)",
    properties=(
        Property("Site"),
        Property("Domain"),
    ),
)
