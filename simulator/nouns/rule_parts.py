# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transport rule is made of: its own properties, its conditions with their exceptions, its actions.

Source: New-, Set- and Get-TransportRule pages, checked 2026-08-21. The pages leave the form of what Get shows open.
Names and order here are those of listings administrators have published; a part that is not set is shown as null, or
as False if it is a truth value. Description, Conditions, Exceptions and Actions tell the parts in this file's words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from simulator.nouns.forms import Form, as_skipped_addresses
from simulator.nouns.noun import Property
from simulator.nouns.rule_forms import (
    as_attribute_words,
    as_document_words,
    as_header_name,
    as_incident_content,
    as_pattern,
    as_recipient,
    as_reject_code,
    as_rule_date,
    as_short_word,
    as_smtp_code,
    as_word,
)

EXCEPTION: Final = "ExceptIf"


def _lists(form: Form, *names: str) -> tuple[Property, ...]:
    return tuple(Property(name, [], form) for name in names)


def _flags(*names: str) -> tuple[Property, ...]:
    return tuple(Property(name, False) for name in names)


OWN: Final = (
    Property("Priority", 0),
    Property("DlpPolicy", ""),
    Property("Comments", ""),
    Property("CreatedBy", "Administrator"),
    Property("LastModifiedBy", "Administrator"),
    Property("ManuallyModified", False),
    Property("ActivationDate", None, as_rule_date),
    Property("ExpiryDate", None, as_rule_date),
    Property("Description", ""),
    Property("RuleVersion", "14.0.0.0"),
    Property("Conditions", []),
    Property("Exceptions", []),
    Property("Actions", []),
    Property("State", "Enabled"),
    Property("Mode", "Enforce"),
    Property("RuleErrorAction", "Ignore"),
    Property("SenderAddressLocation", "Header"),
)
OWN_ONLINE: Final = (Property("RecipientAddressType", "Resolved"),)
OWN_BEHIND: Final = (Property("RuleSubType", "None"), Property("UseLegacyRegex", False))

CONDITIONS: Final = (
    *_lists(as_recipient, "From", "FromMemberOf"),
    Property("FromScope"),
    *_lists(as_recipient, "SentTo", "SentToMemberOf"),
    Property("SentToScope"),
    *_lists(as_recipient, "BetweenMemberOf1", "BetweenMemberOf2", "ManagerAddresses"),
    Property("ManagerForEvaluatedUser"),
    Property("SenderManagementRelationship"),
    Property("ADComparisonAttribute"),
    Property("ADComparisonOperator"),
    *_lists(as_attribute_words, "SenderADAttributeContainsWords", "SenderADAttributeMatchesPatterns"),
    *_lists(as_attribute_words, "RecipientADAttributeContainsWords", "RecipientADAttributeMatchesPatterns"),
    *_lists(as_recipient, "AnyOfToHeader", "AnyOfToHeaderMemberOf", "AnyOfCcHeader", "AnyOfCcHeaderMemberOf"),
    *_lists(as_recipient, "AnyOfToCcHeader", "AnyOfToCcHeaderMemberOf"),
    Property("HasClassification"),
    *_flags("HasNoClassification"),
    *_lists(as_short_word, "SubjectContainsWords", "SubjectOrBodyContainsWords"),
    Property("HeaderContainsMessageHeader", None, as_header_name),
    *_lists(as_word, "HeaderContainsWords", "FromAddressContainsWords", "SenderDomainIs", "RecipientDomainIs"),
    *_lists(as_pattern, "SubjectMatchesPatterns", "SubjectOrBodyMatchesPatterns"),
    Property("HeaderMatchesMessageHeader", None, as_header_name),
    *_lists(as_pattern, "HeaderMatchesPatterns", "FromAddressMatchesPatterns", "AttachmentNameMatchesPatterns"),
    *_lists(as_word, "AttachmentExtensionMatchesWords"),
    *_lists(as_document_words, "AttachmentPropertyContainsWords"),
    *_lists(as_word, "ContentCharacterSetContainsWords"),
    *_flags("HasSenderOverride"),
    Property("MessageContainsDataClassifications", []),
    *_lists(as_skipped_addresses, "SenderIpRanges"),
    Property("SCLOver"),
    Property("AttachmentSizeOver"),
    Property("MessageSizeOver"),
    Property("WithImportance"),
    Property("MessageTypeMatches"),
    *_lists(as_word, "RecipientAddressContainsWords"),
    *_lists(as_pattern, "RecipientAddressMatchesPatterns"),
    *_lists(as_word, "AttachmentContainsWords"),
    *_lists(as_pattern, "AttachmentMatchesPatterns"),
    *_flags("AttachmentIsUnsupported", "AttachmentProcessingLimitExceeded"),
    *_flags("AttachmentHasExecutableContent", "AttachmentIsPasswordProtected"),
    *_lists(as_word, "AnyOfRecipientAddressContainsWords"),
    *_lists(as_pattern, "AnyOfRecipientAddressMatchesPatterns"),
)
CONDITIONS_ONLINE: Final = _lists(as_word, "RecipientInSenderList", "SenderInRecipientList")

