# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the topology that look at several words at once: what is right alone may be wrong together.

Each check sees what could be read, and is silent about what could not: that has its finding already.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from ..certificate_name import CertificateName
from ..clouds import CLOUDS, Cloud
from ..domain import domain_pattern, is_below, parent
from ..finding import Finding
from .shapes import WRONG, Part, inside

Check = Callable[[Part], Iterator[Finding]]


def server_name(host: str) -> str:
    """The name Exchange gives to an inventory host: its first label in upper case."""
    return host.partition(".")[0].upper()


def certificate_of(site: Part) -> CertificateName | None:
    """The certificate of a site, if issuer and subject could be read."""
    part = site.part("certificate")
    if part is None or not {"issuer", "subject"} <= part.values.keys():
        return None
    return CertificateName(part.values["issuer"], part.values["subject"])


def inbound_certificate_name(certificate: CertificateName, accepted: Collection[str]) -> str | None:
    """The name the wizard gives to the inbound connector: the host if it is itself an accepted domain, else `*.parent`.

    None if no accepted domain covers it: Exchange Online would not take such mail for ours ("Relay Access Denied
    ATTR36" troubleshooting page, checked 2026-11-21).
    """
    pattern = presented_name(certificate)
    if pattern is None or pattern in accepted:
        return pattern
    wildcard = f"*.{parent(pattern)}"
    return wildcard if _is_covered(wildcard, accepted) else None


def presented_name(certificate: CertificateName) -> str | None:
    """The subject's CN as a host name or `*.domain`; None if it is neither."""
    try:
        pattern = domain_pattern(certificate.common_name)
    except ValueError:
        return None
    return pattern if "." in pattern.removeprefix("*.") else None


def accepted_domains(topology: Part) -> frozenset[str] | None:
    """All domains the tenant accepts mail for; None if one of them could not be read."""
    names = [part.values.get("name") for part in topology.parts("domains")]
    if not names or None in names:
        return None
    online = topology.part("online")
    own = [online.values.get(word) for word in ("tenant", "coexistence_domain")] if online else []
    return frozenset(name for name in [*names, *own] if name)


def hybrid_needs_both_sides(topology: Part) -> Iterator[Finding]:
    if "hybrid" not in topology.written:
        return
    if "online" not in topology.written:
        yield Finding("missing-word", f"{topology.path}.online", "The hybrid link needs the tenant: host and tenant.")
    if topology.values.get("sites") == ():
        yield Finding("missing-word", f"{topology.path}.sites", "The hybrid link needs one site with Exchange servers.")


def hybrid_has_one_site(topology: Part) -> Iterator[Finding]:
    sites = [str(site.values.get("name", "?")) for site in topology.parts("sites")]
    if "hybrid" in topology.written and len(sites) > 1:
        message = (
            f"A hybrid link with {len(sites)} sites ({', '.join(sites)}) is not supported yet: "
            "keep the one site whose servers exchange mail with the tenant."
        )
        yield Finding("several-sites", f"{topology.path}.sites", message)


def servers_are_distinct(topology: Part) -> Iterator[Finding]:
    met: dict[str, str] = {}
    for site in topology.parts("sites"):
        for index, host in enumerate(site.values.get("servers", ())):
            if host is WRONG:
                continue
            path, name = inside(f"{site.path}.servers", index), server_name(host)
            if name in met:
                message = f"'{host}' is the Exchange server {name}, as is {met[name]}; name each server once."
                yield Finding("duplicate-server", path, message)
            met.setdefault(name, path)


def tenant_fits_its_cloud(topology: Part) -> Iterator[Finding]:
    online = topology.part("online")
    if online is None or "cloud" not in online.values:
        return
    cloud = online.values["cloud"]
    if not CLOUDS[cloud].mail_name:
        message = (
            f"The cloud {cloud!r} is not supported yet: the certificate name of its mail service is not established, "
            f"so Exchange cannot be told whom to trust. Supported are {', '.join(_supported())}."
        )
        yield Finding("unsupported-cloud", f"{online.path}.cloud", message)
        return
    yield from _tenant(online, cloud, CLOUDS[cloud])
    yield from _coexistence(online, cloud, CLOUDS[cloud])


def _tenant(online: Part, cloud: str, of_cloud: Cloud) -> Iterator[Finding]:
    tenant = online.values.get("tenant")
    if tenant is None or parent(tenant) == of_cloud.tenant_suffix:
        return
    others = [name for name in _supported() if parent(tenant) == CLOUDS[name].tenant_suffix]
    remedy = f" Tenants of that suffix are in the cloud {' or '.join(others)}: set cloud." if others else ""
    if parent(tenant) == f"mail.{of_cloud.tenant_suffix}":
        remedy = f" Did you mean '{tenant.partition('.')[0]}.{of_cloud.tenant_suffix}'?"
    message = (
        f"{tenant!r} is no first domain of a tenant in the cloud {cloud}: wanted is <name>.{of_cloud.tenant_suffix}."
    )
    yield Finding("tenant-domain", f"{online.path}.tenant", message + remedy)


