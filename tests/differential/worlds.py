# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random worlds in the forms the shells show, and random messages: everything that can lead mail another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.mail.knobs import Knobs
from simulator.mail.reading.caller import Presented
from simulator.nouns.exchange.rights import entry
from simulator.world import Dns, Other, Policy, Recipient
from tests.differential.dice import Dice

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
CAPABILITIES = (
    "mail.protection.outlook.com:AcceptCloudServicesMail",
    "mail.contoso.com:AcceptOorgProtocol",
    f"<I>{ROOT}<S>CN=mail.fabrikam.com:AcceptCloudServicesMail",
    f"<I>{BRANCH_CA}<S>CN=mail.protection.outlook.com:AcceptCloudServicesMail",
)
CONDITIONS: tuple[dict[str, Any], ...] = (
    {},
    {"RecipientDomainIs": ["fabrikam.com"]},
    {"SenderDomainIs": ["contoso.com"]},
    {"FromScope": "InOrganization"},
    {"FromScope": "NotInOrganization"},
    {"SentToScope": "InOrganization"},
    {"SentToScope": "NotInOrganization", "ExceptIfFromScope": "NotInOrganization"},
    {"SenderIpRanges": ["192.0.2.0/24"]},
    {"SentTo": ["bob@contoso.com"]},
    {"RecipientAddressContainsWords": ["ann"]},
    {"SubjectContainsWords": ["lunch"], "ExceptIfSenderDomainIs": ["fabrikam.com"]},
    {"FromAddressContainsWords": ["bob"], "ExceptIfSubjectContainsWords": ["dinner"]},
)
ACTIONS: tuple[dict[str, Any], ...] = (
    {"RedirectMessageTo": ["bob@contoso.com"]},
    {"BlindCopyTo": ["ann@fabrikam.com"]},
    {"RejectMessageReasonText": "no", "RejectMessageEnhancedStatusCode": "5.7.1"},
    {"DeleteMessage": True},
    {"RouteMessageOutboundRequireTls": True},
    {"PrependSubject": "dinner "},
)
TLS_NAMES = ("mail.protection.outlook.com", "mail.contoso.com", "*.contoso.com", "gw.branch.contoso.com", "x.example")


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


def named(dice: Dice, most: int, prefix: str, least: int = 0) -> list[str]:
    """Names that are in no order, and of which not all are written alike."""
    count = dice.number(most, least)
    return [f"{dice.one(*(3 * [prefix]), prefix.lower())} {number}" for number in dice.some(range(count), count, count)]


def patterns(dice: Dice) -> list[str]:
    return written(dice, dice.some(PATTERNS, 2, 1)) if dice.either() else ["*"]


def written(dice: Dice, names: list[str]) -> list[str]:
    """As people write them: mostly in small letters."""
    return [dice.one(*(7 * [name]), name.title()) for name in names]


def smart_hosts(dice: Dice, values: tuple[str, ...]) -> list[str]:
    """In the order of their names: the services share mail out among them, and the kinds know no order."""
    return sorted(dice.some(values, 2, 1), key=lambda host: host.strip("[]"))


def inbound(dice: Dice, name: str) -> dict[str, Any]:
    on_premises = dice.either()
    return {
        "Name": name,
        "ConnectorType": "OnPremises" if on_premises else "Partner",
        "Enabled": dice.mostly(),
        "SenderDomains": [f"smtp:{d};1" for d in patterns(dice)],
        "SenderIPAddresses": dice.some(NETWORKS, 2),
        "RequireTls": dice.either(),
        "TlsSenderCertificateName": written(dice, [dice.one(*NAMES)])[0] if dice.either() else None,
        "RestrictDomainsToCertificate": dice.seldom() and not on_premises,
        "RestrictDomainsToIPAddresses": dice.seldom() and not on_premises,
        "CloudServicesMailEnabled": dice.either() and on_premises,
        "TreatMessagesAsInternal": dice.seldom() and on_premises,
        "AssociatedAcceptedDomains": written(dice, dice.some(OURS, 2, 1)) if dice.seldom() else [],
    }


