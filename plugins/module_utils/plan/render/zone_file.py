# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS records as people write them: lines of a zone file, and the lines of nsupdate for a change.

Whatever a text holds, it stays within its quotes and its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...kinds.dns.record import RecordName
from ..change import Change

USUAL_TTL = 3600
LONGEST_STRING = 255  # bytes of one string of a TXT record (RFC 1035 §3.3)
# How many fields stand before the host name that ends a record, by type; the others have none.
_HOST_AT = {"CNAME": 0, "MX": 1, "SRV": 3}


def zone_lines(name: str, attributes: Mapping[str, Any]) -> Iterator[str]:
    """Lines of a zone file for one record; a remark where its content is still to be read."""
    record = RecordName.parse(name)
    if "records" not in attributes:
        yield f"; {record.owner}. {record.type}: known when a plan is made"
        return
    for text in attributes["records"]:
        yield f"{record.owner}. {attributes.get('ttl', USUAL_TTL)} IN {record.type} {content(record, text)}"


def update_lines(change: Change) -> Iterator[str]:
    """What an administrator would give to nsupdate for the same change."""
    record = RecordName.parse(change.name)
    before, after = change.before.get("records", ()), change.after.get("records", ())
    ttl = change.after.get("ttl", USUAL_TTL)
    if "records" not in change.after and change.verb == "update":
        yield f"; {record.owner}. {record.type}: to live {ttl} seconds"
        return
    for text in _only_in(before, after):
        yield f"update delete {record.owner}. {record.type} {content(record, text)}"
    for text in _only_in(after, before):
        yield f"update add {record.owner}. {ttl} {record.type} {content(record, text)}"


def _only_in(some: Sequence[str], others: Iterable[str]) -> list[str]:
    return [text for text in some if text not in set(others)]


def content(record: RecordName, text: str) -> str:
    """What stands behind the type: names with the dot that makes them whole, texts in strings of at most 255 bytes."""
    if record.type == "TXT":
        whole = text.encode()
        pieces = [whole[at : at + LONGEST_STRING] for at in range(0, len(whole), LONGEST_STRING)]
        return " ".join(map(_quoted, pieces))
    fields = text.split()
    if len(fields) > _HOST_AT.get(record.type, len(fields)) and not text.endswith("."):
        return f"{text}."
    return text


def _quoted(piece: bytes) -> str:
    """A string of a zone file (RFC 1035 §5.1): what is not plain is written as its number."""
    return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:03}" for b in piece) + '"'