ACTIONS: Final = (
    Property("PrependSubject"),
    Property("SetAuditSeverity"),
    Property("ApplyClassification"),
    Property("ApplyHtmlDisclaimerLocation"),
    Property("ApplyHtmlDisclaimerText"),
    Property("ApplyHtmlDisclaimerFallbackAction"),
    Property("ApplyRightsProtectionTemplate"),
    Property("SetSCL"),
    Property("SetHeaderName", None, as_header_name),
    Property("SetHeaderValue"),
    Property("RemoveHeader", None, as_header_name),
    *_lists(as_recipient, "AddToRecipients", "CopyTo", "BlindCopyTo"),
    Property("AddManagerAsRecipientType"),
    *_lists(as_recipient, "ModerateMessageByUser"),
    *_flags("ModerateMessageByManager"),
    *_lists(as_recipient, "RedirectMessageTo"),
    Property("RejectMessageEnhancedStatusCode", None, as_reject_code),
    Property("RejectMessageReasonText"),
    *_flags("DeleteMessage", "Disconnect", "Quarantine"),
    Property("SmtpRejectMessageRejectText"),
    Property("SmtpRejectMessageRejectStatusCode", None, as_smtp_code),
    Property("LogEventText"),
    *_flags("StopRuleProcessing"),
    Property("NotifySender"),
    Property("GenerateIncidentReport", None, as_recipient),
    *_lists(as_incident_content, "IncidentReportContent"),
    *_flags("RouteMessageOutboundRequireTls"),
    Property("GenerateNotification"),
)
ACTIONS_EXCHANGE: Final = (Property("IncidentReportOriginalMail"),)
ACTIONS_ONLINE: Final = (
    Property("RouteMessageOutboundConnector"),
    *_flags("ApplyOME", "RemoveOME", "RemoveOMEv2", "RemoveRMSAttachmentEncryption"),
    Property("ApplyRightsProtectionCustomizationTemplate"),
)
# These only say how another action is done.
_MANNERS: Final = frozenset(
    {
        "ApplyHtmlDisclaimerLocation",
        "ApplyHtmlDisclaimerFallbackAction",
        "ApplyRightsProtectionCustomizationTemplate",
        "IncidentReportContent",
        "IncidentReportOriginalMail",
        "SmtpRejectMessageRejectStatusCode",
    }
)


def conditions(side: str) -> tuple[Property, ...]:
    return CONDITIONS + (CONDITIONS_ONLINE if side == "online" else ())


def exceptions(side: str) -> tuple[Property, ...]:
    return tuple(Property(EXCEPTION + p.name, copy.copy(p.default), p.form) for p in conditions(side))


def actions(side: str) -> tuple[Property, ...]:
    return ACTIONS + (ACTIONS_ONLINE if side == "online" else ACTIONS_EXCHANGE)


def properties(side: str) -> tuple[Property, ...]:
    own = OWN + (OWN_ONLINE if side == "online" else ()) + OWN_BEHIND
    return own + conditions(side) + exceptions(side) + actions(side)


def in_use(parts: tuple[Property, ...], shown: Mapping[str, Any]) -> list[str]:
    """The parts of a rule that say something. Zero is a spam confidence level, False is nothing."""
    return [p.name for p in parts if shown[p.name] not in (None, "", []) and shown[p.name] is not False]


def acting(side: str, shown: Mapping[str, Any]) -> list[str]:
    """The actions of a rule, without what only says how another one is done."""
    return [name for name in in_use(actions(side), shown) if name not in _MANNERS]


def described(side: str, shown: Mapping[str, Any]) -> str:
    return "\r\n".join(_sentences(side, shown)) + "\r\n"


def _sentences(side: str, shown: Mapping[str, Any]) -> Iterator[str]:
    headings = {"If the message:": conditions, "Take the following actions:": actions, "Except if:": exceptions}
    for heading, parts in headings.items():
        if used := in_use(parts(side), shown):
            yield heading
            yield from (f"\t{name} {_told(shown[name])}" for name in used)


def _told(value: Any) -> str:
    return " or ".join(f"'{item}'" for item in (value if isinstance(value, list) else [value]))
