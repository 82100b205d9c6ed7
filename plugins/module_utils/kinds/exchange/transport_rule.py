# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail flow rules of an Exchange organization, as its Mailbox servers carry them out."""

from __future__ import annotations

from ..base import LeftOut
from ..transport_rule import ON_EDGE, transport_rule

TRANSPORT_RULE = transport_rule(
    "exchange",
    sent_to_scope=("InOrganization", "NotInOrganization", "ExternalPartner", "ExternalNonPartner"),
    longest_rejection=256,
    also_left_out=(
        LeftOut("quarantine", "Quarantine", ON_EDGE),
        LeftOut("incident_report_original_mail", "IncidentReportOriginalMail", "it exists in Exchange 2013 only"),
    ),
)
