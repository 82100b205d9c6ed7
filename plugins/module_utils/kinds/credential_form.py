# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a credential that the service stores and does not show again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.credential import Credential
from .forms import Form

STORED = "System.Management.Automation.PSCredential"
"""All that Exchange shows of a credential it has."""
WORDS = {"username", "password"}


def _credential(value: Any) -> Credential | None:
    """Messages never show the value, as it may be a password in the wrong place."""
    if value is None or value == {}:
        return None
    if not isinstance(value, Mapping) or set(value) != WORDS:
        raise ValueError("a credential is a mapping of username and password (what was given is not shown)")
    username, password = value["username"], value["password"]
    if not isinstance(username, str) or not isinstance(password, str) or not username.strip() or not password:
        raise ValueError("username and password of a credential are texts, and neither is empty (not shown)")
    return Credential(username.strip(), password)


CREDENTIAL = Form("credential", _credential, option="dict")
