"""A plan that would take mail off its way is refused by the playbook, and carried out when it is allowed by name."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Journey
from tests.journeys.test_bad_input import TOPOLOGY, refused

pytestmark = pytest.mark.slow

WITHOUT = TOPOLOGY | {
    "resources": {"exchange": [{"kind": "send_connector", "name": "Internet", "state": "absent"}]},
}


def test_the_only_way_out_is_not_taken_away_unasked(journey: Journey) -> None:
    message = refused(journey.play("site", mailflow=WITHOUT))
    assert "[breaks-a-flow]" in message
    assert "[removes-a-connector-in-use]" in message
    assert "Unreachable queue: no send connector has an address space for example.org" in message
    assert journey.writes() == []


def test_what_is_allowed_by_name_is_carried_out_and_told(journey: Journey) -> None:
    allowed = ["flow:on_premises to internet", "in-use:Internet"]
    run = journey.play("site", mailflow=WITHOUT, mailflow_plan_allow=allowed)
    assert run.code == 0, run.output
    assert "mailflow_plan_allow allows it" in " ".join(run.output.split())
    assert "Internet" not in {shown["Name"] for shown in journey.state()["exchange"]["SendConnector"]}
