# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound connectors of Exchange Online: how mail leaves the tenant other than by MX.

Members and their order as recorded from the service; rules: New- and Set-OutboundConnector pages, checked 2026-08-21.
The default of ConnectorType is stated nowhere; Partner is ours. That SenderRewritingEnabled is refused on a Partner
connector even as $false is reported by users of CIPP (issue 3873).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from simulator.nouns.forms import as_cloud_smart_host, as_domain_pattern, as_mail_address
from simulator.nouns.noun import Draft, Noun, Property, Rule
from simulator.nouns.transport_rule import CONNECTOR_IN_USE, follow

_BOTH: Final = ("New", "Set")


def _only_on_premises(name: str) -> Callable[[Draft], bool]:
    return lambda draft: bool(draft.after[name]) and draft.after["ConnectorType"] != "OnPremises"


def _rewrites_for_partner(draft: Draft) -> bool:
    said = draft.gives("SenderRewritingEnabled") or draft.after["SenderRewritingEnabled"]
    return bool(said) and draft.after["ConnectorType"] != "OnPremises"


RULES: Final = (
    Rule(
        "outbound.smarthosts",
        _BOTH,
        lambda d: not (d.after["UseMXRecord"] or d.after["SmartHosts"]),
        "SmartHosts must be specified when UseMXRecord is $false.",
    ),
    Rule(
        "outbound.onprem.all",
        _BOTH,
        _only_on_premises("AllAcceptedDomains"),
        "AllAcceptedDomains can only be specified for Connector type OnPremises.",
    ),
    Rule(
        "outbound.onprem.route",
        _BOTH,
        _only_on_premises("RouteAllMessagesViaOnPremises"),
        "RouteAllMessagesViaOnPremises can only be specified for Connector type OnPremises.",
    ),
    Rule(
        "outbound.onprem.srs",
        _BOTH,
        _rewrites_for_partner,
        "SenderRewritingEnabled can only be specified for Connector type OnPremises.",
    ),
    CONNECTOR_IN_USE,
)

OUTBOUND_CONNECTOR: Final = Noun(
    name="OutboundConnector",
    side="online",
    container="CN=OutboundConnectors,CN=Transport Settings",
    category="ms-Exch-SMTP-Outbound-Connector",
    classes=("top", "msExchSMTPOutboundConnector"),
    ripple=follow,
    rules=RULES,
    properties=(
        Property("Enabled", True),
        Property("UseMXRecord", True),
        Property("Comment", ""),
        Property("ConnectorType", "Partner"),
        Property("ConnectorSource", "Default"),
        Property("RecipientDomains", [], as_domain_pattern),
        Property("SmartHosts", [], as_cloud_smart_host),
        Property("TlsDomain", None, as_domain_pattern),
        Property("TlsSettings"),
        Property("IsTransportRuleScoped", False),
        Property("RouteAllMessagesViaOnPremises", False),
        Property("CloudServicesMailEnabled", False),
        Property("AllAcceptedDomains", False),
        Property("SenderRewritingEnabled", False),
        Property("MtaStsMode", "Opportunistic"),
        Property("SmtpDaneMode", "Opportunistic"),
        Property("TestMode", False),
        Property("ValidationRecipients", [], as_mail_address),
        Property("IsValidated", False),
        Property("LastValidationTimestamp"),
        Property("LinkForModifiedConnector", "00000000-0000-0000-0000-000000000000"),
    ),
)
