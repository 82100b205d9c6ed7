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


@pytest.mark.parametrize(
    ("shown", "end"),
    [
        ({"tlsa": ["3 1 1 AB"]}, "delivered: internet mail.fabrikam.com"),
        ({"tlsa": []}, "queued: 450 4.7.323"),
        (None, "queued: 450 4.7.321"),
    ],
    ids=["the certificate the record names", "another", "no TLS"],
)
def test_what_others_have_in_dns_is_told_and_counts(journey: Journey, shown: dict[str, Any] | None, end: str) -> None:
    names = {"mx": {"fabrikam.com": ["mail.fabrikam.com"]}, "signed": ["fabrikam.com"]}
    dns = {**names, "tlsa": {"mail.fabrikam.com": ["3 1 1 ab"]}, "shown": {"mail.fabrikam.com": shown}}
    envelope = {"mailflow_trace_from": "bob@contoso.com", "mailflow_trace_to": "ann@fabrikam.com"}
    run = journey.play(
        "trace", **envelope, mailflow_trace_mailboxes={"bob@contoso.com": "online"}, mailflow_trace_dns=dns
    )
    assert run.code == 0, run.output
    assert end in run.output


def test_dns_that_is_told_in_another_shape_is_refused_in_a_sentence(journey: Journey) -> None:
    wrong = {"mailflow_trace_dns": {"tlsa": {"mail.fabrikam.com": 7}}}
    run = journey.play("trace", **MAIL, **wrong)
    assert run.code != 0
    assert "dns.tlsa[mail.fabrikam.com] is 7; wanted is a list of texts" in run.output
