# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection to a folder of exports: options from the inventory, dressed round a session that only reads files."""

from __future__ import annotations

DOCUMENTATION = r"""
name: export
short_description: Read what a side showed once from a folder of exports
version_added: 0.2.0
author: mailflow.hybrid contributors (@mailflow-hybrid)
description:
  - Answers the C(Get-) cmdlets from files that C(Export-Clixml) or C(ConvertTo-Json) wrote, so that mail flow is
    observed, planned, traced and adopted without an account on either side.
  - A file is named as the call is written, such as C(Get-SendConnector.xml). What is in no file is unreadable and never
    absent; the message has the line of PowerShell that makes the file. The scripts C(docs/export/exchange.ps1) and
    C(docs/export/online.ps1) make all of them.
  - Nothing can be changed there. Only the modules of this collection can use it.
options:
  folder:
    description:
      - The folder with the files. All servers of an Exchange organization may have the same.
    type: path
    vars:
      - name: ansible_export_folder
  side:
    description:
      - Which side the files were exported from.
    type: str
    choices: [exchange, online]
    vars:
      - name: ansible_export_side
"""

from collections.abc import Mapping
from typing import Any

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.export_check import require_legible
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.session_connection import SessionConnection
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.export import Export
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Invalid, Reply


class Connection(SessionConnection):
    """What one side showed once."""

    transport = "mailflow.hybrid.export"
    patience = 0.0

    @property
    def side(self) -> str:
        """Which side the files are of; nothing in them says so."""
        return self._stated("side", "exchange or online")

    def make_session(self) -> Export:
        return Export(self._stated("folder", "the folder with its files"))

    def _stated(self, name: str, meant: str) -> str:
        stated = str(self.option(name))
        if not stated:
            raise Invalid(
                f"Cannot read an export: ansible_export_{name} is not set. Set it in the inventory to {meant}."
            )
        return stated

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        """What the export has for one call, if all of it can be told."""
        reply = super().invoke(cmdlet, parameters)
        require_legible(self.side, cmdlet, reply.objects)
        return reply
