# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Front End Transport service of a server: what clients and other organizations connect to.

Parameters: Set-FrontendTransportService page, checked 2026-08-21.
"""

from __future__ import annotations

from ..base import Kind
from .services import ON_EVERY_SERVICE, RULES_OF_EVERY_SERVICE

FRONTEND_TRANSPORT_SERVICE = Kind(
    side="exchange",
    name="frontend_transport_service",
    noun="FrontendTransportService",
    title="Front End Transport service",
    phase="accept",
    one_per_server=True,
    permanent=True,
    asked_by="Identity",
    attributes=ON_EVERY_SERVICE,
    rules=RULES_OF_EVERY_SERVICE,
)
