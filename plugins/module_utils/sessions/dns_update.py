# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session with a DNS server: records are read by queries and changed by dynamic updates (RFC 2136), signed (TSIG).

The law of this session:

* It asks the server itself and believes authoritative answers only; what cannot be read is never absent.
* A record is replaced in one update that holds only if the record is still as it was read, so what somebody else writes
  at the same moment is not lost: the update is made anew.
* TXT strings that do not begin with the tag in question belong to others and stay as they are, to the byte.
* What a wildcard answers for a name is no record of that name (RFC 4592).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .dns_failures import Failures
from .reachability import require
from .session import Absent, Duplicate, Invalid, Refused, Reply, SignInRefused

MISSING: ImportError | None = None
try:
    import dns.exception
    import dns.flags
    import dns.message
    import dns.name
    import dns.query
    import dns.rcode
    import dns.rdata
    import dns.rdataclass
    import dns.rdatatype
    import dns.rdtypes.ANY.TXT
    import dns.rrset
    import dns.tsig
    import dns.update
except ImportError as error:
    MISSING = error

ALGORITHMS = ("hmac-sha256", "hmac-sha512", "hmac-sha384", "hmac-sha224", "hmac-sha1")
DEFAULT_TTL = 3600
ATTEMPTS = 4  # how often an update is made anew because somebody else was quicker
CHUNK = 255  # bytes of one string of a TXT record (RFC 1035 §3.3)


@dataclass(frozen=True)
class NameServer:
    """The server to speak to, and the key by which it knows who may change its zones; without a key name, nothing is
    signed."""

    host: str
    port: int = 53
    key_name: str = ""
    key_secret: str = field(default="", repr=False)
    key_algorithm: str = "hmac-sha256"
    timeout: float = 10

    def __str__(self) -> str:
        return self.host if self.port == 53 else f"{self.host} port {self.port}"


@dataclass(frozen=True)
class _Record:
    """What a cmdlet speaks of: an owner, a type, and the tag of the strings in question."""

    owner: dns.name.Name
    type: dns.rdatatype.RdataType
    tag: str

    def is_ours(self, text: str) -> bool:
        rest = text[len(self.tag) :]
        begins = text.casefold().startswith(self.tag.casefold())
        return begins and (not self.tag or self.tag.endswith("=") or not rest or rest[0] in " ;\t")

    def __str__(self) -> str:
        return f"{self.owner.to_text(omit_final_dot=True)} {dns.rdatatype.to_text(self.type)}"


Change: TypeAlias = Callable[["list[str]"], "list[str]"]


