# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What single principals may do on a connector, beside what its permission groups or its usage bring.

Rights are entries of the connector's access control list in the directory (Add-, Get- and Remove-ADPermission pages,
checked 2026-08-21). A permission group is expanded into such entries, and nothing tells them from entries made by hand:
which ones a group brings is known from the articles "Receive connectors" and "Send connectors". Inherited entries and
denials are nobody's wish here; denials are shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...model.nearest import nearest
from ..edits import edited, is_edit, parse_edit
from ..forms import Form
from ..own import Attributes, Detail, Own, Sent

ANONYMOUS = "NT AUTHORITY\\ANONYMOUS LOGON"
ANY_RECIPIENT = "ms-Exch-SMTP-Accept-Any-Recipient"
OTHERS = "*"
"""In place of a principal: everybody who is not named."""

SUBMIT = "ms-Exch-SMTP-Submit"
_ANY_SENDER = "ms-Exch-SMTP-Accept-Any-Sender"
_OWN_SENDER = "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender"
_NO_SPAM_CHECK = "ms-Exch-Bypass-Anti-Spam"
_ROUTING = "ms-Exch-Accept-Headers-Routing"
_LEGACY = (
    SUBMIT,
    ANY_RECIPIENT,
    _ANY_SENDER,
    _OWN_SENDER,
    _NO_SPAM_CHECK,
    _ROUTING,
    "ms-Exch-Bypass-Message-Size-Limit",
    "ms-Exch-SMTP-Accept-Authentication-Flag",
    "ms-Exch-SMTP-Accept-Exch50",
)
_TO_RECEIVE = (*_LEGACY, "ms-Exch-Accept-Headers-Forest", "ms-Exch-Accept-Headers-Organization")
_SEND_ROUTING = "ms-Exch-Send-Headers-Routing"
_SEND_EXCH50 = "ms-Exch-SMTP-Send-Exch50"
_TO_SEND = (
    _SEND_ROUTING,
    _SEND_EXCH50,
    "ms-Exch-SMTP-Send-XShadow",
    "ms-Exch-Send-Headers-Forest",
    "ms-Exch-Send-Headers-Organization",
)
_KNOWN = {right.casefold(): right for right in (*_TO_RECEIVE, *_TO_SEND)}

# Whom a permission group is for and what it lets them do; a star stands for the organization's domain of Windows.
Granted = Mapping[str, Mapping[str, tuple[str, ...]]]
OF_GROUPS: Granted = {
    "AnonymousUsers": {ANONYMOUS: (SUBMIT, _ANY_SENDER, _OWN_SENDER, _ROUTING)},
    "ExchangeUsers": {"NT AUTHORITY\\Authenticated Users": (SUBMIT, ANY_RECIPIENT, _NO_SPAM_CHECK, _ROUTING)},
    "ExchangeServers": {
        "*\\Exchange Servers": _TO_RECEIVE,
        "MS Exchange\\Edge Transport Servers": _TO_RECEIVE,
        "MS Exchange\\Hub Transport Servers": _TO_RECEIVE,
        "MS Exchange\\Externally Secured Servers": _LEGACY,
    },
    "ExchangeLegacyServers": {"*\\ExchangeLegacyInterop": _LEGACY},
    "Partners": {"MS Exchange\\Partner Servers": (SUBMIT, _ROUTING)},
}
# What a new send connector begins with, by its usage; nothing shows the usage afterwards.
OF_USAGES: Granted = {
    "Internal": {
        "*\\Exchange Servers": _TO_SEND,
        "MS Exchange\\Edge Transport Servers": _TO_SEND,
        "MS Exchange\\Hub Transport Servers": _TO_SEND,
        "MS Exchange\\Externally Secured Servers": (_SEND_ROUTING, _SEND_EXCH50),
        "*\\ExchangeLegacyInterop": (_SEND_ROUTING, _SEND_EXCH50),
    },
    "Internet": {ANONYMOUS: (_SEND_ROUTING,)},
    "Partner": {"MS Exchange\\Partner Servers": (_SEND_ROUTING,)},
}

