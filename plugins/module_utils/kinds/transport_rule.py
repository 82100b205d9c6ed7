# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail flow rules: what is done with messages that fit conditions and no exception, on either side.

Parameters and refusals: New-, Set-, Enable- and Disable-TransportRule pages, checked 2026-08-21. Every condition has
its exception of the same form, so exceptions and their refusals are made from the conditions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from .base import EVERYTHING, SWITCH, Attribute, Kind, LeftOut, Rule, left_out
from .forms import DOMAIN, IP_RANGE, SIZE, TEXT, Form, enum, nullable
from .reference import Reference
from .rule_forms import (
    ATTRIBUTES_OF_PEOPLE,
    FLAG,
    HEADER,
    LEVEL,
    MOMENT,
    PATTERNS,
    PATTERNS_OF_PEOPLE,
    PEOPLE,
    PERSON,
    REJECTION,
    SHORT_WORDS,
    SWITCHED,
    WORDS,
    WORDS_OF_DOCUMENTS,
    WORDS_OF_PEOPLE,
    several,
    text_within,
)

Row: TypeAlias = tuple[str, str, Form]

MESSAGE_TYPES = enum(
    *("OOF", "AutoForward", "Encrypted", "Calendaring", "PermissionControlled", "Voicemail", "Signed"),
    *("ApprovalRequest", "ReadReceipt"),
)
REPORTED = enum(
    *("Sender", "Recipients", "Subject", "CC", "BCC", "Severity", "RuleDetections", "FalsePositive", "IdMatch"),
    "AttachOriginalMail",
)

