# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of what the world is told in DNS: where mail goes, who sends it, and how far to believe it."""

from __future__ import annotations

import re

from ..spf import Spf
from .shapes import Choice, Either, ListOf, MapOf, Number, Record, Text, Word, YesNo
from .texts import DOMAIN_NAME, HOST_NAME, NAME_SERVER, PUBLIC_ADDRESS

_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_TERM = re.compile(r"(ip4|ip6|a|mx|include|exists|redirect)[:=/].*|a|mx", re.IGNORECASE)
_TLSA = re.compile(r"[0-3] [01] [0-2] [0-9a-f ]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[^\s@,;!]+@[^\s@,;!]+")
_LINK = re.compile(r"https://[^\s,;!]+")


def _sender(text: str) -> str:
    """A term of an SPF record, or the name of somebody whose record is to hold as well."""
    if _TERM.fullmatch(text.strip()):
        return str(Spf.parse(f"v=spf1 {text.strip()}").terms[0])
    return f"include:{DOMAIN_NAME.parse(text)}"


def _reports(text: str) -> str:
    said = text.strip() if ":" in text else f"mailto:{text.strip()}"
    if not _MAIL.fullmatch(said):
        raise ValueError(f"{text!r} is no e-mail address.")
    return said


def _reports_or_link(text: str) -> str:
    return text.strip() if _LINK.fullmatch(text.strip()) else _reports(text)


def _alias(text: str) -> str:
    name = text.strip().lower().removesuffix(".")
    if not _NAME.fullmatch(name) or "." not in name:
        raise ValueError(f"{text!r} is no name in DNS.")
    return name


def _tlsa(text: str) -> str:
    if not _TLSA.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no TLSA record.")
    return " ".join(text.lower().split())


FROM_TENANT = "from_tenant"
SENDER = Text("a domain whose record holds as well, or a term such as ip4:203.0.113.0/24", _sender, {})
REPORTS = Text("an e-mail address", _reports, {"pattern": "@"})
REPORTS_OR_LINK = Text("an e-mail address or a link (https)", _reports_or_link, {"pattern": "@|https://"})
TLSA = Text("a TLSA record such as '3 1 1 <digits>'", _tlsa, {"pattern": "^\\s*[0-3] [01] [0-2] "})
ALIAS = Text("a name in DNS", _alias, {"pattern": "[.]"})
TTL = Number("seconds", 0, 2**31 - 1)

ZONE = Record(
    "a zone",
    (
        Word(
            "ttl",
            TTL,
            "For how many seconds others may remember the zone's records. Lower it some days before mail moves.",
            default=3600,
            examples=(300,),
        ),
    ),
)

SPF = Record(
    "SPF",
    (
        Word(
            "policy",
            Choice(("fail", "softfail", "neutral")),
            "What others are to do with mail in our name from anywhere else: refuse it, distrust it, or nothing.",
            default="fail",
        ),
        Word(
            "also",
            ListOf(SENDER),
            "Who sends in our name beside what the topology knows: newsletters, applications, a filter's own record.",
            default=(),
            examples=(["_spf.newsletters.example", "ip4:203.0.113.0/24"],),
        ),
    ),
)

DKIM = Record(
    "the keys of a domain",
    tuple(
        Word(
            f"selector{number}",
            ALIAS,
            f"Where the tenant keeps key {number} of the domain: Selector{number}CNAME of Get-DkimSigningConfig.",
            default="",
            otherwise="as the tenant shows it when a plan is made",
            examples=(f"selector{number}-contoso-com._domainkey.contoso.onmicrosoft.com",),
        )
        for number in (1, 2)
    ),
)

DMARC = Record(
    "DMARC",
    (
        Word(
            "policy",
            Choice(("none", "quarantine", "reject")),
            "What others are to do with mail that claims to be ours and is proven neither by SPF nor by DKIM.",
            required=True,
            examples=("none",),
        ),
        Word(
            "subdomains",
            Choice(("none", "quarantine", "reject")),
            "The same for mail that claims to be from a domain below.",
            default="",
            otherwise="as policy says",
        ),
        Word(
            "percent",
            Number("percent", 0, 100),
            "To how much of such mail the policy is applied.",
            default=100,
        ),
        Word("reports", ListOf(REPORTS), "Who is sent the daily reports.", default=()),
    ),
)

MTA_STS = Record(
    "MTA-STS",
    (
        Word(
            "mode",
            Choice(("testing", "enforce", "none")),
            "What others do where a host of the MX shows no proper certificate: report it, hand nothing over, nothing.",
            default="testing",
        ),
        Word(
            "max_age",
            Number("seconds", 86400, 31557600),
            "For how many seconds others may remember the policy.",
            default=604800,
        ),
        Word(
            "also",
            ListOf(HOST_NAME),
            "Further hosts that may take mail: while mail moves, those of the old MX, until nobody remembers it.",
            default=(),
        ),
    ),
)

HOST = Record(
    "a host",
    (
        Word(
            "addresses",
            ListOf(PUBLIC_ADDRESS, at_least=1),
            "Its addresses.",
            required=True,
            examples=(["198.51.100.20"],),
        ),
    ),
)

PINNED = Record(
    "a host whose certificate is pinned",
    (
        Word(
            "records",
            ListOf(TLSA, at_least=1),
            "What its certificate must be (RFC 7672): '3 1 1' and the SHA-256 of its key; the filter tlsa_record "
            "makes it of a certificate's PEM. State old and new while it is renewed. Useful in signed zones only.",
            required=True,
        ),
        Word("port", Number("a port", 1, 65535), "The port it takes mail on.", default=25),
    ),
)

DNS = Record(
    "DNS",
    (
        Word(
            "host",
            NAME_SERVER,
            "The inventory host whose connection changes the zones; records are then planned and applied as all else.",
            default="",
            otherwise="records are written into the plan for review, and nowhere else",
            examples=("ns1",),
        ),
        Word(
            "zones",
            MapOf(DOMAIN_NAME, ZONE),
            "The zones our domains are in.",
            default=(),
            otherwise="each domain is its own zone",
        ),
        Word("spf", SPF, "Who sends in our name, by address."),
        Word(
            "dkim",
            Either(Choice((FROM_TENANT,)), MapOf(DOMAIN_NAME, DKIM)),
            "The keys by which Exchange Online signs a domain's mail: from_tenant reads them there for every domain it "
            "sends for, a mapping names domains.",
            default=(),
            examples=(FROM_TENANT, {"contoso.com": {}}),
        ),
        Word("dmarc", DMARC, "How far to believe mail in our name."),
        Word("mta_sts", MTA_STS, "That mail to us is handed over encrypted only, to our own hosts."),
        Word(
            "tls_rpt",
            ListOf(REPORTS_OR_LINK),
            "Who is told how often others could not encrypt.",
            default=(),
            examples=(["tls@contoso.com"],),
        ),
        Word(
            "tlsa", MapOf(HOST_NAME, PINNED), "Certificates of our own hosts, for those that look in DNS.", default=()
        ),
        Word(
            "public_names",
            YesNo(),
            "Whether the public name of each site is led to its public addresses here.",
            default=False,
        ),
        Word(
            "hosts",
            MapOf(HOST_NAME, HOST),
            "Further hosts and their addresses, such as the one that serves the MTA-STS policy.",
            default=(),
            examples=({"mta-sts.contoso.com": {"addresses": ["198.51.100.20"]}},),
        ),
    ),
)
