# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control interface: what docs/simulator.md shows works, and wrong documents change nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests
from pypsrp.powershell import PowerShell
from pypsrp.serializer import TaggedValue

from simulator.faults import STAGES
from simulator.settings import Settings

PAGE = Path(__file__).parents[3] / "docs" / "simulator.md"
BLOCK = re.compile(r"```(http|json)\n(.*?)```", re.DOTALL)


def contains(whole: Any, part: Any) -> bool:
    """Whether everything that a documented answer shows is in the real one."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and contains(whole[key], part[key]) for key in part)
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(contains, whole, part))
    return bool(whole == part)


def test_every_example_of_the_page_works_in_the_pages_order(control: Any) -> None:
    examples = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) > 10
    answer: Any = None
    for kind, text in examples:
        if kind == "http":
            request, _, body = text.partition("\n")
            answer = control(*request.split(), json.loads(body) if body.strip() else None)
            assert answer.status_code in (200, 204), (request, answer.text)
        else:
            assert contains(answer.json(), json.loads(text)), (text, answer.text)


def test_the_page_knows_every_fault_and_every_setting() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in STAGES if f"| `{name}` |" not in page] == []
    assert [name for name in Settings().as_document() if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("PUT", "/state", [], "The state is"),
        ("PUT", "/state", {"exchange": []}, "The state is"),
        ("PUT", "/state", {"postfix": {}}, "There is no side 'postfix'"),
        ("PUT", "/state", {"online": {"DistributionGroup": []}}, "has no 'DistributionGroup'"),
        ("PUT", "/state", {"online": {"RemoteDomain": [{"DomainName": "*"}]}}, "Every object has a Name"),
        ("PUT", "/state", {"exchange": {"ADPermission": [{"User": "x"}]}}, "Every object has an Identity"),
        ("PUT", "/state", {"online": {"RemoteDomain": {}}}, "online.RemoteDomain is not a list"),
        ("PUT", "/faults", {}, "Faults are a list"),
        ("PUT", "/faults", [{"fault": "earthquake"}], "There is no fault 'earthquake'"),
        ("PUT", "/faults", [{"fault": "drop", "side": "postfix"}], "exchange, online or null"),
        ("PUT", "/faults", [{"fault": "drop", "times": 0}], "'times' is a number from 1 up, not 0"),
        ("PUT", "/faults", [{"fault": "drop", "after": "3"}], "'after' is a number from 0 up"),
        ("PUT", "/faults", [{"fault": "drop", "writes_only": "yes"}], "'writes_only' is true or false"),
        ("PUT", "/faults", [{"fault": "drop", "cmdlet": 7}], "'cmdlet' is a pattern"),
        ("PUT", "/settings", [], "Settings are an object"),
        ("PUT", "/settings", {"error_details": "xml"}, "one of 'pipe', 'json', not 'xml'"),
        ("PUT", "/settings", {"lookup_trap": 1}, "one of False, True, not 1"),
        ("PUT", "/settings", {"shells": -1}, "a number from 0 up"),
        ("PUT", "/settings", {"colour": "red"}, "no setting 'colour'"),
        ("POST", "/messages", {"from": "alice@contoso.com"}, "side is missing"),
        ("POST", "/messages", {"side": "online", "from": "bob@contoso.com", "to": "x"}, "'to' is not a list"),
        ("POST", "/messages", {"side": "online", "to": ["x@contoso.com"]}, "'from' or 'subject' is not text"),
        ("POST", "/messages", {"side": "online", "cc": []}, "no member 'cc'"),
        (
            "POST",
            "/messages",
            {"side": "online", "from": "bob@contoso.com", "to": ["x@contoso.com"], "size": "35MB"},
            "'size' is a number up to 157286400, not '35MB'",
        ),
        (
            "POST",
            "/messages",
            {"side": "online", "from": "nobody@contoso.com", "to": ["bob@contoso.com"]},
            "no mailbox of that address",
        ),
    ],
)
def test_a_wrong_document_is_refused_and_changes_nothing(
    control: Any, method: str, path: str, body: Any, sentence: str
) -> None:
    before = [control("GET", where).json() for where in ("/state", "/faults", "/settings", "/messages")]
    answer = control(method, path, body)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]
    assert [control("GET", where).json() for where in ("/state", "/faults", "/settings", "/messages")] == before


def test_a_message_is_as_large_as_it_is_said_to_be(control: Any) -> None:
    sent = {"side": "exchange", "from": "alice@contoso.com", "to": ["arthur@contoso.co.uk"]}
    (small,) = control("POST", "/messages", {**sent, "size": 9_000_000}).json()
    (large,) = control("POST", "/messages", {**sent, "size": 11_000_000}).json()
    assert (list(small["final"]), large["final"]["refused"][:9]) == (["delivered"], "550 5.2.3")


def test_what_is_no_json_is_refused(control: Any, simulator: Any) -> None:
    answer = requests.put(simulator.ready["control"]["url"] + "/state", data="{", timeout=5)
    assert answer.status_code == 400
    assert "not JSON" in answer.json()["error"]


def test_a_noun_not_named_stays_as_it_is(control: Any) -> None:
    before = control("GET", "/state").json()
    control("PUT", "/state", {"online": {"RemoteDomain": []}})
    after = control("GET", "/state").json()
    assert after["online"].pop("RemoteDomain") == []
    assert before["online"].pop("RemoteDomain") != []
    assert after == before


def test_what_the_state_shows_can_be_put_back(control: Any) -> None:
    before = control("GET", "/state").json()
    assert control("PUT", "/state", before).json() == before


def test_the_lookup_trap_gives_everything_for_a_name_that_is_not_there(control: Any, invoke: Any) -> None:
    control("PUT", "/settings", {"lookup_trap": True})
    assert len(invoke("Get-AcceptedDomain", Identity="nope").output) == 2


def test_no_password_reaches_the_log_of_calls(control: Any, pool: Any) -> None:
    pool.exchange_keys()
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Set-SendConnector").add_parameter("Identity", "Internet")
        shell.add_parameter("AuthenticationCredential", TaggedValue("SS", "open sesame"))
        shell.invoke()
    [call] = control("GET", "/calls").json()
    assert "AuthenticationCredential" in call["parameters"]
    assert "open sesame" not in json.dumps(call)
