# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the transport configurations of both sides have in common: reports of delivery, encodings, journaling.

Parameters: Set-TransportConfig page, checked 2026-08-21.
"""

from __future__ import annotations

from .base import taken_by_set
from .forms import BOOLEAN, DOMAIN, enum, nullable
from .setting_forms import CULTURE, MAIL_ADDRESS

ON_BOTH_SIDES = taken_by_set(
    ("address_book_policy_routing_enabled", "AddressBookPolicyRoutingEnabled", BOOLEAN),
    ("clear_categories", "ClearCategories", BOOLEAN),
    ("convert_disclaimer_wrapper_to_eml", "ConvertDisclaimerWrapperToEml", BOOLEAN),
    ("dsn_conversion_mode", "DSNConversionMode", enum("DoNotConvert", "PreserveDSNBody", "UseExchangeDSNs")),
    ("external_delay_dsn_enabled", "ExternalDelayDsnEnabled", BOOLEAN),
    ("external_dsn_default_language", "ExternalDsnDefaultLanguage", CULTURE),
    ("external_dsn_language_detection_enabled", "ExternalDsnLanguageDetectionEnabled", BOOLEAN),
    ("external_dsn_reporting_authority", "ExternalDsnReportingAuthority", nullable(DOMAIN)),
    ("external_dsn_send_html", "ExternalDsnSendHtml", BOOLEAN),
    ("external_postmaster_address", "ExternalPostmasterAddress", MAIL_ADDRESS),
    ("header_promotion_mode_setting", "HeaderPromotionModeSetting", enum("MustCreate", "MayCreate", "NoCreate")),
    ("internal_delay_dsn_enabled", "InternalDelayDsnEnabled", BOOLEAN),
    ("internal_dsn_default_language", "InternalDsnDefaultLanguage", CULTURE),
    ("internal_dsn_language_detection_enabled", "InternalDsnLanguageDetectionEnabled", BOOLEAN),
    ("internal_dsn_reporting_authority", "InternalDsnReportingAuthority", nullable(DOMAIN)),
    ("internal_dsn_send_html", "InternalDsnSendHtml", BOOLEAN),
    ("journaling_report_ndr_to", "JournalingReportNdrTo", MAIL_ADDRESS),
    ("rfc2231_encoding_enabled", "Rfc2231EncodingEnabled", BOOLEAN),
)
