# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix on one host as the topology wants it: compute its files here, put them in place there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleError

from ansible_collections.mailflow.hybrid.plugins.module_utils.compiler.compile import of_host
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.certificate_chain import Unusable, chain_text
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.plain import plain
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import MailflowAction, Stop, host_of
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.topology_input import WrongTopology, desired_from
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.build import build
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.configuration import (
    ON_HOST,
    Configuration,
    Surroundings,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.layout import NotOneLine, files

MODULE = "mailflow.hybrid.postfix_files"
SPEC: dict[str, dict[str, Any]] = {
    "topology": {"type": "raw", "required": True},
    "online_addresses": {"type": "list", "elements": "str", "default": []},
    "credentials": {"type": "dict", "default": {}, "no_log": True},
    "ca_file": {"type": "str", "default": ""},
    "log_file": {"type": "str", "default": ""},
    "backups": {"type": "int", "default": 10},
}


class ActionModule(MailflowAction):
    """One look at the host, one computation, one change."""

    def perform(self, task_vars: dict[str, Any]) -> dict[str, Any]:
        options = self.options(SPEC)
        host = host_of(task_vars)
        desired, _warnings = desired_from(options["topology"])
        wanted = [wish for wish in of_host(desired, host) if wish.resource.side == "postfix"]
        if not wanted:
            raise Stop(_not_a_gate(host, desired))
        there = self._on_host({}, task_vars)["surroundings"]
        _refuse_without_tables(host, there)
        found = build(wanted, _surroundings(options, there))
        if any(finding.severity == "error" for finding in found.findings):
            raise WrongTopology(found.findings)
        result = self._on_host(self._files(found, options, there, task_vars), task_vars)
        told = [str(finding) for finding in found.findings if finding.severity != "error"]
        result |= {"because": {f"{w.resource.kind} {w.resource.name}": w.because for w in wanted}}
        return result | {"asks_policy": bool(found.policy)} | ({"warnings": told} if told else {})

    def _on_host(self, task: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = self._execute_module(module_name=MODULE, module_args=task, task_vars=task_vars)
        if result.get("failed"):
            message = result.get("msg") or result.get("module_stderr") or "it said nothing"
            raise Stop(f"Cannot provision Postfix: {plain(message)}")
        result.pop("invocation", None)
        return result

    def _files(
        self, found: Configuration, options: dict[str, Any], there: Mapping[str, Any], task_vars: dict[str, Any]
    ) -> dict[str, Any]:
        """What the module on the host is told."""
        try:
            made = files(found)
        except NotOneLine as error:
            raise Stop(f"Cannot write the files of Postfix: {error}") from None
        told: dict[bool, list[dict[str, Any]]] = {False: [], True: self._chains(found, task_vars)}
        for file in made:
            entry = {"name": file.name, "content": file.content, "postmapped": file.postmapped}
            told[file.secret].append(entry)
        return {
            "files": told[False],
            "secret_files": told[True],
            "listeners": _listeners(found),
            "table_type": there.get("table_type", Surroundings.table_type),
            "log_file": options["log_file"],
            "backups": options["backups"],
        }

    def _chains(self, found: Configuration, task_vars: dict[str, Any]) -> list[dict[str, Any]]:
        """Certificates with their keys, from files that may be in a vault."""

        def read(name: str) -> str:
            places = [str(task_vars.get(place) or "") for place in ("inventory_dir", "playbook_dir")]
            candidates = [str(Path(place) / name) for place in places if place] if not name.startswith("/") else [name]
            path = next((path for path in candidates if Path(path).is_file()), candidates[-1])
            try:
                return Path(self._loader.get_real_file(path)).read_text(encoding="ascii")
            except (AnsibleError, OSError, UnicodeDecodeError) as error:
                raise Stop(
                    f"Cannot read {name!r} of the site's certificate (looked for {', '.join(candidates)}): {error}"
                ) from None

        try:
            return [
                {"name": f"mailflow/tls/{c.label}.pem", "content": chain_text(c, read)}
                for c in found.certificates
                if not c.file.startswith(ON_HOST)
            ]
        except Unusable as error:
            raise Stop(str(error)) from None


def _refuse_without_tables(host: str, there: Mapping[str, Any]) -> None:
    """Some distributions ship the type of tables that is their default in a package of its own."""
    table_type = there.get("table_type")
    if table_type and table_type not in there["table_types"]:
        raise Stop(
            f"Cannot provision Postfix on '{host}': its tables are of the type {table_type}, which this Postfix cannot"
            f" read (it has {', '.join(there['table_types'])}). Install the package postfix-{table_type}."
        )


def _surroundings(options: Mapping[str, Any], there: Mapping[str, Any]) -> Surroundings:
    """What the host showed; where Postfix is not installed yet, what Debian's has."""
    version = tuple(int(number) for number in re.findall(r"\d+", str(there.get("version", "")))[:3])
    return Surroundings(
        version=version or Surroundings.version,
        table_type=str(there.get("table_type", Surroundings.table_type)),
        ca_file=options["ca_file"] or str(there["ca_file"]),
        log_file=options["log_file"],
        spawned_policy="" if there["systemd"] and not there["selinux"] else str(there["python"]),
        data_directory=str(there.get("data_directory") or Surroundings.data_directory),
        online_addresses=tuple(options["online_addresses"]),
        credentials=options["credentials"],
    )


def _listeners(found: Configuration) -> list[dict[str, Any]]:
    """Every listener, and whether it is to offer TLS."""
    return [
        {
            "endpoint": service.name,
            "tls": "smtpd_tls_chain_files" in (options := dict(service.options)),
            "wrapped": options.get("smtpd_tls_wrappermode") == "yes",
        }
        for service in found.services
        if service.type == "inet"
    ]


def _not_a_gate(host: str, desired: list[Desired]) -> str:
    gates = sorted({wish.host for wish in desired if wish.resource.side == "postfix"})
    return (
        f"Cannot provision Postfix on '{host}': the topology has no site whose servers or edge are this host and run"
        f" Postfix (have: {', '.join(gates) or 'none'}). Say software: postfix of the site or its edge, or leave the"
        " host out of the play."
    )
