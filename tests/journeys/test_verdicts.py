"""verify.yml tells of every rule whether it was asked and whether it holds."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import BY_NAME
from tests.journeys.conftest import Journey

pytestmark = pytest.mark.slow


def test_verify_shows_a_line_for_each_rule(journey: Journey) -> None:
    run = journey.play("verify", "--tags", "rules")
    lines = [line.split() for line in run.output.splitlines()]
    told = {words[0]: words[1] for words in lines if words and words[0] in BY_NAME}
    assert set(told) == set(BY_NAME), run.output
    assert (told["open-relay"], told["starttls-not-offered"], told["mta-sts-not-served"]) == ("yes", "yes", "no")
