# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether partners, devices, filters and rules can be kept to with what is said of them."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.shapes import WRONG, Part, inside
from ..document.texts import is_tenant_range
from ..finding import Finding
from .certificates import accepted_domains, name_is_covered
from .links import has_tenant, is_side, meant, names

_RESERVED = ("online", "on_premises", "direct", "smart_hosts")
_ONLINE_ONLY = {
    "direct_send": "to hand in mail as a stranger, without a connector",
    "smtp_auth": "to sign in as a mailbox of the cloud",
    "high_volume": "to use a high volume account of the cloud",
}


def names_are_of_one_thing(topology: Part) -> Iterator[Finding]:
    """A side, site or filter is meant by its name alone."""
    met: dict[str, str] = {}
    for part in (*topology.parts("sites"), *topology.parts("filters")):
        name = part.values.get("name")
        if name in _RESERVED:
            yield Finding("reserved-name", part.path, f"{name!r} has a meaning of its own; choose another name.")
        elif name in met:
            yield Finding(
                "duplicate-name", part.path, f"{name!r} is the name of {met[name]} as well; rename one of them."
            )
        elif name is not None:
            met[name] = part.path


def partners_are_others(topology: Part) -> Iterator[Finding]:
    own = {part.values.get("name"): part.path for part in topology.parts("domains")}
    met: dict[str, str] = {}
    for partner in topology.parts("partners"):
        for index, name in enumerate(partner.values.get("domains", ())):
            path = inside(f"{partner.path}.domains", index)
            if name is not WRONG and (name in own or name in met):
                message = f"{name!r} is at {own.get(name) or met[name]} already; a domain is one organization's."
                yield Finding("duplicate-domain", path, message)
            elif name is not WRONG:
                met[name] = path


def partners_can_be_kept_to(topology: Part) -> Iterator[Finding]:
    for partner in topology.parts("partners"):
        if not {"send", "receive", "allow"} & partner.written:
            message = "Nothing is said of mail to or from this partner. Say send, receive or allow, or take it out."
            yield Finding("empty-partner", partner.path, message, severity="warning")
        if partner.values.get("allow") and not has_tenant(topology):
            message = "The IP Allow list is the tenant's, and there is none. Add online with host and tenant."
            yield Finding("no-tenant", f"{partner.path}.allow", message)
        send, receive = partner.part("send"), partner.part("receive")
        if send:
            yield from _send(topology, send)
        if receive:
            yield from _receive(topology, receive)


def _send(topology: Part, send: Part) -> Iterator[Finding]:
    tls, name = send.values.get("tls"), send.values.get("name")
    if tls == "name" and name == "":
        yield Finding("word-wanted", f"{send.path}.name", "tls: name needs the name in the partner's certificate.")
    if tls not in (None, "name") and name:
        message = f"With tls: {tls} the name {name!r} is not looked at. Set tls: name, or leave the name out."
        yield Finding("unused-name", f"{send.path}.name", message)
    for index, side in enumerate(send.values.get("from", ())):
        yield from _side(topology, side, inside(f"{send.path}.from", index))
    if tls == "dane":
        yield from _dane(topology, send)


def _dane(topology: Part, send: Part) -> Iterator[Finding]:
    if send.values.get("smart_hosts"):
        message = "DANE goes by the partner's MX; leave the smart hosts out."
        yield Finding("dane-needs-mx", f"{send.path}.smart_hosts", message)
    sides = send.values.get("from")
    for site in topology.parts("sites"):
        gate = _gate(site)
        senders = sides is None and site.values.get("outbound") != "online"
        if gate.values.get("software") == "exchange" and (senders or site.values.get("name") in (sides or ())):
            message = (
                f"Site {site.values.get('name', '?')!r} sends with Exchange Server, which cannot do DANE. Name the "
                "sides that can with from, or take another tls."
            )
            yield Finding("no-dane", f"{send.path}.tls", message)


