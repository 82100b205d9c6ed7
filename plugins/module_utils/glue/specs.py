# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Option specifications, made from the same tables that everything else is made from."""

from __future__ import annotations

from typing import Any

from ..kinds.base import Attribute, Kind


def kind_spec(kind: Kind) -> dict[str, dict[str, Any]]:
    """The argument spec of a kind's module: its name, its state and every attribute, none of which has a default.

    What there is one of at most needs no name, what always exists has no state.
    Values are taken raw where null or a word such as ``unlimited`` is a value of its own; the form judges them.
    """
    spec: dict[str, dict[str, Any]] = {}
    if not kind.only:
        spec["name"] = {"type": "str", "required": True}
    if not kind.permanent:
        spec["state"] = {"type": "str", "choices": ["present", "absent"], "default": "present"}
    if kind.secrets:
        spec["update_password"] = {"type": "str", "choices": ["always", "on_create"], "default": "on_create"}
    if kind.renames:
        spec["former_names"] = {"type": "list", "elements": "str"}
    if kind.create_only:
        spec["allow_replacement"] = {"type": "list", "elements": "str"}
    return spec | {attribute.name: _option(attribute) for attribute in kind.attributes}


def _option(attribute: Attribute) -> dict[str, Any]:
    form = attribute.form
    option: dict[str, Any] = {"type": form.option}
    if form.name == "password":
        option["no_log"] = True
    if form.elements:
        option["elements"] = form.elements
    if form.choices:
        option["choices"] = list(form.choices)
    return option
