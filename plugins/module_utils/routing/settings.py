# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody knows for certain about the services, as settings: one a question, each with the answer taken by default.

Where the sources are silent or contradict each other, a route follows the setting here, and says so with a finding
when the answer mattered to it. The ids (K01 …) are those of docs/routing.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import replies

MB = 2**20


def _knob(knob: str, default: Any, question: str) -> Any:
    return field(default=default, metadata={"knob": knob, "question": question})


@dataclass(frozen=True)
class Settings:
    """The answers; ``questions()`` lists them for the documentation."""

    late_refusals: bool = _knob("K01", False, "Are 550 5.7.51 and 5.7.68 said after DATA, and not at RCPT?")
    parent_owns_name: bool = _knob(
        "K02", True, "Does an accepted parent domain make the host name in TlsSenderCertificateName ours?"
    )
    certificate_falls_back: bool = _knob(
        "K03", True, "Does a certificate whose name is not ours fall back to the sender's, then the recipients' domain?"
    )
    plain_text_reply: str = _knob(
        "K04",
        "451 5.7.3 STARTTLS is required to send mail",
        "What does a Partner connector with RequireTls answer to plain text?",
    )
    both_restrictions: bool = _knob(
        "K05", True, "Does a Partner connector restricted by certificate and by address demand both?"
    )
    outbound_order: tuple[str, ...] = _knob(
        "K06",
        ("exact", "wildcard", "all accepted", "everything"),
        "In which order do outbound connectors fit: does *.domain go before AllAcceptedDomains?",
    )
    client_usage_needed: bool = _knob(
        "K07", False, "Must a certificate that opens a connector be issued for client authentication?"
    )
    literal_certificate_name: bool = _knob(
        "K08", False, "Is TlsSenderCertificateName compared letter by letter, *.domain only with *.domain?"
    )
    exchange_hops: int = _knob("K09", 60, "At how many Received fields does Exchange Server see a loop?")
    one_recipient_domain: bool = _knob(
        "K10", True, "Is mail of a foreign sender to several domains not ours although its address is known?"
    )
    send_connector_size: int = _knob("K11", 35 * MB, "What is the size limit of a send connector that states none?")
    trusting_words: tuple[str, ...] = _knob(
        "K12", ("AcceptCloudServicesMail",), "Which words of TlsDomainCapabilities trust the cloud's headers?"
    )
    mx_microsoft_shows_own_name: bool = _knob(
        "K13", False, "Does a host below mx.microsoft show another certificate than mail.protection.outlook.com?"
    )
    centralized_first: bool = _knob(
        "K14", True, "Does RouteAllMessagesViaOnPremises go before a connector for the very domain?"
    )
    dane_looks_at_dates: bool = _knob(
        "K16", True, "Does a certificate out of date fail DANE although a TLSA record of usage 3 names it?"
    )
    no_dane_reply: str = _knob(
        "K17", replies.DNSSEC_BOGUS, "What does Mandatory DANE say of a destination that has none?"
    )
    external_rate_limit: bool = _knob("K15", False, "Is the tenant's limit of external recipients in force?")
    online_passes: int = field(default=20)  # documented: iterations before 554 5.4.14


DEFAULT = Settings()


def questions() -> dict[str, tuple[str, str]]:
    """Per knob the setting's name and the question it answers."""
    found = Settings.__dataclass_fields__.values()
    return {f.metadata["knob"]: (f.name, f.metadata["question"]) for f in found if f.metadata}
