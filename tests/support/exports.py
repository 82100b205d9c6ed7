"""Exports of a side as an administrator makes them: each call of the export scripts, in the forms real files have.

Three dialects: CLIXML of a plain remote session (nearly everything is text, UTF-16), CLIXML of the management shell,
where values are objects of .NET with their text beside them (UTF-8), and JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import SessionError
from tools.export_scripts import exported

NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
DIALECTS = ("remote session", "management shell", "json")
# What the management shell shows as objects: an enumeration, a size, a span, a number that may have no limit.
_SIZE = re.compile(r".* \([\d,]+ bytes\)")
_SPAN = re.compile(r"(?:(\d+)\.)?(\d\d):(\d\d):(\d\d)")
_ENUMS = frozenset({"AuthMechanism", "PermissionGroups", "TlsAuthLevel", "DomainType", "ProtocolLoggingLevel"})


def write_export(session: Any, side: str, folder: Path, dialect: str = "remote session") -> None:
    """What the script of a side writes into a folder, out of what a session answers."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in exported(side):
        parameters = dict.fromkeys(each.switches, True) | ({"ResultSize": "Unlimited"} if each.whole else {})
        cmdlet = f"Get-{each.get}"
        if each.asked_by:
            objects = [
                {**shown, "AskedFor": name}
                for name in _names(session, side, each.asked)
                for shown in _answered(session, cmdlet, {**parameters, each.asked_by: name})
            ]
        else:
            objects = list(session.invoke(cmdlet, parameters).objects)
        write_file(folder, each.stem, objects, dialect)


def _answered(session: Any, cmdlet: str, parameters: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    try:
        return tuple(session.invoke(cmdlet, parameters).objects)
    except SessionError:
        return ()  # the script warns and goes on


def _names(session: Any, side: str, asked: str) -> list[str]:
    if side == "online":
        return [shown["DomainName"] for shown in session.invoke("Get-AcceptedDomain", {}).objects]
    servers = sorted({shown["Server"] for shown in session.invoke("Get-ReceiveConnector", {}).objects})
    if "DistinguishedName" not in asked:
        return servers
    nouns = re.findall(r"Get-\w+Connector", asked)
    return [str(shown["DistinguishedName"]) for noun in nouns for shown in session.invoke(noun, {}).objects]


def write_file(folder: Path, stem: str, objects: Iterable[Mapping[str, Any]], dialect: str) -> Path:
    """One file, as the cmdlets of a dialect write it."""
    shown = list(objects)
    if dialect == "json":
        path = folder / f"{stem}.json"
        path.write_bytes(json.dumps(shown, indent=4).replace("\n", "\r\n").encode("utf-16"))
        return path
    path = folder / f"{stem}.xml"
    remote = dialect == "remote session"
    path.write_bytes(clixml(shown, typed=not remote).encode("utf-16" if remote else "utf-8-sig"))
    return path


def clixml(objects: Iterable[Mapping[str, Any]], typed: bool) -> str:
    """A document: all objects in one list (``-InputObject``), or one after the other (the pipeline)."""
    numbers = count()
    listed = "\r\n".join(_object(shown, numbers, typed) for shown in objects)
    if not typed:
        kind = "<TN RefId='900'><T>System.Object[]</T><T>System.Array</T><T>System.Object</T></TN>"
        listed = f"<Obj RefId='{next(numbers)}'>{kind}<LST>{listed}</LST></Obj>"
    return f"<Objs Version='1.1.0.1' xmlns='{NAMESPACE}'>\r\n{listed}\r\n</Objs>"


def _object(shown: Mapping[str, Any], numbers: Any, typed: bool) -> str:
    own = {name: value for name, value in shown.items() if name != "AskedFor"}
    parts = "".join(_value(value, numbers, typed, name) for name, value in own.items())
    marked = f"<MS>{_text('S', shown['AskedFor'], 'AskedFor')}</MS>" if "AskedFor" in shown else ""
    head = _text("ToString", str(shown.get("Identity", "")))
    return f"<Obj RefId='{next(numbers)}'>{_type('DirectoryObject')}{head}<Props>{parts}</Props>{marked}</Obj>"


def _value(value: Any, numbers: Any, typed: bool, name: str = "") -> str:
    label = f" N='{name}'" if name else ""
    if value is None:
        return f"<Nil{label} />"
    if isinstance(value, bool):
        return f"<B{label}>{str(value).lower()}</B>"
    if isinstance(value, int):
        return f"<I32{label}>{value}</I32>"
    if isinstance(value, Mapping):
        members = "".join(_value(member, numbers, typed, key) for key, member in value.items())
        return f"<Obj{label} RefId='{next(numbers)}'><MS>{members}</MS></Obj>"
    if isinstance(value, list):
        members = "".join(_member(member, numbers, typed) for member in value)
        return f"<Obj{label} RefId='{next(numbers)}'>{_type('MultiValuedProperty`1[[X]]')}<LST>{members}</LST></Obj>"
    return _told(str(value), numbers, typed, name)


def _told(text: str, numbers: Any, typed: bool, name: str) -> str:
    """A text, or the object the management shell has in its place, with a number that means nothing to a reader."""
    opened = f"<Obj N='{name}' RefId='{next(numbers)}'>"
    if typed and name in _ENUMS:
        return f"{opened}{_type('Enumeration')}{_text('ToString', text)}<I32>31</I32></Obj>"
    if typed and text == "Unlimited":
        return f"{opened}{_type('Unlimited`1[[X]]')}<Props><B N='IsUnlimited'>true</B></Props></Obj>"
    if typed and _SIZE.fullmatch(text):
        return (
            f"{opened}{_type('ByteQuantifiedSize')}{_text('ToString', text)}<Props><I64 N='Bytes'>1</I64></Props></Obj>"
        )
    if typed and (span := _SPAN.fullmatch(text)):
        days = f"P{span[1]}D" if span[1] else "P"
        return f"<TS N='{name}'>{days}T{int(span[2])}H{int(span[3])}M{int(span[4])}S</TS>"
    return _text("S", text, name)


def _member(value: Any, numbers: Any, typed: bool) -> str:
    """A member of a list; an address range of the management shell is an object, too."""
    if not typed or not isinstance(value, str):
        return _value(value, numbers, typed)
    inside = f"{_text('ToString', value)}<Props>{_text('S', 'InterNetwork', 'AddressFamily')}</Props>"
    return f"<Obj RefId='{next(numbers)}'>{_type('IPRange')}{inside}</Obj>"


def _type(name: str) -> str:
    return f"<TN RefId='0'><T>Microsoft.Exchange.Data.{name}</T><T>System.Object</T></TN>"


def _text(tag: str, text: str, name: str = "") -> str:
    told = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    told = re.sub(r"[\x00-\x1f]", lambda one: f"_x{ord(one[0]):04X}_", told)
    label = f" N='{name}'" if name else ""
    return f"<{tag}{label}>{escape(told)}</{tag}>"
