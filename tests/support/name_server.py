"""A DNS server on loopback that keeps one zone, takes signed updates, and knows nothing of what is under test.

It does what RFC 2136 §3 says, section by section: zone, prerequisites, prescan, update. Signatures are RFC 8945.
"""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.tsig
import dns.update

KEY, SECRET = "mail-dns.contoso.com", "c2VjcmV0LW9mLXRoZS1rZXktb2YtdGVzdHM="
BADSIG, BADKEY = 16, 17
Place = tuple[dns.name.Name, dns.rdatatype.RdataType]
ALWAYS = ("SOA", "NS")
MAKING_NO_DATA = (dns.rdataclass.ANY, dns.rdataclass.NONE)


class Wrong(Exception):
    """An update that cannot be carried out, with the code to answer."""

    def __init__(self, code: dns.rcode.Rcode) -> None:
        super().__init__(dns.rcode.to_text(code))
        self.code = code


@dataclass
class Zone:
    """What the server keeps, how it behaves, what it was asked.

    ``refuse`` is a code to answer updates with, ``unreadable`` one for queries; ``before_update`` is done just before
    an update is looked at, as somebody else may do; ``drop`` closes the connection after the update is made.
    """

    origin: str = "contoso.com"
    records: dict[Place, dns.rdataset.Rdataset] = field(default_factory=dict)
    refuse: str = ""
    unreadable: str = ""
    authoritative: bool = True
    drop: bool = False
    before_update: Callable[[], None] | None = None
    updates: int = 0
    queries: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        soa = "ns1.contoso.com. hostmaster.contoso.com. 1 7200 900 1209600 300"
        self.put(self.origin, "SOA", soa)
        self.put(self.origin, "NS", "ns1.contoso.com.")

    def put(self, owner: str, kind: str, *texts: str, ttl: int = 300) -> None:
        """Have these records there, whoever put them."""
        name, rdtype = dns.name.from_text(owner), dns.rdatatype.from_text(kind)
        self.records[name, rdtype] = dns.rdataset.from_text("IN", kind, ttl, *texts)

    def take(self, owner: str, kind: str) -> None:
        self.records.pop((dns.name.from_text(owner), dns.rdatatype.from_text(kind)), None)

    def has(self, owner: str, kind: str) -> list[str]:
        """The contents there, as a zone file writes them."""
        found = self.records.get((dns.name.from_text(owner), dns.rdatatype.from_text(kind)))
        return sorted(rdata.to_text() for rdata in found) if found else []

    def ttl(self, owner: str, kind: str) -> int:
        return self.records[dns.name.from_text(owner), dns.rdatatype.from_text(kind)].ttl

    @property
    def apex(self) -> dns.name.Name:
        return dns.name.from_text(self.origin)

    def names(self) -> set[dns.name.Name]:
        return {name for name, _kind in self.records}

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        if isinstance(query, dns.update.UpdateMessage):
            response.set_rcode(self._updated(query))
            return response
        question = query.question[0]
        self.queries.append(f"{question.name.to_text(True)} {dns.rdatatype.to_text(question.rdtype)}")
        if self.unreadable:
            response.set_rcode(dns.rcode.from_text(self.unreadable))
            return response
        if not question.name.is_subdomain(self.apex):
            response.set_rcode(dns.rcode.REFUSED)
            return response
        if self.authoritative:
            response.flags |= dns.flags.AA
        self._look_up(question.name, question.rdtype, response)
        return response

    def _look_up(self, name: dns.name.Name, kind: dns.rdatatype.RdataType, response: dns.message.Message) -> None:
        there = any(other.is_subdomain(name) for other in self.names())
        source = name if there else self._wildcard(name)
        for each in (kind, dns.rdatatype.CNAME):
            found = self.records.get((source, each))
            if found:
                response.answer.append(dns.rrset.from_rdata_list(name, found.ttl, list(found)))
                return
        soa = self.records[self.apex, dns.rdatatype.SOA]
        response.authority.append(dns.rrset.from_rdata_list(self.apex, soa.ttl, list(soa)))
        if not there and source not in self.names():
            response.set_rcode(dns.rcode.NXDOMAIN)

    def _wildcard(self, name: dns.name.Name) -> dns.name.Name:
        """The source of synthesis: the asterisk below the closest name that exists (RFC 4592 §3.3)."""
        above = name.parent()
        while not any(other.is_subdomain(above) for other in self.names()):
            above = above.parent()
        return dns.name.from_text("*", above)

    def _updated(self, update: dns.update.UpdateMessage) -> dns.rcode.Rcode:
        if self.refuse:
            return dns.rcode.from_text(self.refuse)
        if update.zone[0].name != self.apex:
            return dns.rcode.NOTAUTH
        if not update.had_tsig:
            return dns.rcode.REFUSED
        if self.before_update:
            self.before_update()
        try:
            self._require(update)
            self._change(update)
        except Wrong as wrong:
            return wrong.code
        self.updates += 1
        return dns.rcode.NOERROR

    def _require(self, update: dns.update.UpdateMessage) -> None:
        """Prerequisites (RFC 2136 §3.2)."""
        wanted: dict[Place, set[dns.rdata.Rdata]] = {}
        for rrset in update.prerequisite:
            if rrset.ttl:
                raise Wrong(dns.rcode.FORMERR)
            there = (rrset.name, rrset.rdtype) in self.records
            named = rrset.name in self.names()
            if rrset.deleting == dns.rdataclass.ANY and rrset.rdtype == dns.rdatatype.ANY:
                if not named:
                    raise Wrong(dns.rcode.NXDOMAIN)
            elif rrset.deleting == dns.rdataclass.NONE and rrset.rdtype == dns.rdatatype.ANY:
                if named:
                    raise Wrong(dns.rcode.YXDOMAIN)
            elif rrset.deleting == dns.rdataclass.ANY:
                if not there:
                    raise Wrong(dns.rcode.NXRRSET)
            elif rrset.deleting == dns.rdataclass.NONE:
                if there:
                    raise Wrong(dns.rcode.YXRRSET)
            else:
                wanted.setdefault((rrset.name, rrset.rdtype), set()).update(rrset)
        for place, rdatas in wanted.items():
            if set(self.records.get(place, ())) != rdatas:
                raise Wrong(dns.rcode.NXRRSET)

    def _change(self, update: dns.update.UpdateMessage) -> None:
        """The update section (RFC 2136 §3.4); what stands against the rules of aliases is passed over in silence."""
        for rrset in update.update:
            if not rrset.name.is_subdomain(self.apex):
                raise Wrong(dns.rcode.NOTZONE)
            place = (rrset.name, rrset.rdtype)
            if rrset.deleting == dns.rdataclass.ANY:
                self._delete(place)
            elif rrset.deleting == dns.rdataclass.NONE:
                left = [rdata for rdata in self.records.get(place, ()) if rdata not in rrset]
                self._keep(place, self.records[place].ttl if place in self.records else 0, left)
            elif self._may_stand(place):
                self._keep(place, rrset.ttl, [*self.records.get(place, ()), *rrset])

    def _delete(self, place: Place) -> None:
        name, kind = place
        for each in [each for each in self.records if each[0] == name and kind in (each[1], dns.rdatatype.ANY)]:
            if name != self.apex or dns.rdatatype.to_text(each[1]) not in ALWAYS:
                del self.records[each]

    def _keep(self, place: Place, ttl: int, rdatas: list[dns.rdata.Rdata]) -> None:
        if rdatas:
            self.records[place] = dns.rdataset.from_rdata_list(ttl, rdatas)
        else:
            self.records.pop(place, None)

    def _may_stand(self, place: Place) -> bool:
        name, kind = place
        others = {each for owner, each in self.records if owner == name} - {kind}
        alias = dns.rdatatype.CNAME
        return not others if kind == alias else alias not in others


