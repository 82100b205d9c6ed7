# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a conversation was expected to come to, and the one sentence that says how it did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .smtp import Conversation, Told
from .smtp_trouble import NOT_OFFERED, UNPROVEN

# What a reply most often means in mail flow between Exchange and Exchange Online, and what then to compare.
REMEDIES = (
    ("550 5.7.64", "Compare the inbound connector's certificate name or addresses with what the sender presents."),
    ("550 5.7.51", "A connector restricts this domain: compare its certificate name and addresses with the sender's."),
    ("550 5.7.54", "The server does not relay for this sender: correct the recipient, or the receive connector."),
    ("550 5.4.1", "The recipient is unknown there: see that it is synchronized, or correct the address."),
    ("550 5.1.1", "The recipient is unknown there: correct the address, or where its mailbox is."),
    ("530 5.7", "The receive connector that took the connection wants a sign-in: see which one that is."),
    ("451 5.7.3", "The server wants STARTTLS first: set starttls."),
    (
        "454 4.7.5",
        "A certificate was not found or not accepted: compare the send connector's tls_certificate_name with"
        " the certificates of its servers, and its tls_domain with the certificate shown.",
    ),
    (
        "450 4.4.317",
        "Exchange Online could make no TLS: compare the outbound connector's tls_domain with the certificate"
        " shown at its smart hosts.",
    ),
    ("4", "The server refuses for now: look at its queues and limits, and try again."),
)
ELSE = "The transcript shows the conversation; the server's protocol log shows its side of it."


@dataclass(frozen=True)
class Expectation:
    """`reply` is how the deciding reply begins for every recipient; `tls_verified` unset means: as starttls says."""

    reply: str = "2"
    tls_verified: bool | None = None


def unmet(conversation: Conversation, told: Told, expected: Expectation) -> str:
    """Why the conversation is not what was expected; the empty text if it is."""
    found = next(_differences(conversation, told, expected), None)
    if found is None:
        return ""
    wanted, met, remedy = found
    return f"Wanted {wanted} of {conversation.host}:{conversation.port}, but {met}. {remedy}"


Difference = tuple[str, str, str]


def _differences(conversation: Conversation, told: Told, expected: Expectation) -> Iterator[Difference]:
    yield from _of_tls(conversation, told, expected.tls_verified)
    unproven = told.trouble is not None and told.trouble.kind == UNPROVEN
    if not unproven:
        yield from _of_replies(conversation, told, expected.reply)


def _of_tls(conversation: Conversation, told: Told, wanted: bool | None) -> Iterator[Difference]:
    """A refusal before TLS is a matter of the replies, unless TLS was the very thing expected."""
    name, trouble = conversation.certificate_must_name, told.trouble
    verified = told.tls is not None and told.tls.verified
    unproven = told.tls is not None and not verified
    if wanted is False:
        if verified:
            yield f"a certificate not good for '{name}'", f"it is: {_certificate(told)}", "Correct what is expected."
        elif not unproven and trouble is None:
            yield f"a certificate not good for '{name}'", "no TLS was made", "Set starttls, or correct the server."
    elif (trouble is not None and trouble.kind in (UNPROVEN, NOT_OFFERED)) or (wanted and not verified):
        seen = f": {_certificate(told)}" if unproven or (trouble and trouble.kind == UNPROVEN) else ""
        said = str(trouble) if trouble else _without_trouble(told)
        yield f"TLS with a certificate for '{name}'", f"{said}{seen}", trouble.remedy if trouble else ELSE


def _without_trouble(told: Told) -> str:
    if told.tls is None:
        return f"no TLS was made, the last reply was '{told.last_reply}'"
    return f"its certificate does not prove that ({told.tls.problem})"


def _certificate(told: Told) -> str:
    tls = told.tls
    if tls is None:
        return f"{told.server or 'the server'} was not met a second time to see whose it is"
    names, until = ", ".join(tls.names) or "no host", tls.not_after[:10]
    return f"{told.server or 'it'} shows '{tls.subject}' for {names}, issued by '{tls.issuer}', good until {until}"


def _of_replies(conversation: Conversation, told: Told, wanted: str) -> Iterator[Difference]:
    if told.trouble is not None:
        yield f"a reply '{wanted}…'", str(told.trouble), told.trouble.remedy
    elif told.recipients:
        for address in told.recipients:
            if not told.fate(address).startswith(wanted):
                yield f"'{wanted}…' for <{address}>", *_met(told.fate(address))
    elif not told.last_reply.startswith(wanted) and not _is_only_begun(conversation, told):
        yield f"a reply '{wanted}…'", *_met(told.last_reply)


def _is_only_begun(conversation: Conversation, told: Told) -> bool:
    """Whether the conversation went well and ended before the reply that was expected could come."""
    return conversation.until == "hello" and told.last_reply.startswith("2")


def _met(reply: str) -> tuple[str, str]:
    return f"it said '{reply}'", next((remedy for begin, remedy in REMEDIES if reply.startswith(begin)), ELSE)
