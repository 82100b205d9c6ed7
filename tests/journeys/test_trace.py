# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that traces: by the inventory without a session, and beside what the hosts have."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.conftest import Journey

pytestmark = pytest.mark.slow
MAIL: dict[str, Any] = {
    "mailflow_trace_from": "eve@fabrikam.com",
    "mailflow_trace_to": "alice@contoso.com",
    "mailflow_trace_mailboxes": {"alice@contoso.com": "on_premises"},
}


def test_by_the_inventory_no_host_is_asked(journey: Journey) -> None:
    run = journey.play("trace", **MAIL)
    assert run.code == 0, run.output
    assert "delivered: exchange mailbox alice@contoso.com" in run.output
    assert journey.calls() == []


def test_what_is_there_leads_the_same_way_once_it_is_as_wanted(journey: Journey) -> None:
    before = journey.play("trace", mailflow_trace_against="both", **MAIL)
    assert before.code == 0, before.output
    assert "554 5.4.14" in before.output  # no connector yet: the cloud sends to its own MX
    assert journey.play("site").code == 0
    after = journey.play("trace", mailflow_trace_against="both", **MAIL)
    assert after.output.count("delivered: exchange mailbox alice@contoso.com") == 2
    assert journey.calls()
