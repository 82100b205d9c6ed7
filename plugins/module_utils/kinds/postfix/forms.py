# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms of values that only Postfix hosts have, and how its kinds are made of them.

Nothing here is sent to a cmdlet: a Postfix host is told what it is to do by files, so an attribute has no name on a
wire. What comes from an inventory ends up in those files, so every text is held to one line of plain characters here,
and written with care once more where the lines are made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...model.domain import domain
from ..base import UNSTATED, Attribute
from ..forms import DOMAIN, MAIL_ADDRESS, Form, listed

ANYWHERE_V4, ANYWHERE_V6 = "0.0.0.0/0", "::/0"
NULL_SENDER = "<>"
_LOCAL_PART = re.compile(r"[a-z0-9!$%&'*+/=?^_`{|}~.-][a-z0-9!#$%&'*+/=?^_`{|}~.-]*")
_FILE = re.compile(r"host:/[\w./@+-]+|[\w./@+-]+( [\w./@+-]+)*", re.ASCII)
_POLICY_TABLE = re.compile(r"socketmap:(inet:[\w.-]+:\d{1,5}|unix:/?[\w./-]+):[\w.-]+")
_SERVICE = re.compile(r"(inet:[\w.-]+:\d{1,5}|/?[\w-]+(/[\w.-]+)*)")
_LOGIN = re.compile(r"[\w.@+-]+")
_LISTED = re.compile(r"[\d.;\[\]]+")


def attribute(name: str, form: Form, initial: Any = None, needed: bool = False) -> Attribute:
    """An attribute without a wire; ``initial`` holds where nothing is said."""
    return Attribute(name, "", form, needed=needed, initial=UNSTATED if needed else initial)


def in_order(element: Form) -> Form:
    """A list in which the order has a meaning, such as smart hosts: the first is tried first."""

    def parse(value: Any) -> list[Any]:
        if isinstance(value, Mapping):
            raise ValueError("the order of this list has a meaning, so it is taken whole only, not as add and remove")
        members = value.split(",") if isinstance(value, str) else list(value or ())
        return list(dict.fromkeys(element.parse(member) for member in members))

    return Form(f"list of {element.name}, in order", parse, option="list", elements=element.option)


def _recipient(value: Any) -> str:
    """An address as a lookup key: lower case, and nothing that would be a comment or another line of a table."""
    address = str(MAIL_ADDRESS.parse(value))
    if not _LOCAL_PART.fullmatch(address.rpartition("@")[0]):
        raise ValueError(f"{value!r} is not an e-mail address that a lookup table can hold, such as alice@contoso.com")
    return address


def _sender(value: Any) -> str:
    text = str(value).strip()
    return text if text == NULL_SENDER else str(DOMAIN.parse(text))


def _one_line(value: Any) -> str:
    text = "" if value is None else str(value)
    if not text.isprintable() or not text.isascii():
        raise ValueError(f"{text!r} is not one line of plain characters")
    return text.strip()


def _matching(pattern: re.Pattern[str], told: str) -> Form:
    def parse(value: Any) -> Any:
        if value is None or value == "":
            return None
        if not pattern.fullmatch(str(value)):
            raise ValueError(f"{value!r} is not {told}")
        return str(value)

    return Form(told, parse)


def _end(value: str) -> str:
    """One end of a rewriting: an address, or ``@domain`` for everybody there."""
    return f"@{domain(value[1:])}" if value.startswith("@") else _recipient(value)


def _pair(value: Any) -> str:
    before, arrow, after = (part.strip() for part in str(value).strip().partition("="))
    if not arrow or (after.startswith("@") and not before.startswith("@")):
        raise ValueError(f"{value!r} is not a pair such as alice@corp.contoso.com=alice@contoso.com or @a.com=@b.com")
    return f"{_end(before)}={_end(after)}"


def _login(value: Any) -> str:
    address, _arrow, login = str(value).strip().rpartition("=")
    if not _LOGIN.fullmatch(login):
        raise ValueError(f"{value!r} is not an address and who may send from it, such as scan@contoso.com=scanner")
    return f"{_end(address)}={login}"


def _block_list(value: Any) -> str:
    """``zen.spamhaus.org``, or with the answers that count, as reject_rbl_client has it (postconf(5))."""
    name, equals, answers = str(value).strip().partition("=")
    if equals and not _LISTED.fullmatch(answers):
        raise ValueError(f"{value!r} is not a block list such as zen.spamhaus.org or zen.spamhaus.org=127.0.0.[2..11]")
    return f"{DOMAIN.parse(name)}{equals}{answers}"


ONE_LINE = Form("one line of text", _one_line)
FILE = _matching(_FILE, "the path of a file on the controller, or host:/… for one that is on the host")
POLICY_TABLE = _matching(_POLICY_TABLE, "a table such as socketmap:inet:127.0.0.1:8461:postfix")
LOGIN_SERVICE = _matching(_SERVICE, "a service such as private/auth or inet:127.0.0.1:12345")
BLOCK_LIST = Form("block list", _block_list)
RECIPIENT = Form("e-mail address", _recipient)
SENDERS = listed(Form("domain, or <> for the null sender", _sender), edit="")
PAIRS = listed(Form("pair of addresses or domains", _pair), edit="")
LOGINS = listed(Form("address=login", _login), edit="")
