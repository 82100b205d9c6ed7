# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation leaves open, as flags: each with the question, and the answer taken until somebody knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Knobs:
    # K01: when 5.7.51 and 5.7.68 are said: "RCPT" or "DATA". 5.7.64 was seen at RCPT; the others are not documented.
    refuse_at: str = "RCPT"
    # K02: an accepted parent domain validates a host name in TlsSenderCertificateName.
    parent_owns_certificate_name: bool = True
    # K03: a matching certificate whose name is not accepted falls back to the sender's, then the recipients' domain.
    certificate_falls_back: bool = True
    # K04: what a Partner connector with RequireTls says to plain text.
    plain_text_reply: str = "451 5.7.3 STARTTLS is required to send mail"
    # K05: a Partner connector that restricts by certificate and by address demands both.
    both_restrictions: bool = True
    # K06: which of several outbound connectors wins.
    outbound_order: tuple[str, ...] = ("exact", "wildcard", "all accepted", "everything")
    # K07, not a flag: certificates are not asked for the clientAuth usage; all of this simulator's have it.
    # K08: TlsSenderCertificateName compares letter by letter, so that `*.d` wants a certificate named `*.d`.
    literal_certificate_name: bool = False
    # K09: Received headers after which Exchange sees a loop, where the receive connector does not say.
    exchange_hops: int = 60
    # K10: an address-based connector is not found by recipients of more than one domain.
    one_recipient_domain: bool = True
    # K12: the words of TlsDomainCapabilities that trust the cloud; older pages say AcceptOorgProtocol.
    trusting_words: tuple[str, ...] = ("AcceptCloudServicesMail",)
    # K14: the connector that routes all messages via on-premises outranks an exact match.
    centralized_first: bool = True
    # K16: a certificate out of date fails DANE although a record of usage 3 names it: an error of its own is documented
    # (4.7.322), where RFC 7672 does not look at dates.
    dane_looks_at_dates: bool = True
    # K17: what Mandatory DANE says of a destination that has none; documented is that mail waits.
    no_dane_reply: str = "450 4.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records"
    # Passes through the cloud before it sees a loop (README 13).
    online_passes: int = 20
