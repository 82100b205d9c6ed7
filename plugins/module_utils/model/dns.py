# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the world is to be told in DNS, as it was stated."""

from __future__ import annotations

from dataclasses import dataclass

from .document.shapes import Part
from .domain import is_below


@dataclass(frozen=True)
class Zone:
    """A zone of ours, and how long its records live."""

    name: str
    ttl: int
    path: str


@dataclass(frozen=True)
class SpfWish:
    """What becomes of mail from anywhere else, and who sends in our name beside what is known."""

    policy: str
    also: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Dkim:
    """Where the tenant keeps the two keys of a domain; empty where the tenant is to be asked."""

    name: str
    selector1: str
    selector2: str
    path: str


@dataclass(frozen=True)
class Dmarc:
    """How far to believe mail in our name; `subdomains` is empty where they are judged alike."""

    policy: str
    subdomains: str
    percent: int
    reports: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class MtaSts:
    """That mail to us comes encrypted; `also` are hosts of an MX that is on its way out."""

    mode: str
    max_age: int
    also: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Pinned:
    """A host, and what its certificate must be."""

    name: str
    records: tuple[str, ...]
    port: int
    path: str


@dataclass(frozen=True)
class NamedHost:
    """A host and its addresses."""

    name: str
    addresses: tuple[str, ...]
    path: str


@dataclass(frozen=True)
class Dns:
    """Everything stated of DNS. Without a `host`, records are only written down.

    `dkim` may be the word by which the tenant is asked for the keys of every domain that it signs.
    """

    host: str
    zones: tuple[Zone, ...]
    spf: SpfWish
    dkim: tuple[Dkim, ...] | str
    dmarc: Dmarc | None
    mta_sts: MtaSts | None
    tls_rpt: tuple[str, ...]
    tlsa: tuple[Pinned, ...]
    public_names: bool
    hosts: tuple[NamedHost, ...]
    path: str

    def zone_of(self, name: str) -> Zone | None:
        """The stated zone a name is in: the longest that it is, or is below; None where none is stated for it."""
        holding = [zone for zone in self.zones if name == zone.name or is_below(name, zone.name)]
        return max(holding, key=lambda zone: len(zone.name), default=None)


def read_dns(part: Part) -> Dns:
    """What a part without findings says."""
    spf, dmarc, mta_sts = part.part("spf"), part.part("dmarc"), part.part("mta_sts")
    values = {
        "zones": tuple(Zone(**zone.values, path=zone.path) for zone in part.parts("zones")),
        "spf": SpfWish(**spf.values, path=spf.path) if spf else SpfWish("fail", (), part.path),
        "dkim": tuple(Dkim(**keys.values, path=keys.path) for keys in part.parts("dkim")) or part.values["dkim"],
        "dmarc": Dmarc(**dmarc.values, path=dmarc.path) if dmarc else None,
        "mta_sts": MtaSts(**mta_sts.values, path=mta_sts.path) if mta_sts else None,
        "tlsa": tuple(Pinned(**pinned.values, path=pinned.path) for pinned in part.parts("tlsa")),
        "hosts": tuple(NamedHost(**host.values, path=host.path) for host in part.parts("hosts")),
    }
    return Dns(**{**part.values, **values}, path=part.path)
