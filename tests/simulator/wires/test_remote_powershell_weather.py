# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad weather on remote PowerShell, fault by fault: what pypsrp makes of it, and whether the cmdlet ran."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from pypsrp.exceptions import AuthenticationError, WSManFaultError


@pytest.fixture
def disable(invoke: Any, control: Any) -> Any:
    """disable(fault): switch the Internet connector off in that weather; the sky is clear afterwards."""

    def call(fault: str, **extra: Any) -> Any:
        control("PUT", "/faults", [{"fault": fault, "side": "exchange", "times": 1, **extra}]).raise_for_status()
        return invoke("Set-SendConnector", Identity="Internet", Enabled=False)

    return call


@pytest.fixture
def disabled(control: Any) -> Any:
    """Whether it is off, looked up behind the scenes: the session may be gone."""
    return lambda: not control("GET", "/state").json()["exchange"]["SendConnector"][0]["Enabled"]


@pytest.mark.parametrize(
    ("fault", "error", "text"),
    [
        ("throttled", WSManFaultError, "budget of the throttling policy"),
        ("concurrency-text", WSManFaultError, "budget of the throttling policy"),
        ("unavailable", WSManFaultError, "No details returned by the server"),
        ("unauthorized", AuthenticationError, "Failed to authenticate"),
        ("drop", requests.ConnectionError, "aborted"),
        # The client follows to the other name and, rightly, does not take the password along.
        ("redirect", AuthenticationError, "Failed to authenticate"),
    ],
)
def test_a_fault_is_answered_instead_of_the_cmdlet(
    disable: Any, disabled: Any, fault: str, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        disable(fault)
    assert not disabled()


@pytest.mark.parametrize("fault", ["drop-after", "broken-gzip"])
def test_a_lost_answer_hides_work_that_was_done(disable: Any, disabled: Any, fault: str) -> None:
    with pytest.raises(requests.RequestException):
        disable(fault)
    assert disabled()


def test_a_missing_right_hides_the_cmdlet(disable: Any, disabled: Any) -> None:
    [error] = disable("forbidden").streams.error
    assert error.fq_error == "CommandNotFoundException"
    assert "'Set-SendConnector' is not recognized" in str(error)
    assert not disabled()


def test_a_busy_directory_is_an_error_record(disable: Any, disabled: Any) -> None:
    [error] = disable("transient-400").streams.error
    assert error.reason == "ADTransientException"
    assert not disabled()


def test_a_write_may_become_visible_later(disable: Any, invoke: Any) -> None:
    disable("stale", reads=1)
    seen = [invoke("Get-SendConnector").output[0].adapted_properties["Enabled"] for _ in range(2)]
    assert seen == [True, False]


def test_sign_in_can_be_refused_with_the_right_password(exchange: Any, control: Any) -> None:
    control("PUT", "/faults", [{"fault": "sign-in-refused", "side": "exchange"}])
    with pytest.raises(AuthenticationError):
        exchange.pool().open()


def test_the_session_lives_on_after_a_throttled_call(disable: Any, disabled: Any, invoke: Any) -> None:
    with pytest.raises(WSManFaultError):
        disable("throttled")
    invoke("Set-SendConnector", Identity="Internet", Enabled=False)
    assert disabled()


def test_the_log_of_calls_tells_what_a_call_met(disable: Any, control: Any) -> None:
    with pytest.raises(WSManFaultError):
        disable("throttled")
    [call] = control("GET", "/calls").json()
    assert call == {
        "side": "exchange",
        "cmdlet": "Set-SendConnector",
        "parameters": {"Identity": "Internet", "Enabled": False},
        "outcome": "throttled",
    }