class DnsUpdates:
    """Get-, New-, Set- and Remove-DnsRecord, each of one name, as conversations with the server."""

    def __init__(self, server: NameServer) -> None:
        require(MISSING, "The connection mailflow.hybrid.dns", "dnspython")
        self._server = server
        self._key = _key(server)
        self._failed = Failures(str(server), server.key_name, server.key_algorithm)

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        does = {"Get": self._get, "New": self._new, "Set": self._set, "Remove": self._remove}
        verb, _dash, noun = cmdlet.partition("-")
        if noun != "DnsRecord" or verb not in does:
            raise Refused(f"{cmdlet}: a DNS server knows Get-, New-, Set- and Remove-DnsRecord only.")
        return does[verb](_record(str(parameters["Name"])), parameters)

    def close(self) -> None:
        """Nothing is held open: every question is a conversation of its own."""

    def _get(self, record: _Record, parameters: Mapping[str, Any]) -> Reply:
        found = self._read(record)
        texts = [text for text in _texts(found) if record.is_ours(text)]
        shown = {"Name": parameters["Name"], "Records": texts, "Ttl": found.ttl if found else 0}
        return Reply((shown,) if texts else ())

    def _new(self, record: _Record, parameters: Mapping[str, Any]) -> Reply:
        def made(there: list[str]) -> list[str]:
            if there:
                raise Duplicate(f"{record}: {self._server} shows one already, which was not there before.")
            return list(parameters["Records"])

        return self._replace(record, made, parameters.get("Ttl"))

    def _set(self, record: _Record, parameters: Mapping[str, Any]) -> Reply:
        def become(there: list[str]) -> list[str]:
            if not there:
                raise Absent(f"{record}: {self._server} does not show it any more.")
            return _edited(record, there, parameters.get("Records", there))

        return self._replace(record, become, parameters.get("Ttl"))

    def _remove(self, record: _Record, parameters: Mapping[str, Any]) -> Reply:
        return self._replace(record, lambda there: [], None)

    def _replace(self, record: _Record, change: Change, ttl: int | None) -> Reply:
        """Read, change, update under the condition that it is still as read; again if somebody was quicker."""
        zone = self._zone(record)
        for _attempt in range(ATTEMPTS):
            found = self._read(record)
            theirs = [rdata for rdata in found or () if not record.is_ours(_text(rdata))]
            ours = change([text for text in _texts(found) if record.is_ours(text)])
            wanted = [*theirs, *(_rdata(record, text) for text in ours)]
            update = self._update(record, zone, found, wanted, ttl)
            code = self._send(update, record, changes=True).rcode()
            if code == dns.rcode.NOERROR:
                return Reply(())
            if code not in (dns.rcode.NXRRSET, dns.rcode.YXRRSET, dns.rcode.YXDOMAIN, dns.rcode.NXDOMAIN):
                where = zone.to_text(omit_final_dot=True)
                raise self._failed.update_refused(str(record), where, dns.rcode.to_text(code))
            self._refuse_beside_an_alias(record)
        raise self._failed.overtaken(str(record), ATTEMPTS)

    def _update(
        self,
        record: _Record,
        zone: dns.name.Name,
        found: dns.rrset.RRset | None,
        wanted: Sequence[dns.rdata.Rdata],
        ttl: int | None,
    ) -> dns.update.UpdateMessage:
        update = dns.update.UpdateMessage(zone, keyring=self._key)
        if found:
            # One by one: as a set they would keep their time to live, which has to be 0 here (RFC 2136 §2.4.2).
            update.present(record.owner, *found)
            update.delete(record.owner, record.type)
        else:
            update.absent(record.owner, record.type)
        if record.type == dns.rdatatype.CNAME and not found:
            update.absent(record.owner)
        elif record.type != dns.rdatatype.CNAME:
            update.absent(record.owner, dns.rdatatype.CNAME)
        known = found.ttl if found else DEFAULT_TTL
        for rdata in wanted:
            update.add(record.owner, known if ttl is None else ttl, rdata)
        return update

    def _refuse_beside_an_alias(self, record: _Record) -> None:
        """A name that is an alias has no other records, and one that has others can be none (RFC 1034 §3.6.2)."""
        if record.type == dns.rdatatype.CNAME:
            if self._read(record) is None and self._has_something(record):
                raise self._failed.alias_not_alone(str(record))
        elif self._read(_Record(record.owner, dns.rdatatype.CNAME, "")):
            raise self._failed.beside_an_alias(str(record))

    def _has_something(self, record: _Record) -> bool:
        kinds = ("TXT", "MX", "A", "AAAA", "SRV", "TLSA", "NS")
        return any(self._read(_Record(record.owner, dns.rdatatype.from_text(kind), "")) for kind in kinds)

    def _read(self, record: _Record) -> dns.rrset.RRset | None:
        """The record as the server has it; None only where it says with authority that there is none."""
        found = self._answer(record)
        return None if found and self._is_of_a_wildcard(record, found) else found

    def _answer(self, record: _Record) -> dns.rrset.RRset | None:
        answer = self._ask(record.owner, record.type, record)
        return answer.get_rrset(answer.answer, record.owner, dns.rdataclass.IN, record.type)

    def _is_of_a_wildcard(self, record: _Record, found: dns.rrset.RRset) -> bool:
        """Whether an answer is what a wildcard above has, and the name itself has nothing."""
        zone, name = self._zone(record), record.owner
        while name != zone and not record.owner.is_wild():
            name = name.parent()
            wild = self._answer(_Record(dns.name.from_text("*", name), record.type, ""))
            if wild and set(wild) == set(found):
                return not self._exists(record, zone)
        return False

    def _exists(self, record: _Record, zone: dns.name.Name) -> bool:
        """An update of nothing, under a condition: no query tells a name's own record from a wildcard's."""
        question = dns.update.UpdateMessage(zone, keyring=self._key)
        question.present(record.owner, record.type)
        code = self._send(question, record, changes=False).rcode()
        if code not in (dns.rcode.NOERROR, dns.rcode.NXRRSET, dns.rcode.NXDOMAIN):
            raise self._failed.update_refused(str(record), zone.to_text(omit_final_dot=True), dns.rcode.to_text(code))
        return bool(code == dns.rcode.NOERROR)

    def _zone(self, record: _Record) -> dns.name.Name:
        """The zone a name is in: whose start of authority the server shows for it."""
        name = record.owner
        while name != dns.name.root:
            answer = self._ask(name, dns.rdatatype.SOA, record)
            for found in (*answer.answer, *answer.authority):
                if found.rdtype == dns.rdatatype.SOA:
                    return found.name
            name = name.parent()
        raise self._failed.no_authority(str(record))

    def _ask(self, name: dns.name.Name, kind: dns.rdatatype.RdataType, record: _Record) -> dns.message.Message:
        query = dns.message.make_query(name, kind, flags=0)
        if self._key:
            query.use_tsig(self._key)
        answer = self._send(query, record, changes=False)
        if answer.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            raise self._failed.unreadable(str(record), dns.rcode.to_text(answer.rcode()))
        if not answer.flags & dns.flags.AA:
            raise self._failed.no_authority(str(record))
        return answer

    def _send(self, message: dns.message.Message, record: _Record, *, changes: bool) -> dns.message.Message:
        """One message over TCP. A change whose answer is lost may have been made."""
        server, failed = self._server, self._failed
        try:
            return dns.query.tcp(message, self._address(record), timeout=server.timeout, port=server.port)
        except (dns.tsig.PeerError, dns.tsig.BadSignature, dns.tsig.BadTime, dns.message.UnknownTSIGKey) as error:
            raise failed.key_refused(str(record), type(error).__name__) from None
        except ConnectionRefusedError:
            raise failed.nobody_listens(str(record)) from None
        except (dns.exception.Timeout, TimeoutError):
            raise failed.lost(str(record), "it did not answer in time", changes=changes) from None
        except (EOFError, ConnectionResetError):
            raise failed.lost(str(record), "it closed the connection", changes=changes) from None
        except (dns.exception.DNSException, OSError) as error:
            raise failed.lost(str(record), str(error) or type(error).__name__, changes=changes) from None

    def _address(self, record: _Record) -> str:
        server = self._server
        try:
            return str(socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)[0][4][0])
        except OSError as error:
            raise self._failed.unresolved(str(record), error.strerror or str(error)) from None


