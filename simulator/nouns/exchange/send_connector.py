# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send connectors of Exchange Server: how mail leaves the organization.

Properties, order and defaults: export of a 2019 server. Rules: New- and Set-SendConnector pages, checked 2026-08-21.
"""

from __future__ import annotations

from typing import Final

from simulator.nouns.exchange.access_lists import LISTS, follow
from simulator.nouns.exchange.rights import entry, of_usage
from simulator.nouns.forms import as_address_space, as_smart_host, as_source_server
from simulator.nouns.noun import Draft, Noun, Property, Rule

_BOTH: Final = ("New", "Set")


def _preset(draft: Draft) -> None:
    # The connector article: no size limit for Internal usage, 35 MB for the others.
    if draft.gives("Internal", True) or draft.gives("Usage", "Internal"):
        draft.after["MaxMessageSize"] = "Unlimited"


def _settle(draft: Draft) -> None:
    after = draft.after
    if not after["SourceTransportServers"]:
        after["SourceTransportServers"] = [draft.world.servers[0].name]
    after["HomeMtaServerId"] = after["SourceTransportServers"][0]
    after["SmartHostsString"] = ",".join(after["SmartHosts"])
    after["IsSmtpConnector"] = any(_is_smtp(space) for space in after["AddressSpaces"])


def _ripple(draft: Draft) -> None:
    """A usage type gives the rights its kind of peer needs."""
    if draft.verb != "New":
        follow(draft)
        return
    given = [switch for switch in ("Internal", "Internet", "Partner") if draft.gives(switch, True)]
    usage = str(draft.given.get("Usage") or (given or ["Custom"])[0])
    draft.objects(LISTS).extend(entry(draft.after["Identity"], *right) for right in of_usage(draft.world, usage))


def _is_smtp(space: str) -> bool:
    return space.upper().startswith("SMTP:")


def _usages(draft: Draft) -> int:
    return sum(draft.gives(switch, True) for switch in ("Custom", "Internal", "Internet", "Partner")) + (
        "Usage" in draft.given
    )


def _tls_level_without_tls(draft: Draft) -> bool:
    after = draft.after
    return bool(after["TlsAuthLevel"]) and (after["IgnoreSTARTTLS"] or not after["RequireTLS"])


def _smart_hosts_left_out(draft: Draft) -> bool:
    told_without = draft.gives("DNSRoutingEnabled", False) and "SmartHosts" not in draft.given
    return told_without or not (draft.after["DNSRoutingEnabled"] or draft.after["SmartHosts"])


def _lacks_tls_domain(draft: Draft) -> bool:
    after = draft.after
    return after["TlsAuthLevel"] == "DomainValidation" and not (after["DNSRoutingEnabled"] or after["TlsDomain"])


def _lacks_credential(draft: Draft) -> bool:
    needs = draft.after["SmartHostAuthMechanism"] in ("BasicAuth", "BasicAuthRequireTLS")
    return needs and not draft.after["AuthenticationCredential"]


def _other_spaces_by_dns(draft: Draft) -> bool:
    return draft.after["DNSRoutingEnabled"] and not all(_is_smtp(space) for space in draft.after["AddressSpaces"])


RULES: Final = (
    Rule("send.required", _BOTH, lambda d: not d.after["AddressSpaces"], "AddressSpaces can't be empty."),
    Rule(
        "send.usage",
        ("New",),
        lambda d: _usages(d) > 1,
        "Only one of the parameters Custom, Internal, Internet, Partner and Usage can be specified.",
    ),
    Rule(
        "send.space.nonsmtp",
        _BOTH,
        _other_spaces_by_dns,
        "Address spaces of another type than SMTP need smart hosts: DNSRoutingEnabled must be $false.",
    ),
    Rule(
        "send.dns.required",
        _BOTH,
        _smart_hosts_left_out,
        "DNSRoutingEnabled is $false: SmartHosts must be specified in the same command.",
    ),
    Rule(
        "send.dns.smart",
        _BOTH,
        lambda d: d.after["DNSRoutingEnabled"] and bool(d.after["SmartHosts"]),
        "Smart hosts can't be specified while DNSRoutingEnabled is $true.",
    ),
    Rule(
        "send.auth.cred",
        _BOTH,
        _lacks_credential,
        "AuthenticationCredential must be specified when SmartHostAuthMechanism is {SmartHostAuthMechanism}.",
    ),
    Rule(
        "send.tls.ignore",
        _BOTH,
        lambda d: d.after["IgnoreSTARTTLS"] and d.after["RequireTLS"],
        "IgnoreSTARTTLS must be $false when RequireTLS is $true.",
    ),
    Rule(
        "send.tls.authlevel",
        _BOTH,
        _tls_level_without_tls,
        "TlsAuthLevel {TlsAuthLevel} can't be set while IgnoreSTARTTLS is $true or RequireTLS is $false.",
    ),
    Rule(
        "send.tls.domain",
        _BOTH,
        _lacks_tls_domain,
        "TlsDomain must be specified when TlsAuthLevel is DomainValidation and mail goes to smart hosts.",
    ),
    Rule(
        "send.sourceip",
        _BOTH,
        lambda d: d.gives("SourceIPAddress") and d.given["SourceIPAddress"] is not None,
        "SourceIPAddress can be specified on Edge Transport servers only.",
    ),
)

SEND_CONNECTOR: Final = Noun(
    name="SendConnector",
    side="exchange",
    container="CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups,CN={group},"
    "CN=Administrative Groups",
    category="ms-Exch-Routing-SMTP-Connector",
    classes=("top", "msExchConnector", "mailGateway", "msExchRoutingSMTPConnector"),
    version="0.1 (8.0.535.0)",
    preset=_preset,
    settle=_settle,
    ripple=_ripple,
    rules=RULES,
    properties=(
        Property("DNSRoutingEnabled", True),
        Property("TlsDomain"),
        Property("TlsAuthLevel"),
        Property("ErrorPolicies", "Default"),
        Property("SmartHosts", [], as_smart_host),
        Property("Port", 25),
        Property("ConnectionInactivityTimeOut", "00:10:00"),
        Property("ForceHELO", False),
        Property("FrontendProxyEnabled", False),
        Property("IgnoreSTARTTLS", False),
        Property("CloudServicesMailEnabled", False),
        Property("Fqdn"),
        Property("TlsCertificateName"),
        Property("RequireTLS", False),
        Property("RequireOorg", False),
        Property("Enabled", True),
        Property("ProtocolLoggingLevel", "None"),
        Property("SmartHostAuthMechanism", "None"),
        Property("AuthenticationCredential"),
        Property("UseExternalDNSServersEnabled", False),
        Property("DomainSecureEnabled", False),
        Property("SourceIPAddress"),
        Property("SmtpMaxMessagesPerConnection", 20),
        Property("ConnectorType", "Default"),
        Property("SmartHostsString", ""),
        Property("CertificateSubject"),
        Property("Region", "NotSpecified"),
        Property("AddressSpaces", [], as_address_space),
        Property("ConnectedDomains", []),
        Property("IsScopedConnector", False),
        Property("IsSmtpConnector", True),
        Property("Comment", ""),
        Property("SourceRoutingGroup", "Exchange Routing Group (DWBGZMFD01QNBJR)"),
        Property("SourceTransportServers", [], as_source_server),
        Property("HomeMTA", "Microsoft MTA"),
        Property("HomeMtaServerId"),
        Property("MaxMessageSize", "35 MB (36,700,160 bytes)"),
    ),
)
