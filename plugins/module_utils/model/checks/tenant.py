# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the tenant is one of its cloud, and what it has for itself is not claimed by others."""

from __future__ import annotations

from collections.abc import Iterator

from ..clouds import CLOUDS, Cloud
from ..document.shapes import Part
from ..domain import parent
from ..finding import Finding


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
