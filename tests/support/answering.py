"""A name server on loopback that answers from a table, says that a name is not there, or fails where it is told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Records = Mapping[tuple[str, str], tuple[str, ...]]


@contextlib.contextmanager
def answering(
    records: Records, failing: frozenset[str] = frozenset(), vouched: frozenset[str] = frozenset()
) -> Iterator[int]:
    """Its port. Names of `failing` are answered with SERVFAIL; for those of `vouched` it says that DNSSEC does."""
    door = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(door, records, failing, vouched))
    thread.start()
    try:
        yield int(door.getsockname()[1])
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", door.getsockname())
        thread.join()
        door.close()


def _serve(door: socket.socket, records: Records, failing: frozenset[str], vouched: frozenset[str]) -> None:
    while True:
        wire, sender = door.recvfrom(4096)
        if not wire:
            return
        query = dns.message.from_wire(wire)
        answer = _answer(query, records, failing)
        asked = query.question[0].name.to_text().lower()
        if query.flags & dns.flags.AD and asked in {f"{name.rstrip('.')}." for name in vouched}:
            answer.flags |= dns.flags.AD
        door.sendto(answer.to_wire(), sender)


def _answer(query: dns.message.Message, records: Records, failing: frozenset[str]) -> dns.message.Message:
    (question,) = query.question
    name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.AA | dns.flags.RA
    found = records.get((kind, name), ())
    if name in failing:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif found:
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
    elif not any(known == name for _kind, known in records):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
