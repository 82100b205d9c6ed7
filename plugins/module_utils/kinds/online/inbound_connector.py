# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inbound connectors of Exchange Online: whose mail is recognised as ours or as a partner's, and how.

Parameters and refusals: New-InboundConnector and Set-InboundConnector pages, checked 2026-08-21.
"""

from __future__ import annotations

from ..base import EVERYTHING, RESERVED, Attribute, Kind, LeftOut, Rule
from ..forms import (
    BOOLEAN,
    DOMAIN,
    DOMAIN_PATTERN,
    FOLDED,
    MAIL_ADDRESS,
    SENDER_ADDRESS,
    SENDER_DOMAIN,
    SKIPPED_ADDRESS,
    TEXT,
    Form,
    enum,
    listed,
    nullable,
)
from ..narrowing import inbound_stages
from ..reference import Reference

# "AdminUI" is what the portal writes and nobody else can; it means Default (seen in live replies, 2026-07).
_WRITTEN_SOURCE = enum("Default", "HybridWizard", "Migrated")
SOURCE = Form(
    "enum",
    lambda value: "Default" if value == "AdminUI" else _WRITTEN_SOURCE.parse(value),
    choices=_WRITTEN_SOURCE.choices,
)

INBOUND_CONNECTOR = Kind(
    side="online",
    name="inbound_connector",
    noun="InboundConnector",
    title="inbound connector",
    renames=True,
    phase="accept",
    stages=inbound_stages,
    listing=EVERYTHING,
    attributes=(
        Attribute("connector_type", "ConnectorType", enum("OnPremises", "Partner")),
        Attribute("connector_source", "ConnectorSource", SOURCE),
        Attribute("sender_domains", "SenderDomains", listed(SENDER_DOMAIN), needed=True),
        Attribute("sender_ip_addresses", "SenderIPAddresses", listed(SENDER_ADDRESS, edit="adds")),
        Attribute("associated_accepted_domains", "AssociatedAcceptedDomains", listed(DOMAIN)),
        Attribute("require_tls", "RequireTls", BOOLEAN),
        Attribute("tls_sender_certificate_name", "TlsSenderCertificateName", nullable(DOMAIN_PATTERN)),
        Attribute("restrict_domains_to_certificate", "RestrictDomainsToCertificate", BOOLEAN),
        Attribute("restrict_domains_to_ip_addresses", "RestrictDomainsToIPAddresses", BOOLEAN),
        Attribute("cloud_services_mail_enabled", "CloudServicesMailEnabled", BOOLEAN),
        Attribute("treat_messages_as_internal", "TreatMessagesAsInternal", BOOLEAN),
        Attribute("ef_skip_last_ip", "EFSkipLastIP", BOOLEAN),
        Attribute("ef_skip_ips", "EFSkipIPs", listed(SKIPPED_ADDRESS, edit="adds")),
        Attribute("ef_users", "EFUsers", listed(MAIL_ADDRESS)),
        Attribute("trusted_organizations", "TrustedOrganizations", listed(FOLDED)),
        Attribute("client_host_names", "ClientHostNames", listed(FOLDED), on="new"),
        Attribute("comment", "Comment", TEXT),
        Attribute("enabled", "Enabled", BOOLEAN),
    ),
    rules=(
        Rule(
            "inbound-internal-twice",
            ("treat_messages_as_internal", "cloud_services_mail_enabled"),
            lambda c: c["treat_messages_as_internal"] and c["cloud_services_mail_enabled"],
            "treat_messages_as_internal: true and cloud_services_mail_enabled: true exclude each other",
        ),
        Rule(
            "inbound-internal-partner",
            ("treat_messages_as_internal", "connector_type"),
            lambda c: c["treat_messages_as_internal"] and c["connector_type"] != "OnPremises",
            "treat_messages_as_internal: true needs connector_type OnPremises",
        ),
        Rule(
            "inbound-from-nobody",
            ("sender_domains",),
            lambda c: not c["sender_domains"],
            "it needs at least one of sender_domains; * is everybody",
            when="change",
        ),
    ),
    refers=(Reference("associated_accepted_domains", "accepted_domain"),),
    left_out=(
        LeftOut("ef_skip_mail_gateway", "EFSkipMailGateway", RESERVED),
        LeftOut("ef_test_mode", "EFTestMode", RESERVED),
        LeftOut("scan_and_drop_recipients", "ScanAndDropRecipients", RESERVED),
    ),
)
