# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound connectors of Exchange Online: which mail leaves the tenant by another way than the recipient's MX.

Parameters and refusals: New-OutboundConnector and Set-OutboundConnector pages, checked 2026-08-21. The plain list
leaves out connectors in test mode and those scoped to a mail flow rule, so both are looked at before one is believed
absent.
"""

from __future__ import annotations

from ..base import EVERYTHING, Attribute, Kind, Rule
from ..forms import BOOLEAN, DOMAIN_PATTERN, RECIPIENT_DOMAIN, SMART_HOST, TEXT, enum, listed, nullable
from .inbound_connector import SOURCE


def _only_on_premises(attribute: str) -> Rule:
    return Rule(
        f"outbound-{attribute.replace('_', '-')}",
        (attribute, "connector_type"),
        lambda c: c[attribute] and c["connector_type"] != "OnPremises",
        f"{attribute}: true needs connector_type OnPremises",
    )


OUTBOUND_CONNECTOR = Kind(
    side="online",
    name="outbound_connector",
    noun="OutboundConnector",
    title="outbound connector",
    phase="send",
    listing=EVERYTHING,
    used_by=(("transport_rule", "route_message_outbound_connector"),),
    hidden=(
        {"IncludeTestModeConnectors": True},
        {"IsTransportRuleScoped": True},
        {"IncludeTestModeConnectors": True, "IsTransportRuleScoped": True},
    ),
    attributes=(
        Attribute("connector_type", "ConnectorType", enum("OnPremises", "Partner")),
        Attribute("connector_source", "ConnectorSource", SOURCE),
        Attribute("recipient_domains", "RecipientDomains", listed(RECIPIENT_DOMAIN)),
        Attribute("all_accepted_domains", "AllAcceptedDomains", BOOLEAN),
        Attribute("use_mx_record", "UseMXRecord", BOOLEAN, together=("smart_hosts",)),
        Attribute("smart_hosts", "SmartHosts", listed(SMART_HOST), together=("use_mx_record",)),
        Attribute(
            "tls_settings",
            "TlsSettings",
            nullable(enum("EncryptionOnly", "CertificateValidation", "DomainValidation")),
        ),
        Attribute("tls_domain", "TlsDomain", nullable(DOMAIN_PATTERN)),
        Attribute("cloud_services_mail_enabled", "CloudServicesMailEnabled", BOOLEAN),
        Attribute("route_all_messages_via_on_premises", "RouteAllMessagesViaOnPremises", BOOLEAN),
        Attribute("is_transport_rule_scoped", "IsTransportRuleScoped", BOOLEAN),
        Attribute("sender_rewriting_enabled", "SenderRewritingEnabled", BOOLEAN),
        Attribute("smtp_dane_mode", "SmtpDaneMode", enum("Opportunistic", "Mandatory", "None")),
        Attribute("mta_sts_mode", "MtaStsMode", enum("Opportunistic", "None")),
        Attribute("test_mode", "TestMode", BOOLEAN),
        Attribute("comment", "Comment", TEXT),
        Attribute("enabled", "Enabled", BOOLEAN),
    ),
    rules=(
        Rule(
            "outbound-smart-host-missing",
            ("use_mx_record", "smart_hosts"),
            lambda c: not c["use_mx_record"] and not c["smart_hosts"],
            "use_mx_record: false needs at least one of smart_hosts",
        ),
        _only_on_premises("all_accepted_domains"),
        _only_on_premises("route_all_messages_via_on_premises"),
        _only_on_premises("sender_rewriting_enabled"),
    ),
)
