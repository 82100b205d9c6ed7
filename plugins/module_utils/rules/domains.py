# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""D: domains. What DNS and the accepted domains of both sides say about the same name."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.domain import parent
from ..routing.world.dns import ENFORCE, Policy
from .facts import Answers, Breach, Facts, Seen
from .rule import rule
from .who import accepted, address_range, is_cloud_host, listing, on_premises, sends_to_tenant, takes_all

CLOUD_SENDERS = ("include:spf.protection.outlook.com", "include:spf.protection.office365.us")


def spf_of(facts: Facts, domain: str) -> str | None:
    """The SPF record of a domain; empty if it has none, None if nobody asked."""
    texts = facts.answers.txt.get(domain) if facts.answers else None
    if texts is None:
        return None
    return next((text for text in texts if text.lower().split(" ")[0] == "v=spf1"), "")


def _vouches(terms: list[str], address: str) -> bool | None:
    """Whether SPF names the address; None where that is left to other names."""
    networks = [term.lstrip("+").partition(":")[2] for term in terms if term.lstrip("+").startswith(("ip4:", "ip6:"))]
    if any(ipaddress.ip_address(address) in ipaddress.ip_network(n, strict=False) for n in networks if _is_network(n)):
        return True
    plain = ("v=spf1", "ip4:", "ip6:", "-all", "~all", "?all", *CLOUD_SENDERS)
    return False if all(term.lstrip("+").startswith(plain) for term in terms) else None


def _is_network(text: str) -> bool:
    return address_range(text) is not None


@rule(
    "D06",
    "sender-not-in-spf",
    "warning",
    needs="dns",
    holds="every address that sends as a domain is in the domain's SPF record",
    otherwise="Mail lands in junk or is refused: 550 5.7.23, 5.7.509, for consumers 5.7.515",
    remedy="Add the address as ip4: or ip6:, and include:spf.protection.outlook.com for the tenant",
)
def sender_not_in_spf(facts: Facts) -> Iterator[Breach]:
    for domain in facts.domains:
        record = spf_of(facts, domain.name)
        if not record:
            continue
        terms = record.lower().split()
        direct = not any(term.lstrip("+").startswith(("include:", "redirect=")) for term in terms)
        if facts.tenant and domain.mailboxes != "on_premises" and direct:
            yield Breach(domain.path, f"the SPF record of '{domain.name}' is '{record}', and the tenant sends as it")
        for address in facts.public_addresses if domain.mailboxes != "online" else ():
            if _vouches(terms, address) is False:
                yield Breach(domain.path, f"the SPF record of '{domain.name}' is '{record}', without {address}")


def _rewritten(facts: Facts, attribute: str) -> Iterator[tuple[Seen, str, str]]:
    """The pairs by which Postfix puts one address or @domain for another; Exchange's Edge servers cannot be asked."""
    for settings in facts.every("postfix", "transport_config"):
        for pair in map(str, settings.members(attribute)):
            given, _sign, instead = pair.lower().partition("=")
            yield settings, given, instead


@rule(
    "D07",
    "rewritten-to-a-foreign-domain",
    "warning",
    holds="addresses are rewritten on the way out to a domain whose mail comes back",
    otherwise="Nobody gets the replies, or a stranger does; SPF and DKIM of that domain do not vouch for the mail",
    remedy="Rewrite to a domain of the topology, or add the domain there",
)
def rewritten_to_a_foreign_domain(facts: Facts) -> Iterator[Breach]:
    sides = ("online", "exchange", "postfix")
    ours = {domain.name for domain in facts.domains}.union(*(accepted(facts, side) for side in sides))
    for settings, given, instead in _rewritten(facts, "rewrite_outbound"):
        if ours and instead.rpartition("@")[2] not in ours:
            met = f"'{given}' goes out as '{instead}', which is of none of {listing(sorted(ours))}"
            yield settings.at("rewrite_outbound", met)


