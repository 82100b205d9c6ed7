# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running world in which a golden file's inventory is in force, and its messages go over real SMTP.

Outsiders call from loopback addresses that stand for theirs, with certificates of the authority everybody believes in,
or of one that nobody knows.
"""

from __future__ import annotations

import dataclasses
import re
import ssl
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.advice import advise
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_certificate import public_key
from simulator.engine import Engine
from simulator.mail.knobs import Knobs
from simulator.mail.reading.dns import SIGNED
from simulator.mail.tenant_names import ZONE, TenantNames
from simulator.world import Dns, Other, Policy, Recipient, World
from tests.simulator.mail.contoso import Contoso
from tests.support.golden import BEFORE, Golden, GoldenMessage, Shown, StrictDns, end, way_of_record
from tests.support.organization import MAIL_NAMES, world
from tests.support.simulated import Rehearsal

SITE = "mail.contoso.com"
SOME_RECORD = "3 1 1"
KEPT = "4.7.5 no TLSA record fits"
HERE = "127.0.0.1"


def in_simulator(found: Golden) -> bool:
    """Whether the simulator is all that these messages meet: it is no Postfix."""
    return not any("postfix" in (site.get("software"), _edge(site).get("software")) for site in _sites(found))


class GoldenWorld:
    """Both sides of an inventory, and all that its messages need of the outside.

    ``followed``: whoever sits before an Edge server has done what the check says.
    """

    def __init__(self, folder: Path, found: Golden, *, followed: bool = True) -> None:
        self._found = found
        self._loopback = {message.address: f"127.0.3.{n}" for n, message in enumerate(found.messages, 1)}
        cloud = found.topology()["online"].get("cloud", "worldwide")
        name = "" if cloud == "worldwide" else MAIL_NAMES[cloud]
        edges = dict(_edges(found))
        given = world(_tenant(found), cloud, edges)
        self.contoso = Contoso(folder, _surrounded(given, found, self._loopback), Knobs(), name)
        self._doors = {"exchange": "edge"} if edges else {}
        if not edges:
            servers = [server.name for server in self.contoso.world.servers]
            self.contoso.change("exchange", "SendConnector", BEFORE, SourceTransportServers=servers)
        rehearsal = Rehearsal(self.contoso.world)
        rehearsal.state, rehearsal.engine = self.contoso.state, Engine(self.contoso.state)
        rehearsal.run(found.topology())
        if followed:
            self.follow_the_advice()
        alike = [hosts for site in _sites(found) for hosts in (site["servers"], _edge(site).get("servers", []))]
        sites = [[host.upper() for host in hosts] for hosts in alike]
        self._first = {server: servers[0] for servers in sites for server in servers[1:]}
        self._served = {domain: _door(stated) for domain, stated in found.topology()["domains"].items()}

    def take(self, message: GoldenMessage) -> tuple[list[str], str]:
        """The way that the message really took, and its end; what a reply refused at once is the whole of it."""
        self.contoso.messages.clear()
        self._publish(self._found.said(message))
        reply = self._submit(message) if message.origin != "internet" else self._call(message)
        records = [record for record in self.contoso.messages if record["to"] == message.recipient]
        if not records:
            return [], end("queued" if reply == KEPT else "refused", reply)
        (record,) = records
        hops, ending = way_of_record(record)
        return [self._by_the_first(line) for line in hops], ending

    def follow_the_advice(self) -> None:
        """At the shell of an Edge server, to the letter what the check tells whoever sits there."""
        engine = Engine(self.contoso.state)
        topology, findings = read(self._found.topology())
        assert topology is not None, findings
        for hint in advise(topology):
            for cmdlet, parameters in cmdlets_in(hint.message) if hint.rule == "edge-by-hand" else ():
                engine.invoke("edge", cmdlet, parameters)

    def stop(self) -> None:
        self.contoso.stop()

    def _by_the_first(self, line: str) -> str:
        """Servers of a site take turns; a golden way names the first."""
        for server, first in self._first.items():
            line = line.replace(server, first)
        return line

    def _publish(self, said: StrictDns | None) -> None:
        """Let DNS say what it says when this message is sent."""
        names, dns = self.contoso.mail.names, self.contoso.world.dns
        assert isinstance(names, TenantNames)
        if said is not None:
            policies = {name: Policy(policy["mode"], tuple(policy["mx"])) for name, policy in said.mta_sts.items()}
            named = {host: "internet" for hosts in said.mx.values() for host in hosts if not host.endswith(ZONE)}
            dns = dataclasses.replace(
                dns,
                mx={**dns.mx, **said.mx},
                hosts={**dns.hosts, **named},
                signed=tuple(said.signed),
                bogus=tuple(said.bogus),
                tlsa=said.tlsa,
                mta_sts=policies,
            )
        names.publish(dns)

    def _submit(self, message: GoldenMessage) -> str:
        told, size = message.subject, message.size
        self.contoso.submit(message.origin, message.sender, *message.recipients, subject=told, size=size)
        return "250"

    def _call(self, message: GoldenMessage) -> str:
        contoso, source = self.contoso, self._loopback[message.address]
        door = message.at or self._served.get(message.recipient.partition("@")[2], "online")
        door = self._doors.get(door, door)
        authority = contoso.authority if message.trusted else contoso.stranger
        name = message.certificate
        issued = authority.issue(f"CN={name}", [name]) if name else None
        if message.dane and not self._vouched_for(message, door, source):
            return KEPT
        client = contoso.dial_tls(door, issued, source) if message.tls else contoso.dial(door, source)
        size, declared = message.size, message.declared
        code, text = contoso.send(client, message.sender, *message.recipients, size=size, declared=declared)
        return f"{code} {text.decode()}"

    def _vouched_for(self, message: GoldenMessage, door: str, source: str) -> bool:
        """Whether DANE vouches for the host that the recipient's MX names, by what it shows over TLS."""
        names, domain = self.contoso.mail.names, message.recipient.partition("@")[2]
        host = names.mail_hosts(domain)[0].name
        client = self.contoso.dial_tls(door, None, source)
        assert isinstance(client.sock, ssl.SSLSocket)
        key = public_key(client.sock.getpeercert(True) or b"")
        client.close()
        signed = names.standing(domain) == names.standing(host) == SIGNED
        return signed and f"3 1 1 {sha256(key).hexdigest()}" in names.tlsa(host)


