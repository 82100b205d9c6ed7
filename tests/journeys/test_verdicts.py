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


def test_verify_meets_what_somebody_made_by_hand(journey: Journey) -> None:
    state = journey.state()
    (scanner,) = [each for each in state["exchange"]["ReceiveConnector"] if each["Name"] == "Default Frontend EX1"]
    scanner = {name: value for name, value in scanner.items() if name not in ("Guid", "DistinguishedName")}
    scanner |= {"Name": "Scanner", "Identity": r"EX1\Scanner", "Bindings": ["0.0.0.0:26"]}
    rights = {"User": r"NT AUTHORITY\ANONYMOUS LOGON", "ExtendedRights": ["ms-Exch-SMTP-Accept-Any-Recipient"]}
    rule = {"Name": "Audit", "BlindCopyTo": ["mallory@fabrikam.com"], "State": "Enabled", "Priority": 0}
    nouns = {
        "ReceiveConnector": [*state["exchange"]["ReceiveConnector"], scanner],
        "ADPermission": [*state["exchange"]["ADPermission"], {"Identity": r"EX1\Scanner", **rights}],
    }
    journey.ask("PUT", "/state", {"exchange": nouns, "online": {"TransportRule": [rule]}})
    run = journey.play("verify", "--tags", "rules")
    lines = [line.split() for line in run.output.splitlines()]
    told = {words[0]: words[-1] for words in lines if words and words[0] in BY_NAME}
    broken = {name for name, verdict in told.items() if verdict == "broken"}
    assert {"open-relay", "connector-nobody-declared", "rule-nobody-declared-diverts-mail"} <= broken, run.output
    assert "Traceback" not in run.output
