# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains of the Exchange organization: how mail to and from a domain is treated."""

from __future__ import annotations

from ..base import ONLY_2010, LeftOut
from ..forms import BOOLEAN, integer
from ..remote_domain import remote_domain

REMOTE_DOMAIN = remote_domain(
    "exchange",
    listing={},
    more=(
        ("ndr_diagnostic_info_enabled", "NDRDiagnosticInfoEnabled", BOOLEAN),
        ("message_count_threshold", "MessageCountThreshold", integer(0, 2147483647)),
    ),
    left_out=(LeftOut("is_coexistence_domain", "IsCoexistenceDomain", ONLY_2010),),
)
