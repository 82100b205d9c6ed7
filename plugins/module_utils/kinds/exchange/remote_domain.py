# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains of the Exchange organization: how mail to and from a domain is treated.

Parameters: New-RemoteDomain (takes the two names, nothing else) and Set-RemoteDomain pages, checked 2026-08-21.
"""

from __future__ import annotations

from ..base import ONLY_2010, Attribute, Drag, Kind, LeftOut, Rule
from ..forms import BOOLEAN, RECIPIENT_DOMAIN, TRI_STATE, enum, integer, nullable, unlimited

CHARACTER_SETS = nullable(
    enum(
        *("big5", "din_66003", "euc-jp", "euc-kr", "gb18030", "gb2312", "hz-gb-2312", "iso-2022-jp", "iso-2022-kr"),
        *("iso-8859-1", "iso-8859-13", "iso-8859-15", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5"),
        *("iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "koi8-r", "koi8-u", "ks_c_5601-1987", "ns_4551-1"),
        *("sen_850200_b", "shift_jis", "utf-7", "utf-8", "windows-1250", "windows-1251", "windows-1252"),
        *("windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258"),
        "windows-874",
    )
)
ENCODINGS = enum(
    *("Undefined", "Use7Bit", "UseQP", "UseBase64", "UseQPHtmlDetectTextPlain", "UseBase64HtmlDetectTextPlain"),
    *("UseQPHtml7BitTextPlain", "UseBase64Html7BitTextPlain"),
)
LARGEST = 2147483647

REMOTE_DOMAIN = Kind(
    side="exchange",
    name="remote_domain",
    noun="RemoteDomain",
    title="remote domain",
    renames=True,
    phase="accept",
    unique=("domain_name",),
    attributes=(
        Attribute("domain_name", "DomainName", RECIPIENT_DOMAIN, on="new", needed=True),
        Attribute("target_delivery_domain", "TargetDeliveryDomain", BOOLEAN, on="set"),
        Attribute("trusted_mail_inbound_enabled", "TrustedMailInboundEnabled", BOOLEAN, on="set"),
        Attribute("trusted_mail_outbound_enabled", "TrustedMailOutboundEnabled", BOOLEAN, on="set"),
        Attribute(
            "allowed_oof_type",
            "AllowedOOFType",
            enum("External", "ExternalLegacy", "InternalLegacy", "None"),
            on="set",
        ),
        Attribute("is_internal", "IsInternal", BOOLEAN, on="set"),
        Attribute("auto_forward_enabled", "AutoForwardEnabled", BOOLEAN, on="set"),
        Attribute("auto_reply_enabled", "AutoReplyEnabled", BOOLEAN, on="set"),
        Attribute("delivery_report_enabled", "DeliveryReportEnabled", BOOLEAN, on="set"),
        Attribute("ndr_enabled", "NDREnabled", BOOLEAN, on="set"),
        Attribute("ndr_diagnostic_info_enabled", "NDRDiagnosticInfoEnabled", BOOLEAN, on="set"),
        Attribute("meeting_forward_notification_enabled", "MeetingForwardNotificationEnabled", BOOLEAN, on="set"),
        Attribute("display_sender_name", "DisplaySenderName", BOOLEAN, on="set"),
        Attribute("use_simple_display_name", "UseSimpleDisplayName", BOOLEAN, on="set"),
        Attribute("tnef_enabled", "TNEFEnabled", TRI_STATE, on="set"),
        Attribute("content_type", "ContentType", enum("MimeHtmlText", "MimeText", "MimeHtml"), on="set"),
        Attribute("character_set", "CharacterSet", CHARACTER_SETS, on="set"),
        Attribute("non_mime_character_set", "NonMimeCharacterSet", CHARACTER_SETS, on="set"),
        # Neither default nor range is stated; it is a percentage.
        Attribute("required_charset_coverage", "RequiredCharsetCoverage", nullable(integer(0, 100)), on="set"),
        Attribute("byte_encoder_type_for_7_bit_charsets", "ByteEncoderTypeFor7BitCharsets", ENCODINGS, on="set"),
        Attribute(
            "preferred_internet_code_page_for_shift_jis",
            "PreferredInternetCodePageForShiftJis",
            enum("Undefined", "50220", "50221", "50222"),
            on="set",
        ),
        Attribute("line_wrap_size", "LineWrapSize", unlimited(integer(0, 132)), on="set"),
        Attribute("message_count_threshold", "MessageCountThreshold", integer(0, LARGEST), on="set"),
    ),
    rules=(
        Rule(
            "remote-internal-out-of-office",
            ("allowed_oof_type", "is_internal"),
            lambda d: d["allowed_oof_type"] == "InternalLegacy" and not d["is_internal"],
            "allowed_oof_type InternalLegacy makes the domain internal, so is_internal: false cannot stand beside it",
        ),
        Rule(
            "remote-default-stays",
            ("domain_name",),
            lambda d: d["domain_name"] == "*",
            "it is the built-in one, for every domain that has none of its own",
            when="remove",
        ),
    ),
    drags=(
        Drag("allowed_oof_type", "InternalLegacy", "is_internal", True),
        Drag("is_internal", False, "allowed_oof_type", "ExternalLegacy"),
    ),
    left_out=(LeftOut("is_coexistence_domain", "IsCoexistenceDomain", ONLY_2010),),
)