def _key(server: NameServer) -> dns.tsig.Key | None:
    if not server.key_name:
        return None
    try:
        return dns.tsig.Key(server.key_name, server.key_secret, f"{server.key_algorithm}.")
    except (ValueError, dns.exception.DNSException):
        raise SignInRefused(
            f"The secret of TSIG key '{server.key_name}' is no Base64 text (its value is not shown here). Give it as "
            "the server's configuration has it."
        ) from None


def _record(name: str) -> _Record:
    owner, kind, *tag = name.split()
    return _Record(dns.name.from_text(owner), dns.rdatatype.from_text(kind), tag[0] if tag else "")


def _texts(found: dns.rrset.RRset | None) -> list[str]:
    """The contents as text; of TXT the strings put together, without quotes."""
    if found is None:
        return []
    return sorted(map(_text, found))


def _text(rdata: dns.rdata.Rdata) -> str:
    if isinstance(rdata, dns.rdtypes.ANY.TXT.TXT):
        return b"".join(rdata.strings).decode("utf-8", "backslashreplace")
    return str(rdata.to_text())


def _rdata(record: _Record, text: str) -> dns.rdata.Rdata:
    if record.type == dns.rdatatype.TXT:
        whole = text.encode()
        pieces = [whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK)] or [b""]
        return dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, record.type, pieces)
    try:
        return dns.rdata.from_text("IN", record.type, text, origin=dns.name.root, relativize=False)
    except (dns.exception.DNSException, ValueError) as error:
        raise Invalid(f"{record}: {text!r} cannot be written as such a record: {error}.") from None


def _edited(record: _Record, there: Iterable[str], told: Any) -> list[str]:
    """The whole list told, or the list as it is with some members added and some removed."""
    if not isinstance(told, Mapping):
        return list(told or ())
    same = _same_text if record.type == dns.rdatatype.TXT else _same_name
    removed = {same(text) for text in told.get("Remove", ())}
    kept = [text for text in there if same(text) not in removed]
    return kept + [text for text in told.get("Add", ()) if same(text) not in map(same, kept)]


def _same_text(text: str) -> str:
    return text


def _same_name(text: str) -> str:
    """Names have no case, and are shown with a dot at the end and told without."""
    return text.removesuffix(".").casefold()
