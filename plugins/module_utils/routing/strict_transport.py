# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DANE and MTA-STS: what DNS and policies ask of the hosts that a side calls, and whether a host does it.

Of Exchange Online: How SMTP DANE works, Enhancing mail flow with MTA-STS, Set-OutboundConnector, the codes of its
reports of non-delivery. Of Postfix: TLS_README and postconf(5). RFC 7672 and RFC 8461 (checked 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import replies
from .message import Certificate
from .notes import Notes, doubt
from .parcel import OPPORTUNISTIC, Asked, Strictness, Words
from .settings import Settings
from .tls import NO_TLS, UNTRUSTED, failure
from .world.dns import BOGUS, ENFORCE, SIGNED, Dns
from .world.names import meets

NONE, MANDATORY = "None", "Mandatory"
OF_AUTHORITY, OF_CERTIFICATE = "2 ", "3 "
Hosts = Iterable[tuple[str, str]]


ONLINE = Words(replies.DANE_NO_TLS, replies.DANE_NO_FIT, replies.DANE_EXPIRED, replies.DANE_OTHER_NAME)
POSTFIX = Words(replies.POSTFIX_NO_TLS, replies.POSTFIX_NO_FIT, replies.POSTFIX_NO_FIT, replies.POSTFIX_NO_FIT)


def lost(dns: Dns, destination: str, strictness: Strictness) -> bool:
    """Whether DNS has no answer that could be believed about where the mail of a destination goes."""
    return strictness.dane != NONE and dns.standing(destination) == BOGUS


def of_online(
    dns: Dns, destination: str, hosts: Hosts, strictness: Strictness, settings: Settings, notes: Notes
) -> Iterator[Asked]:
    """What Exchange Online asks of each host of a destination: a domain, or a smart host."""
    policy = dns.mta_sts.get(destination) if strictness.mta_sts != NONE else None
    enforced = policy is not None and policy.mode == ENFORCE
    for host, _place in hosts:
        records = _vouched(dns, host, dns.standing(destination)) if strictness.dane != NONE else ()
        if strictness.dane != NONE and dns.standing(host) == BOGUS:
            yield Asked(replies.DNSSEC_BOGUS)
        elif strictness.dane == MANDATORY and not usable(records):
            doubt(notes, "K17", host, "Which code Mandatory DANE gives where a destination has none is not documented.")
            yield Asked(settings.no_dane_reply)
        elif policy is not None and enforced and not policy.lists(host):
            yield Asked(replies.MTA_STS_OTHER_HOST.format(domain=destination))
        else:
            dates = settings.dane_looks_at_dates
            yield Asked("", records, enforced, destination, ONLINE, dates)


def of_postfix(dns: Dns, destination: str, hosts: Hosts, dane: str, *, by_mx: bool, any_mx: bool) -> Iterator[Asked]:
    """What Postfix asks: of a smart host in brackets, whose own name alone counts; or of the hosts of an MX.

    With ``any_mx``, the level is that of the whole service, and records count although nobody vouches for the MX.
    """
    for host, _place in hosts:
        above = dns.standing(destination) if by_mx and not (any_mx and dane == OPPORTUNISTIC) else SIGNED
        records = _vouched(dns, host, above) if dane != NONE else ()
        if dane != NONE and dns.standing(host) == BOGUS:
            yield Asked(replies.POSTFIX_TLSA_ERROR.format(host=host))
        elif dane == MANDATORY and not usable(records):
            yield Asked(replies.POSTFIX_DANE.format(host=host))
        else:
            yield Asked("", records, False, destination, POSTFIX)


def unmet(asked: Asked, encrypted: bool, shown: Certificate | None, host: str, notes: Notes) -> str:
    """The reply with which a host is passed by once it was met, or nothing. Records alone ask for encryption."""
    reply = _dane(asked, encrypted, shown, host, notes) if asked.records else ""
    return reply or (_mta_sts(encrypted, shown, host) if asked.enforced else "")


def _dane(asked: Asked, encrypted: bool, shown: Certificate | None, host: str, notes: Notes) -> str:
    words = asked.words
    if not encrypted or shown is None:
        return words.no_tls.format(host=host)
    counting = usable(asked.records)
    if not counting or shown.pins is None:  # of a certificate nobody knows, the records are taken at their word
        return ""
    fitting = shown.pins.intersection(counting)
    if not fitting:
        return words.no_fit.format(host=host)
    itself = any(record.startswith(OF_CERTIFICATE) for record in fitting)
    if shown.expired and itself and asked.words is ONLINE:
        doubt(notes, "K16", host, "Whether DANE minds the dates of a certificate that a record names is not known.")
    if shown.expired and (asked.dates or not itself):
        return words.expired.format(host=host)
    named = itself or meets(host, shown.names) or meets(asked.destination, shown.names)
    return "" if named else words.other_name.format(host=host)


def _mta_sts(encrypted: bool, shown: Certificate | None, host: str) -> str:
    if not encrypted or shown is None:
        return failure("online", NO_TLS, host)
    if not shown.valid:
        return replies.MTA_STS_CERTIFICATE.format(why="certificate expired" if shown.trusted else UNTRUSTED)
    return "" if meets(host, shown.names) else replies.MTA_STS_CERTIFICATE.format(why="SubjectMismatch")


def _vouched(dns: Dns, host: str, above: str) -> tuple[str, ...]:
    """The TLSA records of a host, where DNSSEC vouches for it and for what led to it."""
    return dns.tlsa.get(host, ()) if dns.standing(host) == above == SIGNED else ()


def usable(records: Iterable[str]) -> tuple[str, ...]:
    """Without those that SMTP does not use: 0 and 1, which go by public authorities."""
    return tuple(record for record in records if record.startswith((OF_AUTHORITY, OF_CERTIFICATE)))