def outbound(dice: Dice, name: str) -> dict[str, Any]:
    by_mx = dice.either()
    central = dice.seldom()
    for_some = dice.rarely() or not central
    level = dice.one(*LEVELS)
    return {
        "Name": name,
        "ConnectorType": "OnPremises" if central or dice.either() else "Partner",
        "Enabled": dice.mostly(),
        "RecipientDomains": written(dice, dice.some(PATTERNS, 2)) if for_some else ["*"],
        "AllAcceptedDomains": dice.seldom() and for_some,
        "UseMXRecord": by_mx,
        "SmartHosts": [] if by_mx else smart_hosts(dice, (*EXCHANGERS, "[198.51.100.10]", "fabrikam.com", "x.example")),
        "TlsSettings": level,
        "TlsDomain": dice.one(*TLS_NAMES) if level == "DomainValidation" else None,
        "CloudServicesMailEnabled": dice.either(),
        "RouteAllMessagesViaOnPremises": central,
        "IsTransportRuleScoped": dice.seldom() and for_some,
        "TestMode": dice.rarely(),
        "SmtpDaneMode": dice.one("Opportunistic", "Opportunistic", "Opportunistic", "Mandatory", "None"),
        "MtaStsMode": dice.one("Opportunistic", "Opportunistic", "None"),
    }


def send(dice: Dice, name: str) -> dict[str, Any]:
    by_dns = dice.either()
    level = dice.one(*LEVELS)
    return {
        "Name": name,
        "Enabled": dice.mostly(),
        "AddressSpaces": [f"SMTP:{d};{dice.one(1, 1, 5)}" for d in patterns(dice)],
        "DNSRoutingEnabled": by_dns,
        "SmartHosts": [] if by_dns else smart_hosts(dice, (*EXCHANGERS, "[203.0.113.25]", "x.example")),
        "Port": 25,
        "Fqdn": dice.one(*FQDNS),
        "RequireTLS": level is not None or dice.either(),
        "IgnoreSTARTTLS": level is None and dice.seldom(),
        "TlsAuthLevel": level,
        "TlsDomain": dice.one(*TLS_NAMES) if level == "DomainValidation" and dice.mostly() else None,
        "TlsCertificateName": dice.one(*CERTIFICATES),
        "CloudServicesMailEnabled": dice.either(),
        "MaxMessageSize": dice.one("Unlimited", LARGE_LIMIT, SMALL_LIMIT),
        "SourceTransportServers": dice.some(("EX1", "EX2"), 2, 1),
        "IsScopedConnector": dice.rarely(),
    }


def receive(dice: Dice, server: str, name: str, ranges: list[str]) -> dict[str, Any]:
    external = dice.seldom()
    auth = ["Tls", "ExternalAuthoritative"] if external else dice.one(["Tls"], ["Tls", "Integrated"], ["Integrated"])
    groups = ["ExchangeServers"] if external else dice.one(*(4 * [["AnonymousUsers"]]), ["None"])
    return {
        "Name": name,
        "Identity": f"{server}\\{name}",
        "Server": server,
        "Fqdn": dice.one(f"{server.lower()}.corp.contoso.com", *FQDNS[1:]),
        "TransportRole": "FrontendTransport",
        "Bindings": dice.one(*(6 * [["[::]:25", "0.0.0.0:25"]]), ["0.0.0.0:25"], ["0.0.0.0:2525"]),
        "RemoteIPRanges": ranges,
        "AuthMechanism": ", ".join(auth),
        "PermissionGroups": ", ".join(groups),
        "RequireTLS": dice.rarely() and "Tls" in auth,
        "TlsCertificateName": dice.one(*CERTIFICATES),
        "TlsDomainCapabilities": dice.some(CAPABILITIES, 2) if dice.mostly() else [],
        "MaxMessageSize": dice.one(LARGE_LIMIT, LARGE_LIMIT, SMALL_LIMIT),
        "MaxHopCount": dice.one(60, 30, 4),
        "MaxRecipientsPerMessage": dice.one(200, 200, 200, 1),
        "Enabled": dice.almost(),
    }


