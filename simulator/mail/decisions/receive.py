# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which receive connector takes a connection, and what the session may do there (README 9)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Caller
from simulator.mail.reading.connectors import Receive
from simulator.mail.reading.names import certificate_matches


@dataclass(frozen=True)
class Rights:
    """Submit, relay to anyone, be believed about CrossPremises headers, count as internal; or about all headers."""

    submit: bool = False
    any_recipient: bool = False
    cross_premises: bool = False
    internal: bool = False
    organization: bool = False


NOBODY = Rights()
ANONYMOUS_LOGON = Rights(submit=True)
SUBMIT = "ms-exch-smtp-submit"
ANY_RECIPIENT = "ms-exch-smtp-accept-any-recipient"
TRUSTED_CLOUD = Rights(submit=True, any_recipient=True, cross_premises=True)
ONE_OF_US = Rights(submit=True, any_recipient=True, organization=True)
EXTERNALLY_SECURED = Rights(submit=True, any_recipient=True, internal=True)


def pick(connectors: Iterable[Receive], server: str, port: int, address: str) -> Receive | None:
    """The server's connector with the smallest range around the address; none: the connection is refused."""
    remote = ipaddress.ip_address(address)
    found = [
        (scope.size, connector.name, connector)
        for connector in connectors
        if connector.enabled and connector.server.casefold() == server.casefold() and port in connector.ports
        for scope in connector.ranges
        if remote in scope
    ]
    return min(found, key=lambda entry: entry[:2])[2] if found else None


def rights(connector: Receive, caller: Caller, knobs: Knobs) -> Rights:
    """The best identity the session has: a server of ours, secured from outside, the cloud, anonymous, or nobody."""
    if caller.server:
        return ONE_OF_US if "ExchangeServers" in connector.groups else NOBODY
    if "ExternalAuthoritative" in connector.auth and "ExchangeServers" in connector.groups:
        return EXTERNALLY_SECURED
    if _trusted_by_name(connector, caller, knobs):
        return TRUSTED_CLOUD
    return _anonymous(connector)


def _anonymous(connector: Receive) -> Rights:
    """What the group of anonymous users stands for, and what they were given or denied beside it."""
    group = ANONYMOUS_LOGON if "AnonymousUsers" in connector.groups else NOBODY
    if SUBMIT in connector.denied or not (group.submit or SUBMIT in connector.given):
        return NOBODY
    return Rights(submit=True, any_recipient=ANY_RECIPIENT in connector.given - connector.denied)


def _trusted_by_name(connector: Receive, caller: Caller, knobs: Knobs) -> bool:
    """Is the caller's validated certificate listed in TlsDomainCapabilities, from the issuer pinned there if any?"""
    certificate = caller.certificate
    if certificate is None:
        return False
    return any(
        entry.word in knobs.trusting_words
        and certificate_matches(entry.domain, certificate.all_names)
        and entry.issuer in (None, certificate.issuer)
        for entry in connector.capabilities
    )
