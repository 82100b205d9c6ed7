# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Postfix host is to be told, as a value: parameters, services, tables, certificates, and who may relay how.

The value has no text in it yet: `layout` makes the files. What depends on the machine and not on the topology (which
version of Postfix, which kind of table, where the certificates of authorities are) is in `Surroundings`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.finding import Finding

Value = "str | tuple[str, ...]"
INDEXED = "indexed"
DIRECTORY = "/etc/postfix/mailflow"
POLICY_PROGRAM = "/usr/local/sbin/mailflow-policy"
POLICY_SOCKET = "unix:private/mailflow-policy"
ON_HOST = "host:"
CLOUD, CLOUD_SENDER = "cloud", "cloud-sender"


@dataclass(frozen=True)
class Surroundings:
    """What is so on the host, whatever the topology says.

    ``online_addresses`` are those Exchange Online sends from; ``credentials`` are of smart hosts, by their names.
    ``spawned_policy`` is the interpreter that Postfix itself runs the policy service by, where no systemd does.
    """

    version: tuple[int, ...] = (3, 7, 11)
    table_type: str = "hash"
    ca_file: str = "/etc/ssl/certs/ca-certificates.crt"
    directory: str = DIRECTORY
    data_directory: str = "/var/lib/postfix"
    log_file: str = ""
    spawned_policy: str = ""
    online_addresses: tuple[str, ...] = ()
    credentials: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)

    def indexed(self, name: str) -> str:
        """How a parameter refers to a table that postmap makes."""
        return f"{self.table_type}:{self.directory}/{name}"

    def cidr(self, name: str) -> str:
        """How a parameter refers to a table of networks."""
        return f"cidr:{self.directory}/{name}"

    def regexp(self, name: str) -> str:
        """How a parameter refers to a table of patterns."""
        return f"regexp:{self.directory}/{name}"

    def chain(self, certificate: Certificate) -> str:
        """Where a certificate with its key and its intermediates lies."""
        there = certificate.file.removeprefix(ON_HOST)
        return there if there != certificate.file else f"{self.directory}/tls/{certificate.label}.pem"

    def policy(self, context: str) -> str:
        """The restriction that asks the policy service; ``context`` is the question."""
        return f"check_policy_service {{ {POLICY_SOCKET}, policy_context={context} }}"


@dataclass(frozen=True)
class Service:
    """One entry of master.cf; ``options`` are its own values of parameters."""

    name: str
    type: str
    command: str
    options: tuple[tuple[str, str], ...] = ()
    private: str = "-"
    wakeup: str = "-"
    most: str = "-"
    comment: str = ""
    unprivileged: str = "-"
    arguments: str = ""


@dataclass(frozen=True)
class Table:
    """One lookup table: ``type`` is ``indexed``, ``cidr`` or ``regexp``; the order of the last two has a meaning."""

    name: str
    type: str
    rows: tuple[tuple[str, str], ...]
    secret: bool = False


@dataclass(frozen=True)
class Certificate:
    """A certificate to be put on the host: where certificate and key are on the controller."""

    label: str
    file: str
    key_file: str


@dataclass(frozen=True)
class Configuration:
    """Everything a host is told. ``policy`` answers what Postfix cannot decide, by context."""

    main: tuple[tuple[str, Any], ...] = ()
    services: tuple[Service, ...] = ()
    tables: tuple[Table, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    policy: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def joined(self, other: Configuration) -> Configuration:
        """Both together; of a certificate that both want there is one."""
        return Configuration(
            (*self.main, *other.main),
            (*self.services, *other.services),
            (*self.tables, *other.tables),
            tuple(dict.fromkeys((*self.certificates, *other.certificates))),
            {**self.policy, **other.policy},
            (*self.findings, *other.findings),
        )


def slug(name: str) -> str:
    """A name as services, tables and restriction classes may have it."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "unnamed"


def slugs(names: list[str]) -> dict[str, str]:
    """One slug for each name, no two the same."""
    taken: dict[str, str] = {}
    for name in sorted(names):
        taken[name] = unused(slug(name), taken.values())
    return taken


def unused(wanted: str, taken: Collection[str]) -> str:
    """The name itself, or the first of name_2, name_3 … that is free."""
    numbered = (f"{wanted}_{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


def certificate_of(wanted: Mapping[str, Any]) -> Certificate | None:
    """The certificate that a connector presents, if it says one; without a key of its own the file holds both."""
    file = wanted["tls_certificate"]
    if not file:
        return None
    stem = file.rpartition("/")[2].rpartition(".")[0] or file.rpartition("/")[2]
    return Certificate(
        re.sub(r"[^A-Za-z0-9.-]+", "_", stem).strip("._") or "own", file, wanted["tls_certificate_key"] or file
    )
