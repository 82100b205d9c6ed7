# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains of Exchange Online: how mail to and from a domain is treated and written.

Parameters: New-RemoteDomain (takes the two names, nothing else) and Set-RemoteDomain pages, checked 2026-08-21.
Left out is NDRDiagnosticInfoEnabled, which the service takes and which works on premises only.
"""

from __future__ import annotations

from ..base import EVERYTHING, Attribute, Kind, LeftOut, taken_by_set
from ..exchange.remote_domain import REMOTE_DOMAIN as ON_EXCHANGE
from ..forms import BOOLEAN, RECIPIENT_DOMAIN, TRI_STATE, enum, integer, nullable, unlimited

_LATIN = (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 15)
_WINDOWS = (874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)
CHARACTER_SETS = (
    "utf-8",
    "utf-7",
    *(f"iso-8859-{part}" for part in _LATIN),
    *(f"windows-{page}" for page in _WINDOWS),
    *("big5", "euc-jp", "euc-kr", "gb18030", "gb2312", "hz-gb-2312", "iso-2022-jp", "iso-2022-kr", "shift_jis"),
    *("din_66003", "koi8-r", "koi8-u", "ks_c_5601-1987", "ns_4551-1", "sen_850200_b"),
)
CHARACTER_SET = nullable(enum(*CHARACTER_SETS))
BYTE_ENCODER = enum(
    "Use7Bit",
    "UseQP",
    "UseBase64",
    "UseQPHtmlDetectTextPlain",
    "UseBase64HtmlDetectTextPlain",
    "UseQPHtml7BitTextPlain",
    "UseBase64Html7BitTextPlain",
    "Undefined",
)
SHIFT_JIS = enum("50220", "50221", "50222", "Undefined")

REMOTE_DOMAIN = Kind(
    side="online",
    name="remote_domain",
    noun="RemoteDomain",
    title="remote domain",
    renames=True,
    phase="accept",
    listing=EVERYTHING,
    unique=("domain_name",),
    attributes=(
        Attribute("domain_name", "DomainName", RECIPIENT_DOMAIN, on="new", needed=True),
        *taken_by_set(
            ("target_delivery_domain", "TargetDeliveryDomain", BOOLEAN),
            ("trusted_mail_inbound_enabled", "TrustedMailInboundEnabled", BOOLEAN),
            ("trusted_mail_outbound_enabled", "TrustedMailOutboundEnabled", BOOLEAN),
            ("allowed_oof_type", "AllowedOOFType", enum("External", "ExternalLegacy", "InternalLegacy", "None")),
            ("is_internal", "IsInternal", BOOLEAN),
            ("auto_forward_enabled", "AutoForwardEnabled", BOOLEAN),
            ("auto_reply_enabled", "AutoReplyEnabled", BOOLEAN),
            ("delivery_report_enabled", "DeliveryReportEnabled", BOOLEAN),
            ("ndr_enabled", "NDREnabled", BOOLEAN),
            ("meeting_forward_notification_enabled", "MeetingForwardNotificationEnabled", BOOLEAN),
            ("display_sender_name", "DisplaySenderName", BOOLEAN),
            ("use_simple_display_name", "UseSimpleDisplayName", BOOLEAN),
            ("tnef_enabled", "TNEFEnabled", TRI_STATE),
            ("content_type", "ContentType", enum("MimeHtmlText", "MimeText", "MimeHtml")),
            ("line_wrap_size", "LineWrapSize", unlimited(integer(0, 132))),
            ("character_set", "CharacterSet", CHARACTER_SET),
            ("non_mime_character_set", "NonMimeCharacterSet", CHARACTER_SET),
            ("byte_encoder_type_for_7_bit_charsets", "ByteEncoderTypeFor7BitCharsets", BYTE_ENCODER),
            ("preferred_internet_code_page_for_shift_jis", "PreferredInternetCodePageForShiftJis", SHIFT_JIS),
            ("required_charset_coverage", "RequiredCharsetCoverage", nullable(integer(0, 100))),
        ),
    ),
    rules=ON_EXCHANGE.rules,
    drags=ON_EXCHANGE.drags,
    left_out=(LeftOut("ndr_diagnostic_info_enabled", "NDRDiagnosticInfoEnabled", "it works on premises only"),),
)