@rule(
    "D08",
    "flattened-both-ways",
    "warning",
    holds="a domain that becomes part of another on the way out does not become itself again for all on the way in",
    otherwise="Mail for people who are only in the other domain reaches somebody else, or nobody: 550 5.1.1",
    remedy="Take the domain out of rewrite_inbound, and name there the addresses that are meant",
)
def flattened_both_ways(facts: Facts) -> Iterator[Breach]:
    out = {(instead, given) for _settings, given, instead in _rewritten(facts, "rewrite_outbound")}
    for settings, given, instead in _rewritten(facts, "rewrite_inbound"):
        if given.startswith("@") and (given, instead) in out:
            met = f"all of '{given}' becomes '{instead}', as '{instead}' becomes '{given}' on the way out"
            yield settings.at("rewrite_inbound", met)


@rule(
    "D09",
    "recipients-not-checked",
    "hint",
    holds="Exchange looks recipients of an authoritative domain up before it takes their mail",
    otherwise="Mail for recipients that do not exist is taken and returned to senders that may be forged",
    remedy="Set address_book_enabled: true, or let an Edge server or filter in front check recipients",
)
def recipients_not_checked(facts: Facts) -> Iterator[Breach]:
    for domain in accepted(facts, "exchange").values():
        if domain.get("domain_type") == "Authoritative" and domain.lacks("address_book_enabled"):
            yield domain.at("address_book_enabled", "it is Authoritative and its recipients are not looked up")


@rule(
    "D10",
    "domain-barred-from-mail",
    needs="topology",
    holds="a domain of the topology may send and be sent to",
    otherwise="The tenant refuses its mail",
    remedy="Set the attribute to false, or take the domain from the topology",
)
def domain_barred_from_mail(facts: Facts) -> Iterator[Breach]:
    known = accepted(facts, "online")
    for domain in facts.domains:
        seen = known.get(domain.name)
        for attribute in ("sending_from_domain_disabled", "sending_to_domain_disabled") if seen else ():
            if seen and seen.get(attribute):
                yield seen.at(attribute, f"{attribute} is true, and the topology has the domain")


@rule(
    "T05",
    "mta-sts-without-the-mx",
    needs="topology",
    holds="an MTA-STS policy that is enforced lists every MX of its domain, the old ones too while the MX moves",
    otherwise="Senders that look at one and remember the other refuse to deliver: 5.4.8, 4.4.8 MX hosts fail MTA-STS",
    remedy="List both names while the MX moves (dns.mta_sts.also), in mode testing first",
)
def mta_sts_without_the_mx(facts: Facts) -> Iterator[Breach]:
    answers = facts.answers or Answers()
    for domain in facts.domains:
        wanted, served = facts.policies.get(domain.name, {}), answers.mta_sts.get(domain.name, {})
        now = answers.mx.get(domain.name, ())
        if missing := _refused(wanted, facts.former_mx.get(domain.name, ())):
            met = f"the policy to be of '{domain.name}' lists {listing(wanted['mx'])}, its MX until now is"
            yield Breach(
                domain.path, f"{met} {listing(missing)}, which senders remember until its time to live is over"
            )
        elif missing := _refused(served, now):
            met = f"the policy of '{domain.name}' lists {listing(served['mx'])}, its MX is {listing(missing)}"
            yield Breach(domain.path, met)
        elif missing := _refused(wanted, now):
            met = f"the policy to be of '{domain.name}' lists {listing(wanted['mx'])}, DNS says {listing(missing)}"
            yield Breach(domain.path, met)


def _refused(policy: Mapping[str, Any], exchangers: Iterable[str]) -> list[str]:
    """The exchangers that senders refuse under a policy that is enforced."""
    if policy.get("mode") != ENFORCE:
        return []
    said = Policy(ENFORCE, tuple(map(str, policy.get("mx", ()))))
    return [host for host in (each.rstrip(".").lower() for each in exchangers) if not said.lists(host)]


@rule(
    "S10",
    "mta-sts-not-served",
    "warning",
    needs="dns",
    holds="the MTA-STS policy that DNS announces is served by its web host, over HTTPS with a certificate for its name",
    otherwise="Senders find no policy, and deliver in clear to whoever answers; those that remember an older one refuse"
    " a new MX: 5.4.8",
    remedy="Serve the text at https://mta-sts.DOMAIN/.well-known/mta-sts.txt without a redirect (docs/dns.md), or take"
    " the _mta-sts record away",
)
def mta_sts_not_served(facts: Facts) -> Iterator[Breach]:
    served = facts.answers.mta_sts if facts.answers else {}
    for domain in facts.domains:
        problem = served.get(domain.name, {}).get("problem")
        if problem:
            yield Breach(domain.path, f"DNS announces a policy of '{domain.name}', its web host serves none: {problem}")


