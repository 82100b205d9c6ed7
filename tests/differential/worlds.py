# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random worlds in the forms the shells show, and random messages: everything that can lead mail another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import strategies as st

from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Presented
from simulator.nouns.exchange.rights import entry
from simulator.world import Dns, Other, Policy, Recipient

T = TypeVar("T")
COEXISTENCE = "contoso.mail.onmicrosoft.com"
DOMAINS = (
    *("contoso.com", "contoso.co.uk", "sub.contoso.com", "deep.sub.contoso.com", "mail.contoso.com"),
    *(COEXISTENCE, "fabrikam.com", "eu.fabrikam.com", "nowhere.example"),
)
OURS = DOMAINS[:6]
PATTERNS = (*DOMAINS, "*.contoso.com", "*.fabrikam.com", "*.sub.contoso.com", "*")
ADDRESSES = tuple(f"{local}@{domain}" for domain in DOMAINS for local in ("ann", "bob"))
HOSTS = {
    "eop.mail.protection.outlook.com": "online",
    "mail.contoso.com": "exchange",
    "ex1.corp.contoso.com": "exchange",
    "ex2.corp.contoso.com": "exchange",
    "mx.fabrikam.com": "internet",
    "good.fabrikam.com": "internet",
    "own.fabrikam.com": "internet",
    "old.fabrikam.com": "internet",
    "plain.fabrikam.com": "internet",
    "198.51.100.10": "exchange",
    "203.0.113.25": "online",
}
CALLABLE = ("eop.mail.protection.outlook.com", "ex1.corp.contoso.com", "ex2.corp.contoso.com", "mx.fabrikam.com")
# Of these it is known what they show.
OTHERS = {
    "good.fabrikam.com": Other(subject="CN=good.fabrikam.com", names=("good.fabrikam.com",)),
    "own.fabrikam.com": Other("CN=Private CA", "CN=Own", ("*.fabrikam.com",), trusted=False),
    "old.fabrikam.com": Other(subject="CN=elsewhere.example", names=("elsewhere.example",), expired=True),
    "plain.fabrikam.com": Other(),
}
EXCHANGERS = (*CALLABLE, *OTHERS)
# By which name, or whose, the certificate is known that a host shows, or may show.
SHOWN = {
    "eop.mail.protection.outlook.com": "mail.protection.outlook.com",
    "ex1.corp.contoso.com": "ex1.corp.contoso.com",
    "ex2.corp.contoso.com": "mail.contoso.com",
    "good.fabrikam.com": "good.fabrikam.com",
    "own.fabrikam.com": "own.fabrikam.com",
    "old.fabrikam.com": "old.fabrikam.com",
}
NAMES = (
    *("mail.contoso.com", "*.contoso.com", "*.sub.contoso.com", "gw.branch.contoso.com", "*.branch.contoso.com"),
    *("mail.fabrikam.com", "*.fabrikam.com", "fabrikam.com", "mail.protection.outlook.com"),
)
CALLERS = ("192.0.2.10", "192.0.2.77", "203.0.113.9", "198.51.100.10")
NETWORKS = ("192.0.2.0/24", "192.0.2.10", "203.0.113.0/28", "198.51.100.10", "203.0.113.25")
STRANGERS = "NT AUTHORITY\\ANONYMOUS LOGON"
MAY_BE_LISTED = (*EXCHANGERS, "*.fabrikam.com", "*.mail.protection.outlook.com", "*.corp.contoso.com", "*.contoso.com")
EVERYBODY = ("0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
BRANCH_CA, ROOT = "CN=Private CA", "CN=Example CA, O=Example"
CERTIFICATES = (
    None,
    f"<I>{ROOT}<S>CN=mail.contoso.com, O=Contoso",
    f"<I>{ROOT}<S>CN=branch",
    f"<I>{BRANCH_CA}<S>CN=private.contoso.com",
    f"<I>{ROOT}<S>CN=missing.contoso.com",
)
FQDNS = (None, "mail.contoso.com", "gw.branch.contoso.com", "private.contoso.com", "other.example")
LEVELS = (None, None, "EncryptionOnly", "CertificateValidation", "DomainValidation")
SMALL_LIMIT = "100 KB (102,400 bytes)"
LARGE_LIMIT = "35 MB (36,700,160 bytes)"
TLS_NAMES = ("mail.protection.outlook.com", "mail.contoso.com", "*.contoso.com", "gw.branch.contoso.com", "x.example")


def one(*values: T) -> st.SearchStrategy[T]:
    return st.sampled_from(values)


def some(values: tuple[str, ...], most: int = 3, least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True, min_size=least, max_size=most)


MOSTLY = one(True, True, True, False)
SELDOM = one(False, False, False, True)
RARELY = one(*(7 * [False]), True)
ALMOST = one(*(7 * [True]), False)
EITHER = st.booleans()


def smart_hosts(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """In the order of their names: the services share mail out among them, and the kinds know no order."""
    return some(values, 2, 1).map(lambda found: sorted(found, key=lambda host: host.strip("[]")))


@dataclass(frozen=True)
class Case:
    """A world in the simulator's words."""

    objects: dict[str, dict[str, list[dict[str, Any]]]]
    dns: Dns
    directory: dict[str, dict[str, Recipient]]
    knobs: Knobs


@dataclass(frozen=True)
class Letter:
    """A message: `origin` is a side, whose mailbox sends, or `internet`, where `at` is the side called."""

    origin: str
    sender: str
    recipients: tuple[str, ...]
    at: str = ""
    address: str = ""
    presented: Presented | None = None
    tls: bool = False
    size: int = 0


def named(draw: Any, count: int, prefix: str) -> list[str]:
    return [f"{prefix} {number}" for number in draw(st.permutations(range(count)))] if count else []


@st.composite
def inbound(draw: Any, name: str) -> dict[str, Any]:
    on_premises = draw(EITHER)
    return {
        "Name": name,
        "ConnectorType": "OnPremises" if on_premises else "Partner",
        "Enabled": draw(MOSTLY),
        "SenderDomains": [f"smtp:{d};1" for d in draw(some(PATTERNS, 2, 1) | st.just(["*"]))],
        "SenderIPAddresses": draw(some(NETWORKS, 2)),
        "RequireTls": draw(EITHER),
        "TlsSenderCertificateName": draw(st.none() | st.sampled_from(NAMES)),
        "RestrictDomainsToCertificate": draw(SELDOM) and not on_premises,
        "RestrictDomainsToIPAddresses": draw(SELDOM) and not on_premises,
        "CloudServicesMailEnabled": draw(EITHER) and on_premises,
        "TreatMessagesAsInternal": draw(SELDOM) and on_premises,
        "AssociatedAcceptedDomains": draw(one([], [], [], ["contoso.com"])),
    }


@st.composite
def outbound(draw: Any, name: str) -> dict[str, Any]:
    by_mx = draw(EITHER)
    central = draw(SELDOM)
    return {
        "Name": name,
        "ConnectorType": "OnPremises" if central or draw(EITHER) else "Partner",
        "Enabled": draw(MOSTLY),
        "RecipientDomains": ["*"] if central else draw(some(PATTERNS, 2)),
        "AllAcceptedDomains": draw(SELDOM) and not central,
        "UseMXRecord": by_mx,
        "SmartHosts": [] if by_mx else draw(smart_hosts((*EXCHANGERS, "[198.51.100.10]", "fabrikam.com", "x.example"))),
        "TlsSettings": (level := draw(one(*LEVELS))),
        "TlsDomain": draw(st.sampled_from(TLS_NAMES)) if level == "DomainValidation" else None,
        "CloudServicesMailEnabled": draw(EITHER),
        "RouteAllMessagesViaOnPremises": central,
        "IsTransportRuleScoped": draw(SELDOM) and not central,
        "TestMode": draw(one(*([False] * 7), True)),
        "SmtpDaneMode": draw(one("Opportunistic", "Opportunistic", "Opportunistic", "Mandatory", "None")),
        "MtaStsMode": draw(one("Opportunistic", "Opportunistic", "None")),
    }


@st.composite
def send(draw: Any, name: str) -> dict[str, Any]:
    by_dns = draw(EITHER)
    level = draw(one(*LEVELS))
    return {
        "Name": name,
        "Enabled": draw(MOSTLY),
        "AddressSpaces": [f"SMTP:{d};{draw(one(1, 1, 5))}" for d in draw(some(PATTERNS, 2, 1) | st.just(["*"]))],
        "DNSRoutingEnabled": by_dns,
        "SmartHosts": [] if by_dns else draw(smart_hosts((*EXCHANGERS, "[203.0.113.25]", "x.example"))),
        "Port": 25,
        "Fqdn": draw(one(*FQDNS)),
        "RequireTLS": level is not None or draw(EITHER),
        "IgnoreSTARTTLS": level is None and draw(SELDOM),
        "TlsAuthLevel": level,
        "TlsDomain": draw(st.sampled_from(TLS_NAMES)) if level == "DomainValidation" and draw(MOSTLY) else None,
        "TlsCertificateName": draw(one(*CERTIFICATES)),
        "CloudServicesMailEnabled": draw(EITHER),
        "MaxMessageSize": draw(one("Unlimited", LARGE_LIMIT, SMALL_LIMIT)),
        "SourceTransportServers": draw(some(("EX1", "EX2"), 2, 1)),
    }


@st.composite
def receive(draw: Any, server: str, name: str, ranges: list[str]) -> dict[str, Any]:
    external = draw(SELDOM)
    auth = ["Tls", "ExternalAuthoritative"] if external else draw(one(["Tls"], ["Tls", "Integrated"], ["Integrated"]))
    groups = ["ExchangeServers"] if external else draw(one(*(4 * [["AnonymousUsers"]]), ["None"]))
    capability = draw(
        one("", "mail.protection.outlook.com:AcceptCloudServicesMail", "mail.contoso.com:AcceptOorgProtocol")
    )
    return {
        "Name": name,
        "Identity": f"{server}\\{name}",
        "Server": server,
        "Fqdn": draw(one(f"{server.lower()}.corp.contoso.com", *FQDNS[1:])),
        "TransportRole": "FrontendTransport",
        "Bindings": draw(one(*(6 * [["[::]:25", "0.0.0.0:25"]]), ["0.0.0.0:25"], ["0.0.0.0:2525"])),
        "RemoteIPRanges": ranges,
        "AuthMechanism": ", ".join(auth),
        "PermissionGroups": ", ".join(groups),
        "RequireTLS": draw(RARELY) and "Tls" in auth,
        "TlsCertificateName": draw(one(*CERTIFICATES)),
        "TlsDomainCapabilities": [capability] if capability else [],
        "MaxMessageSize": draw(one(LARGE_LIMIT, LARGE_LIMIT, SMALL_LIMIT)),
        "MaxHopCount": draw(one(60, 30, 4)),
        "MaxRecipientsPerMessage": draw(one(200, 200, 200, 1)),
        "Enabled": draw(ALMOST),
    }


@st.composite
def receivers(draw: Any) -> list[dict[str, Any]]:
    made = []
    for server in ("EX1", "EX2"):
        made.append(draw(receive(server, f"Default Frontend {server}", list(EVERYBODY))))
        if draw(EITHER):
            made.append(draw(receive(server, "Neighbours", draw(some(("192.0.2.0/24", "203.0.113.25"), 2, 1)))))
        if draw(SELDOM):
            made.append(draw(receive(server, "A Host", ["192.0.2.10"])))
    return made


@st.composite
def permissions(draw: Any, connectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What anonymous callers were given or denied on single connectors, beside what the groups bring."""
    entries = []
    for shown in connectors:
        if draw(SELDOM):
            rights = draw(some(("ms-Exch-SMTP-Accept-Any-Recipient", "ms-Exch-SMTP-Submit"), 2, 1))
            shown["PermissionGroups"] = f"{shown['PermissionGroups']}, Custom".removeprefix("None, ")
            entries += [entry(shown["Identity"], STRANGERS, right, Deny=draw(SELDOM)) for right in rights]
            others = draw(one((), ("CONTOSO\\Printers",)))
            entries += [entry(shown["Identity"], other, "ms-Exch-SMTP-Accept-Any-Recipient") for other in others]
    return entries


@st.composite
def accepted(draw: Any, side: str) -> list[dict[str, Any]]:
    types = ("Authoritative", "InternalRelay", *(("ExternalRelay",) if side == "exchange" else ()))
    names = draw(some(OURS if side == "online" else (*OURS, "*.contoso.com"), 5, 2))
    return [
        {
            "Name": name,
            "DomainName": name,
            "DomainType": draw(one(*types)),
            "MatchSubDomains": draw(SELDOM) if side == "online" else False,
        }
        for name in names
    ]


@st.composite
def rule(draw: Any, side: str, number: int, connectors: list[str]) -> dict[str, Any]:
    conditions: dict[str, Any] = draw(
        one(
            {"RecipientDomainIs": ["fabrikam.com"]},
            {"SenderDomainIs": ["contoso.com"]},
            {"FromScope": "InOrganization"},
            {"FromScope": "NotInOrganization"},
            {"SenderIpRanges": ["192.0.2.0/24"]},
            {"SentTo": ["bob@contoso.com"]},
            {"RecipientAddressContainsWords": ["ann"]},
            {"SubjectContainsWords": ["lunch"], "ExceptIfSenderDomainIs": ["fabrikam.com"]},
            {},
        )
    )
    actions: list[dict[str, Any]] = [
        {"RedirectMessageTo": ["bob@contoso.com"]},
        {"BlindCopyTo": ["ann@fabrikam.com"]},
        {"RejectMessageReasonText": "no", "RejectMessageEnhancedStatusCode": "5.7.1"},
        {"DeleteMessage": True},
        {"RouteMessageOutboundRequireTls": True},
        {"PrependSubject": "dinner "},
    ]
    if side == "online":
        actions += [{"RouteMessageOutboundConnector": name} for name in connectors] + [{"Quarantine": True}]
    shape = {
        "Name": f"Rule {number}",
        "Priority": number,
        "State": draw(one("Enabled", "Enabled", "Enabled", "Disabled")),
    }
    extra = {"StopRuleProcessing": draw(EITHER), "Mode": draw(one("Enforce", "Enforce", "Enforce", "Audit"))}
    return shape | extra | conditions | draw(st.sampled_from(actions))


@st.composite
def people(draw: Any, side: str) -> dict[str, Recipient]:
    entries = {}
    for address in draw(some(ADDRESSES[:12], 8, 2)):
        local = address.partition("@")[0]
        kind = draw(one("mailbox", "mailbox", "remote-mailbox" if side == "exchange" else "mail-user"))
        target = draw(one(f"{local}@{COEXISTENCE}", address, f"{local}@fabrikam.com")) if kind != "mailbox" else ""
        entries[address] = Recipient(kind, target)
    return entries


@st.composite
def worlds(draw: Any) -> Case:
    inbounds = [draw(inbound(name)) for name in named(draw, draw(st.integers(0, 4)), "From")]
    outbounds = [draw(outbound(name)) for name in named(draw, draw(st.integers(0, 4)), "Out")]
    sends = [draw(send(name)) for name in named(draw, draw(st.integers(1, 4)), "Send")]
    routable = [connector["Name"] for connector in outbounds]
    online_rules = [draw(rule("online", number, routable)) for number in range(draw(one(0, 0, 1, 2)))]
    exchange_rules = [draw(rule("exchange", number, [])) for number in range(draw(one(0, 0, 0, 1)))]
    receiving = draw(receivers())
    objects: dict[str, dict[str, list[dict[str, Any]]]] = {
        "online": {
            "InboundConnector": inbounds,
            "OutboundConnector": outbounds,
            "AcceptedDomain": draw(accepted("online")),
            "OrganizationConfig": [{"RejectDirectSend": draw(SELDOM)}],
            "TransportRule": online_rules,
        },
        "exchange": {
            "SendConnector": sends,
            "ReceiveConnector": receiving,
            "ADPermission": draw(permissions(receiving)),
            "AcceptedDomain": draw(accepted("exchange")),
            "TransportRule": exchange_rules,
        },
    }
    mx = {domain: tuple(draw(some(EXCHANGERS, 2, 1))) for domain in DOMAINS[:-1] if draw(MOSTLY)}
    directory = {side: draw(people(side)) for side in ("exchange", "online")}
    strict = draw(strictness()) if draw(EITHER) else {}
    return Case(objects, Dns(mx, HOSTS, **strict), directory, draw(st.just(Knobs()) | knobs()))


@st.composite
def strictness(draw: Any) -> dict[str, Any]:
    """Whom DNSSEC vouches for, and which records and policies there are."""
    names = (*DOMAINS, *EXCHANGERS)
    kinds = one("3 1 1", "3 0 2", "2 0 1", "2 1 1", "1 1 1", "3 1 1 00")
    return {
        "signed": draw(one(("com",), ("com",), ("contoso.com",))) + tuple(draw(some(names, 3))),
        "bogus": tuple(draw(some(names, 1))) if draw(SELDOM) else (),
        "tlsa": {
            host: tuple(
                kind if kind.endswith("00") else f"{kind} of {draw(st.just(name) | one(*SHOWN.values(), ROOT))}"
                for kind in draw(st.lists(kinds, min_size=1, max_size=2))
            )
            for host, name in {**SHOWN, "plain.fabrikam.com": ROOT, "mx.fabrikam.com": ROOT}.items()
            if draw(EITHER)
        },
        "mta_sts": {
            name: Policy(draw(one("enforce", "enforce", "testing", "none")), tuple(draw(some(MAY_BE_LISTED, 3, 1))))
            for name in draw(some(names, 8))
        },
    }


@st.composite
def knobs(draw: Any) -> Knobs:
    """Answers to the open questions, the same on both sides of the comparison."""
    order = ("exact", "wildcard", "all accepted", "everything")
    return Knobs(
        refuse_at=draw(one("RCPT", "DATA")),
        parent_owns_certificate_name=draw(EITHER),
        certificate_falls_back=draw(EITHER),
        both_restrictions=draw(EITHER),
        outbound_order=draw(one(order, ("exact", "all accepted", "wildcard", "everything"))),
        literal_certificate_name=draw(SELDOM),
        one_recipient_domain=draw(EITHER),
        trusting_words=draw(one(("AcceptCloudServicesMail",), ("AcceptCloudServicesMail", "AcceptOorgProtocol"))),
        centralized_first=draw(EITHER),
        dane_looks_at_dates=draw(EITHER),
    )


@st.composite
def presented(draw: Any) -> Presented | None:
    if not draw(EITHER):
        return None
    names = tuple(draw(some(NAMES, 2, 1)))
    return Presented(names[0], names, ROOT, trusted=draw(MOSTLY), expired=draw(SELDOM))


@st.composite
def letters(draw: Any, case: Case) -> Letter:
    recipients = tuple(draw(some(ADDRESSES, 3, 1)))
    origin = draw(one("internet", "internet", "exchange", "online"))
    boxes = [address for address, entry in case.directory.get(origin, {}).items() if entry.type == "mailbox"]
    if boxes:
        return Letter(origin, draw(st.sampled_from(boxes)), recipients)
    return Letter(
        "internet",
        draw(one("", *ADDRESSES)),
        recipients,
        at=draw(one("exchange", "online", "online")),
        address=draw(one(*CALLERS)),
        presented=draw(presented()),
        tls=draw(MOSTLY),
        size=draw(one(1000, 1000, 200_000)),
    )
