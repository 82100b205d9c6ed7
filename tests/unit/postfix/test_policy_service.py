"""Who is known by the name in a certificate, and what the policy service answers, over its two ways of being run."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PROGRAM = Path(__file__).parents[3] / "roles/postfix_edge/files/mailflow_policy.py"
ONLINE = {"names": ["mail.protection.outlook.com"], "addresses": ["192.0.2.0/24", "2001:db8::/48"]}
RULES: dict[str, Any] = {
    "cloud": {**ONLINE, "senders": ["contoso.com", ".sub.contoso.com"]},
    "partner": {"names": ["*.fabrikam.com"], "refuse": True},
}
FROM_THE_CLOUD = {
    "policy_context": "cloud",
    "ccert_subject": "mail.protection.outlook.com",
    "client_address": "192.0.2.9",
    "sender": "alice@contoso.com",
}


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mailflow_policy", PROGRAM)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("changed", "answer"),
    {
        "Exchange Online": ({}, "OK"),
        "over IPv6": ({"client_address": "2001:db8::25"}, "OK"),
        "a bounce has no sender": ({"sender": ""}, "OK"),
        "a subdomain that is ours": ({"sender": "a@x.sub.contoso.com"}, "OK"),
        "a subdomain that is not": ({"sender": "a@x.contoso.com"}, "DUNNO"),
        "another tenant's sender": ({"sender": "a@fabrikam.com"}, "DUNNO"),
        "the right name from elsewhere": ({"client_address": "203.0.113.1"}, "DUNNO"),
        "the right address without a name": ({"ccert_subject": ""}, "DUNNO"),
        "a name that only ends so": ({"ccert_subject": "evil-mail.protection.outlook.com"}, "DUNNO"),
        "no address at all": ({"client_address": "unknown"}, "DUNNO"),
        "a name in capitals": ({"ccert_subject": "MAIL.protection.outlook.com"}, "OK"),
        "a question nobody wrote": ({"policy_context": "other"}, "DEFER_IF_PERMIT 4.3.5"),
        "the partner": ({"policy_context": "partner", "ccert_subject": "mx.fabrikam.com"}, "DUNNO"),
        "somebody for the partner": ({"policy_context": "partner", "ccert_subject": "fabrikam.com"}, "REJECT 5.7.1"),
        "nobody for the partner": ({"policy_context": "partner", "ccert_subject": ""}, "REJECT 5.7.1"),
    }.values(),
)
def test_a_caller_is_known_by_name_address_and_sender_together(
    program: ModuleType, changed: dict[str, str], answer: str
) -> None:
    told = program.decide(RULES, {**FROM_THE_CLOUD, **changed})
    assert told == answer or (" " in answer and told.startswith(answer))


def test_a_name_is_decoded_before_it_is_compared(program: ModuleType) -> None:
    assert program.decoded("a+2Bb+20c") == "a+b c"


def asked(*requests: dict[str, str]) -> bytes:
    return b"".join("".join(f"{k}={v}\n" for k, v in request.items()).encode() + b"\n" for request in requests)


def test_postfix_itself_can_run_it_for_one_caller(tmp_path: Path) -> None:
    rules = tmp_path / "policy.json"
    rules.write_text(json.dumps(RULES))
    words = [sys.executable, str(PROGRAM), "--stdio", str(rules)]
    request = asked(FROM_THE_CLOUD, {**FROM_THE_CLOUD, "ccert_subject": ""})
    done = subprocess.run(words, input=request, capture_output=True, check=True)
    assert done.stdout == b"action=OK\n\naction=DUNNO\n\n"


def test_systemd_can_run_it_for_all_callers_and_it_sees_that_the_rules_changed(tmp_path: Path) -> None:
    rules, place = tmp_path / "policy.json", tmp_path / "socket"
    rules.write_text(json.dumps(RULES))
    with socket.socket(socket.AF_UNIX) as passed:
        passed.bind(str(place))
        passed.listen()

        def as_systemd_does() -> None:
            os.dup2(passed.fileno(), 3)
            os.set_inheritable(3, True)

        words = [sys.executable, str(PROGRAM), str(rules)]
        service = subprocess.Popen(words, close_fds=False, preexec_fn=as_systemd_does)
    try:
        assert asyncio.run(conversation(place, rules)) == [b"action=OK\n", b"action=DUNNO\n"]
    finally:
        service.terminate()
        service.wait()


async def conversation(place: Path, rules: Path) -> list[bytes]:
    reader, writer = await asyncio.open_unix_connection(str(place))
    told: list[bytes] = []
    for content in (RULES, {**RULES, "cloud": {**ONLINE, "names": ["mail.protection.office365.us"]}}):
        rules.write_text(json.dumps(content))
        os.utime(rules, ns=(0, len(told)))
        writer.write(asked(FROM_THE_CLOUD))
        told.append(await asyncio.wait_for(reader.readline(), 20))
        await reader.readline()
    writer.close()
    return told