CONDITIONS: tuple[Row, ...] = (
    ("from", "From", PEOPLE),
    ("from_member_of", "FromMemberOf", PEOPLE),
    ("from_scope", "FromScope", nullable(enum("InOrganization", "NotInOrganization"))),
    ("from_address_contains_words", "FromAddressContainsWords", WORDS),
    ("from_address_matches_patterns", "FromAddressMatchesPatterns", PATTERNS),
    ("sender_domain_is", "SenderDomainIs", several(DOMAIN)),
    ("sender_ip_ranges", "SenderIpRanges", several(IP_RANGE)),
    ("sender_ad_attribute_contains_words", "SenderADAttributeContainsWords", WORDS_OF_PEOPLE),
    ("sender_ad_attribute_matches_patterns", "SenderADAttributeMatchesPatterns", PATTERNS_OF_PEOPLE),
    ("sent_to", "SentTo", PEOPLE),
    ("sent_to_member_of", "SentToMemberOf", PEOPLE),
    ("recipient_domain_is", "RecipientDomainIs", several(DOMAIN)),
    ("recipient_address_contains_words", "RecipientAddressContainsWords", WORDS),
    ("recipient_address_matches_patterns", "RecipientAddressMatchesPatterns", PATTERNS),
    ("recipient_ad_attribute_contains_words", "RecipientADAttributeContainsWords", WORDS_OF_PEOPLE),
    ("recipient_ad_attribute_matches_patterns", "RecipientADAttributeMatchesPatterns", PATTERNS_OF_PEOPLE),
    ("any_of_recipient_address_contains_words", "AnyOfRecipientAddressContainsWords", WORDS),
    ("any_of_recipient_address_matches_patterns", "AnyOfRecipientAddressMatchesPatterns", PATTERNS),
    ("any_of_to_header", "AnyOfToHeader", PEOPLE),
    ("any_of_to_header_member_of", "AnyOfToHeaderMemberOf", PEOPLE),
    ("any_of_cc_header", "AnyOfCcHeader", PEOPLE),
    ("any_of_cc_header_member_of", "AnyOfCcHeaderMemberOf", PEOPLE),
    ("any_of_to_cc_header", "AnyOfToCcHeader", PEOPLE),
    ("any_of_to_cc_header_member_of", "AnyOfToCcHeaderMemberOf", PEOPLE),
    ("between_member_of_1", "BetweenMemberOf1", PEOPLE),
    ("between_member_of_2", "BetweenMemberOf2", PEOPLE),
    ("manager_addresses", "ManagerAddresses", PEOPLE),
    ("manager_for_evaluated_user", "ManagerForEvaluatedUser", nullable(enum("Recipient", "Sender"))),
    ("sender_management_relationship", "SenderManagementRelationship", nullable(enum("Manager", "DirectReport"))),
    ("ad_comparison_attribute", "ADComparisonAttribute", nullable(enum(*ATTRIBUTES_OF_PEOPLE))),
    ("ad_comparison_operator", "ADComparisonOperator", nullable(enum("Equal", "NotEqual"))),
    ("header_contains_message_header", "HeaderContainsMessageHeader", HEADER),
    ("header_contains_words", "HeaderContainsWords", WORDS),
    ("header_matches_message_header", "HeaderMatchesMessageHeader", HEADER),
    ("header_matches_patterns", "HeaderMatchesPatterns", PATTERNS),
    ("subject_contains_words", "SubjectContainsWords", SHORT_WORDS),
    ("subject_matches_patterns", "SubjectMatchesPatterns", PATTERNS),
    ("subject_or_body_contains_words", "SubjectOrBodyContainsWords", SHORT_WORDS),
    ("subject_or_body_matches_patterns", "SubjectOrBodyMatchesPatterns", PATTERNS),
    ("content_character_set_contains_words", "ContentCharacterSetContainsWords", WORDS),
    ("message_size_over", "MessageSizeOver", nullable(SIZE)),
    ("message_type_matches", "MessageTypeMatches", nullable(MESSAGE_TYPES)),
    ("with_importance", "WithImportance", nullable(enum("Low", "Normal", "High"))),
    ("scl_over", "SCLOver", LEVEL),
    ("attachment_contains_words", "AttachmentContainsWords", WORDS),
    ("attachment_extension_matches_words", "AttachmentExtensionMatchesWords", WORDS),
    ("attachment_has_executable_content", "AttachmentHasExecutableContent", FLAG),
    ("attachment_is_password_protected", "AttachmentIsPasswordProtected", FLAG),
    ("attachment_is_unsupported", "AttachmentIsUnsupported", FLAG),
    ("attachment_matches_patterns", "AttachmentMatchesPatterns", PATTERNS),
    ("attachment_name_matches_patterns", "AttachmentNameMatchesPatterns", PATTERNS),
    ("attachment_processing_limit_exceeded", "AttachmentProcessingLimitExceeded", FLAG),
    ("attachment_property_contains_words", "AttachmentPropertyContainsWords", WORDS_OF_DOCUMENTS),
    ("attachment_size_over", "AttachmentSizeOver", nullable(SIZE)),
)
ACTIONS: tuple[Row, ...] = (
    ("route_message_outbound_require_tls", "RouteMessageOutboundRequireTls", FLAG),
    ("redirect_message_to", "RedirectMessageTo", PEOPLE),
    ("add_to_recipients", "AddToRecipients", PEOPLE),
    ("copy_to", "CopyTo", PEOPLE),
    ("blind_copy_to", "BlindCopyTo", PEOPLE),
    (
        "add_manager_as_recipient_type",
        "AddManagerAsRecipientType",
        nullable(enum("To", "Cc", "Bcc", "Redirect")),
    ),
    ("moderate_message_by_user", "ModerateMessageByUser", PEOPLE),
    ("moderate_message_by_manager", "ModerateMessageByManager", FLAG),
    ("reject_message_enhanced_status_code", "RejectMessageEnhancedStatusCode", REJECTION),
    ("delete_message", "DeleteMessage", FLAG),
    ("set_scl", "SetSCL", LEVEL),
    ("set_header_name", "SetHeaderName", HEADER),
    ("set_header_value", "SetHeaderValue", TEXT),
    ("remove_header", "RemoveHeader", HEADER),
    ("prepend_subject", "PrependSubject", TEXT),
    ("apply_html_disclaimer_text", "ApplyHtmlDisclaimerText", text_within(5000)),
    ("apply_html_disclaimer_location", "ApplyHtmlDisclaimerLocation", nullable(enum("Append", "Prepend"))),
    (
        "apply_html_disclaimer_fallback_action",
        "ApplyHtmlDisclaimerFallbackAction",
        nullable(enum("Wrap", "Ignore", "Reject")),
    ),
    ("generate_incident_report", "GenerateIncidentReport", PERSON),
    ("incident_report_content", "IncidentReportContent", several(REPORTED)),
    ("generate_notification", "GenerateNotification", text_within(5120)),
    ("set_audit_severity", "SetAuditSeverity", nullable(enum("DoNotAudit", "Low", "Medium", "High"))),
    ("stop_rule_processing", "StopRuleProcessing", FLAG),
)
PAIRS_OF_CONDITIONS = (
    ("header_contains_message_header", "header_contains_words"),
    ("header_matches_message_header", "header_matches_patterns"),
    ("between_member_of_1", "between_member_of_2"),
    ("manager_addresses", "manager_for_evaluated_user"),
)
PAIRS_OF_ACTIONS = (
    ("set_header_name", "set_header_value"),
    ("generate_incident_report", "incident_report_content"),
)
PROPERTIES = (
    Attribute("enabled", "Enabled", SWITCHED, read="State", verb=SWITCH),
    Attribute("mode", "Mode", enum("Audit", "AuditAndNotify", "Enforce")),
    Attribute("comments", "Comments", text_within(1024)),
    Attribute("activation_date", "ActivationDate", MOMENT),
    Attribute("expiry_date", "ExpiryDate", MOMENT),
    Attribute("rule_error_action", "RuleErrorAction", enum("Ignore", "Defer")),
    Attribute("sender_address_location", "SenderAddressLocation", enum("Header", "Envelope", "HeaderOrEnvelope")),
    Attribute("use_legacy_regex", "UseLegacyRegex", SWITCHED, on="new"),
)
EXCEPT = "except_if_"
ON_EDGE = "it works on Edge Transport servers only"
OF_DLP = "it belongs to data loss prevention, which has rules of its own"
OF_CLASSIFICATION = "it names a message classification, which is made apart from mail flow"
OF_RIGHTS = "it names a template of rights management, which is made apart from mail flow"
LEFT_OUT = (
    LeftOut("priority", "Priority", "it changes whenever another rule moves; state the order as a list of rules"),
    *left_out(
        ON_EDGE,
        ("disconnect", "Disconnect"),
        ("log_event_text", "LogEventText"),
        ("smtp_reject_message_reject_status_code", "SmtpRejectMessageRejectStatusCode"),
        ("smtp_reject_message_reject_text", "SmtpRejectMessageRejectText"),
    ),
    *left_out(
        OF_DLP,
        ("dlp_policy", "DlpPolicy"),
        ("rule_sub_type", "RuleSubType"),
        ("notify_sender", "NotifySender"),
        ("message_contains_data_classifications", "MessageContainsDataClassifications"),
        ("except_if_message_contains_data_classifications", "ExceptIfMessageContainsDataClassifications"),
        ("has_sender_override", "HasSenderOverride"),
        ("except_if_has_sender_override", "ExceptIfHasSenderOverride"),
    ),
    *left_out(
        OF_CLASSIFICATION,
        ("apply_classification", "ApplyClassification"),
        ("has_classification", "HasClassification"),
        ("except_if_has_classification", "ExceptIfHasClassification"),
        ("has_no_classification", "HasNoClassification"),
        ("except_if_has_no_classification", "ExceptIfHasNoClassification"),
    ),
    LeftOut("apply_rights_protection_template", "ApplyRightsProtectionTemplate", OF_RIGHTS),
)


