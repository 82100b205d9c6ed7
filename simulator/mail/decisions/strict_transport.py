# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DANE and MTA-STS of mail that leaves the cloud: what DNS and policies ask of a host, and whether it does (README 17).

Sources: Microsoft's articles "How SMTP DANE works" and "Enhancing mail flow with MTA-STS", the NDR article (codes), the
page of Set-OutboundConnector (modes), RFC 7672 and RFC 8461 for what those leave to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.mail import replies
from simulator.mail.decisions.tls import EXPIRED, SUBJECT_MISMATCH, UNTRUSTED_ROOT
from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Presented
from simulator.mail.reading.dns import BOGUS, SIGNED, Host, Names
from simulator.mail.reading.names import host_matches
from simulator.world import Policy

NONE, MANDATORY = "None", "Mandatory"
ENFORCE = "enforce"
# Usages 0 and 1 are not for SMTP; of the rest, 3 names the certificate itself and 2 an authority.
USABLE, BY_AUTHORITY = ("2", "3"), "2"


@dataclass(frozen=True)
class Modes:
    """A connector's SmtpDaneMode and MtaStsMode; without a connector, the service's own."""

    dane: str = "Opportunistic"
    mta_sts: str = "Opportunistic"


@dataclass(frozen=True)
class Guard:
    """What is asked of one host. `stops`: why it is not even called. `tlsa`: records one of which must fit.

    `policy`: an enforced MTA-STS policy lists it. `destination` is the domain, or smart host, that led to it.
    """

    stops: str = ""
    tlsa: tuple[str, ...] = ()
    policy: bool = False
    destination: str = ""


NO_GUARD = Guard()


def guards(hosts: Sequence[Host], destination: str, modes: Modes, names: Names, knobs: Knobs) -> list[Guard]:
    """One for each of the hosts that the MX of a destination, a domain or a smart host, names."""
    policy = names.policy(destination) if modes.mta_sts != NONE else None
    return [_guard(host, destination, modes, policy, names, knobs) for host in hosts]


def bogus(destination: str, modes: Modes, names: Names) -> bool:
    """Whether nobody can say where its mail goes, because the signatures do not verify."""
    return modes.dane != NONE and names.standing(destination) == BOGUS


def _guard(host: Host, destination: str, modes: Modes, policy: Policy | None, names: Names, knobs: Knobs) -> Guard:
    enforced = policy is not None and policy.mode == ENFORCE
    records: tuple[str, ...] = ()
    if modes.dane != NONE:
        standing = names.standing(host.name)
        if standing == BOGUS:
            return Guard(replies.DNSSEC_BOGUS)
        vouched = standing == names.standing(destination) == SIGNED
        records = names.tlsa(host.name) if vouched else ()
        if modes.dane == MANDATORY and not _usable(records):
            return Guard(knobs.no_dane_reply)
    if enforced and policy is not None and not any(_listed(pattern, host.name) for pattern in policy.mx):
        return Guard(replies.MTA_STS_OTHER_HOST.format(domain=destination))
    return Guard(tlsa=records, policy=enforced, destination=destination)


def judge(guard: Guard, presented: Presented | None, host: Host, knobs: Knobs) -> str:
    """Why the message is not handed over, or nothing. `presented` None means that the session is not encrypted."""
    return _dane(guard, presented, host, knobs) or _mta_sts(guard, presented, host)


def _dane(guard: Guard, presented: Presented | None, host: Host, knobs: Knobs) -> str:
    """Records none of which is usable ask for encryption all the same."""
    if not guard.tlsa:
        return ""
    if presented is None:
        return replies.DANE_NO_TLS
    usable = _usable(guard.tlsa)
    fitting = [record for record in usable if record in presented.pins]
    if usable and not fitting:
        return replies.DANE_MISMATCH
    by_authority_only = bool(fitting) and all(record.startswith(BY_AUTHORITY) for record in fitting)
    if presented.expired and fitting and (by_authority_only or knobs.dane_looks_at_dates):
        return replies.DANE_EXPIRED
    named = any(host_matches(name, presented.all_names) for name in (host.name, guard.destination))
    return replies.DANE_OTHER_NAME if by_authority_only and not named else ""


def _mta_sts(guard: Guard, presented: Presented | None, host: Host) -> str:
    if not guard.policy:
        return ""
    if presented is None:
        return replies.ONLINE_TLS.format(detail=replies.STARTTLS_REQUIRED, host=host.name)
    why = UNTRUSTED_ROOT if not presented.trusted else EXPIRED if presented.expired else ""
    if not why and not host_matches(host.name, presented.all_names):
        why = SUBJECT_MISMATCH
    return replies.MTA_STS_CERTIFICATE.format(detail=why) if why else ""


def _usable(records: Sequence[str]) -> list[str]:
    return [record for record in records if record[:1] in USABLE]


def _listed(pattern: str, host: str) -> bool:
    """`*.d` in a policy stands for exactly one label (RFC 8461 §4.1)."""
    pattern = pattern.lower()
    return host.partition(".")[2] == pattern[2:] if pattern.startswith("*.") else host == pattern
