# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the names in certificates are such that Exchange Online takes mail that comes with them for ours."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..certificate_name import CertificateName
from ..document.shapes import Part
from ..domain import domain_pattern, is_below, parent
from ..finding import Finding


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
    link, accepted = topology.part("hybrid") or topology.part("relay"), accepted_domains(topology)
    if link is None or accepted is None or link.values.get("identify_by") == "address":
        return
    given = "inbound_certificate_name" in link.written
    if given:
        yield from name_is_covered(link, "inbound_certificate_name", accepted)
    for site in topology.parts("sites"):
        certificate = certificate_of(site)
        if certificate:
            yield from _certificate(site, certificate, accepted, given)


def name_is_covered(part: Part, word: str, accepted: frozenset[str]) -> Iterator[Finding]:
    """Whether the certificate name at this word falls under a domain the tenant accepts."""
    name = part.values.get(word)
    if name and not _is_covered(name, accepted):
        message = (
            f"{name!r} is not covered by any domain (have: {', '.join(sorted(accepted))}), so Exchange Online would "
            f"not take mail with it for ours. Add {_base(name)} to the domains, or name a certificate of one of them."
        )
        yield Finding("certificate-domain", f"{part.path}.{word}", message)


def _certificate(site: Part, certificate: CertificateName, accepted: frozenset[str], given: bool) -> Iterator[Finding]:
    path, presented = f"{site.path}.certificate.subject", presented_name(certificate)
    if presented is None:
        message = (
            f"The subject {certificate.subject!r} has no CN that is a host name or *.domain, so Exchange Online cannot "
            "know us by it. Name a certificate such as 'CN=mail.contoso.com, O=Contoso'."
        )
        yield Finding("certificate-domain", path, message)
    elif not given and inbound_certificate_name(certificate, accepted) is None:
        message = (
            f"The certificate's name {presented!r} is not covered by any domain (have: {', '.join(sorted(accepted))}), "
            f"so Exchange Online would not take mail with it for ours. Add {_base(presented)} to the domains, or set "
            "inbound_certificate_name to another name in the certificate."
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
