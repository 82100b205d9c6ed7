# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a session is: one authenticated conversation with one side, and the errors it may end in.

The law of every session:

* A cmdlet's parameters are plain Python: str, bool, int, float, None, lists of those,
  ``{"Add": [...], "Remove": [...]}`` and `Login`. ``[]`` and ``None`` both clear; each session sends what clears on
  its own wire.
* Objects come back as plain dictionaries of str, bool, int, None and lists of str, in the vendor's display form.
* Only what the service positively says is missing is `Absent`; an unreadable or refused answer never is.
* A write whose answer was lost is not sent again: `Unavailable` with ``outcome_unknown`` says so, a rerun finishes.
* No error, and no representation of one, carries a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

READING_VERBS = frozenset({"Get", "Test"})
"""Verbs of cmdlets that change nothing and may therefore be repeated."""


@dataclass(frozen=True)
class Reply:
    """What a cmdlet answered: property bags and warnings, both in the order they came."""

    objects: tuple[dict[str, Any], ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Login:
    """A parameter that is a credential; only sessions whose wire encrypts it by itself take one."""

    user: str
    password: str = field(repr=False)


class Session(Protocol):
    """One authenticated conversation; opened by its first call, closed by whoever made it."""

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply: ...

    def close(self) -> None: ...


class SessionError(Exception):
    """A call that did not succeed, in our words, with the vendor's id and sentence kept."""

    def __init__(self, message: str, vendor_id: str = "", vendor_message: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.vendor_id = vendor_id
        self.vendor_message = vendor_message


class Absent(SessionError):
    """The service says that the object does not exist."""


class Duplicate(SessionError):
    """The service says that an object of that name exists already."""


class Invalid(SessionError):
    """The service understood the call and found a parameter, value or combination wrong."""


class Refused(SessionError):
    """The account lacks the right for this cmdlet or parameter."""


class Throttled(SessionError):
    """The service asks for less, and kept asking for as long as we were willing to wait."""


class Unavailable(SessionError):
    """The service could not be reached, broke off, or is out of order."""

    def __init__(
        self, message: str, vendor_id: str = "", vendor_message: str = "", *, outcome_unknown: bool = False
    ) -> None:
        super().__init__(message, vendor_id, vendor_message)
        self.outcome_unknown = outcome_unknown


class SignInRefused(SessionError):
    """The credentials were not accepted, or could not be used."""


def reads_only(cmdlet: str) -> bool:
    """Whether a cmdlet changes nothing, judged by its verb."""
    return cmdlet.partition("-")[0].capitalize() in READING_VERBS
