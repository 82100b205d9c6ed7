# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a configuration. The only place where text is made, so the only one where text could go wrong.

A line of main.cf ends where the value ends; a `$` begins a name; an option of master.cf ends at a blank; a row of a
table begins with its key, and a line that begins with a blank continues the one before (postconf(5), master(5),
postmap(1), checked 2026-11-21). What could do any of that is refused here, whoever asked for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..kinds.postfix.parameters import is_closed
from .configuration import Configuration, Service, Table

HEADING = "# Made by mailflow.hybrid from the topology; what is changed here by hand is lost at the next run.\n"
_PARAMETER = re.compile(r"[a-z][A-Za-z0-9_-]*")  # the name of a service may be part of one
_SERVICE = re.compile(r"[A-Za-z0-9_.:\[\]-]+")
_TABLE = re.compile(r"[a-z0-9_]+")
_DOLLAR = re.compile(r"\$(?!\$|mailflow_[a-z0-9_]+$)")


class NotOneLine(ValueError):
    """A value that would not stay in its place in a file."""


@dataclass(frozen=True)
class File:
    """One file below the directory of Postfix, by its name there; ``postmapped`` ones are made into a database."""

    name: str
    content: str
    secret: bool = False
    postmapped: bool = False


def files(found: Configuration) -> list[File]:
    """All files but the certificates, in the order in which they are shown."""
    result = [File("main.cf", main_cf(found)), File("master.cf", master_cf(found))]
    result += [
        File(f"mailflow/{_name(table)}", table_text(table), table.secret, table.type == "indexed")
        for table in found.tables
    ]
    if found.policy:
        policy = json.dumps(found.policy, indent=2, sort_keys=True) + "\n"
        result.append(File("mailflow/policy.json", policy))
    return result


def main_cf(found: Configuration) -> str:
    """One line for each parameter, lists one member a line."""
    return HEADING + "".join(_setting(name, value) for name, value in found.main)


def _setting(name: str, value: str | tuple[str, ...]) -> str:
    _held(_PARAMETER, name)
    members = [_member(member) for member in ((value,) if isinstance(value, str) else value)]
    if len(members) < 2:
        return f"{name} = {members[0] if members else ''}".rstrip() + "\n"
    return f"{name} =\n" + ",\n".join(f"    {member}" for member in members) + "\n"


def _member(text: str) -> str:
    plain = _line(text)
    if _DOLLAR.search(plain.replace("$$", "")):
        raise NotOneLine(f"{text!r} has a $, which would begin the name of a parameter.")
    if not is_closed(plain):
        raise NotOneLine(f"{text!r} has a brace that is not closed.")
    return plain.strip()


def master_cf(found: Configuration) -> str:
    """One entry for each service, options indented below it; listeners first."""
    inet = [service for service in found.services if service.type == "inet"]
    others = [service for service in found.services if service.type != "inet"]
    return HEADING + "".join(part for service in (*inet, *others) for part in _service(service))


def _service(service: Service) -> Iterator[str]:
    _held(_SERVICE, service.name)
    if service.comment:
        yield f"# {''.join(c if c.isprintable() else '?' for c in service.comment)}\n"
    words = (service.name, service.type, service.private, service.unprivileged, "n", service.wakeup, service.most)
    yield " ".join((*words, service.command)) + "\n"
    if service.arguments:
        yield f"    {_line(service.arguments)}\n"
    for name, value in service.options:
        _held(_PARAMETER, name)
        yield f"    -o {_option(name, value)}\n"


def _option(name: str, value: str) -> str:
    """A value with blanks in it stands in braces (master(5), Postfix 3.0 and newer)."""
    _member(value)
    if re.fullmatch(r"[^\s,{}\"#\\]+", value):
        return f"{name}={value}"
    return f"{{ {name} = {value.strip()} }}"


def table_text(table: Table) -> str:
    """Key and value a line."""
    return HEADING + "".join(f"{_key(key, table)} {_line(value).strip()}\n" for key, value in table.rows)


def _key(key: str, table: Table) -> str:
    """A pattern may hold what a key may not; both begin a line and end at a blank."""
    if re.search(r"\s", key) or not key.isprintable() or not key or key[0] in '#"':
        raise NotOneLine(f"{key!r} is no key that a table can hold.")
    starts_a_pattern = key.startswith(("/", "if", "endif", "!"))
    if table.type == "cidr" and not re.fullmatch(r"[0-9a-fA-F.:/]+", key):
        raise NotOneLine(f"{key!r} is no network.")
    if table.type == "regexp" and not starts_a_pattern:
        raise NotOneLine(f"{key!r} is no pattern.")
    return key


def _name(table: Table) -> str:
    _held(_TABLE, table.name)
    return table.name


def _line(text: str) -> str:
    if not text.isprintable():
        raise NotOneLine("A value holds a character that ends or changes a line, and cannot be written to a file.")
    return text


def _held(pattern: re.Pattern[str], name: str) -> None:
    if not pattern.fullmatch(name):
        raise NotOneLine(f"{name!r} is no name that Postfix knows.")
