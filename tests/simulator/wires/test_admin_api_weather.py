# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad weather on the admin API, fault by fault: what the client sees, and whether the cmdlet ran."""

from __future__ import annotations

from typing import Any

import pytest
import requests

CONNECTOR = {
    "Name": "Contoso",
    "ConnectorType": "OnPremises",
    "RecipientDomains": ["contoso.com"],
    "SmartHosts": ["mail.contoso.com"],
    "UseMXRecord": False,
}


@pytest.fixture
def create(online: Any, control: Any) -> Any:
    """create(fault, …): a writing call in that weather; the sky is clear afterwards."""

    def call(fault: str, **extra: Any) -> requests.Response:
        control("PUT", "/faults", [{"fault": fault, "side": "online", "times": 1, **extra}]).raise_for_status()
        return online.call("New-OutboundConnector", CONNECTOR)

    return call


def made(online: Any) -> bool:
    return bool(online.value("Get-OutboundConnector"))


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ("throttled", 429, "TooManyRequests"),
        ("unavailable", 503, "Service Unavailable"),
        ("forbidden", 403, "\0" * 4096),
        ("unauthorized", 401, ""),
        ("concurrency-text", 400, "You have reached the maximum number of concurrent requests per tenant"),
        ("transient-400", 400, "CmdletProxyNotAvailableFailure"),
        ("redirect", 302, ""),
    ],
)
def test_a_fault_is_answered_instead_of_the_cmdlet(
    online: Any, create: Any, fault: str, status: int, text: str
) -> None:
    answer = create(fault)
    assert answer.status_code == status
    assert text in answer.text
    assert not made(online)


def test_throttling_says_how_long_to_wait_only_when_told(create: Any) -> None:
    assert "Retry-After" not in create("throttled").headers
    assert create("throttled", retry_after=7).headers["Retry-After"] == "7"


def test_a_missing_right_may_lie_about_its_encoding(create: Any) -> None:
    with pytest.raises(requests.exceptions.ContentDecodingError):
        create("forbidden", gzip=True)


def test_a_redirect_points_at_another_name_unless_told_where(create: Any) -> None:
    assert create("redirect").headers["Location"].startswith("https://localhost:")
    elsewhere = create("redirect", location="https://region.outlook.example").headers["Location"]
    assert elsewhere.startswith("https://region.outlook.example/adminapi/beta/")


def test_a_connection_dropped_before_leaves_nothing_done(online: Any, create: Any) -> None:
    with pytest.raises(requests.ConnectionError):
        create("drop")
    assert not made(online)


def test_a_connection_dropped_after_leaves_the_work_done(online: Any, create: Any) -> None:
    with pytest.raises(requests.ConnectionError):
        create("drop-after")
    assert made(online)


def test_an_unreadable_answer_hides_work_that_was_done(online: Any, create: Any) -> None:
    with pytest.raises(requests.exceptions.ContentDecodingError):
        create("broken-gzip")
    assert made(online)


def test_a_write_may_become_visible_later(online: Any, create: Any) -> None:
    assert create("stale", reads=2).status_code == 200
    assert [made(online) for _ in range(3)] == [False, False, True]


def test_faults_can_be_aimed_counted_and_lifted(online: Any, control: Any) -> None:
    aimed = {"fault": "unavailable", "side": "online", "cmdlet": "*-OutboundConnector", "writes_only": True}
    control("PUT", "/faults", [{**aimed, "after": 1, "times": 1}])
    assert online.call("Get-OutboundConnector").status_code == 200
    assert online.call("New-OutboundConnector", CONNECTOR).status_code == 200
    assert online.call("Remove-OutboundConnector", {"Identity": "Contoso"}).status_code == 503
    assert online.call("Remove-OutboundConnector", {"Identity": "Contoso"}).status_code == 200
    control("PUT", "/faults", [aimed])
    control("PUT", "/faults", [])
    assert online.call("New-OutboundConnector", CONNECTOR).status_code == 200


def test_the_log_of_calls_tells_what_a_call_met(online: Any, control: Any, create: Any) -> None:
    create("unavailable")
    online.call("Get-OutboundConnector", {"Identity": "nope"})
    online.call("Get-OutboundConnector")
    log = [(call["cmdlet"], call["outcome"]) for call in control("GET", "/calls").json()]
    assert log == [
        ("New-OutboundConnector", "unavailable"),
        ("Get-OutboundConnector", "not-found"),
        ("Get-OutboundConnector", "ok"),
    ]
