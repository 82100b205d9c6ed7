# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what on a connector: the rights, whom they are given to, and what a permission group stands for.

Rights and groups: "Receive connectors" and "Send connectors" articles of Exchange Server (snapshot of 2021-07-14). What
every connector inherits is a small part of what a real directory has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from simulator.nouns.forms import FormFault
from simulator.world import World

Right = tuple[str, str]

ANONYMOUS: Final = "NT AUTHORITY\\ANONYMOUS LOGON"
_SUBMIT: Final = "ms-Exch-SMTP-Submit"
_ANY_RECIPIENT: Final = "ms-Exch-SMTP-Accept-Any-Recipient"
_ANY_SENDER: Final = "ms-Exch-SMTP-Accept-Any-Sender"
_OWN_SENDER: Final = "ms-Exch-SMTP-Accept-Authoritative-Domain-Sender"
_NO_SPAM_CHECK: Final = "ms-Exch-Bypass-Anti-Spam"
_ROUTING: Final = "ms-Exch-Accept-Headers-Routing"
_SEND_ROUTING: Final = "ms-Exch-Send-Headers-Routing"
_SEND_EXCH50: Final = "ms-Exch-SMTP-Send-Exch50"
_SECURED: Final = (
    _SUBMIT,
    _ANY_RECIPIENT,
    _ANY_SENDER,
    _OWN_SENDER,
    "ms-Exch-SMTP-Accept-Authentication-Flag",
    "ms-Exch-SMTP-Accept-Exch50",
    _NO_SPAM_CHECK,
    "ms-Exch-Bypass-Message-Size-Limit",
    _ROUTING,
)
_SERVERS: Final = (*_SECURED, "ms-Exch-Accept-Headers-Forest", "ms-Exch-Accept-Headers-Organization")
_SEND_SERVERS: Final = (
    "ms-Exch-Send-Headers-Forest",
    "ms-Exch-Send-Headers-Organization",
    _SEND_ROUTING,
    _SEND_EXCH50,
    "ms-Exch-SMTP-Send-XShadow",
)
EXTENDED_RIGHTS: Final = (*_SERVERS, *_SEND_SERVERS, "Send-As", "Receive-As")
ACCESS_RIGHTS: Final = (
    "CreateChild",
    "DeleteChild",
    "ListChildren",
    "Self",
    "ReadProperty",
    "WriteProperty",
    "DeleteTree",
    "ListObject",
    "ExtendedRight",
    "Delete",
    "ReadControl",
    "GenericExecute",
    "GenericWrite",
    "GenericRead",
    "WriteDacl",
    "WriteOwner",
    "GenericAll",
    "Synchronize",
    "AccessSystemSecurity",
)

# `{domain}` is the organization's own domain of Windows.
GROUPS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "AnonymousUsers": {ANONYMOUS: (_SUBMIT, _ANY_SENDER, _OWN_SENDER, _ROUTING)},
    "ExchangeUsers": {"NT AUTHORITY\\Authenticated Users": (_SUBMIT, _ANY_RECIPIENT, _NO_SPAM_CHECK, _ROUTING)},
    "ExchangeServers": {
        "{domain}\\Exchange Servers": _SERVERS,
        "MS Exchange\\Edge Transport Servers": _SERVERS,
        "MS Exchange\\Hub Transport Servers": _SERVERS,
        "MS Exchange\\Externally Secured Servers": _SECURED,
    },
    "ExchangeLegacyServers": {"{domain}\\ExchangeLegacyInterop": _SECURED},
    "Partners": {"MS Exchange\\Partner Servers": (_SUBMIT, _ROUTING)},
}
USAGES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "Custom": {},
    "Internal": {
        "{domain}\\Exchange Servers": _SEND_SERVERS,
        "MS Exchange\\Edge Transport Servers": _SEND_SERVERS,
        "MS Exchange\\Hub Transport Servers": _SEND_SERVERS,
        "MS Exchange\\Externally Secured Servers": (_SEND_ROUTING, _SEND_EXCH50),
        "{domain}\\ExchangeLegacyInterop": (_SEND_ROUTING, _SEND_EXCH50),
    },
    "Internet": {ANONYMOUS: (_SEND_ROUTING,)},
    "Partner": {"MS Exchange\\Partner Servers": (_SEND_ROUTING,)},
}
# (user, denied, access rights, extended right)
INHERITED: Final = (
    ("NT AUTHORITY\\SYSTEM", False, ("GenericAll",), None),
    ("{domain}\\Exchange Trusted Subsystem", False, ("GenericAll",), None),
    ("{domain}\\Organization Management", False, ("GenericAll",), None),
    ("NT AUTHORITY\\Authenticated Users", False, ("ReadProperty",), None),
    ("{domain}\\Domain Admins", True, ("ExtendedRight",), "Send-As"),
    ("{domain}\\Domain Admins", True, ("ExtendedRight",), "Receive-As"),
)


def domain_of(world: World) -> str:
    """The organization's domain as Windows writes it before a backslash."""
    return world.organization.forest.partition(".")[0].upper()


def of_groups(world: World, groups: Iterable[str]) -> set[Right]:
    return {right for group in groups for right in _rights(world, GROUPS.get(group, {}))}


def of_usage(world: World, usage: str) -> list[Right]:
    return _rights(world, USAGES[usage])


def _rights(world: World, given: Mapping[str, tuple[str, ...]]) -> list[Right]:
    domain = domain_of(world)
    return [(user.format(domain=domain), right) for user, rights in given.items() for right in rights]


def groups_within(world: World, rights: set[Right]) -> list[str]:
    """The permission groups all of whose rights are there."""
    return [group for group in GROUPS if of_groups(world, [group]) <= rights]


def principal(text: str, world: World) -> str | None:
    """A user or group by its name, with or without what stands before the backslash; people also by their address."""
    return _principals(world).get(text.lower())


def _principals(world: World) -> dict[str, str]:
    domain = domain_of(world)
    named = [user.format(domain=domain) for given in (*GROUPS.values(), *USAGES.values()) for user in given]
    named += [entry[0].format(domain=domain) for entry in INHERITED]
    people = {address: f"{domain}\\{address.partition('@')[0]}" for address in world.directory["exchange"]}
    full = {user.lower(): user for user in (*named, *people.values())}
    return {user.rpartition("\\")[2].lower(): user for user in full.values()} | people | full


def extended_right(text: str) -> str | None:
    return next((right for right in EXTENDED_RIGHTS if right.lower() == text.lower()), None)


def as_access_right(text: str, world: World) -> str:
    known = {right.lower(): right for right in ACCESS_RIGHTS}
    if text.lower() not in known:
        raise FormFault(f"There is no access right '{text}'. Access rights: {', '.join(ACCESS_RIGHTS)}.")
    return known[text.lower()]


def entry(identity: str, user: str, right: str | None, **members: Any) -> dict[str, Any]:
    """An entry of an access control list; each extended right has one of its own."""
    return {
        "User": user,
        "Identity": identity,
        "Deny": False,
        "AccessRights": ["ExtendedRight"],
        "IsInherited": False,
        "Properties": None,
        "ChildObjectTypes": None,
        "InheritedObjectType": None,
        "InheritanceType": "All",
        "ExtendedRights": None if right is None else [right],
        **members,
    }
