# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden messages: tests/cases/golden/<scenario>.yml, each with the way it has to take once its inventory is in force.

One file is read twice: by the test that traces its messages, and by the test that sends them through the simulator. A
way is one line a hop, in the same words for both; hosts of others are `internet` alone, as only one of the two knows
their names.

    id: S01
    inventory: contoso
    mailboxes: {team@contoso.com: online}     # beside those of everybody in `PEOPLE`
    others: {mail.fabrikam.com: {names: [mail.fabrikam.com]}}    # hosts of others that show a certificate; {}: no TLS
    otherwise: {sites: {headquarters: {max_message_size: 25MB}}} # what the inventory states there, changed
    dns: {signed: [fabrikam.com], tlsa: {mail.fabrikam.com: [3 1 1 of mail.fabrikam.com]}}    # see `StrictDns`
    messages:
      - name: a sentence
        from: eve@fabrikam.com                # '' is the null sender
        to: bob@contoso.com
        beside: [alice@contoso.com]           # other recipients of the same message; each has an entry of its own
        origin: internet                      # internet, online, exchange, or a place such as `mailboxes headquarters`
        at: online                            # the side an outsider calls; else the one that the MX names
        address: 203.0.113.77                 # where an outsider calls from
        tls: false
        certificate: mail.fabrikam.com        # the name in what an outsider shows; `trusted: false` if nobody knows it
        subject: lunch
        size: 20MB                            # as it is on the wire; or `attachment: 20MB`, which grows by a third
        declared: false                       # whether an outsider says the size with MAIL
        dane: true                            # whether an outsider mails only hosts that DANE vouches for
        dns: {signed: []}                     # what DNS says otherwise when this message is sent
        way:
          - internet -> online into 'Inbound from fabrikam', Incoming, Anonymous
        end: "delivered: online mailbox bob@contoso.com"
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import bytes_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.routing.route import codes

CASES = Path(__file__).parents[1] / "cases" / "golden"
INVENTORIES = Path(__file__).parents[2] / "inventories"
PEOPLE = {
    "alice@contoso.com": "on_premises",
    "arthur@contoso.co.uk": "on_premises",
    "bob@contoso.com": "online",
    "beth@contoso.co.uk": "online",
}
BEFORE = "Internet"
"""The send connector that the simulated organization has of old; a trace calls it `(outbound of headquarters)`."""


OTHERS = ("internet", "filter")
"""How the labels of hosts begin that are not ours."""


@dataclass(frozen=True)
class StrictDns:
    """What DNS says of how strict one has to be with hosts, in the words of the simulator's worlds.

    The data of a TLSA record may be `of` a host of others, or of an authority's subject. Of `mx`, hosts below
    mx.microsoft stand in the cloud, others on the Internet.
    """

    mx: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signed: tuple[str, ...] = ()
    bogus: tuple[str, ...] = ()
    tlsa: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mta_sts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What a host of others shows; without a name, no TLS."""

    names: tuple[str, ...] = ()
    issuer: str = "CN=Example CA, O=Example"
    trusted: bool = True
    expired: bool = False


@dataclass(frozen=True)
class GoldenMessage:
    """A message for one recipient, and its way."""

    name: str
    sender: str
    recipient: str
    way: tuple[str, ...]
    end: str
    beside: tuple[str, ...] = ()
    origin: str = "internet"
    at: str = ""
    address: str = "203.0.113.77"
    tls: bool = True
    certificate: str = ""
    trusted: bool = True
    subject: str = "lunch"
    dane: bool = False
    dns: Mapping[str, Any] = field(default_factory=dict)
    size: int = 0
    declared: bool = True

    @property
    def recipients(self) -> tuple[str, ...]:
        return (self.recipient, *self.beside)


@dataclass(frozen=True)
class Golden:
    """The messages of a scenario and the inventory in which they are sent."""

    scenario: str
    inventory: str
    messages: tuple[GoldenMessage, ...]
    mailboxes: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Shown] = field(default_factory=dict)
    dns: Mapping[str, Any] = field(default_factory=dict)
    otherwise: Mapping[str, Any] = field(default_factory=dict)

    def said(self, message: GoldenMessage) -> StrictDns | None:
        """What DNS says when a message is sent; None where nothing is said of it."""
        words = {**self.dns, **message.dns}
        return StrictDns(**words) if words else None

    @property
    def people(self) -> dict[str, str]:
        """Where everybody's mailbox is, as ``mailboxes`` of a trace has it."""
        return {**PEOPLE, **self.mailboxes}

    def topology(self) -> dict[str, Any]:
        """What the inventory states."""
        path = INVENTORIES / self.inventory / "group_vars" / "all" / "topology.yml"
        stated: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["mailflow"]
        return laid_over(stated, self.otherwise)


