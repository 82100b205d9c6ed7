# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains of Exchange Online: how mail to and from a domain is treated and written."""

from __future__ import annotations

from ..base import EVERYTHING, LeftOut
from ..remote_domain import remote_domain

REMOTE_DOMAIN = remote_domain(
    "online",
    listing=EVERYTHING,
    more=(),
    left_out=(LeftOut("ndr_diagnostic_info_enabled", "NDRDiagnosticInfoEnabled", "it works on premises only"),),
)
