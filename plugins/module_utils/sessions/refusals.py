# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of our errors a vendor's exception stands for; one table for both wires.

Exchange Server and Exchange Online name the same .NET exceptions, one in an error record, the other in JSON.
A name that is not here means that the cmdlet ran and did not like what it was given: `Invalid`.
"""

from __future__ import annotations

from .session import Absent, Duplicate, Invalid, Refused, SessionError, Throttled, Unavailable

BY_EXCEPTION: dict[str, type[SessionError]] = {
    # The only name that may ever read as absent.
    "ManagementObjectNotFoundException": Absent,
    "ADObjectAlreadyExistsException": Duplicate,
    "ManagementObjectAlreadyExistsException": Duplicate,
    # Exchange hides what a role does not grant, so a missing right is a term that is not recognized.
    "CommandNotFoundException": Refused,
    "CmdletAccessDeniedException": Refused,
    "UnauthorizedAccessException": Refused,
    "ADScopeException": Refused,
    "OverBudgetException": Throttled,
    "ServerBusyException": Unavailable,
    "TransientException": Unavailable,
    "ADTransientException": Unavailable,
    "ADTopologyEndpointNotFoundException": Unavailable,
    "CmdletProxyException": Unavailable,
    "CmdletProxyNotAvailableException": Unavailable,
    "BackendCommunicationException": Unavailable,
}

SAYINGS: dict[type[SessionError], str] = {
    Absent: "{cmdlet}: the object does not exist on {endpoint}: {sentence}",
    Duplicate: "{cmdlet}: an object of that name exists already on {endpoint}: {sentence}",
    Invalid: "{cmdlet}: {endpoint} does not accept the call: {sentence}",
    Refused: "{cmdlet}: the account has no right to do this on {endpoint}: {sentence} "
    "Give it a management role that covers {cmdlet}.",
    Throttled: "{cmdlet}: {endpoint} asks for fewer calls: {sentence} Wait some minutes and run again.",
    Unavailable: "{cmdlet}: {endpoint} cannot carry out the call at present: {sentence} Run again later.",
}

REMEDIES: dict[str, str] = {
    # Tenants since February 2023 (seen in public threads, checked 2026-11-21).
    "EX505293": "This tenant may have no inbound connector of type OnPremises; only Microsoft support can allow it.",
    # A tenant that was never customised keeps its configuration in a shared, read-only place.
    "dehydrated": "Run Enable-OrganizationCustomization once in the tenant, wait half an hour and run again.",
}
"""What to do about some of the vendor's sentences, by a word that is found in them in any case."""


def short_name(type_name: str) -> str:
    """`ADScopeException` of a full .NET type name."""
    return type_name.partition(",")[0].rpartition(".")[2]


def verdict(type_name: str) -> type[SessionError]:
    """The class of our error for a vendor's exception."""
    return BY_EXCEPTION.get(short_name(type_name), Invalid)


def refusal(kind: type[SessionError], cmdlet: str, endpoint: str, vendor_id: str, sentence: str) -> SessionError:
    """An error of the given class, in our words around the vendor's sentence."""
    said = " ".join([as_sentence(sentence), *_remedies(sentence)])
    return kind(SAYINGS[kind].format(cmdlet=cmdlet, endpoint=endpoint, sentence=said), vendor_id, sentence)


def _remedies(sentence: str) -> list[str]:
    return [remedy for word, remedy in REMEDIES.items() if word.casefold() in sentence.casefold()]


def outcome_unknown(cmdlet: str, what_happened: str, vendor_id: str = "", vendor_message: str = "") -> Unavailable:
    """The error of a writing call whose answer was lost."""
    return Unavailable(
        f"{cmdlet}: {what_happened}. Whether the change was made is not known. "
        "Run again: it reads what is there and makes only what is missing.",
        vendor_id,
        vendor_message,
        outcome_unknown=True,
    )


def as_sentence(text: str) -> str:
    """The vendor's text on one line, closed by a full stop."""
    line = " ".join(text.split()) or "(the service gave no reason)"
    return line if line[-1] in ".!?" else f"{line}."