def _receive(topology: Part, receive: Part) -> Iterator[Finding]:
    tls, name, addresses = (receive.values.get(word) for word in ("tls", "name", "addresses"))
    if tls == "certificate" and name == "":
        message = "tls: certificate needs the name in the partner's certificate."
        yield Finding("word-wanted", f"{receive.path}.name", message)
    if tls == "required" and name:
        message = f"With tls: required the name {name!r} is not looked at. Set tls: certificate, or leave the name out."
        yield Finding("unused-name", f"{receive.path}.name", message)
    if tls == "certificate" and addresses:
        message = (
            "Who shows the certificate needs no address: where both are set, it is not documented which of them "
            "decides. Leave addresses out, or set tls: required."
        )
        yield Finding("certificate-and-addresses", f"{receive.path}.addresses", message)
    for index, side in enumerate(receive.values.get("at", ())):
        yield from _side(topology, side, inside(f"{receive.path}.at", index))
    sides = receive.values.get("at", _takers(topology))
    if not sides and "at" not in receive.written:
        message = (
            "All mail comes through filters, so no side of ours meets the partner: ask the filter to keep to this, or "
            "name with at where the partner delivers past it."
        )
        yield Finding("partner-behind-filter", receive.path, message)
    for site in topology.parts("sites"):
        if site.values.get("name") in sides and _gate(site).values.get("software") == "exchange":
            yield from _known_to_exchange(site, receive)


def _gate(site: Part) -> Part:
    return site.part("edge") or site


def _takers(topology: Part) -> list[str]:
    """The sides that take mail from the Internet, by what the domains say of their MX."""
    default = "online" if has_tenant(topology) else "on_premises"
    mx = {domain.values.get("mx", default) for domain in topology.parts("domains")}
    tenant = ["online"] if "online" in mx else []
    return [*tenant, *names(topology, "sites")] if "on_premises" in mx else tenant


def _known_to_exchange(site: Part, receive: Part) -> Iterator[Finding]:
    """Exchange Server knows a caller by its address before it knows anything else."""
    name = site.values.get("name", "?")
    if receive.values.get("tls") == "certificate":
        message = (
            f"Site {name!r} takes mail with Exchange Server, which cannot ask for a certificate of this name. "
            "Name the sides that can with at, or set tls: required with the partner's addresses."
        )
        yield Finding("partner-at-exchange", f"{receive.path}.tls", message)
    elif receive.values.get("addresses") == ():
        message = (
            f"Site {name!r} takes mail with Exchange Server, which knows a partner by its addresses only. Give them, "
            "or name other sides with at."
        )
        yield Finding("partner-at-exchange", f"{receive.path}.addresses", message)


def _side(topology: Part, side: object, path: str) -> Iterator[Finding]:
    if isinstance(side, str):
        yield from is_side(topology, side, path)


def devices_can_hand_in_their_mail(topology: Part) -> Iterator[Finding]:
    online = topology.part("online")
    rejecting = online is not None and online.values.get("reject_direct_send") is True
    for devices in topology.parts("devices"):
        via = devices.values.get("via")
        if via is None:
            continue
        yield from is_side(topology, via, f"{devices.path}.via")
        yield from _identity(topology, devices, via)
        yield from _online_method(devices, via, rejecting)


def _identity(topology: Part, devices: Part, via: str) -> Iterator[Finding]:
    by, addresses, name = (devices.values.get(word) for word in ("identify_by", "addresses", "certificate_name"))
    if devices.values.get("method") != "relay":
        return
    if by == "address" and addresses == ():
        message = "Devices that are known by address need their addresses."
        yield Finding("word-wanted", f"{devices.path}.addresses", message)
    if by == "address" and via == "online":
        yield from tenant_ranges(devices, "devices at it")
    if by == "certificate" and name == "":
        message = "Devices that are known by certificate need certificate_name."
        yield Finding("word-wanted", f"{devices.path}.certificate_name", message)
    accepted = accepted_domains(topology)
    if by == "certificate" and via == "online" and accepted:
        yield from name_is_covered(devices, "certificate_name", accepted)
    site = next((site for site in topology.parts("sites") if site.values.get("name") == via), None)
    if by == "certificate" and site and _gate(site).values.get("software") == "exchange":
        message = "Exchange Server lets nobody relay by certificate; take identify_by: address, or via: online."
        yield Finding("relay-by-certificate", f"{devices.path}.identify_by", message)


def tenant_ranges(part: Part, who: str) -> Iterator[Finding]:
    """Whether a tenant's lists take these addresses."""
    for index, text in enumerate(part.values.get("addresses", ())):
        if text is not WRONG and not is_tenant_range(text):
            message = (
                f"{text!r} cannot be how Exchange Online knows {who}: it takes public IPv4 addresses and networks "
                "from /24 to /32."
            )
            yield Finding("tenant-address", inside(f"{part.path}.addresses", index), message)