def _coexistence(online: Part, cloud: str, of_cloud: Cloud) -> Iterator[Finding]:
    name, tenant = online.values.get("coexistence_domain"), online.values.get("tenant")
    if name is None or "coexistence_domain" not in online.written:
        return
    path, suffix = f"{online.path}.coexistence_domain", of_cloud.tenant_suffix
    if parent(name) != f"mail.{suffix}":
        message = f"{name!r} is no routing domain of a tenant in the cloud {cloud}: wanted is <name>.mail.{suffix}."
        yield Finding("coexistence-domain", path, message + " Leave the word out to have it follow from the tenant.")
    elif tenant and parent(tenant) == suffix and name.partition(".")[0] != tenant.partition(".")[0]:
        message = (
            f"{name!r} and the tenant {tenant!r} begin with different names; make sure that both are of one tenant."
        )
        yield Finding("coexistence-domain", path, message, severity="warning")


def _supported() -> list[str]:
    return [name for name, cloud in CLOUDS.items() if cloud.mail_name]


def coexistence_domain_is_not_listed(topology: Part) -> Iterator[Finding]:
    online = topology.part("online")
    name = online.values.get("coexistence_domain") if online else None
    for part in topology.parts("domains"):
        if name and part.values.get("name") == name:
            message = f"{name!r} is the tenant's coexistence domain, which needs no mention: leave it out here."
            yield Finding("coexistence-domain", part.path, message)


def public_name_is_in_the_certificate(topology: Part) -> Iterator[Finding]:
    for site in topology.parts("sites"):
        certificate, public_name = certificate_of(site), site.values.get("public_name")
        presented = presented_name(certificate) if certificate else None
        if presented and public_name and public_name != presented and f"*.{parent(public_name)}" != presented:
            message = (
                f"Exchange Online connects to {public_name!r}, but the certificate is named {presented!r}. "
                "Make sure that the certificate carries both names."
            )
            yield Finding("public-name", f"{site.path}.public_name", message, severity="warning")


def certificate_names_an_accepted_domain(topology: Part) -> Iterator[Finding]:
    """Exchange Online takes mail for ours only if the certificate's name is under an accepted domain of the tenant."""
    hybrid, accepted = topology.part("hybrid"), accepted_domains(topology)
    if hybrid is None or accepted is None:
        return
    if "inbound_certificate_name" in hybrid.written:
        yield from _given_name(hybrid, accepted)
    for site in topology.parts("sites"):
        certificate = certificate_of(site)
        if certificate:
            yield from _certificate(site, certificate, accepted, "inbound_certificate_name" in hybrid.written)


def _given_name(hybrid: Part, accepted: frozenset[str]) -> Iterator[Finding]:
    name = hybrid.values.get("inbound_certificate_name")
    if name and not _is_covered(name, accepted):
        message = (
            f"{name!r} is not covered by any domain (have: {', '.join(sorted(accepted))}), so Exchange Online would "
            f"not take mail with it for ours. Add {_base(name)} to the domains, or name a certificate of one of them."
        )
        yield Finding("certificate-domain", f"{hybrid.path}.inbound_certificate_name", message)


def _certificate(site: Part, certificate: CertificateName, accepted: frozenset[str], given: bool) -> Iterator[Finding]:
    path, presented = f"{site.path}.certificate.subject", presented_name(certificate)
    if presented is None:
        message = (
            f"The subject {certificate.subject!r} has no CN that is a host name or *.domain, so Exchange Online cannot "
            "know Exchange by it. Name a certificate such as 'CN=mail.contoso.com, O=Contoso'."
        )
        yield Finding("certificate-domain", path, message)
    elif not given and inbound_certificate_name(certificate, accepted) is None:
        message = (
            f"The certificate's name {presented!r} is not covered by any domain (have: {', '.join(sorted(accepted))}), "
            f"so Exchange Online would not take mail with it for ours. Add {_base(presented)} to the domains, or set "
            "hybrid.inbound_certificate_name to another name in the certificate."
        )
        yield Finding("certificate-domain", path, message)


def _base(pattern: str) -> str:
    return pattern.removeprefix("*.") if pattern.startswith("*.") else parent(pattern)


def _is_covered(pattern: str, accepted: Collection[str]) -> bool:
    """A wildcard by its base or a domain below it; a host by itself or the domain above it, never by a grandparent."""
    base = _base(pattern)
    if pattern.startswith("*."):
        return base in accepted or any(is_below(name, base) for name in accepted)
    return pattern in accepted or base in accepted


CHECKS: tuple[Check, ...] = (
    hybrid_needs_both_sides,
    hybrid_has_one_site,
    servers_are_distinct,
    tenant_fits_its_cloud,
    coexistence_domain_is_not_listed,
    public_name_is_in_the_certificate,
    certificate_names_an_accepted_domain,
)
