# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's values as plain Python, for layers and libraries that ask for exact types.

Since ansible-core 2.19 what comes from an inventory or a template is a subclass that remembers its origin; pypsrp
refuses subclasses, and a plan must not carry them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from ..sessions.secret import Secret
from ..sessions.session import Login


def plain(value: Any) -> Any:
    """The same value in built-in types, all the way down; what has no such type becomes its text."""
    if value is None or isinstance(value, bool | Secret | Login):
        return value
    for builtin in (str, int, float, bytes):
        if isinstance(value, builtin):
            return _exact(builtin, value)
    if isinstance(value, Mapping):
        return {plain(name): plain(member) for name, member in value.items()}
    if isinstance(value, (Sequence, Set)):
        return [plain(each) for each in value]
    return str(value)


def _exact(builtin: type, value: Any) -> Any:
    """The value in exactly this type; for a str, str() of a subclass may be that subclass again."""
    return str.__str__(value) if builtin is str else builtin(value)