def excepted(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The exceptions that mirror these conditions."""
    return tuple((f"{EXCEPT}{name}", f"ExceptIf{wire}", form) for name, wire, form in rows)


def attributes_of(rows: tuple[Row, ...]) -> Iterator[Attribute]:
    """What a rule has only if told: each begins empty, and the two of a pair travel together."""
    pairs = (*PAIRS_OF_CONDITIONS, *PAIRS_OF_ACTIONS)
    other = {one: another for pair in pairs for one, another in (pair, pair[::-1])}
    other |= {f"{EXCEPT}{one}": f"{EXCEPT}{another}" for one, another in other.items()}
    for name, wire, form in rows:
        together = (other[name],) if name in other else ()
        yield Attribute(name, wire, form, together=together, initial=form.parse(None))


def pair(one: str, other: str) -> Rule:
    """Neither of the two does anything alone."""
    return Rule(
        f"rule-{one.replace('_', '-')}",
        (one, other),
        lambda r: _empty(r[one]) != _empty(r[other]),
        f"{one} and {other} go together: give both, or empty both",
    )


def needs(one: str, value: Any, other: str) -> Rule:
    """Where ``one`` is this value, it qualifies ``other``, which must not be empty."""
    return Rule(
        f"rule-{one.replace('_', '-')}-{str(value).lower()}",
        (one, other),
        lambda r: r[one] == value and _empty(r[other]),
        f"{one}: {'true' if value is True else value} needs {other}",
    )


def _empty(value: Any) -> bool:
    return value in (None, "", [], False)


def _rules() -> Iterator[Rule]:
    for prefix in ("", EXCEPT):
        yield from (pair(f"{prefix}{one}", f"{prefix}{other}") for one, other in PAIRS_OF_CONDITIONS)
        yield needs(f"{prefix}ad_comparison_operator", "NotEqual", f"{prefix}ad_comparison_attribute")
    yield from (pair(one, other) for one, other in PAIRS_OF_ACTIONS)
    for value in ("Ignore", "Reject"):
        yield needs("apply_html_disclaimer_fallback_action", value, "apply_html_disclaimer_text")
    yield needs("apply_html_disclaimer_location", "Prepend", "apply_html_disclaimer_text")


def transport_rule(
    side: str,
    *,
    sent_to_scope: tuple[str, ...],
    longest_rejection: int,
    actions: tuple[Row, ...] = (),
    properties: tuple[Attribute, ...] = (),
    rules: tuple[Rule, ...] = (),
    also_left_out: tuple[LeftOut, ...] = (),
    refers: tuple[Reference, ...] = (),
) -> Kind:
    """The kind of one side: what that side words otherwise, and what it has more."""
    conditions = (("sent_to_scope", "SentToScope", nullable(enum(*sent_to_scope))), *CONDITIONS)
    rejection = ("reject_message_reason_text", "RejectMessageReasonText", text_within(longest_rejection))
    return Kind(
        side=side,
        name="transport_rule",
        noun="TransportRule",
        title="mail flow rule",
        renames=True,
        phase="send",
        listing=EVERYTHING,
        attributes=(
            *PROPERTIES,
            *properties,
            *attributes_of(conditions),
            *attributes_of(excepted(conditions)),
            *attributes_of((rejection, *actions, *ACTIONS)),
        ),
        rules=(*_rules(), *rules),
        refers=refers,
        left_out=(*LEFT_OUT, *also_left_out),
    )
