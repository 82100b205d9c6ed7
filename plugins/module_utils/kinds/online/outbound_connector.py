# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outbound connectors of Exchange Online: which mail leaves the tenant by another way than the recipient's MX.

Parameters and refusals: New-OutboundConnector and Set-OutboundConnector pages, checked 2026-08-21. The plain list
leaves out connectors in test mode and those scoped to a mail flow rule, so both are looked at before one is believed
absent.
"""

from __future__ import annotations

from ..base import EVERYTHING, RESERVED, Attribute, Kind, LeftOut, Rule
from ..forms import (
    BOOLEAN,
    DOMAIN_PATTERN,
    MAIL_ADDRESS,
    MOMENT,
    RECIPIENT_DOMAIN,
    RELAY,
    TEXT,
    enum,
    listed,
    nullable,
)
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
    renames=True,
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
        Attribute("use_mx_record", "UseMXRecord", BOOLEAN, together=("smart_hosts",), initial=True),
        Attribute("smart_hosts", "SmartHosts", listed(RELAY), together=("use_mx_record",), initial=[]),
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
        Attribute("validation_recipients", "ValidationRecipients", listed(MAIL_ADDRESS, edit=""), on="set"),
        Attribute("is_validated", "IsValidated", BOOLEAN, on="set"),
        Attribute("last_validation_timestamp", "LastValidationTimestamp", nullable(MOMENT), on="set"),
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
        # Refused even as false (CIPP issue 3873).
        Rule(
            "outbound-sender-rewriting-enabled",
            ("sender_rewriting_enabled", "connector_type"),
            lambda c: c["connector_type"] != "OnPremises",
            "sender_rewriting_enabled, even false, is not taken by a connector of another type than OnPremises; leave"
            " it out",
            sent=True,
        ),
        Rule(
            "outbound-still-rewriting",
            ("connector_type", "sender_rewriting_enabled"),
            lambda c: c["connector_type"] != "OnPremises" and c["sender_rewriting_enabled"],
            "it rewrites senders, which only connectors of type OnPremises may: say sender_rewriting_enabled: false"
            " first, and connector_type in a later run",
            when="change",
            sent=True,
        ),
    ),
    left_out=(LeftOut("link_for_modified_connector", "LinkForModifiedConnector", RESERVED),),
)
