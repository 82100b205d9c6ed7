# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains, the same on both sides but for what only servers on premises do: how mail to a domain is treated.

Parameters: New-RemoteDomain (takes the two names, nothing else) and Set-RemoteDomain pages, checked 2026-08-21.
"""

from __future__ import annotations

from collections.abc import Mapping

from .base import Attribute, Drag, Kind, LeftOut, Rule, taken_by_set
from .forms import BOOLEAN, RECIPIENT_DOMAIN, TRI_STATE, Form, enum, integer, nullable, unlimited

OUT_OF_OFFICE = enum("External", "ExternalLegacy", "InternalLegacy", "None")
CONTENT = enum("MimeHtmlText", "MimeText", "MimeHtml")
CHARACTER_SET = nullable(
    enum(
        *("big5", "din_66003", "euc-jp", "euc-kr", "gb18030", "gb2312", "hz-gb-2312", "iso-2022-jp", "iso-2022-kr"),
        *("iso-8859-1", "iso-8859-13", "iso-8859-15", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5"),
        *("iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "koi8-r", "koi8-u", "ks_c_5601-1987", "ns_4551-1"),
        *("sen_850200_b", "shift_jis", "utf-7", "utf-8", "windows-1250", "windows-1251", "windows-1252"),
        *("windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258"),
        "windows-874",
    )
)
ENCODING = enum(
    *("Undefined", "Use7Bit", "UseQP", "UseBase64", "UseQPHtmlDetectTextPlain", "UseBase64HtmlDetectTextPlain"),
    *("UseQPHtml7BitTextPlain", "UseBase64Html7BitTextPlain"),
)
SHIFT_JIS = enum("Undefined", "50220", "50221", "50222")
# Neither default nor range is stated; it is a percentage.
COVERAGE = nullable(integer(0, 100))

RULES = (
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
)


def remote_domain(
    side: str, listing: Mapping[str, str], more: tuple[tuple[str, str, Form], ...], left_out: tuple[LeftOut, ...]
) -> Kind:
    """The kind of one side, with the parameters of its list call, what it takes more, and what it does not."""
    return Kind(
        side=side,
        name="remote_domain",
        noun="RemoteDomain",
        title="remote domain",
        renames=True,
        phase="accept",
        listing=listing,
        unique=("domain_name",),
        attributes=(
            Attribute("domain_name", "DomainName", RECIPIENT_DOMAIN, on="new", needed=True),
            *taken_by_set(
                ("target_delivery_domain", "TargetDeliveryDomain", BOOLEAN),
                ("trusted_mail_inbound_enabled", "TrustedMailInboundEnabled", BOOLEAN),
                ("trusted_mail_outbound_enabled", "TrustedMailOutboundEnabled", BOOLEAN),
                ("allowed_oof_type", "AllowedOOFType", OUT_OF_OFFICE),
                ("is_internal", "IsInternal", BOOLEAN),
                ("auto_forward_enabled", "AutoForwardEnabled", BOOLEAN),
                ("auto_reply_enabled", "AutoReplyEnabled", BOOLEAN),
                ("delivery_report_enabled", "DeliveryReportEnabled", BOOLEAN),
                ("ndr_enabled", "NDREnabled", BOOLEAN),
                ("meeting_forward_notification_enabled", "MeetingForwardNotificationEnabled", BOOLEAN),
                ("display_sender_name", "DisplaySenderName", BOOLEAN),
                ("use_simple_display_name", "UseSimpleDisplayName", BOOLEAN),
                ("tnef_enabled", "TNEFEnabled", TRI_STATE),
                ("content_type", "ContentType", CONTENT),
                ("character_set", "CharacterSet", CHARACTER_SET),
                ("non_mime_character_set", "NonMimeCharacterSet", CHARACTER_SET),
                ("required_charset_coverage", "RequiredCharsetCoverage", COVERAGE),
                ("byte_encoder_type_for_7_bit_charsets", "ByteEncoderTypeFor7BitCharsets", ENCODING),
                ("preferred_internet_code_page_for_shift_jis", "PreferredInternetCodePageForShiftJis", SHIFT_JIS),
                ("line_wrap_size", "LineWrapSize", unlimited(integer(0, 132))),
                *more,
            ),
        ),
        rules=RULES,
        drags=(
            Drag("allowed_oof_type", "InternalLegacy", "is_internal", True),
            Drag("is_internal", False, "allowed_oof_type", "ExternalLegacy"),
        ),
        left_out=left_out,
    )
