# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the resources that are wanted on a Postfix host to its whole configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..kinds.postfix.forms import ANYWHERE_V4, ANYWHERE_V6
from ..model.clouds import CLOUDS
from ..model.finding import Finding
from ..model.resource import Desired
from .client import compile_send
from .configuration import ON_HOST, POLICY_PROGRAM, POLICY_SOCKET, Certificate, Configuration, Service, Surroundings
from .general import compile_domains, compile_general, sender_keys
from .server import compile_receive
from .wanted import Wanted, whole

# master.cf as Postfix ships it (3.11), without what an edge has no use for: no local or virtual mailboxes, no LMTP.
_STOCK = (
    ("pickup", "unix", "pickup", "n", "60", "1"),
    ("cleanup", "unix", "cleanup", "n", "-", "0"),
    ("qmgr", "unix", "qmgr", "n", "300", "1"),
    ("tlsmgr", "unix", "tlsmgr", "-", "1000?", "1"),
    ("rewrite", "unix", "trivial-rewrite", "-", "-", "-"),
    ("bounce", "unix", "bounce", "-", "-", "0"),
    ("defer", "unix", "bounce", "-", "-", "0"),
    ("trace", "unix", "bounce", "-", "-", "0"),
    ("verify", "unix", "verify", "-", "-", "1"),
    ("flush", "unix", "flush", "n", "1000?", "0"),
    ("proxymap", "unix", "proxymap", "-", "-", "-"),
    ("proxywrite", "unix", "proxymap", "-", "-", "1"),
    ("smtp", "unix", "smtp", "-", "-", "-"),
    ("relay", "unix", "smtp", "-", "-", "-"),
    ("showq", "unix", "showq", "n", "-", "-"),
    ("error", "unix", "error", "-", "-", "-"),
    ("retry", "unix", "error", "-", "-", "-"),
    ("discard", "unix", "discard", "-", "-", "-"),
    ("anvil", "unix", "anvil", "-", "-", "1"),
    ("scache", "unix", "scache", "-", "-", "1"),
    ("postlog", "unix-dgram", "postlogd", "n", "-", "1"),
)


def build(desired: Iterable[Desired], around: Surroundings) -> Configuration:
    """The configuration of one host. With a finding that is an error it must not be put in place."""
    wanted, findings = whole(desired)
    if len(wanted["transport_config"]) != 1:
        message = "A Postfix host needs its transport_config, which says what it is called (fqdn)."
        known = [finding for finding in findings if finding.severity == "error"]
        return Configuration(findings=tuple(known or [Finding("postfix-missing", "mailflow", message)]))
    (config,), domains = wanted["transport_config"], wanted["accepted_domain"]
    told = config["parameters"]
    sizes = [c["max_message_size"] for c in wanted["receive_connector"] if c["max_message_size"] is not None]
    parts = (
        compile_general(config, around, domains, sizes),
        compile_domains(domains, around),
        compile_send(wanted["send_connector"], around, config["tls_policy_service"] or ""),
        compile_receive(wanted["receive_connector"], around, sender_keys(domains), told.get("header_checks", "")),
        Configuration(services=tuple(_stock()), findings=(*findings, *_between(wanted, around))),
    )
    result = Configuration()
    for part in parts:
        result = result.joined(part)
    if result.policy and around.spawned_policy:
        # smtpd keeps a conversation for 1000 s, as long as spawn lets a program run: it must not be ended first.
        patient = (f"{POLICY_SOCKET.rpartition('/')[2]}_time_limit", "3600")
        result = result.joined(Configuration(main=(patient,), services=(_policy_service(around),)))
    result = replace(result, main=_laid_over(result.main, told))
    return _with_classes(replace(result, findings=(*result.findings, *_torn(result.certificates))))


def _laid_over(main: Iterable[tuple[str, Any]], told: Mapping[str, str]) -> tuple[tuple[str, Any], ...]:
    """Parameters that somebody states win over those that are written for want of anything better."""
    kept = tuple((name, value) for name, value in main if name not in told)
    return (*kept, *told.items())


def _stock() -> Iterator[Service]:
    for name, kind, command, private, wakeup, most in _STOCK:
        yield Service(name, kind, command, (), private, wakeup, most)


def _policy_service(around: Surroundings) -> Service:
    """The policy service run by Postfix itself (spawn(8)), where there is no systemd to run one for all listeners."""
    run = f"user=nobody argv={around.spawned_policy} {POLICY_PROGRAM} --stdio {around.directory}/policy.json"
    name = POLICY_SOCKET.rpartition("/")[2]
    return Service(
        name, "unix", "spawn", private="-", unprivileged="n", most="0", arguments=run, comment="policy service"
    )


