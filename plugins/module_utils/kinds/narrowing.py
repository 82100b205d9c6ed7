# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of what takes mail, or carries it: what shuts somebody out comes last, when mail comes the new way already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Stages

_RESTRICTING = ("restrict_domains_to_certificate", "restrict_domains_to_ip_addresses")
_WHOLE = {"extended_rights", "name"}  # the calls of what gets rights or another name cannot be told apart by phase


def inbound_stages(_name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Stages:
    """A connector that refuses the mail of everybody who comes another way is made, or made so, in the end."""
    shutting = {word: False for word in _RESTRICTING if after.get(word)}
    if not shutting or (not before and not shuts_others_out(after)):
        return (("accept", after),)
    return (("retire", after),) if not before else _last(before, after, shutting)


def receive_stages(_name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Stages:
    """Groups that may no longer hand in mail are shut out in the end."""
    lost = set(before.get("permission_groups") or ()) - set(after.get("permission_groups") or ())
    if not before or not lost or "permission_groups" not in after:
        return (("accept", after),)
    return _last(before, after, {"permission_groups": before["permission_groups"]})


def send_stages(_name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Stages:
    """Domains that a connector is only to lose stay with it until nothing sends their mail that way any more."""
    spaces = after.get("address_spaces")
    if spaces is None or not before or not set(spaces) < set(before.get("address_spaces") or ()):
        return (("send", after),)
    return _last(before, after, {"address_spaces": before["address_spaces"]}, "send")


def organization_stages(_name: str, _before: Mapping[str, Any], after: Mapping[str, Any]) -> Stages:
    """Direct send is let in first, and refused in the end."""
    if "reject_direct_send" not in after:
        return (("send", after),)
    return (("retire" if after["reject_direct_send"] else "accept", after),)


def domain_stages(_name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Stages:
    """Recipients that nobody knows, and subdomains, are taken first and refused in the end."""
    narrower = any(after.get(word, before.get(word)) != before.get(word) == wide for word, wide in _WIDE.items())
    return (("retire" if narrower else "accept", after),)


_WIDE = {
    "domain_type": "InternalRelay",
    "match_sub_domains": True,
    "sending_from_domain_disabled": False,
    "sending_to_domain_disabled": False,
}


def _last(
    before: Mapping[str, Any], after: Mapping[str, Any], kept: Mapping[str, Any], phase: str = "accept"
) -> Stages:
    if _WHOLE & set(after):
        return (("retire", after),)
    first = {**after, **{word: before.get(word, value) for word, value in kept.items()}}
    same = all(first[word] == before.get(word) for word in first)
    return (("retire", after),) if same else ((phase, first), ("retire", after))


def shuts_others_out(connector: Mapping[str, Any]) -> bool:
    """Whether a connector for everybody refuses what comes another way."""
    spaces = (str(space).partition(";")[0].removeprefix("smtp:") for space in connector.get("sender_domains") or ())
    return "*" in spaces and any(connector.get(word) for word in _RESTRICTING)
