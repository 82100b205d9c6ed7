# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of flows: which mail must arrive, and how, and which must not."""

from __future__ import annotations

from .shapes import Choice, ListOf, Record, Word, YesNo
from .texts import CERTIFICATE_PATTERN, PERSON, SENDING_ADDRESS, name_of

PLACE = Choice(("on_premises", "online"))

FLOW = Record(
    "a flow",
    (
        Word("from", PERSON, "Who sends.", required=True, examples=("ann@fabrikam.com",)),
        Word("to", PERSON, "Whom it is for.", required=True, examples=("bob@contoso.com",)),
        Word(
            "arrives",
            YesNo(),
            "Whether it must arrive; false is mail that must never get through, such as a stranger's to strangers.",
            default=True,
        ),
        Word(
            "sent_by",
            Choice(("on_premises", "online", "internet")),
            "Where it is sent: a mailbox of ours on either side, or somebody's server on the Internet.",
            otherwise="where the mailboxes of the sender's domain are, and both in turn if on both; else internet",
        ),
        Word(
            "mailbox",
            PLACE,
            "Where the mailbox is that it is for.",
            otherwise="where the mailboxes of the domain are, and both in turn if they are on both sides",
        ),
        Word(
            "address",
            SENDING_ADDRESS,
            "The address of the server on the Internet, or of the device, that hands it in.",
            default="",
            otherwise="one that nobody listed",
            examples=("203.0.113.16",),
        ),
        Word(
            "certificate_name",
            CERTIFICATE_PATTERN,
            "The name in the certificate that this server shows.",
            default="",
            otherwise="none is shown",
            examples=("mail.fabrikam.com",),
        ),
        Word(
            "at",
            PLACE,
            "The side that this server calls.",
            default=None,
            otherwise="the one that the MX of the recipient's domain names",
        ),
        Word(
            "via",
            ListOf(name_of("on_premises, online or the name of a filter")),
            "The stops it must make, in order.",
            default=(),
            examples=(["online", "on_premises"],),
        ),
        Word(
            "tls",
            YesNo(),
            "Whether every hop must be encrypted. What others' servers can do is not known; that our connector demands "
            "it counts.",
            default=False,
        ),
    ),
)