def _with_classes(found: Configuration) -> Configuration:
    """Restriction classes have to be announced before they are used."""
    classes = {name for name, _value in found.main if name.startswith("mailflow_")} - set(_named_by_options(found))
    told = tuple(sorted(classes))
    return replace(found, main=(*found.main, ("smtpd_restriction_classes", told))) if told else found


def _named_by_options(found: Configuration) -> Iterator[str]:
    for service in found.services:
        yield from (value[1:] for _name, value in service.options if value.startswith("$"))


def _between(wanted: dict[str, list[Wanted]], around: Surroundings) -> Iterator[Finding]:
    """What only several resources together, or the host's surroundings, can tell."""
    (config,) = wanted["transport_config"]
    yield from _to_itself(config, wanted["send_connector"])
    for connector in wanted["receive_connector"]:
        if "ExchangeUsers" in connector["permission_groups"] and not config["authentication_service"]:
            message = (
                "ExchangeUsers sign in, and nothing here can check a password: say authentication_service of"
                " transport_config (a Dovecot SASL service)"
            )
            yield connector.finding("postfix-no-sign-in", "permission_groups", message)
        if connector["tls_domain_capabilities"] and not around.online_addresses:
            message = (
                "who shows Exchange Online's certificate is believed only from Exchange Online's addresses, and none"
                " are known: set mailflow_online_addresses, or postfix_edge_fetch_online_addresses: true"
            )
            yield connector.finding("postfix-online-addresses", "tls_domain_capabilities", message)
        if _bars_the_internet(connector):
            message = (
                "whoever cannot encrypt is refused with 530, and the MX of a domain has to take their mail (RFC 3207"
                " §4): require_tls of the callers that agreed to it, by their remote_ip_ranges or sender_domains"
            )
            yield connector.finding("postfix-public-tls", "require_tls", message, severity="warning")
        if connector["ip_block_list_providers"] and not around.online_addresses and _hears_of_the_cloud(wanted):
            message = (
                "an address of Exchange Online's that is on such a list would be refused, and our own senders would get"
                " the bounces: set mailflow_online_addresses, or postfix_edge_fetch_online_addresses: true"
            )
            yield connector.finding("postfix-block-list", "ip_block_list_providers", message, severity="warning")


def _to_itself(config: Wanted, connectors: Iterable[Wanted]) -> Iterator[Finding]:
    """Postfix takes a server that bears its own name or address for itself, and sends the mail back (5.4.6)."""
    own = {config["fqdn"], *config["public_addresses"]}
    for connector in connectors:
        if met := sorted(own & set(connector["smart_hosts"])):
            message = (
                f"its smart host {met[0]} is what this host is called itself, so mail would loop back to it (5.4.6):"
                " name the next host as it introduces itself"
            )
            yield connector.finding("postfix-to-itself", "smart_hosts", message, severity="warning")


def _bars_the_internet(connector: Wanted) -> bool:
    """Whether strangers have to encrypt where mail of everybody arrives."""
    strangers = "AnonymousUsers" in connector["permission_groups"] and not connector["sender_domains"]
    everybody = {ANYWHERE_V4, ANYWHERE_V6} & set(connector["remote_ip_ranges"])
    public = any(binding.endswith(":25") for binding in connector["bindings"])
    named = connector["client_certificate_name"] is not None
    return connector["require_tls"] and strangers and bool(everybody) and public and not named


def _hears_of_the_cloud(wanted: dict[str, list[Wanted]]) -> bool:
    """Whether the host sends to Exchange Online, which then sends to it."""
    names = {cloud.mail_name for cloud in CLOUDS.values() if cloud.mail_name}
    return any(connector["tls_domain"] in names for connector in wanted["send_connector"])


def _torn(certificates: Iterable[Certificate]) -> Iterator[Finding]:
    met: dict[str, Certificate] = {}
    for certificate in certificates:
        if certificate.file.startswith(ON_HOST):
            continue
        other = met.setdefault(certificate.label, certificate)
        if other != certificate:
            message = (
                f"Certificates {other.file!r} and {certificate.file!r} would both become {certificate.label}.pem on the"
                " host: name the files otherwise."
            )
            yield Finding("postfix-one-certificate-name", "mailflow", message)
