# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a listener of a Postfix host lets a caller do (postconf(5), SMTPD_ACCESS_README; checked 2026-11-21).

All is judged when a recipient is named: the client, then the sender, then whether mail may be relayed, then whether the
recipient is known. Of a client's certificate only the common name counts, and only if its chain is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...model.ip_range import IpRange
from .. import replies
from ..message import Caller, domain_of
from ..route import NotChosen
from ..world.domains import AcceptedDomains
from ..world.index import AddressIndex
from .reading import Taking

KIND = "receive connector"
NULL_SENDER = "<>"


class Whole(NamedTuple):
    """What all listeners of a host share: its domains, and the address Exchange Online calls from."""

    domains: AcceptedDomains
    online_address: str


class Listening:
    """The receive connectors that share a port."""

    def __init__(self, connectors: Iterable[Taking], whole: Whole) -> None:
        self.all = sorted(connectors, key=lambda c: c.name.casefold())
        self.whole = whole
        self._placed: AddressIndex[Taking] = AddressIndex()
        for connector in self.all:
            for held in connector.ranges if connector.by_address else ():
                self._placed.add(held, connector)
        self.by_certificate = [c for c in self.all if c.by_certificate]
        self.by_sender = [c for c in self.all if c.senders]
        self.cloud = [c for c in self.all if c.cloud_names]
        self.offers_tls = any(c.has_certificate for c in self.all)
        self.demands_tls = all(c.require_tls for c in self.all)
        self.firewall = any(c.firewall for c in self.all)
        self.limits = [c.limit for c in self.all if c.limit is not None]
        self.most_recipients = min((c.recipients for c in self.all), default=0)

    def serving(self, caller: Caller) -> Taking | None:
        """The one whose range around the caller is smallest."""
        found = self._placed.holding(caller.number, caller.version)
        return min(found, key=lambda one: (one[0], one[1].name.casefold()))[1] if found else None

    def refusal(self, caller: Caller, serving: Taking | None, sender: str, recipient: str) -> str:
        """What is said to a recipient before anybody asks whether it is known; nothing if nothing is said."""
        if serving is None:
            return replies.POSTFIX_NOBODY
        return (
            self._of_client(caller, serving, sender)
            or self._of_sender(caller, serving, sender)
            or self._of_relay(caller, serving, sender, recipient)
        )

    def taken_by(self, caller: Caller, serving: Taking | None, sender: str) -> str:
        """The connector that speaks for a transaction: the sender's, the certificate's, that of the address."""
        of_sender = next((c for c in self.by_sender if _sender_key(sender) in c.senders), None)
        named = next((c for c in self.by_certificate if named_in(c.client_name, caller)), None)
        found = of_sender or named or serving
        return found.name if found else ""

    def _of_client(self, caller: Caller, serving: Taking, sender: str) -> str:
        if serving.require_tls and not caller.tls:
            return replies.POSTFIX_PLAIN_TEXT
        if "AnonymousUsers" in serving.groups or self._known(caller):
            return ""
        return replies.POSTFIX_CLIENT_REFUSED

    def _of_sender(self, caller: Caller, serving: Taking, sender: str) -> str:
        for connector in self.by_sender:
            if _sender_key(sender) in connector.senders:
                reply = _of_partner(connector, caller)
                if reply:
                    return reply
        ours = domain_of(sender) in self.whole.domains
        if ours and not serving.own_senders and not self._known(caller):
            return replies.POSTFIX_OWN_SENDER
        return ""

    def _of_relay(self, caller: Caller, serving: Taking, sender: str, recipient: str) -> str:
        if domain_of(recipient) in self.whole.domains or serving.any_recipient:
            return ""
        if any(c.any_recipient and named_in(c.client_name, caller) for c in self.by_certificate):
            return ""
        return "" if self._cloud_relays(caller, sender) else replies.POSTFIX_RELAY_DENIED

    def _cloud_relays(self, caller: Caller, sender: str) -> bool:
        relaying = [c for c in self.cloud if c.cloud_relay]
        if not relaying or not self._is_cloud(caller):
            return False
        anybody = any(c.any_cloud_sender for c in relaying)
        return anybody or not domain_of(sender) or domain_of(sender) in self.whole.domains

    def _known(self, caller: Caller) -> bool:
        """Known by the name in the certificate: Exchange Online, or one who has a connector."""
        return self._is_cloud(caller) or any(named_in(c.client_name, caller) for c in self.by_certificate)

    def _is_cloud(self, caller: Caller) -> bool:
        names = {name for connector in self.cloud for name in connector.cloud_names}
        return caller.address == self.whole.online_address and any(named_in(name, caller) for name in names)

    def not_chosen(self, chosen: str, caller: Caller) -> Iterator[NotChosen]:
        """Every other connector, and why it is not the one."""
        for connector in self.all:
            if connector.name != chosen:
                yield NotChosen(KIND, connector.name, _why_not(connector, chosen, caller))


def named_in(wanted: str, caller: Caller) -> bool:
    """Whether the certificate that counts has this common name; ``*.d`` is anything below d.

    Before 3.12, Postfix trusts no certificate that is issued for servers alone.
    """
    shown = caller.valid_certificate
    if shown is None or shown.client_usage is False:
        return False
    name = shown.names[0].lower() if shown.names else ""
    return name.endswith(wanted[1:]) if wanted.startswith("*.") else name == wanted


def _sender_key(sender: str) -> str:
    return domain_of(sender) or NULL_SENDER


def _of_partner(connector: Taking, caller: Caller) -> str:
    """What was agreed with a partner is asked of all who send in its name."""
    if connector.require_tls and not caller.tls:
        return replies.POSTFIX_PLAIN_TEXT
    if connector.client_name and not named_in(connector.client_name, caller):
        return replies.POSTFIX_OTHER_CERTIFICATE
    here = IpRange.parse(caller.address)
    return "" if any(held.contains(here) for held in connector.ranges) else replies.POSTFIX_OTHER_ADDRESS


def _why_not(connector: Taking, chosen: str, caller: Caller) -> str:
    if connector.senders:
        return f"it is for mail from {', '.join(sorted(connector.senders))}"
    if connector.client_name:
        return f"it asks for a certificate for {connector.client_name!r}"
    if not any(held.contains(IpRange.parse(caller.address)) for held in connector.ranges):
        return f"{caller.address} is not in its ranges"
    return f"{chosen!r} goes first for {caller.address}" if chosen else "it takes no part"
