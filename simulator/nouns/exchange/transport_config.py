# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport settings of an Exchange organization: limits, delivery reports, shadow copies. Always there, once.

Defaults and rules: Set-TransportConfig page, checked 2026-08-21; properties in the page's order. Supervision tags and
the empty journal address as older servers' listings show them.
"""

from __future__ import annotations

from typing import Any, Final

from simulator.nouns.forms import NO_ADDRESS, as_domain, as_remote_range, as_status_code
from simulator.nouns.noun import Noun, Property, Rule
from simulator.world import World

_NAME: Final = "Transport Settings"


def _begins(world: World) -> tuple[dict[str, Any], ...]:
    given = world.objects["exchange"].get("TransportConfig", ())
    return tuple({"Name": _NAME, **entry} for entry in given) or ({"Name": _NAME},)


RULES: Final = (
    Rule(
        "tc.depth",
        ("Set",),
        lambda d: (
            d.after["MaxAllowedAgentGeneratedMessageDepth"] <= d.after["MaxAllowedAgentGeneratedMessageDepthPerAgent"]
        ),
        "MaxAllowedAgentGeneratedMessageDepth ({MaxAllowedAgentGeneratedMessageDepth}) must be more than "
        "MaxAllowedAgentGeneratedMessageDepthPerAgent ({MaxAllowedAgentGeneratedMessageDepthPerAgent}).",
    ),
)

TRANSPORT_CONFIG: Final = Noun(
    name="TransportConfig",
    side="exchange",
    category="ms-Exch-Transport-Settings",
    classes=("top", "container", "msExchTransportSettings"),
    sole=_NAME,
    begins=_begins,
    rules=RULES,
    properties=(
        Property("AddressBookPolicyRoutingEnabled", False),
        Property("AgentGeneratedMessageLoopDetectionInSubmissionEnabled", False),
        Property("AgentGeneratedMessageLoopDetectionInSmtpEnabled", False),
        Property("ClearCategories", True),
        Property("ConvertDisclaimerWrapperToEml", False),
        Property("DiagnosticsAggregationServicePort", 9710),
        Property("DSNConversionMode", "UseExchangeDSNs"),
        Property("ExternalDelayDsnEnabled", True),
        Property("ExternalDsnDefaultLanguage"),
        Property("ExternalDsnLanguageDetectionEnabled", True),
        Property("ExternalDsnMaxMessageAttachSize", "10 MB (10,485,760 bytes)"),
        Property("ExternalDsnReportingAuthority"),
        Property("ExternalDsnSendHtml", True),
        Property("ExternalPostmasterAddress"),
        Property("GenerateCopyOfDSNFor", ["5.4.8", "5.4.6", "5.4.4", "5.2.4", "5.2.0", "5.1.4"], as_status_code),
        Property("HeaderPromotionModeSetting", "NoCreate"),
        Property("InternalDelayDsnEnabled", True),
        Property("InternalDsnDefaultLanguage"),
        Property("InternalDsnLanguageDetectionEnabled", True),
        Property("InternalDsnMaxMessageAttachSize", "10 MB (10,485,760 bytes)"),
        Property("InternalDsnReportingAuthority"),
        Property("InternalDsnSendHtml", True),
        Property("InternalSMTPServers", [], as_remote_range),
        Property("JournalingReportNdrTo", NO_ADDRESS),
        Property("MaxAllowedAgentGeneratedMessageDepth", 3),
        Property("MaxAllowedAgentGeneratedMessageDepthPerAgent", 2),
        Property("MaxDumpsterSizePerDatabase", "18 MB (18,874,368 bytes)"),
        Property("MaxDumpsterTime", "7.00:00:00"),
        Property("MaxReceiveSize", "10 MB (10,485,760 bytes)"),
        Property("MaxRecipientEnvelopeLimit", "500"),
        Property("MaxRetriesForLocalSiteShadow", 2),
        Property("MaxRetriesForRemoteSiteShadow", 4),
        Property("MaxSendSize", "10 MB (10,485,760 bytes)"),
        Property("QueueDiagnosticsAggregationInterval", "00:01:00"),
        Property("RejectMessageOnShadowFailure", False),
        Property("Rfc2231EncodingEnabled", False),
        Property("SafetyNetHoldTime", "2.00:00:00"),
        Property("ShadowHeartbeatFrequency", "00:02:00"),
        Property("ShadowHeartbeatRetryCount", 12),
        Property("ShadowHeartbeatTimeoutInterval", "00:15:00"),
        Property("ShadowMessageAutoDiscardInterval", "2.00:00:00"),
        Property("ShadowMessagePreferenceSetting", "PreferRemote"),
        Property("ShadowRedundancyEnabled", True),
        Property("ShadowResubmitTimeSpan", "03:00:00"),
        Property("SupervisionTags", ["Reject", "Allow"]),
        Property("TLSReceiveDomainSecureList", [], as_domain),
        Property("TLSSendDomainSecureList", [], as_domain),
        Property("TransportRuleAttachmentTextScanLimit", "1 MB (1,048,576 bytes)"),
        Property("VerifySecureSubmitEnabled", False),
        Property("VoicemailJournalingEnabled", True),
        Property("Xexch50Enabled", True),
    ),
)
