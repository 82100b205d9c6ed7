"""A message is found where it turned up, and its way is read from its own lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.testing import patch_module_args

from ansible_collections.mailflow.hybrid.plugins.modules import mail_arrival

ID = "<1@contoso.com>"
MESSAGE = f"""\
Return-Path: <somebody@fabrikam.com>
Received: from edge1.contoso.com (edge1.contoso.com [192.0.2.1])
\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
\tby mbx.corp.contoso.com (Postfix) with ESMTPS id 4ABC
\tfor <alice@contoso.com>; Sat, 21 Nov 2026 12:00:01 +0000 (UTC)
Received: from outside.example ([203.0.113.9])
\tby edge1.contoso.com (Postfix (Debian)) with ESMTP id 3ABC;
\tSat, 21 Nov 2026 12:00:00 +0000 (UTC)
Message-ID: {ID}
Subject: Mail flow probe

Text that mentions Message-ID: <2@contoso.com>
"""
Look = Callable[..., dict[str, Any]]


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    folder = tmp_path / "Maildir"
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1.contoso").write_text(MESSAGE)
    return folder


@pytest.fixture
def look(capsys: pytest.CaptureFixture[str]) -> Look:
    def run(mailbox: Path, **options: Any) -> dict[str, Any]:
        usual = {"message_id": ID, "mailbox": str(mailbox), "timeout": 0}
        with patch_module_args(usual | options), pytest.raises(SystemExit):
            mail_arrival.main()
        return dict(json.loads(capsys.readouterr().out))

    return run


def test_its_way_is_told_in_the_order_it_went(maildir: Path, look: Look) -> None:
    result = look(maildir)
    assert not result.get("failed")
    assert [(hop["sender"], hop["by"], hop["encrypted"]) for hop in result["hops"]] == [
        ("outside.example", "edge1.contoso.com", False),
        ("edge1.contoso.com", "mbx.corp.contoso.com", True),
    ]
    assert result["hops"][1]["tls"] == "TLSv1.3"
    assert result["headers"]["Subject"] == "Mail flow probe"


def test_a_file_of_many_messages_is_looked_through(tmp_path: Path, look: Look) -> None:
    box = tmp_path / "alice"
    other = MESSAGE.replace(ID, "<other@contoso.com>")
    box.write_text(f"From a Sat Nov 21\n{other}\nFrom b Sat Nov 21\n{MESSAGE}\n")
    assert len(look(box)["hops"]) == 2
    assert look(box, message_id="<2@contoso.com>")["failed"]


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"hops": 3}, "Wanted 3 hops, but it took 2: edge1.contoso.com, mbx.corp.contoso.com"),
        ({"by": ["mbx.corp.contoso.com"]}, "Wanted the way by mbx.corp.contoso.com, but"),
        ({"encrypted": True}, "but edge1.contoso.com took it in plain text"),
        ({"arrived": False}, "Wanted no message"),
    ],
)
def test_another_way_than_expected_fails_in_one_sentence(
    maildir: Path, look: Look, expect: dict[str, Any], said: str
) -> None:
    result = look(maildir, expect=expect)
    assert result["failed"] and said in result["msg"]
    assert len(result["hops"]) == 2


def test_the_way_that_was_expected_is_no_failure(maildir: Path, look: Look) -> None:
    expect = {"hops": 2, "by": ["EDGE1.contoso.com", "mbx.corp.contoso.com"]}
    assert not look(maildir, expect=expect).get("failed")


def test_what_must_not_come_and_has_not_is_no_failure(maildir: Path, look: Look) -> None:
    result = look(maildir, message_id="<3@contoso.com>", expect={"arrived": False})
    assert not result.get("failed") and result["hops"] == []


def test_what_does_not_come_is_told(tmp_path: Path, look: Look) -> None:
    result = look(tmp_path / "nowhere")
    assert result["failed"] and "did not come within 0 seconds" in result["msg"]


def test_nothing_is_waited_for_in_check_mode(tmp_path: Path, look: Look) -> None:
    assert not look(tmp_path / "nowhere", timeout=600, _ansible_check_mode=True).get("failed")


def test_options_are_documented_as_they_are() -> None:
    told = yaml.safe_load(mail_arrival.DOCUMENTATION)["options"]
    words = {"type", "required", "default", "elements"}
    suboptions = told.pop("expect")["suboptions"]
    spec: dict[str, Any] = dict(mail_arrival.ARGUMENT_SPEC)
    inner = spec.pop("expect")["options"]
    for documented, real in ((told, spec), (suboptions, inner)):
        assert {name: {w: v for w, v in said.items() if w in words} for name, said in documented.items()} == real
