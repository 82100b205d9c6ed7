"""verify.yml tells of every rule whether it was asked and whether it holds."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.rules.catalog import BY_NAME
from tests.journeys.conftest import Journey, Run

pytestmark = pytest.mark.slow


def test_verify_shows_a_line_for_each_rule(journey: Journey) -> None:
    run = journey.play("verify", "--tags", "rules")
    verdicts = told(run)
    assert set(verdicts) == set(BY_NAME), run.output
    assert (verdicts["open-relay"], verdicts["starttls-not-offered"]) == ("holds", "holds")
    assert verdicts["mta-sts-not-served"] == "not asked (needs dns)"


def told(run: Run) -> dict[str, str]:
    """The verdict of each rule, as verify shows it."""
    lines = [line.split() for line in run.output.splitlines()]
    return {words[0]: " ".join(words[2:]) for words in lines if words and words[0] in BY_NAME}


def test_what_only_evidence_decides_is_decided_by_verify(journey: Journey) -> None:
    """The public name is met or not; and whether the tenant knows a recipient (D01) is asked of it by a probe."""
    assert journey.play("site").code == 0
    door = journey.ready["online"]["smtp"]
    at_door = {"host": door["host"], "port": door["port"], "starttls": "if_offered"}
    asked = {"sender": "eve@fabrikam.com", "until": "recipients", **at_door}
    known = {"name": "Bob is known", "recipients": ["bob@contoso.com"], **asked}
    unknown = {"name": "Nobody is refused", "recipients": ["nobody@contoso.com"], **asked}
    refused = {**unknown, "expect": {"reply": "550 5.4.1"}}
    met = journey.play("verify", "--tags", "rules,probes", mailflow_verify_probes=[known, refused])
    assert met.code == 0, met.output
    assert told(met)["public-name-does-not-answer"] == "holds"
    closed = {"host": "127.0.0.1", "port": 1}
    missed = journey.play(
        "verify",
        "--tags",
        "rules,probes",
        mailflow_verify_endpoints={"mail.contoso.com": closed},
        mailflow_verify_probes=[unknown],
    )
    assert missed.code != 0
    assert "public-name-does-not-answer" in missed.output
    assert "4.4.316" in missed.output


def test_a_recipient_that_the_tenant_does_not_know_is_told_with_its_reply(journey: Journey) -> None:
    smtp = journey.ready["online"]["smtp"]
    probe = {"name": "Nina is known", "host": smtp["host"], "port": smtp["port"], "starttls": "if_offered"}
    probe |= {"sender": "eve@fabrikam.com", "recipients": ["nina@contoso.com"], "until": "recipients"}
    run = journey.play("verify", "--tags", "probes", mailflow_verify_probes=[probe])
    assert run.code != 0
    assert "550 5.4.1" in run.output
    assert "Traceback" not in run.output


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
    broken = {name for name, verdict in told(run).items() if verdict == "broken"}
    assert {"open-relay", "connector-nobody-declared", "rule-nobody-declared-diverts-mail"} <= broken, run.output
    assert "Traceback" not in run.output