def receivers(dice: Dice) -> list[dict[str, Any]]:
    made = []
    for server in ("EX1", "EX2"):
        made.append(receive(dice, server, f"Default Frontend {server}", list(EVERYBODY)))
        if dice.either():
            made.append(receive(dice, server, "Neighbours", dice.some(("192.0.2.0/24", "203.0.113.25"), 2, 1)))
        if dice.seldom():
            made.append(receive(dice, server, "A Host", ["192.0.2.10"]))
    return made


def permissions(dice: Dice, connectors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What anonymous callers were given or denied on single connectors, beside what the groups bring."""
    entries = []
    for shown in connectors:
        if dice.seldom():
            rights = dice.some(("ms-Exch-SMTP-Accept-Any-Recipient", "ms-Exch-SMTP-Submit"), 2, 1)
            shown["PermissionGroups"] = f"{shown['PermissionGroups']}, Custom".removeprefix("None, ")
            entries += [entry(shown["Identity"], STRANGERS, right, Deny=dice.seldom()) for right in rights]
            others = dice.one((), ("CONTOSO\\Printers",))
            entries += [entry(shown["Identity"], other, "ms-Exch-SMTP-Accept-Any-Recipient") for other in others]
    return entries


def accepted(dice: Dice, side: str) -> list[dict[str, Any]]:
    types = ("Authoritative", "InternalRelay", *(("ExternalRelay",) if side == "exchange" else ()))
    names = written(dice, dice.some(OURS if side == "online" else (*OURS, "*.contoso.com"), 5, 2))
    return [
        {
            "Name": name,
            "DomainName": name,
            "DomainType": dice.one(*types),
            "MatchSubDomains": dice.seldom() if side == "online" else False,
        }
        for name in names
    ]


def rule(dice: Dice, side: str, number: int, connectors: list[str]) -> dict[str, Any]:
    actions: list[dict[str, Any]] = list(ACTIONS)
    if side == "online":
        actions += [{"RouteMessageOutboundConnector": name} for name in connectors] + [{"Quarantine": True}]
    shape = {
        "Name": f"Rule {number}",
        "Priority": number,
        "State": dice.one("Enabled", "Enabled", "Enabled", "Disabled"),
    }
    extra = {"StopRuleProcessing": dice.either(), "Mode": dice.one("Enforce", "Enforce", "Enforce", "Audit")}
    return shape | extra | dice.one(*CONDITIONS) | dice.one(*actions)


def people(dice: Dice, side: str) -> dict[str, Recipient]:
    entries = {}
    for address in dice.some(ADDRESSES[:12], 8, 2):
        local = address.partition("@")[0]
        kind = dice.one("mailbox", "mailbox", "remote-mailbox" if side == "exchange" else "mail-user")
        if kind == "mailbox":
            entries[address] = Recipient(kind, primary=dice.one("", "", "", f"{local}@contoso.com"))
        else:
            entries[address] = Recipient(kind, dice.one(f"{local}@{COEXISTENCE}", address, f"{local}@fabrikam.com"))
    return entries


def world(dice: Dice) -> Case:
    inbounds = [inbound(dice, name) for name in named(dice, 4, "From")]
    outbounds = [outbound(dice, name) for name in named(dice, 4, "Out")]
    sends = [send(dice, name) for name in named(dice, 4, "Send", 1)]
    routable = [connector["Name"] for connector in outbounds]
    online_rules = [rule(dice, "online", number, routable) for number in range(dice.one(0, 0, 1, 2))]
    exchange_rules = [rule(dice, "exchange", number, []) for number in range(dice.one(0, 0, 0, 1))]
    receiving = receivers(dice)
    objects: dict[str, dict[str, list[dict[str, Any]]]] = {
        "online": {
            "InboundConnector": inbounds,
            "OutboundConnector": outbounds,
            "AcceptedDomain": accepted(dice, "online"),
            "OrganizationConfig": [{"RejectDirectSend": dice.seldom()}],
            "TransportRule": online_rules,
        },
        "exchange": {
            "SendConnector": sends,
            "ReceiveConnector": receiving,
            "ADPermission": permissions(dice, receiving),
            "AcceptedDomain": accepted(dice, "exchange"),
            "TransportRule": exchange_rules,
        },
    }
    mx = {domain: tuple(dice.some(EXCHANGERS, 2, 1)) for domain in DOMAINS[:-1] if dice.mostly()}
    directory = {side: people(dice, side) for side in ("exchange", "online")}
    strict = strictness(dice) if dice.either() else {}
    return Case(objects, Dns(mx, HOSTS, **strict), directory, knobs(dice) if dice.either() else Knobs())


def strictness(dice: Dice) -> dict[str, Any]:
    """Whom DNSSEC vouches for, and which records and policies there are."""
    names = (*DOMAINS, *EXCHANGERS)
    pinned = {**SHOWN, "plain.fabrikam.com": ROOT, "mx.fabrikam.com": ROOT}
    modes = ("enforce", "enforce", "testing", "none")
    return {
        "signed": (*dice.one(("com",), ("com",), ("contoso.com",)), *dice.some(names, 3)),
        "bogus": tuple(dice.some(names, 1)) if dice.seldom() else (),
        "tlsa": {host: records(dice, name) for host, name in pinned.items() if dice.either()},
        "mta_sts": {
            name: Policy(dice.one(*modes), tuple(dice.some(MAY_BE_LISTED, 3, 1))) for name in dice.some(names, 8)
        },
    }


def records(dice: Dice, name: str) -> tuple[str, ...]:
    """TLSA records of the certificate of this name, or of another, or what is none."""
    kinds = [dice.one("3 1 1", "3 0 2", "2 0 1", "2 1 1", "1 1 1", "3 1 1 00") for _ in range(dice.number(2, 1))]
    return tuple(
        kind if kind.endswith("00") else f"{kind} of {name if dice.either() else dice.one(*SHOWN.values(), ROOT)}"
        for kind in kinds
    )


def knobs(dice: Dice) -> Knobs:
    """Answers to the open questions, the same on both sides of the comparison."""
    order = ("exact", "wildcard", "all accepted", "everything")
    return Knobs(
        refuse_at=dice.one("RCPT", "DATA"),
        parent_owns_certificate_name=dice.either(),
        certificate_falls_back=dice.either(),
        both_restrictions=dice.either(),
        outbound_order=dice.one(order, ("exact", "all accepted", "wildcard", "everything")),
        literal_certificate_name=dice.seldom(),
        one_recipient_domain=dice.either(),
        trusting_words=dice.one(("AcceptCloudServicesMail",), ("AcceptCloudServicesMail", "AcceptOorgProtocol")),
        centralized_first=dice.either(),
        dane_looks_at_dates=dice.either(),
    )


def presented(dice: Dice) -> Presented | None:
    if dice.either():
        return None
    names = tuple(written(dice, dice.some(NAMES, 2, 1)))
    return Presented(names[0], names, ROOT, trusted=dice.mostly(), expired=dice.seldom())


def letter(dice: Dice, case: Case) -> Letter:
    recipients = tuple(written(dice, dice.some(ADDRESSES, 3, 1)))
    origin = dice.one("internet", "internet", "exchange", "online")
    boxes = [address for address, entry in case.directory.get(origin, {}).items() if entry.type == "mailbox"]
    if boxes:
        return Letter(origin, dice.one(*boxes), recipients)
    (sender,) = written(dice, [dice.one("", *ADDRESSES)])
    return Letter(
        "internet",
        sender,
        recipients,
        at=dice.one("exchange", "online", "online"),
        address=dice.one(*CALLERS),
        presented=presented(dice),
        tls=dice.mostly(),
        size=dice.one(1000, 1000, 200_000),
    )
