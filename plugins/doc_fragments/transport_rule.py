# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options of a mail flow rule do to mail, on either side.

Their types come from the tables of the kinds; an exception is described by the condition it mirrors.
"""

from __future__ import annotations

import json

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.specs import kind_spec
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_MODULE
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.transport_rule import EXCEPT

WHOM = "People and groups are named by their primary address."
ADDRESSES = f"Any of the list is enough. {WHOM}"
REGEX = "Each entry is a regular expression in the flavour of .NET, and any of them is enough."
ANY_WORD = "Any word or phrase of the list is enough."
OF_PEOPLE = "Each entry is an attribute and what it may be, as V(City:Berlin,Hamburg); any of them is enough."
FILE_PATTERNS = f"Only the beginning of a large attachment is looked at. {REGEX}"

PROPERTIES = {
    "enabled": "V(false) keeps the rule but does nothing by it. A new rule is enabled unless it is told otherwise.",
    "mode": "V(Enforce) does what the rule says, and is how a new rule begins. V(Audit) and V(AuditAndNotify) only"
    " write down which messages it would have fitted.",
    "comments": "A text for people, of 1024 characters at most. It has no effect on mail. Null removes it.",
    "activation_date": "The moment from which the rule is at work, as V(2026-01-31T12:00:00Z); without a zone it is"
    " UTC. Null removes it.",
    "expiry_date": "The moment from which the rule is at rest, as V(2026-12-31T23:00:00Z); without a zone it is UTC."
    " Null removes it.",
    "rule_error_action": "What happens to a message that the rule could not be applied to. V(Ignore) sends it on,"
    " V(Defer) tries again later.",
    "sender_address_location": "Where conditions on the sender look. V(Header) is what a reader sees, V(Envelope) is"
    " MAIL FROM, V(HeaderOrEnvelope) either of them.",
    "recipient_address_type": "Which recipient the conditions see: V(Resolved), the address mail is delivered to, or"
    " V(Original), the one it was sent to.",
    "use_legacy_regex": "V(true) reads patterns as Exchange 2010 did. It can be given to a new rule only.",
}
CONDITIONS = {
    "from": f"The sender is one of these people. {ADDRESSES}",
    "from_member_of": f"The sender is a member of one of these groups. {ADDRESSES}",
    "from_scope": "The sender is V(InOrganization), which is an internal sender over an authenticated connection, or"
    " V(NotInOrganization), which is everybody else.",
    "from_address_contains_words": f"The sender's address contains one of these texts. {ANY_WORD}",
    "from_address_matches_patterns": f"The sender's address fits a pattern. Empty senders fit none. {REGEX}",
    "sender_domain_is": "The sender's address is of one of these domains. The vendor's page says that domains below"
    " them count as well; try it before relying on it.",
    "sender_ip_ranges": "The message came from one of these addresses, networks or ranges. Exchange Online sees the"
    " last server before it, not the first sender.",
    "sender_ad_attribute_contains_words": f"The directory says this of the sender. {OF_PEOPLE}",
    "sender_ad_attribute_matches_patterns": f"The directory says something of the sender that fits a pattern."
    f" {OF_PEOPLE}",
    "sent_to": f"A recipient is one of these people; groups do not count. {ADDRESSES}",
    "sent_to_member_of": f"A recipient is a member of one of these groups. {ADDRESSES}",
    "sent_to_scope": "A recipient is V(InOrganization) or V(NotInOrganization), that is in an accepted domain or not."
    " On premises, V(ExternalPartner) and V(ExternalNonPartner) tell partners from others.",
    "recipient_domain_is": "A recipient's address is of one of these domains. The vendor's page says that domains below"
    " them count as well; try it before relying on it.",
    "recipient_address_contains_words": f"A recipient's address contains one of these texts. {ANY_WORD}",
    "recipient_address_matches_patterns": f"A recipient's address fits a pattern. {REGEX}",
    "recipient_ad_attribute_contains_words": f"The directory says this of a recipient. {OF_PEOPLE}",
    "recipient_ad_attribute_matches_patterns": "The directory says something of a recipient that fits a pattern."
    f" {OF_PEOPLE}",
    "any_of_recipient_address_contains_words": "The primary address of a recipient contains one of these texts; then"
    f" the rule holds for all recipients of the message. {ANY_WORD}",
    "any_of_recipient_address_matches_patterns": "The primary address of a recipient fits a pattern; then the rule"
    f" holds for all recipients of the message. {REGEX}",
    "any_of_to_header": f"One of these people or groups is written in To. {ADDRESSES}",
    "any_of_to_header_member_of": f"A member of one of these groups is written in To. {ADDRESSES}",
    "any_of_cc_header": f"One of these people or groups is written in Cc. {ADDRESSES}",
    "any_of_cc_header_member_of": f"A member of one of these groups is written in Cc. {ADDRESSES}",
    "any_of_to_cc_header": f"One of these people or groups is written in To or Cc. {ADDRESSES}",
    "any_of_to_cc_header_member_of": f"A member of one of these groups is written in To or Cc. {ADDRESSES}",
    "between_member_of_1": "The message goes between a member of these groups and a member of O(between_member_of_2),"
    f" which is needed with it. {WHOM}",
    "between_member_of_2": f"The other side of O(between_member_of_1), which is needed with it. {WHOM}",
    "manager_addresses": "One of these people is the manager of whom O(manager_for_evaluated_user) says, which is"
    f" needed with it. {WHOM}",
    "manager_for_evaluated_user": "Whose manager O(manager_addresses) names. Each is needed with the other.",
    "sender_management_relationship": "The sender is the recipient's V(Manager), or reports to the recipient"
    " (V(DirectReport)).",
    "ad_comparison_attribute": "Sender and recipient are compared by this attribute of the directory, as"
    " O(ad_comparison_operator) says.",
    "ad_comparison_operator": "Whether O(ad_comparison_attribute) has to be equal or not; V(Equal) unless it is given.",
    "header_contains_message_header": "The header in which O(header_contains_words) are looked for; each is needed with"
    " the other.",
    "header_contains_words": f"The header O(header_contains_message_header) contains one of these texts. {ANY_WORD}",
    "header_matches_message_header": "The header in which O(header_matches_patterns) are looked for; each is needed"
    " with the other.",
    "header_matches_patterns": f"The header O(header_matches_message_header) fits a pattern. {REGEX}",
    "subject_contains_words": f"The subject contains one of these texts, of 128 characters at most. {ANY_WORD}",
    "subject_matches_patterns": f"The subject fits a pattern. {REGEX}",
    "subject_or_body_contains_words": "Subject or body contains one of these texts, of 128 characters at most."
    f" {ANY_WORD}",
    "subject_or_body_matches_patterns": f"Subject or body fits a pattern. {REGEX}",
    "content_character_set_contains_words": f"The message is written in one of these character sets. {ANY_WORD}",
    "message_size_over": "The whole message is at least this large, as V(35MB).",
    "message_type_matches": "The message is of this type. In Exchange Online, V(AutoForward) does not fit what a"
    " mailbox forwards.",
    "with_importance": "The sender gave the message this importance.",
    "scl_over": "The spam confidence level is this or higher, from V(-1) to V(9). In Exchange Online the stamped level"
    " does not decide what becomes of a message.",
    "attachment_contains_words": f"An attachment contains one of these texts. {ANY_WORD}",
    "attachment_extension_matches_words": "The name of an attachment ends in one of these, as V(exe). Any is enough.",
    "attachment_has_executable_content": "V(true) fits messages with an attachment that is a program, however it is"
    " named.",
    "attachment_is_password_protected": "V(true) fits messages with an attachment that asks for a password.",
    "attachment_is_unsupported": "V(true) fits messages with an attachment that cannot be looked into.",
    "attachment_matches_patterns": f"The content of an attachment fits a pattern. {FILE_PATTERNS}",
    "attachment_name_matches_patterns": f"The name of an attachment fits a pattern. {REGEX}",
    "attachment_processing_limit_exceeded": "V(true) fits messages whose attachments could not be looked through to the"
    " end.",
    "attachment_property_contains_words": "A property of an attached document holds a word, as"
    " V(Confidentiality:secret,internal). Any is enough.",
    "attachment_size_over": "An attachment is at least this large, as V(10MB).",
}
ACTIONS = {
    "reject_message_reason_text": "Sends the message back with this text, with code 5.7.1 unless"
    " O(reject_message_enhanced_status_code) says otherwise. It has 256 characters at most, 1024 in Exchange Online.",
    "route_message_outbound_connector": "Sends the message through this outbound connector, whatever other connectors"
    " say. Name one with O(mailflow.hybrid.exo_outbound_connector#module:is_transport_rule_scoped=true).",
    "quarantine": "V(true) puts the message into quarantine; no later rule sees it.",
    "apply_ome": "V(true) encrypts the message for its recipients.",
    "remove_ome": "V(true) takes encryption of the older kind from the message.",
    "remove_ome_v2": "V(true) takes encryption from the message.",
    "remove_rms_attachment_encryption": "V(true) takes encryption from attachments. Needs O(remove_ome_v2=true).",
    "route_message_outbound_require_tls": "V(true) sends the message out over TLS, or not at all.",
    "redirect_message_to": f"Delivers the message to these instead of its recipients. {WHOM}",
    "add_to_recipients": f"Adds these recipients to To. {WHOM}",
    "copy_to": f"Adds these recipients to Cc. {WHOM}",
    "blind_copy_to": f"Sends a copy to these, which nobody sees. {WHOM}",
    "add_manager_as_recipient_type": "Adds the sender's manager as a recipient of this type, or with V(Redirect)"
    " delivers to the manager instead. Needs a manager in the directory.",
    "moderate_message_by_user": f"Holds the message until one of these people lets it pass; groups cannot. {WHOM}",
    "moderate_message_by_manager": "V(true) holds the message until the sender's manager lets it pass.",
    "reject_message_enhanced_status_code": "Sends the message back with this code, V(5.7.1) or one of V(5.7.900) to"
    " V(5.7.999).",
    "delete_message": "V(true) drops the message, and tells nobody.",
    "set_scl": "Sets the spam confidence level, from V(-1), which asks that no spam filter looks at the message, to"
    " V(9). In Exchange Online it is one sign among others.",
    "set_header_name": "The header that is set to O(set_header_value); each is needed with the other.",
    "set_header_value": "The value that the header O(set_header_name) gets, in place of the one it had.",
    "remove_header": "Takes this header from the message.",
    "prepend_subject": "Puts this text in front of the subject.",
    "apply_html_disclaimer_text": "Adds this text in HTML to the message, of 5000 characters at most.",
    "apply_html_disclaimer_location": "Whether O(apply_html_disclaimer_text) is put at the end or the beginning;"
    " V(Append) unless it is given.",
    "apply_html_disclaimer_fallback_action": "What happens if O(apply_html_disclaimer_text) cannot be added: V(Wrap)"
    " puts the message into a new one, V(Ignore) sends it on, V(Reject) sends it back. V(Wrap) unless it is given.",
    "generate_incident_report": "Reports each message the rule fits to this address. Needs O(incident_report_content).",
    "incident_report_content": "What a report of O(generate_incident_report) holds, of V(Sender), V(Recipients),"
    " V(Subject), V(CC), V(BCC), V(Severity), V(RuleDetections), V(FalsePositive), V(IdMatch), V(AttachOriginalMail).",
    "generate_notification": "Tells the recipients with this text, of 5120 characters at most.",
    "set_audit_severity": "How grave it is in reports that the rule fitted.",
    "stop_rule_processing": "V(true) shows the message to no later rule.",
}
CLEARED = {
    "list": "An empty list or null takes it away.",
    "bool": "V(false) or null takes it away.",
}


def _described(name: str) -> list[str]:
    """What one option does; what a rule has only if told says how it is taken away."""
    if name in PROPERTIES:
        return [PROPERTIES[name]]
    if name in ACTIONS:
        return [f"Action. {ACTIONS[name]}"]
    if name.startswith(EXCEPT):
        mirrored = name.removeprefix(EXCEPT)
        return [f"Exception. The rule leaves alone what O({mirrored}) would fit, and is told likewise."]
    return [f"Condition. {CONDITIONS[name]}"]


def _documented(kind: Kind) -> str:
    """The options of a rule of one side, as YAML."""
    options = {}
    for name, spec in kind_spec(kind).items():
        if kind.attribute(name) is None:
            continue
        text = _described(name)
        if name not in PROPERTIES:
            text.append(CLEARED.get(spec["type"], "Null takes it away."))
        options[name] = {"description": text, **spec}
    return json.dumps({"options": options})


class ModuleDocFragment:
    """One part a side; every option that is an attribute."""

    # With a type, as ansible-test's yamllint reads every plain assignment here as a literal text.
    EXCHANGE: str = _documented(BY_MODULE["exchange_transport_rule"])
    EXO: str = _documented(BY_MODULE["exo_transport_rule"])