def _online_method(devices: Part, via: str, rejecting: bool) -> Iterator[Finding]:
    method = devices.values.get("method")
    if method not in _ONLINE_ONLY:
        return
    if via != "online":
        message = f"method: {method} is {_ONLINE_ONLY[method]}; for a site take method: relay."
        yield Finding("device-method", f"{devices.path}.method", message)
    elif method == "direct_send" and rejecting:
        message = (
            "The tenant refuses such mail (online.reject_direct_send). Take method: relay, or let the tenant take it."
        )
        yield Finding("direct-send-refused", f"{devices.path}.method", message)
    elif method != "smtp_auth" and devices.values.get("to") == "anyone":
        message = f"With method: {method} mail reaches our own recipients only. Set to: inside, or method: relay."
        yield Finding("device-method", f"{devices.path}.to", message)


def filters_can_be_known(topology: Part) -> Iterator[Finding]:
    for part in topology.parts("filters"):
        side, sites = part.values.get("delivers_to"), names(topology, "sites")
        if side is not None:
            yield from is_side(topology, side, f"{part.path}.delivers_to")
        nameless = part.values.get("addresses") == () and part.values.get("certificate_name") == ""
        if nameless and part.values.get("lock_down") and _is_mx(topology, part):
            message = (
                "Only this filter may hand on mail, and nothing says how it is known. Give its certificate_name or its "
                "addresses, or set lock_down: false."
            )
            yield Finding("unknown-by-anything", f"{part.path}.lock_down", message)
        if side in sites and part.values.get("lock_down") and _is_mx(topology, part):
            yield from _locked_site(topology, part, side)
        if side == "online" or (side is None and has_tenant(topology)) or (side is None and not sites):
            yield from tenant_ranges(part, "the filter")


def _locked_site(topology: Part, part: Part, side: str | None) -> Iterator[Finding]:
    gates = [_gate(site) for site in topology.parts("sites") if site.values.get("name") == side]
    takes_it = any(gate.values.get("software") == "exchange" for gate in gates)
    if takes_it and part.values.get("addresses") == ():
        message = (
            f"Site {side!r} takes mail with Exchange Server, which knows the filter by its addresses only. Give them, "
            "or set lock_down: false."
        )
        yield Finding("unknown-by-anything", f"{part.path}.addresses", message)


def _is_mx(topology: Part, part: Part) -> bool:
    return any(domain.values.get("mx") == part.values.get("name") for domain in topology.parts("domains"))


def rules_lead_somewhere(topology: Part) -> Iterator[Finding]:
    met: dict[str, str] = {}
    filters = {part.values.get("name"): part for part in topology.parts("filters")}
    if topology.parts("rules") and not has_tenant(topology):
        message = (
            "Mail flow rules choose a way in Exchange Online, and there is no tenant. Add online with host and tenant."
        )
        yield Finding("no-tenant", f"{topology.path}.rules", message)
    for rule in topology.parts("rules"):
        name, via, when = rule.values.get("name"), rule.values.get("via"), rule.part("when")
        if name is not None and name.casefold() in met:
            yield Finding("duplicate-rule", f"{rule.path}.name", f"{name!r} is {met[name.casefold()]} already.")
        elif name is not None:
            met[name.casefold()] = rule.path
        if when is not None and not when.written:
            message = (
                "A rule without conditions takes all mail its way. Say which mail, or use a connector for all of it."
            )
            yield Finding("no-conditions", f"{rule.path}.when", message)
        if isinstance(via, str) and via not in [*names(topology, "sites"), *filters]:
            known = meant(via, [*names(topology, "sites"), *map(str, filters)])
            yield Finding("unknown-site", f"{rule.path}.via", f"There is no site or filter {via!r}; {known}")
        elif isinstance(via, str) and via in filters:
            yield from _loop(topology, rule, filters[via])


def _loop(topology: Part, rule: Part, by: Part) -> Iterator[Finding]:
    """Mail that a rule sends through somebody's hands must find back, as ours."""
    name = by.values.get("name", "?")
    if by.values.get("smart_hosts") == ():
        message = f"The filter {name!r} has no host that takes mail on its way out. Give it smart_hosts."
        yield Finding("no-smart-hosts", f"{rule.path}.via", message)
    if _is_mx(topology, by) or by.values.get("delivers_to", "online") != "online":
        return
    if by.values.get("certificate_name") == "":
        message = (
            f"What comes back from {name!r} must be known as ours, by a certificate of its own for this tenant: give "
            "certificate_name, a name under one of the domains."
        )
        yield Finding("word-wanted", f"{by.path}.certificate_name", message)
    accepted = accepted_domains(topology)
    if accepted:
        yield from name_is_covered(by, "certificate_name", accepted)
