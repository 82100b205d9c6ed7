# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""S: security. Doors that nobody meant to open, and things nobody says are theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .facts import Breach, Facts, Seen
from .rule import rule
from .who import inbound, is_postfix, is_private, is_whole_internet, listing, on_premises, ranges, spaces

ANY_RECIPIENT = "ms-exch-smtp-accept-any-recipient"
ANONYMOUS = ("nt authority\\anonymous logon", "anonymous logon")
WATCHED = (
    ("exchange", "send_connector"),
    ("exchange", "receive_connector"),
    ("online", "inbound_connector"),
    ("online", "outbound_connector"),
)
# What setup makes on every Mailbox and Edge server.
MADE_BY_SETUP = ("Default", "Default Frontend", "Client Frontend", "Client Proxy", "Outbound Proxy Frontend")
DIVERTING = ("redirect_message_to", "blind_copy_to", "copy_to", "route_message_outbound_connector")


def _relays_for_strangers(connector: Seen) -> bool:
    if is_postfix(connector):
        groups = connector.members("permission_groups") or ("AnonymousUsers",)
        named = connector.get("client_certificate_name") or "AnonymousUsers" not in groups
        return bool(connector.get("accept_any_recipient")) and not named
    rights = connector.get("extended_rights")
    for principal, granted in rights.items() if isinstance(rights, Mapping) else ():
        named = granted.get("add", ()) if isinstance(granted, Mapping) else granted or ()
        if str(principal).lower() in ANONYMOUS and ANY_RECIPIENT in (str(each).lower() for each in named):
            return not connector.get("allow_open_relay")
    return False


@rule(
    "S04",
    "open-relay",
    holds="a receive connector that relays for callers without a name is limited to hosts that are meant",
    otherwise="Spammers send through it within hours, and the organization's addresses end on block lists",
    remedy="Limit remote_ip_ranges to the devices that are meant, or take ms-Exch-SMTP-Accept-Any-Recipient from"
    " ANONYMOUS LOGON; on Postfix set accept_any_recipient: false or ask for a client_certificate_name",
)
def open_relay(facts: Facts) -> Iterator[Breach]:
    for connector in on_premises(facts, "receive_connector"):
        if not _relays_for_strangers(connector):
            continue
        met = ranges(connector, "remote_ip_ranges")
        whole = [each for each in met if is_whole_internet(each)]
        wide = [each for each in met if each.size > 256 and each not in whole and not is_private(each)]
        if whole:
            yield connector.at("remote_ip_ranges", f"it relays to everywhere for anybody in {listing(whole)}")
        elif is_postfix(connector) and "remote_ip_ranges" not in connector:
            yield connector.at("accept_any_recipient", "it relays to everywhere for anybody, as it names no addresses")
        elif wide:
            yield connector.at("remote_ip_ranges", f"it relays to everywhere for all of {listing(wide)}", "warning")


def _is_made_by_setup(seen: Seen) -> bool:
    if seen.resource.kind == "receive_connector":
        server, _separator, name = seen.name.partition("\\")
        return name.casefold() in {f"{start} {server}".casefold() for start in MADE_BY_SETUP}
    if seen.resource.kind == "send_connector":
        edge = seen.name.startswith("EdgeSync - ")
        plain = [space.space for space in spaces(seen)] == ["*"] and not seen.members("smart_hosts")
        return edge or plain
    return False


def _of_other_organizations(facts: Facts) -> set[tuple[str, str]]:
    """The connectors that the tenant itself counts to an Exchange organization, which may be another forest's."""
    found = facts.every("online", "on_premises_organization")
    words = ("inbound_connector", "outbound_connector")
    return {(word, str(each.get(word)).casefold()) for each in found for word in words if each.get(word)}


@rule(
    "S05",
    "connector-nobody-declared",
    "warning",
    holds="every connector is in the topology, but for what setup makes and what the tenant's other organizations have",
    otherwise="Who breaks in adds connectors to send or read mail unseen",
    remedy="Find out whose it is, then state it in the topology (kind and name under resources are enough) or remove"
    " it",
)
def connector_nobody_declared(facts: Facts) -> Iterator[Breach]:
    named = _of_other_organizations(facts)
    for side, kind in WATCHED:
        for seen in facts.active(side, kind):
            if not seen.declared and not _is_made_by_setup(seen) and (kind, seen.name.casefold()) not in named:
                yield Breach(seen.path, f"{seen}: it is there, and the topology does not say so")


@rule(
    "S06",
    "rule-nobody-declared-diverts-mail",
    "warning",
    holds="every rule that sends mail another way or copies it is in the topology",
    otherwise="Who breaks in reads along by such rules",
    remedy="Find out whose it is, then state it in the topology or remove it",
)
def rule_nobody_declared_diverts_mail(facts: Facts) -> Iterator[Breach]:
    for side in ("exchange", "online"):
        for each in facts.active(side, "transport_rule"):
            diverted = [attribute for attribute in DIVERTING if each.get(attribute)]
            if diverted and not each.declared:
                yield each.at(diverted[0], f"nobody stated it, and its {diverted[0]} is {each.get(diverted[0])!r}")


@rule(
    "S07",
    "filter-skipped-by-rule",
    "warning",
    holds="a rule that exempts mail from spam filtering (set_scl -1) says from which servers",
    otherwise="Who forges the sender or the words it looks for passes the filter",
    remedy="Add sender_ip_ranges, or take addresses to the connection filter",
)
def filter_skipped_by_rule(facts: Facts) -> Iterator[Breach]:
    for each in facts.active("online", "transport_rule"):
        proven = ("sender_ip_ranges", "header_contains_message_header", "header_matches_message_header")
        inside = each.get("from_scope") == "InOrganization"
        if str(each.get("set_scl")) == "-1" and not inside and not any(each.get(condition) for condition in proven):
            yield each.at("set_scl", "it exempts mail from filtering by what a sender can write himself")


@rule(
    "S08",
    "wide-allow-list",
    "warning",
    holds="the IP allow list names single servers or small networks",
    otherwise="Everybody who gets an address there passes spam and forgery checks",
    remedy="List the addresses that send, or trust the sender by certificate",
)
def wide_allow_list(facts: Facts) -> Iterator[Breach]:
    for policy in facts.every("online", "hosted_connection_filter_policy"):
        wide = [each for each in ranges(policy, "ip_allow_list") if each.size >= 256]
        if wide:
            yield policy.at("ip_allow_list", f"it holds all of {listing(wide)}")


@rule(
    "S09",
    "wide-range-is-internal",
    "warning",
    holds="who is known by address alone and whose mail counts as internal has few addresses",
    otherwise="Everybody in that network sends as anybody inside",
    remedy="List the servers' own addresses, or identify them by certificate",
)
def wide_range_is_internal(facts: Facts) -> Iterator[Breach]:
    for connector in inbound(facts, "OnPremises"):
        trusted = connector.get("treat_messages_as_internal") or connector.get("cloud_services_mail_enabled")
        wide = [each for each in ranges(connector, "sender_ip_addresses") if each.size >= 256]
        if trusted and wide and not connector.get("tls_sender_certificate_name"):
            yield connector.at("sender_ip_addresses", f"it takes all of {listing(wide)} for internal")


RULES = (
    open_relay,
    connector_nobody_declared,
    rule_nobody_declared_diverts_mail,
    filter_skipped_by_rule,
    wide_allow_list,
    wide_range_is_internal,
)