def golden() -> list[Golden]:
    """Every file there is, by name."""
    return [read(path) for path in sorted(CASES.glob("*.yml"))]


def read(path: Path) -> Golden:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    messages = tuple(_message(entry) for entry in document.pop("messages"))
    others = {
        host: Shown(**{**words, "names": tuple(words.get("names", ()))})
        for host, words in document.pop("others", {}).items()
    }
    return Golden(document.pop("id"), document.pop("inventory"), messages, others=others, **document)


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings merged, anything else replaced."""
    merged = dict(below)
    for word, value in above.items():
        known = merged.get(word)
        merged[word] = laid_over(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


def attached(size: int) -> bytes:
    """An attachment of that size as it is on the wire: four characters for three bytes, in lines of 76 (RFC 2045)."""
    return encodebytes(size * b"x").replace(b"\n", b"\r\n")


def _size(words: dict[str, Any]) -> int:
    if "attachment" in words:
        return len(attached(bytes_of(words.pop("attachment"))))
    return bytes_of(words.pop("size")) if "size" in words else 0


def _message(entry: dict[str, Any]) -> GoldenMessage:
    words = dict(entry)
    way = tuple(" ".join(line.split()) for line in words.pop("way"))
    beside = tuple(words.pop("beside", ()))
    envelope = {"sender": words.pop("from"), "recipient": words.pop("to"), "beside": beside}
    return GoldenMessage(**envelope, way=way, size=_size(words), **words)


def hop(origin: str, to: str, *, sent_by: str, taken_by: str, attribution: str, auth_as: str) -> str:
    """One hop in words."""
    named = BEFORE if sent_by.startswith("(") else sent_by
    by = f" by {named!r}" if named else ""
    into = f" into {taken_by!r}" if taken_by else ""
    attributed = f", {attribution}" if attribution else ""
    return f"{_place(origin)} -> {_place(to)}{by}{into}{attributed}, {auth_as}"


def among_others(origin: str, to: str) -> bool:
    """Whether a hop is none of ours: a filter's way to the Internet is its own."""
    return _place(origin) == _place(to) == "internet"


def end(how: str, text: str) -> str:
    """How it ended: the mailbox, or the codes of the reply."""
    coded = codes(text) if how in ("refused", "queued") else ""
    return f"{how}: {coded or _place(text)}"


def way_of_record(record: Mapping[str, Any]) -> tuple[list[str], str]:
    """The way that a message of the simulator took, and its end."""
    hops = [
        hop(
            *(taken["from"], taken["to"]),
            sent_by=taken["send_connector"] or "",
            taken_by=taken["receive_connector"] or "",
            attribution=taken["attribution"] or "",
            auth_as=taken["auth_as"],
        )
        for taken in record["hops"]
        if not among_others(taken["from"], taken["to"])
    ]
    ((how, text),) = record["final"].items()
    return hops, end(how, text)


def _place(label: str) -> str:
    return "internet" if label.split(" ", 1)[0] in OTHERS else label