# The groups a new receive connector begins with, by its usage.
GROUPS_OF_USAGES: Mapping[str, tuple[str, ...]] = {
    "Client": ("ExchangeUsers",),
    "Internal": ("ExchangeServers", "ExchangeLegacyServers"),
    "Internet": ("AnonymousUsers",),
    "Partner": ("Partners",),
}

Rights = dict[str, list[str]]
"""Of each principal the rights in order; who has none is left out."""

_PRINCIPAL = re.compile(r"[^\\/\[\]:;|=,+?<>\"]+\\[^\\]+|S(-\d+)+", re.IGNORECASE)
_WELL_KNOWN = {who.casefold(): who for group in OF_GROUPS.values() for who in group if not who.startswith(OTHERS)}
_RIGHT = re.compile(r"[A-Za-z][A-Za-z0-9 -]*")


def _principal(value: Any) -> str:
    """A principal; those of Windows and Exchange themselves in the articles' spelling."""
    text = _WELL_KNOWN.get(str(value).strip().casefold(), str(value).strip())
    if text != OTHERS and not _PRINCIPAL.fullmatch(text):
        raise ValueError(f"{value!r} is no principal as Get-ADPermission shows it, such as {ANONYMOUS}")
    return text


def _right(value: Any) -> str:
    """A right in the spelling of the articles; others exist, but what is nearly one of theirs is a slip."""
    text = str(value).strip()
    known = _KNOWN.get(text.casefold())
    if known:
        return known
    meant = nearest(text, _KNOWN.values())
    if not _RIGHT.fullmatch(text) or (meant and sorted(text.casefold()) == sorted(meant.casefold())):
        raise ValueError(f"{value!r} is no extended right" + (f". Did you mean {meant}?" if meant else ""))
    return text


def _rights(value: Any) -> list[str]:
    if isinstance(value, str):
        value = value.split(",")
    return sorted({_right(part) for part in ([] if value is None else value)})


