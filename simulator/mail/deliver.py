# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a hop: calls the other side by SMTP, holds it to the connector's TLS, hands the message over.

A hop to the Internet is recorded, not made, unless the world tells what the host shows: nothing listens elsewhere, and
what a far end would show is not known.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.mail import replies
from simulator.mail.decisions import strict_transport, tls
from simulator.mail.journey import Addressee, Hop, Leg, Parcel, Peer, Transit, Transits, new_hop
from simulator.mail.keyring import Keyring
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Presented
from simulator.mail.reading.dns import Host
from simulator.mail.smtp_client import Answer, Client, bound

DEFAULT_KNOBS = Knobs()
INTERNET = "internet"
PATIENCE_SECONDS = 120
SMTP_PORT = 25


@dataclass
class Traveller:
    """One recipient on one hop. `elsewhere`: this host will not do, the next one may."""

    addressee: Addressee
    hop: Hop
    elsewhere: bool = False


class NotHandedOver(Exception):
    """The transaction ended before anybody was asked for; `status` is why."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Carrier:
    """`ports`: where each side listens. `source`: the loopback address a side calls from."""

    def __init__(
        self,
        ports: Mapping[str, Peer],
        source: Callable[[str], str],
        keyring: Keyring,
        transits: Transits,
        knobs: Knobs = DEFAULT_KNOBS,
    ) -> None:
        self._knobs = knobs
        self._ports = ports
        self._source = source
        self._keyring = keyring
        self._transits = transits

    async def carry(self, leg: Leg, parcel: Parcel, addressees: list[Addressee]) -> dict[str, str]:
        """Each address's reply. The first host that answers the call, and may take it, is the one that decides."""
        statuses: dict[str, str] = {}
        for host in leg.hosts:
            travellers = [_set_out(leg, host, addressee) for addressee in addressees]
            stops = leg.guard(host).stops
            statuses = _all(travellers, stops) if stops else await self._try(leg, host, parcel, travellers)
            for traveller in travellers:
                traveller.hop["reply"] = statuses[traveller.addressee.address]
            passed_by = stops or any(traveller.elsewhere for traveller in travellers)
            if not passed_by and unreachable(leg, host) not in statuses.values():
                break
        return statuses

    async def _try(self, leg: Leg, host: Host, parcel: Parcel, travellers: list[Traveller]) -> dict[str, str]:
        if host.side == INTERNET and not (leg.port == SMTP_PORT and self._keyring.knows(host.name)):
            return _all(travellers, replies.NOT_MADE)
        if not host.address and (leg.port != SMTP_PORT or host.side not in self._ports):
            return _all(travellers, unreachable(leg, host))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._call(leg, host, parcel, travellers)
        except NotHandedOver as stopped:
            return _all(travellers, stopped.status)
        except (ssl.SSLError, OSError, asyncio.IncompleteReadError):
            return _all(travellers, replies.CONNECTION_DROPPED)

    async def _call(self, leg: Leg, host: Host, parcel: Parcel, travellers: list[Traveller]) -> dict[str, str]:
        own_end = bound(self._source(leg.side))
        hops = {t.addressee.address.lower(): (t.addressee.record, t.hop) for t in travellers}
        with self._transits.announced(own_end.getsockname(), Transit(host.name, hops)):
            try:
                await asyncio.get_running_loop().sock_connect(own_end, self._peer(leg, host))
            except OSError as error:
                own_end.close()
                raise NotHandedOver(unreachable(leg, host)) from error
            client = await Client.over(own_end)
            try:
                return await self._speak(client, leg, host, parcel, travellers)
            finally:
                await client.close()

    def _peer(self, leg: Leg, host: Host) -> Peer:
        return (host.address, leg.port) if host.address else self._ports[host.side]

    async def _speak(
        self, client: Client, leg: Leg, host: Host, parcel: Parcel, travellers: list[Traveller]
    ) -> dict[str, str]:
        _good(await client.answer())
        offered = _good(await client.command(f"EHLO {leg.helo}"))
        presented = None
        if offered.offers(leg.tls_verb) and not leg.demand.ignore_starttls:
            _good(await client.command(leg.tls_verb))
            await client.start_tls(self._keyring.client_context(leg.certificate))
            presented = self._keyring.presented(client.peer_certificate)
        self._hold_to_demand(client, leg, host, presented, travellers)
        if presented is not None:
            offered = _good(await client.command(f"EHLO {leg.helo}"))
        statuses = await _transact(client, leg, parcel, travellers, offered)
        await client.quit()
        return statuses

    def _hold_to_demand(
        self, client: Client, leg: Leg, host: Host, presented: Presented | None, travellers: list[Traveller]
    ) -> None:
        verdict = tls.judge(leg.demand, presented)
        strict = strict_transport.judge(leg.guard(host), presented, host, self._knobs)
        if presented is not None:
            for traveller in travellers:
                traveller.hop["tls"] = {
                    "version": client.tls_version,
                    "verified_name": verdict.verified_name,
                    "client_certificate": leg.certificate.common_name if leg.certificate else None,
                }
        if strict:
            for traveller in travellers:
                traveller.elsewhere = True
            raise NotHandedOver(strict)
        if verdict.failure and leg.side == "online":
            raise NotHandedOver(tls.online_failure(verdict, leg.demand, presented, host.name))
        if verdict.failure:
            raise NotHandedOver(tls.exchange_failure(verdict))


async def _transact(
    client: Client, leg: Leg, parcel: Parcel, travellers: list[Traveller], offered: Answer
) -> dict[str, str]:
    """MAIL, RCPT for each, DATA for those that were taken. Nothing begins with what is larger than was advertised."""
    content = leg.leaving(parcel.content)
    if offered.largest is not None and len(content) > offered.largest:
        raise NotHandedOver(replies.OVER_ADVERTISED)
    size = f" SIZE={len(content)}" if offered.offers("SIZE") else ""
    _good(await client.command(f"MAIL FROM:<{parcel.sender}>{size}"))
    statuses = {}
    for traveller in travellers:
        address = traveller.addressee.address
        statuses[address] = (await client.command(f"RCPT TO:<{address}>")).text
    taken = [address for address, status in statuses.items() if status.startswith("2")]
    if taken:
        _good(await client.command("DATA"))
        final = await client.data(content)
        statuses |= dict.fromkeys(taken, final.text)
    return statuses


def unreachable(leg: Leg, host: Host) -> str:
    wording = replies.ONLINE_REFUSED if leg.side == "online" else replies.EXCHANGE_REFUSED
    return wording.format(host=host.name)


def _set_out(leg: Leg, host: Host, addressee: Addressee) -> Traveller:
    hop = new_hop(leg.label, f"{host.side} {host.name}", leg.connector, leg.helo)
    addressee.record["hops"].append(hop)
    return Traveller(addressee, hop)


def _all(travellers: list[Traveller], status: str) -> dict[str, str]:
    return {traveller.addressee.address: status for traveller in travellers}


def _good(answer: Answer) -> Answer:
    if not answer.good:
        raise NotHandedOver(answer.text)
    return answer