def cmdlets_in(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The calls that a text tells, as PowerShell reads them: the first argument is the identity, commas make lists."""
    literal = r"(?:'(?:[^']|'')*'|[^\s,;']+)"
    for found in re.finditer(rf"(\w+-\w+) ({literal})((?: -\w+ {literal}(?:,{literal})*)+)", text):
        told = re.findall(rf" -(\w+) ({literal}(?:,{literal})*)", found[3])
        values = {name: [_bare(one) for one in re.findall(literal, value)] for name, value in told}
        parameters = {name: value[0] if len(value) == 1 else value for name, value in values.items()}
        yield found[1], {"Identity": _bare(found[2]), **parameters}


def _bare(literal: str) -> str:
    return literal[1:-1].replace("''", "'") if literal.startswith("'") else literal


def _sites(found: Golden) -> list[dict[str, Any]]:
    return list(found.topology()["sites"].values())


def _edge(site: Mapping[str, Any]) -> Mapping[str, Any]:
    return dict(site.get("edge", {}))


def _edges(found: Golden) -> Iterator[tuple[str, str]]:
    """Edge servers by their subscriptions, and the site: it stands for that of Active Directory."""
    for name, site in found.topology()["sites"].items():
        yield from ((host.upper(), name) for host in _edge(site).get("servers", ()))


def _coexistence(found: Golden) -> str:
    tenant, _dot, suffix = found.topology()["online"]["tenant"].partition(".")
    return f"{tenant}.mail.{suffix}"


def _tenant(found: Golden) -> str:
    tenant: str = found.topology()["online"]["tenant"]
    return tenant.partition(".")[0]


def _door(domain: Mapping[str, Any]) -> str:
    return "exchange" if domain.get("mx") == "on_premises" else "online"


def _surrounded(given: World, found: Golden, loopback: Mapping[str, str]) -> World:
    """With the callers' addresses, everybody's mailbox, each domain's MX, and the hosts that others have."""
    addresses = {**given.addresses, **{there: address for address, there in loopback.items()}}
    directory = {side: {**people, **dict(_mailboxes(found, side))} for side, people in given.directory.items()}
    stated = {host.upper(): name for name, site in found.topology()["sites"].items() for host in site["servers"]}
    servers = tuple(
        dataclasses.replace(server, site=stated[server.name]) for server in given.servers if server.name in stated
    )
    others = {host: _other(shown) for host, shown in found.others.items()}
    people = dataclasses.replace(given, servers=servers, addresses=addresses, directory=directory)
    return dataclasses.replace(people, others=others, dns=_dns(given.dns, found))


def _other(shown: Shown) -> Other:
    if not shown.names:
        return Other()
    return Other(shown.issuer, f"CN={shown.names[0]}", shown.names, shown.trusted, shown.expired)


def _mailboxes(found: Golden, side: str) -> Iterator[tuple[str, Recipient]]:
    for address, place in found.people.items():
        if place == "nowhere":
            continue
        routing = f"{address.partition('@')[0]}@{_coexistence(found)}"
        if side == "exchange":
            yield address, Recipient("mailbox") if place == "on_premises" else Recipient("remote-mailbox", routing)
        elif place == "online":
            yield address, Recipient("mailbox")
            yield routing, Recipient("mailbox", primary=address)
        else:
            yield address, Recipient("mail-user", address)


def _dns(given: Dns, found: Golden) -> Dns:
    stated = found.topology()
    served = {name: domain.get("mx", "online") for name, domain in stated["domains"].items()}
    filters = {name: tuple(said.get("mx", ())) for name, said in stated.get("filters", {}).items()}
    mx = {
        name: (SITE,) if taker == "on_premises" else filters[taker]
        for name, taker in served.items()
        if taker != "online"
    }
    outside = [host for rule in stated.get("rules", ()) if isinstance(rule["via"], list) for host in rule["via"]]
    others = [*stated.get("partners", {}).values(), *stated.get("filters", {}).values()]
    outside += [host for other in others for host in (*other.get("smart_hosts", ()), *other.get("mx", ()))]
    outside += [host for other in others for host in other.get("send", {}).get("smart_hosts", ())]
    outside += [domain for partner in stated.get("partners", {}).values() for domain in partner["domains"]]
    outside.append("example.net")
    sites = {site["public_name"]: "edge" if "edge" in site else "exchange" for site in stated["sites"].values()}
    hosts = {**given.hosts, **dict.fromkeys(outside, "internet"), **sites}
    mx = {**given.mx, **mx}
    partners = [p for p in stated.get("partners", {}).values() if p.get("send", {}).get("tls") == "dane"]
    strict = [domain for partner in partners for domain in partner["domains"]]
    tlsa = {host: (SOME_RECORD,) for domain in strict for host in mx.get(domain, (domain,))}
    return dataclasses.replace(given, mx=mx, hosts=hosts, signed=tuple(strict), tlsa=tlsa)
