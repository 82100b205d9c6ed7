# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tenant's transport settings. Defaults and limits: Set-TransportConfig page, checked 2026-08-21.

The page has no text for AllowLegacyTLSClients and the ReplyAllStorm settings; their defaults here are what tenants
commonly show: the first is null, which means no. An unset JournalingReportNdrTo is shown as <>.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import NO_ADDRESS
from simulator.nouns.noun import Noun, Property

TRANSPORT_CONFIG: Final = Noun(
    name="TransportConfig",
    side="online",
    sole="Transport Settings",
    category="ms-Exch-Transport-Settings",
    classes=("top", "container", "msExchTransportSettings"),
    version="0.1 (8.0.535.0)",
    properties=(
        Property("AddressBookPolicyRoutingEnabled", False),
        Property("AllowLegacyTLSClients"),
        Property("ClearCategories", True),
        Property("ConvertDisclaimerWrapperToEml", False),
        Property("DSNConversionMode", "PreserveDSNBody"),
        Property("ExternalDelayDsnEnabled", True),
        Property("ExternalDsnDefaultLanguage"),
        Property("ExternalDsnLanguageDetectionEnabled", True),
        Property("ExternalDsnMaxMessageAttachSize", "10 MB (10,485,760 bytes)"),
        Property("ExternalDsnReportingAuthority"),
        Property("ExternalDsnSendHtml", True),
        Property("ExternalPostmasterAddress"),
        Property("GenerateCopyOfDSNFor", []),
        Property("HeaderPromotionModeSetting", "NoCreate"),
        Property("InternalDelayDsnEnabled", True),
        Property("InternalDsnDefaultLanguage"),
        Property("InternalDsnLanguageDetectionEnabled", True),
        Property("InternalDsnMaxMessageAttachSize", "10 MB (10,485,760 bytes)"),
        Property("InternalDsnReportingAuthority"),
        Property("InternalDsnSendHtml", True),
        Property("InternalSMTPServers", []),
        Property("JournalingReportNdrTo", NO_ADDRESS),
        Property("JournalMessageExpirationDays", 0),
        Property("MaxReceiveSize", "Unlimited"),
        Property("MaxRecipientEnvelopeLimit", "Unlimited"),
        Property("MaxSendSize", "Unlimited"),
        Property("MessageExpiration", "1.00:00:00"),
        Property("PreventDuplicateJournalingEnabled", False),
        Property("ReplyAllStormBlockDurationHours", 6),
        Property("ReplyAllStormDetectionMinimumRecipients", 2500),
        Property("ReplyAllStormDetectionMinimumReplies", 10),
        Property("ReplyAllStormProtectionEnabled", True),
        Property("Rfc2231EncodingEnabled", False),
        Property("SmtpClientAuthenticationDisabled", True),
    ),
)
