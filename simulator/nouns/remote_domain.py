# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote domains, the same on both sides but for one count. Defaults and rules: Set-RemoteDomain page, 2026-08-21."""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_domain_pattern
from simulator.nouns.noun import Draft, Noun, Property, Rule


def _settle(draft: Draft) -> None:
    """AllowedOOFType and IsInternal drag each other; in a command with both, IsInternal $false has the last word."""
    if draft.gives("AllowedOOFType", "InternalLegacy"):
        draft.after["IsInternal"] = True
    if draft.gives("IsInternal", False):
        draft.after |= {"IsInternal": False, "AllowedOOFType": "ExternalLegacy"}


def _taken(draft: Draft) -> bool:
    return any(other["DomainName"].lower() == draft.after["DomainName"].lower() for other in draft.others)


# Both sentences are ours: the pages say nothing of a second object for a domain, nor of removing the built-in one.
RULES: Final = (
    Rule("remote.domain.unique", ("New",), _taken, "The domain name '{DomainName}' already has a remote domain."),
    Rule(
        "remote.default.remove",
        ("Remove",),
        lambda d: d.after["DomainName"] == "*",
        "The remote domain '{Name}' can't be removed: it is the default remote domain.",
    ),
)

_ON_EXCHANGE_ONLY: Final = (Property("MessageCountThreshold", 2147483647),)


def remote_domain(side: str) -> Noun:
    return Noun(
        name="RemoteDomain",
        side=side,
        container="CN=Internet Message Formats,CN=Global Settings",
        category="ms-Exch-Domain-Content-Config",
        classes=("top", "msExchDomainContentConfig"),
        version="0.1 (8.0.535.0)",
        settle=_settle,
        rules=RULES,
        properties=(
            Property("DomainName", None, as_domain_pattern),
            Property("IsInternal", False),
            Property("TargetDeliveryDomain", False),
            Property("ByteEncoderTypeFor7BitCharsets", "Undefined"),
            Property("CharacterSet"),
            Property("NonMimeCharacterSet"),
            Property("AllowedOOFType", "External"),
            Property("AutoReplyEnabled", True),
            Property("AutoForwardEnabled", True),
            Property("DeliveryReportEnabled", True),
            Property("NDREnabled", True),
            Property("MeetingForwardNotificationEnabled", True),
            Property("ContentType", "MimeHtmlText"),
            Property("DisplaySenderName", True),
            Property("PreferredInternetCodePageForShiftJis", "Undefined"),
            Property("RequiredCharsetCoverage"),
            Property("TNEFEnabled"),
            Property("LineWrapSize", "Unlimited"),
            Property("TrustedMailOutboundEnabled", False),
            Property("TrustedMailInboundEnabled", False),
            Property("UseSimpleDisplayName", False),
            Property("NDRDiagnosticInfoEnabled", True),
            *(_ON_EXCHANGE_ONLY if side == "exchange" else ()),
        ),
    )