class _Conversation(socketserver.BaseRequestHandler):
    """Messages over TCP, each behind its length (RFC 7766 §8)."""

    server: Any

    def handle(self) -> None:
        zone: Zone = self.server.zone
        while (head := self._bytes(2)) is not None:
            wire = self._bytes(struct.unpack("!H", head)[0]) or b""
            reply, updated = _reply(zone, wire)
            if zone.drop and updated:
                return
            self.request.sendall(struct.pack("!H", len(reply)) + reply)

    def _bytes(self, count: int) -> bytes | None:
        found = b""
        while len(found) < count:
            more = self.request.recv(count - len(found))
            if not more:
                return None
            found += more
        return found


def _reply(zone: Zone, wire: bytes) -> tuple[bytes, bool]:
    keyring = {dns.name.from_text(KEY): dns.tsig.Key(KEY, SECRET)}
    try:
        query = dns.message.from_wire(wire, keyring=keyring)
    except dns.message.UnknownTSIGKey:
        return _refused(wire, BADKEY), False
    except dns.tsig.BadSignature:
        return _refused(wire, BADSIG), False
    response = zone.answer(query)
    return response.to_wire(), isinstance(query, dns.update.UpdateMessage)


def _refused(wire: bytes, error: int) -> bytes:
    """An answer to a message whose signature was not accepted (RFC 8945 §5.2)."""
    query = dns.message.from_wire(wire, keyring=False)
    name = query.keyname or dns.name.root
    response = dns.message.Message(id=query.id)
    response.flags |= dns.flags.QR
    response.set_opcode(query.opcode())
    response.set_rcode(dns.rcode.NOTAUTH)
    response.use_tsig(dns.tsig.Key(name, SECRET), tsig_error=error)
    return response.to_wire()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, zone: Zone) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.zone = zone


@contextlib.contextmanager
def serving(zone: Zone) -> Iterator[Zone]:
    """The zone on a port of loopback for as long as this lasts."""
    with _Server(zone) as server:
        zone.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield zone
        finally:
            server.shutdown()
            thread.join()