def parse_rights(value: Any) -> dict[str, Any]:
    """Of each principal all rights, or an edit of them; of everybody else only that they have none."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is no mapping of principals to their rights")
    parsed: dict[str, Any] = {}
    for told, rights in value.items():
        principal = _principal(told)
        if principal.casefold() in {each.casefold() for each in parsed}:
            raise ValueError(f"{principal} is named twice")
        edit = isinstance(rights, Mapping)
        parsed[principal] = parse_edit(_rights, rights) if edit else _rights(rights)
    if parsed.get(OTHERS):
        raise ValueError(f"of everybody else ({OTHERS}) only an empty list can be said")
    return dict(sorted(parsed.items()))


RIGHTS = Form("rights of principals", parse_rights, option="dict")


def _is(principal: str, pattern: str) -> bool:
    folded, wanted = principal.casefold(), pattern.casefold()
    return folded.endswith(wanted[1:]) if wanted.startswith("*") else folded == wanted


def _of(granted: Granted, names: Iterable[str], principal: str) -> set[str] | None:
    """What these groups or usages let a principal do; none if he is in none of them."""
    found = [rights for name in names for pattern, rights in granted.get(name, {}).items() if _is(principal, pattern)]
    return {right for rights in found for right in rights} if found else None


def _brought(groups: Iterable[str], principal: str, right: str) -> bool:
    """Whether a permission group brings this right; of its principals also every right the articles do not know."""
    rights = _of(OF_GROUPS, groups, principal)
    return rights is not None and (right in rights or right not in _KNOWN.values())


def _groups(attributes: Attributes) -> Collection[str]:
    """The permission groups; a send connector has none."""
    if "address_spaces" in attributes:
        return ()
    of_usage = GROUPS_OF_USAGES.get(attributes.get("usage", ""), ())
    found: Collection[str] = attributes.get("permission_groups", of_usage)
    return found


def _begun(wish: Iterable[str], wanted: Attributes) -> Rights:
    """What those of whom something is wished have on a new connector; of a receive connector groups bring it all."""
    usage = (wanted.get("usage", "Custom"),) if "address_spaces" in wanted else ()
    return {principal: sorted(_of(OF_USAGES, usage, principal) or ()) for principal in wish}


def _whole(wish: Mapping[str, Any], had: Attributes, wanted: Attributes) -> Rights:
    """All rights as they are to be, without those that the permission groups will bring."""
    now: Rights = had.get("extended_rights", {}) if had else _begun(wish, wanted)
    groups = _groups({**had, **wanted})
    shown = {principal.casefold(): principal for principal in now}
    becomes: Rights = {} if OTHERS in wish else dict(now)
    for told, said in wish.items():
        principal = shown.get(told.casefold(), told)
        spelling = {right.casefold(): right for right in now.get(principal, ())}
        rights = edited(now.get(principal, ()), said) if is_edit(said) else said
        spelt = {spelling.get(right.casefold(), right) for right in rights}
        becomes[principal] = sorted(right for right in spelt if not _brought(groups, principal, right))
    # Of a new connector it is kept in mind who is to lose what the usage brings.
    losing = now if not had else {}
    return {principal: rights for principal, rights in sorted(becomes.items()) if rights or losing.get(principal)}


def _calls(identity: str, had: Attributes, becomes: Attributes) -> Iterator[Sent]:
    """First what is given, then what is taken; never taken is what a permission group brings."""
    after: Rights = becomes["extended_rights"]
    before: Rights = had.get("extended_rights", {}) if had else _begun(after, becomes)
    connector = becomes.get("distinguished_name") or identity
    groups = _groups(becomes)
    everybody = sorted({*before, *after})
    given = {who: set(after.get(who, ())) - set(before.get(who, ())) for who in everybody}
    taken = {who: set(before.get(who, ())) - set(after.get(who, ())) for who in everybody}
    for cmdlet, changed in (("Add-ADPermission", given), ("Remove-ADPermission", taken)):
        for who, rights in changed.items():
            sent = sorted(right for right in rights if cmdlet.startswith("Add") or not _brought(groups, who, right))
            if sent:
                yield cmdlet, {"Identity": connector, "User": who, "ExtendedRights": sent}


def _entries(answer: Sequence[Attributes], denied: bool) -> Iterator[tuple[str, str]]:
    """Who has which right, by the entries of the connector itself that hold for it as a whole."""
    for entry in answer:
        of_whole = entry.get("InheritanceType") in (None, "All") and not entry.get("InheritedObjectType")
        if entry["Deny"] is denied and not entry["IsInherited"] and of_whole:
            for right in entry["ExtendedRights"] or ():
                yield str(entry["User"]), _KNOWN.get(str(right).casefold(), str(right))


def _gathered(pairs: Iterable[tuple[str, str]]) -> Rights:
    found: Rights = {}
    for principal, right in pairs:
        found.setdefault(principal, []).append(right)
    return {principal: sorted(set(rights)) for principal, rights in sorted(found.items())}


def _seen(answer: Sequence[Attributes], connector: Attributes) -> dict[str, Any]:
    groups = [word.strip() for word in str(connector.get("PermissionGroups") or "").split(",")]
    granted = (entry for entry in _entries(answer, denied=False) if not _brought(groups, *entry))
    return {"ExtendedRights": _gathered(granted), "DeniedRights": _gathered(_entries(answer, denied=True))}


def _needed(wish: Attributes | None, shown: Attributes) -> bool:
    """Where rights are wished for; and where others can connect from now on, if there are rights beside the groups."""
    if wish is None or "extended_rights" in wish:
        return True
    return "remote_ip_ranges" in wish and "Custom" in str(shown.get("PermissionGroups"))


def granted_and_denied(connector: Attributes) -> bool:
    """Whether somebody is given a right that he is denied as well; the denial wins."""
    denied = {(who.casefold(), right) for who, rights in connector["denied_rights"].items() for right in rights}
    return any((who.casefold(), right) in denied for who, rights in _held(connector) for right in rights)


def anybody_relays(connector: Attributes) -> bool:
    """Whether callers without a sign-in are given the right to any recipient."""
    return any(who.casefold() == ANONYMOUS.casefold() and ANY_RECIPIENT in rights for who, rights in _held(connector))


def _held(connector: Attributes) -> Iterable[tuple[str, list[str]]]:
    rights: Rights = connector["extended_rights"]
    return rights.items()


OWN_RIGHTS = Own(_calls, _whole)
DETAIL_OF_RIGHTS = Detail("ADPermission", _needed, _seen)
