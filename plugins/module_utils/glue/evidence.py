# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be looked at so that the rules can be asked that resources alone cannot answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..model.topology import Topology
from ..rules.facts import Facts
from ..sessions.look_up import LookUp, Question
from ..sessions.mta_sts import served
from ..sessions.smtp import Conversation, converse
from ..sessions.smtp_trouble import NOT_OFFERED

WORDS = {"MX": "mx", "AAAA": "aaaa", "TXT": "txt", "TLSA": "tlsa", "PTR": "ptr"}
HTTPS = 443
VALIDATED = ("required", "certificate", "name")


def exchangers_of_partners(topology: Topology) -> Iterator[Question]:
    """What DNS is asked where the hosts of partners are to be met."""
    for partner in topology.partners:
        if partner.send and not partner.send.smart_hosts:
            yield from (("MX", domain) for domain in partner.domains)


def questions(facts: Facts) -> Iterator[Question]:
    """What DNS is asked: about each domain, each smart host of the tenant, each partner that must have DANE."""
    for domain in facts.domains:
        texts = (domain.name, f"_dmarc.{domain.name}", f"_mta-sts.{domain.name}")
        yield from (("MX", domain.name), *(("TXT", name) for name in texts))
    yield from (("PTR", reverse) for reverse in _reversed(facts))
    for connector in facts.active("online", "outbound_connector"):
        for host in map(str, connector.members("smart_hosts")):
            if not host.replace(".", "").isdigit() and ":" not in host and "/" not in host:
                yield from (("MX", host), ("AAAA", host))
        if connector.get("smtp_dane_mode") == "Mandatory":
            yield from (("MX", str(each)) for each in connector.members("recipient_domains") if "*" not in str(each))


def _reversed(facts: Facts) -> dict[str, str]:
    """The addresses of sites by their names in reverse DNS; a network has none."""
    return {ipaddress.ip_address(each).reverse_pointer: each for each in facts.public_addresses if "/" not in each}


def looked_up(facts: Facts, name_servers: LookUp) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Answers by kind and name, as `evidence` takes them, and why there is none where nobody answered."""
    answers, unanswered = name_servers.ask(questions(facts))
    exchangers = dict.fromkeys(host for (kind, _name), hosts in answers.items() if kind == "MX" for host in hosts)
    strict = any(c.get("smtp_dane_mode") == "Mandatory" for c in facts.active("online", "outbound_connector"))
    more, missed = name_servers.ask(("TLSA", f"_25._tcp.{host}") for host in exchangers if strict)
    evidence: dict[str, dict[str, Any]] = {word: {} for word in WORDS.values()}
    if strict:
        mailed = [name for kind, name in answers if kind == "MX"]
        evidence["dnssec"] = name_servers.vouched((*mailed, *exchangers))
    addresses = _reversed(facts)
    for (kind, name), found in (answers | more).items():
        evidence[WORDS[kind]][addresses.get(name, name)] = list(found)
    return evidence, unanswered + missed


def policies(
    answers: Mapping[str, Mapping[str, list[str]]], elsewhere: Mapping[str, Mapping[str, Any]], ca_file: str
) -> dict[str, dict[str, Any]]:
    """The MTA-STS policy of each domain for which DNS announces one, as its web host serves it."""
    announcing = [name for name, texts in answers["txt"].items() if any(text.startswith("v=STSv1") for text in texts)]
    found: dict[str, dict[str, Any]] = {}
    for domain in (name.removeprefix("_mta-sts.") for name in announcing if name.startswith("_mta-sts.")):
        place = {"host": "", "port": HTTPS, **elsewhere.get(f"mta-sts.{domain}", {})}
        policy = served(domain, str(place["host"]), int(place["port"]), ca_file)
        found[domain] = {"mode": policy.mode, "mx": list(policy.mx), "problem": policy.problem}
    return found


def handshakes(topology: Topology, elsewhere: Mapping[str, Mapping[str, Any]], ca_file: str) -> list[dict[str, Any]]:
    """What is met at each public name, once a name."""
    by_name = {site.public_name: site for site in topology.sites}
    return [
        _met(name, f"{site.path}.public_name", site.certificate.host or name, elsewhere.get(name, {}), ca_file)
        for name, site in by_name.items()
    ]


def partner_hosts(
    topology: Topology,
    exchangers: Mapping[str, Iterable[str]],
    elsewhere: Mapping[str, Mapping[str, Any]],
    ca_file: str,
) -> list[dict[str, Any]]:
    """What is met at the hosts of partners to whom mail goes over TLS: the stated ones, else those DNS names."""
    found: list[dict[str, Any]] = []
    for send in (partner.send for partner in topology.partners if partner.send and partner.send.tls in VALIDATED):
        domains = next(partner.domains for partner in topology.partners if partner.send is send)
        hosts = send.smart_hosts or [host for domain in domains for host in exchangers.get(domain, ())]
        for host in dict.fromkeys(hosts):
            name = send.name if send.name and not send.name.startswith("*.") else host
            met = _met(host, send.path, name, elsewhere.get(host, {}), ca_file)
            another_name = "mismatch" in met["problem"].lower() or "not valid for" in met["problem"].lower()
            enough = send.tls == "required" or (send.tls == "certificate" and another_name)
            found.append(met | {"verified": met["verified"] or enough})
    return found


def _met(host: str, path: str, name: str, elsewhere: Mapping[str, Any], ca_file: str) -> dict[str, Any]:
    place = {"host": host, "port": 25, **elsewhere}
    told = converse(
        Conversation(str(place["host"]), int(place["port"]), tls_name=name, ca_file=ca_file, until="hello", timeout=15)
    )
    trouble = told.trouble
    return {
        "host": host,
        "path": path,
        "connected": "connect" in told.replies,
        "offered": not (trouble and trouble.kind == NOT_OFFERED),
        "version": told.tls.version if told.tls else "",
        "verified": bool(told.tls and told.tls.verified),
        "names": list(told.tls.names) if told.tls else [],
        "client_auth": not told.tls or told.tls.client_auth,
        "problem": str(trouble) if trouble else told.tls.problem if told.tls else "",
    }


def as_warnings(sentences: Iterable[str]) -> dict[str, list[str]]:
    """The warnings of a result, if there are any."""
    found = [f"{sentence}. Rules that need it were not asked." for sentence in sentences]
    return {"warnings": found} if found else {}
