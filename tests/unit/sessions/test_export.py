"""A folder of exports as a session: what its files say, and what they cannot say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.export import Export
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Refused, Unavailable
from tests.support.exports import DIALECTS, write_file

SEND: dict[str, Any] = {
    "Name": "To the cloud",
    "Identity": "To the cloud",
    "AddressSpaces": ["smtp:contoso.mail.onmicrosoft.com;1", "smtp:*.example.com;5"],
    "SmartHosts": [],
    "MaxMessageSize": "35 MB (36,700,160 bytes)",
    "ConnectionInactivityTimeOut": "1.00:10:00",
    "TlsAuthLevel": "DomainValidation",
    "Comment": "<I>CN=Example CA & Sons<S>\nnot _x000A_ a line",
    "Port": 25,
    "Enabled": True,
    "Fqdn": None,
    "MaxRecipients": "Unlimited",
}
RECEIVE = [
    {"Name": name, "Identity": f"{server}\\{name}", "Server": server}
    for server in ("EX1", "EX2")
    for name in ("Default", "Client")
]
HEAD = "<Objs Version='1.1.0.1' xmlns='http://schemas.microsoft.com/powershell/2004/04'>"


def refusal(folder: Path, cmdlet: str = "Get-SendConnector", **parameters: Any) -> str:
    with pytest.raises(Unavailable) as caught:
        Export(str(folder)).invoke(cmdlet, parameters)
    return caught.value.message


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_says_what_a_console_shows(dialect: str, tmp_path: Path) -> None:
    write_file(tmp_path, "Get-SendConnector", [SEND, {**SEND, "Name": "Other"}], dialect)
    objects = Export(str(tmp_path)).invoke("Get-SendConnector", {}).objects
    assert objects == (SEND, {**SEND, "Name": "Other"})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_list_that_was_exported_empty_says_that_there_is_none(dialect: str, tmp_path: Path) -> None:
    write_file(tmp_path, "Get-SendConnector", [], dialect)
    assert Export(str(tmp_path)).invoke("Get-SendConnector", {}).objects == ()


def test_one_object_needs_no_list_around_it(tmp_path: Path) -> None:
    (tmp_path / "Get-SendConnector.json").write_text(json.dumps(SEND))
    assert Export(str(tmp_path)).invoke("Get-SendConnector", {}).objects == (SEND,)


def test_an_object_told_before_is_referred_to_by_its_number(tmp_path: Path) -> None:
    space = "<Obj N='AddressSpaces' RefId='1'><LST><S>smtp:*;1</S></LST></Obj>"
    again = "<Ref N='AddressSpaces' RefId='1' />"
    objects = "".join(f"<Obj RefId='{number}'><Props>{part}</Props></Obj>" for number, part in ((0, space), (2, again)))
    (tmp_path / "Get-SendConnector.xml").write_text(f"{HEAD}{objects}</Objs>")
    assert Export(str(tmp_path)).invoke("Get-SendConnector", {}).objects == ({"AddressSpaces": ["smtp:*;1"]},) * 2


@pytest.mark.parametrize(
    ("in_json", "shown"),
    [
        ({"value": ["smtp:*;1"], "Count": 1}, ["smtp:*;1"]),
        ({"value": 4, "Value": "DomainValidation"}, "DomainValidation"),
        ({"IsUnlimited": True, "Value": {}}, "Unlimited"),
        ({"Ticks": 6000000000, "Days": 0, "Minutes": 10}, "00:10:00"),
        ({"Ticks": 864600000000, "Days": 1}, "1.00:01:00"),
        ("/Date(1767600000000)/", "2026-01-05T08:00:00+00:00"),
        ({"LowerBound": {}}, {"LowerBound": {}}),
    ],
)
def test_json_of_windows_powershell_is_told_where_it_says_what_it_is(in_json: Any, shown: Any, tmp_path: Path) -> None:
    (tmp_path / "Get-SendConnector.json").write_text(json.dumps([{"P": in_json}]))
    assert Export(str(tmp_path)).invoke("Get-SendConnector", {}).objects == ({"P": shown},)


@pytest.mark.parametrize("server", ["EX1", "ex1", "ex1.corp.contoso.com"])
def test_connectors_of_one_server_are_told_from_those_of_all(server: str, tmp_path: Path) -> None:
    write_file(tmp_path, "Get-ReceiveConnector", RECEIVE, "remote session")
    objects = Export(str(tmp_path)).invoke("Get-ReceiveConnector", {"Server": server}).objects
    assert [shown["Identity"] for shown in objects] == ["EX1\\Default", "EX1\\Client"]


def test_what_does_not_say_whose_it_is_is_told_by_what_was_asked(tmp_path: Path) -> None:
    marked = [{"Status": "Enabled", "AskedFor": "contoso.com"}, {"Status": "Disabled", "AskedFor": "fabrikam.com"}]
    write_file(tmp_path, "Get-SmtpDaneInboundStatus", marked, "management shell")
    (found,) = Export(str(tmp_path)).invoke("Get-SmtpDaneInboundStatus", {"DomainName": "Contoso.com"}).objects
    assert found["Status"] == "Enabled"


def test_a_switch_stands_in_the_name_of_the_file(tmp_path: Path) -> None:
    write_file(tmp_path, "Get-OutboundConnector", [], "json")
    write_file(tmp_path, "Get-OutboundConnector -IsTransportRuleScoped", [SEND], "json")
    session = Export(str(tmp_path))
    assert session.invoke("Get-OutboundConnector", {"ResultSize": "Unlimited"}).objects == ()
    assert session.invoke("Get-OutboundConnector", {"IsTransportRuleScoped": True}).objects == (SEND,)


def test_what_was_not_exported_is_unreadable_and_the_message_makes_the_file(tmp_path: Path) -> None:
    assert refusal(tmp_path) == (
        f"Cannot tell what Get-SendConnector shows: it is not in the export '{tmp_path}'. Make it where the cmdlet"
        " runs, and copy it here: Get-SendConnector | Export-Clixml 'Get-SendConnector.xml'"
    )
    assert refusal(tmp_path, "Get-OutboundConnector", ResultSize="Unlimited", IsTransportRuleScoped=True).endswith(
        ": Get-OutboundConnector -IsTransportRuleScoped:$true -ResultSize Unlimited"
        " | Export-Clixml 'Get-OutboundConnector -IsTransportRuleScoped.xml'"
    )


def test_a_server_that_was_not_exported_is_unreadable_too(tmp_path: Path) -> None:
    write_file(tmp_path, "Get-ReceiveConnector", RECEIVE, "remote session")
    assert refusal(tmp_path, "Get-ReceiveConnector", Server="EX3") == (
        f"Cannot tell what Get-ReceiveConnector -Server 'EX3' shows: the export '{tmp_path}' has nothing of it (have:"
        " EX1, EX2). Make it where the cmdlet runs, and copy it here: 'EX3' | ForEach-Object { $asked = $_;"
        " Get-ReceiveConnector -Server $asked | Add-Member AskedFor $asked -PassThru -Force }"
        " | Export-Clixml 'Get-ReceiveConnector.xml'"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("xml", b"", "it is empty"),
        ("json", b"\xff\xfe", "it is empty"),
        ("xml", f"{HEAD}{'<Obj><Props>' * 9000}{'</Props></Obj>' * 9000}</Objs>".encode(), "recursion"),
        ("xml", HEAD.encode(), "it is not XML"),
        ("xml", b"<html></html>", "its outermost element is html, not Objs"),
        ("xml", f"{HEAD}<S>EX1</S></Objs>".encode(), "it holds the value 'EX1' where an object is expected"),
        ("xml", "<a>é</a>".encode("latin-1"), "its text is neither UTF-16 nor UTF-8"),
        ("json", b"Name : Internet", "it is not JSON"),
        ("json", b'["EX1\\\\Default"]', "where an object is expected"),
        ("json", b"[null]", "it holds null where an object is expected"),
        ("json", b"[" * 100000, "it is not JSON"),
    ],
)
def test_a_file_that_says_nothing_is_unreadable(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / f"Get-SendConnector.{name}").write_bytes(content)
    message = refusal(tmp_path)
    assert said in message
    assert message.endswith("Get-SendConnector | Export-Clixml 'Get-SendConnector.xml'")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_file_cannot_make_us_read_another_one_or_grow(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not to be told")
    entities = f"<!ENTITY a SYSTEM 'file://{tmp_path}/secret'><!ENTITY b '{'x' * 1000}'>"
    inside = "<Obj RefId='0'><Props><S N='Name'>&a;&b;</S></Props></Obj>"
    text = f"<!DOCTYPE Objs [{entities}]>{HEAD}{inside}</Objs>"
    (tmp_path / "Get-SendConnector.xml").write_bytes(text.encode(encoding))
    assert "it has a document type declaration" in refusal(tmp_path)


def test_two_files_for_one_call_may_differ(tmp_path: Path) -> None:
    write_file(tmp_path, "Get-SendConnector", [SEND], "json")
    write_file(tmp_path, "Get-SendConnector", [], "remote session")
    assert "may differ. Remove the older." in refusal(tmp_path)


def test_a_folder_that_is_not_there_is_named_with_its_variable(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").endswith("there is no such folder. Set ansible_export_folder.")


@pytest.mark.parametrize("cmdlet", ["Set-SendConnector", "New-SendConnector", "Remove-SendConnector", "Test-Mailflow"])
def test_nothing_but_reading_is_done_with_an_export(cmdlet: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=f"Cannot call {cmdlet}: .* is an export, which can only be read"):
        Export(str(tmp_path)).invoke(cmdlet, {})