@rule(
    "S11",
    "sender-without-name",
    "warning",
    needs="dns",
    holds="an address that sends to the Internet has a name in reverse DNS",
    otherwise="Over IPv6 mail is refused: 550 5.7.25; over IPv4 many receivers count it as spam or put it off",
    remedy="Have the provider of the address set its PTR record to the public name, and the name's A or AAAA to it",
)
def sender_without_name(facts: Facts) -> Iterator[Breach]:
    names = facts.answers.ptr if facts.answers else {}
    direct = any(_delivers_itself(connector) for connector in on_premises(facts, "send_connector"))
    for address in facts.public_addresses:
        sends = direct or (":" in address and any(sends_to_tenant(facts)))
        if sends and names.get(address) == ():
            yield Breach(f"{facts.sites_path}.public_addresses", f"{address} has no PTR record")


def _delivers_itself(connector: Seen) -> bool:
    return takes_all(connector) and not connector.members("smart_hosts")


@rule(
    "S01",
    "mx-is-not-where-it-is-said",
    "warning",
    needs="dns",
    holds="the MX of a domain is where the topology says",
    otherwise="Mail from the Internet takes another way than everything here was made for",
    remedy="Change the MX record, or mx in the topology",
)
def mx_is_not_where_it_is_said(facts: Facts) -> Iterator[Breach]:
    answers = facts.answers.mx if facts.answers else {}
    for domain in facts.domains:
        hosts = [host.rstrip(".").lower() for host in answers.get(domain.name, ())]
        at_cloud = [host for host in hosts if is_cloud_host(host)]
        if hosts and domain.mx == "online" and len(at_cloud) < len(hosts):
            others = [host for host in hosts if host not in at_cloud]
            yield Breach(domain.path, f"mx of '{domain.name}' is online, DNS says {listing(others)}")
        elif at_cloud and domain.mx != "online":
            yield Breach(domain.path, f"mx of '{domain.name}' is {domain.mx}, DNS says {listing(at_cloud)}")


@rule(
    "S02",
    "domain-open-to-forgery",
    "warning",
    needs="dns",
    holds="every domain has an SPF record that refuses strangers, and a DMARC record",
    otherwise="Anybody can send as the domain and be believed",
    remedy="Publish v=spf1 … -all (or ~all) and _dmarc with p=quarantine or p=reject",
)
def domain_open_to_forgery(facts: Facts) -> Iterator[Breach]:
    texts = facts.answers.txt if facts.answers else {}
    for domain in facts.domains:
        record = spf_of(facts, domain.name)
        if record == "":
            yield Breach(domain.path, f"'{domain.name}' has no SPF record")
        elif record and {"+all", "all", "?all"} & set(record.lower().split()):
            yield Breach(domain.path, f"the SPF record of '{domain.name}' lets everybody send: '{record}'")
        if texts.get(f"_dmarc.{domain.name}") is not None and not _has_dmarc(texts, domain.name):
            yield Breach(domain.path, f"'{domain.name}' has no DMARC record")


def _has_dmarc(texts: Mapping[str, tuple[str, ...]], domain: str) -> bool:
    """Its own record, or that of a domain above it, which holds for those below (RFC 7489 section 6.6.3)."""
    own = any(text.lower().startswith("v=dmarc1") for text in texts.get(f"_dmarc.{domain}", ()))
    return own or (bool(parent(domain)) and _has_dmarc(texts, parent(domain)))


RULES = (
    sender_not_in_spf,
    rewritten_to_a_foreign_domain,
    flattened_both_ways,
    recipients_not_checked,
    domain_barred_from_mail,
    mta_sts_without_the_mx,
    mta_sts_not_served,
    sender_without_name,
    mx_is_not_where_it_is_said,
    domain_open_to_forgery,
)
