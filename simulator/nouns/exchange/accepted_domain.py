# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accepted domains of Exchange Server. Properties and order: export of a 2019 server; rules: pages of 2026-08-21."""

from __future__ import annotations

from typing import Final

from simulator.nouns.forms import as_domain_pattern
from simulator.nouns.noun import Draft, Noun, Property, Rule


def _preset(draft: Draft) -> None:
    draft.after["AddressBookEnabled"] = draft.given.get("DomainType", "Authoritative") == "Authoritative"
    draft.after["Default"] = not draft.others


def _ripple(draft: Draft) -> None:
    """One domain is the default: the one that becomes it takes it from the others."""
    if draft.verb != "Remove" and draft.after["Default"]:
        for other in draft.others:
            other["Default"] = False


def _demoted(draft: Draft) -> bool:
    was = draft.before is not None and draft.before["Default"]
    return was and draft.gives("MakeDefault", False)


def _used_by_a_connector(draft: Draft) -> bool:
    names = (draft.after["Name"].lower(), draft.after["Guid"])
    return any(str(c["DefaultDomain"] or "").lower() in names for c in draft.objects("ReceiveConnector"))


def _taken(draft: Draft) -> bool:
    return any(other["DomainName"].lower() == draft.after["DomainName"].lower() for other in draft.others)


# The pages name no condition for Remove or for MakeDefault $false; these three sentences are ours.
RULES: Final = (
    Rule("accepted.domain.unique", ("New",), _taken, "The domain name '{DomainName}' is already an accepted domain."),
    Rule(
        "accepted.default.remove",
        ("Remove",),
        lambda d: d.after["Default"],
        "The accepted domain '{Name}' can't be removed: it is the default accepted domain.",
    ),
    Rule(
        "accepted.default.demote",
        ("Set",),
        _demoted,
        "The accepted domain '{Name}' is the default: make another domain the default instead.",
    ),
    Rule(
        "accepted.used.remove",
        ("Remove",),
        _used_by_a_connector,
        "The accepted domain '{Name}' can't be removed: a Receive connector has it as DefaultDomain.",
    ),
)

ACCEPTED_DOMAIN: Final = Noun(
    name="AcceptedDomain",
    side="exchange",
    container="CN=Accepted Domains,CN=Transport Settings",
    category="ms-Exch-Accepted-Domain",
    classes=("top", "msExchAcceptedDomain"),
    renamed={"MakeDefault": "Default"},
    preset=_preset,
    ripple=_ripple,
    rules=RULES,
    properties=(
        Property("DomainName", None, as_domain_pattern),
        Property("CatchAllRecipientID"),
        Property("DomainType", "Authoritative"),
        Property("MatchSubDomains", False),
        Property("AddressBookEnabled", True),
        Property("Default", False),
        Property("EmailOnly", False),
        Property("ExternallyManaged", False),
        Property("AuthenticationType"),
        Property("LiveIdInstanceType"),
        Property("PendingRemoval", False),
        Property("PendingCompletion", False),
        Property("FederatedOrganizationLink"),
        Property("MailFlowPartner"),
        Property("OutboundOnly", False),
        Property("PendingFederatedAccountNamespace", False),
        Property("PendingFederatedDomain", False),
        Property("IsCoexistenceDomain", False),
        Property("PerimeterDuplicateDetected", False),
        Property("IsDefaultFederatedDomain", False),
        Property("EnableNego2Authentication", False),
        Property("InitialDomain", False),
    ),
)
