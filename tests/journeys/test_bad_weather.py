"""What an administrator on call reads when a side cannot be had: one clear message a host, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from simulator.certificates import Authority
from tests.journeys.conftest import Journey, Run

pytestmark = pytest.mark.slow

WRONG = "wrong-secret-nobody-may-see"
CLOSED = "https://127.0.0.1:1"
# A name of the loopback address that is in no certificate.
ALIAS = "127.1"
ONLY_SECRET = {"ansible_exchange_online_client_certificate": None}
ONCE = {"ansible_exchange_online_attempts": 1, "ansible_exchange_attempts": 1}


@dataclass(frozen=True)
class Case:
    """Bad weather by faults or by wrong options, and what the message of each side that meets it must say."""

    faults: tuple[dict[str, Any], ...] = ()
    variables: dict[str, Any] = field(default_factory=dict)
    exchange: tuple[str, ...] = ()
    online: tuple[str, ...] = ()


CASES = {
    "nothing listens": Case(
        variables={"ansible_port": 1, "ansible_exchange_online_authority": CLOSED},
        exchange=("cannot be reached: nothing listens there", "Correct host and port"),
        online=("Cannot sign in", "cannot be reached: nothing listens there", "Correct host and port"),
    ),
    "nothing listens at the admin API": Case(
        faults=({"fault": "redirect", "side": "online", "location": CLOSED},),
        online=(f"{CLOSED} cannot be reached: nothing listens there", "Correct host and port"),
    ),
    "a CA nobody knows": Case(
        variables={"ansible_exchange_ca_certificates": None, "ansible_exchange_online_ca_certificates": None},
        exchange=("is not trusted", "Give the CA with ansible_exchange_ca_certificates"),
        online=("is not trusted", "Give the CA with ansible_exchange_online_ca_certificates"),
    ),
    "a certificate for another name": Case(
        variables={"ansible_host": ALIAS, "ansible_exchange_online_authority": f"https://{ALIAS}:{{online_port}}"},
        exchange=("is made out to another name", "Use the name in the certificate as the host"),
        online=("is made out to another name", "Use the name in the certificate as the host"),
    ),
    "a wrong password and a wrong secret": Case(
        variables={**ONLY_SECRET, "ansible_exchange_password": WRONG, "ansible_exchange_online_client_secret": WRONG},
        exchange=("refused the sign-in of administrator@corp.contoso.com with basic", "Check user and password"),
        online=("AADSTS7000215", "Give the value, not the id, of a current client secret"),
    ),
    "no secret at all": Case(
        variables={**ONLY_SECRET, "ansible_exchange_password": "", "ansible_password": ""},
        exchange=("user or password is not given", "Give both"),
        online=("neither a client certificate nor a client secret is given", "Give one of them"),
    ),
    "a sign-in that is refused": Case(
        faults=({"fault": "sign-in-refused"},),
        exchange=("refused the sign-in", "Check user and password"),
        online=("Cannot sign in", "AADSTS"),
    ),
    "a token that is not accepted": Case(
        faults=({"fault": "unauthorized", "side": "online"},),
        online=("does not accept the token", "HTTP 401", "Exchange.ManageAsApp"),
    ),
    "a right that is missing": Case(
        faults=({"fault": "forbidden", "side": "exchange"}, {"fault": "forbidden", "side": "online", "gzip": True}),
        exchange=("does not offer it to administrator@corp.contoso.com", "Give administrator@corp.contoso.com a role"),
        online=("refuses it to application", "HTTP 403", "Give its service principal a role"),
    ),
    "throttled for ever": Case(
        faults=({"fault": "throttled", "retry_after": 0},),
        variables={"ansible_exchange_attempts": 1},
        exchange=("for less", "wait some minutes"),
        online=("asks for fewer calls", "Wait some minutes and run again"),
    ),
    "throttled for longer than anybody waits": Case(
        faults=({"fault": "throttled", "side": "online", "retry_after": 900},),
        online=("It asks to wait 900 s", "Wait some minutes and run again"),
    ),
    "out of service": Case(
        faults=({"fault": "unavailable"},),
        variables=ONCE,
        exchange=("HTTP 500", "run again"),
        online=("Service Unavailable", "Run again later"),
    ),
    "a session that dies between two calls": Case(
        faults=({"fault": "drop", "side": "exchange", "after": 2}, {"fault": "drop", "side": "online", "after": 1}),
        variables=ONCE,
        exchange=("broke off the connection", "Run again"),
        online=("broke off the connection", "Run again later"),
    ),
    "an answer that cannot be unpacked": Case(
        faults=({"fault": "broken-gzip", "side": "online"},),
        variables=ONCE,
        online=("cannot be unpacked", "Run again later"),
    ),
    "a redirect to a stranger": Case(
        faults=({"fault": "redirect", "side": "online", "location": "https://mail.fabrikam.com"},),
        online=("redirects to mail.fabrikam.com, where the token must not go", "Correct cloud or endpoint"),
    ),
    "a wrong path and a wrong tenant": Case(
        variables={
            "ansible_exchange_path": "ecp/",
            "ansible_exchange_online_tenant": "fabrikam.onmicrosoft.com",
        },
        exchange=("does not exist (HTTP 404)", "Exchange's is PowerShell/"),
        online=("knows no tenant 'fabrikam.onmicrosoft.com'", "Correct the tenant"),
    ),
    "a certificate that is not there": Case(
        variables={
            "ansible_exchange_ca_certificates": "/nowhere/ca.pem",
            "ansible_exchange_online_client_certificate": "/nowhere/app.pem",
        },
        exchange=("/nowhere/ca.pem does not exist", "Correct the path"),
        online=("/nowhere/app.pem cannot be read", "Correct the path"),
    ),
    "a connection left at ssh": Case(
        variables={"ansible_connection": "ssh"},
        exchange=("connection 'ssh'", "ansible_connection is mailflow.hybrid.exchange."),
        online=("connection 'ssh'", "ansible_connection is mailflow.hybrid.exchange_online."),
    ),
}


def assert_readable(run: Run, journey: Journey) -> None:
    """The run failed as a person wants it: no traceback, and nothing on the screen that must stay secret."""
    assert run.code != 0
    assert "Traceback" not in run.output
    assert 'File "' not in run.output
    assert [secret for secret in [*journey.secrets(), WRONG] if secret in run.output] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_side_says_in_one_message_what_is_wrong_and_what_to_do(case: Case, journey: Journey) -> None:
    journey.weather(*case.faults)
    port = journey.ready["online"]["url"].rpartition(":")[2]
    filled = {
        name: value.replace("{online_port}", port) if isinstance(value, str) else value
        for name, value in case.variables.items()
    }
    run = journey.play("plan", "-vvv", **filled)
    assert_readable(run, journey)
    for expected, hosts in ((case.exchange, ("ex1", "ex2")), (case.online, ("contoso_online",))):
        told = [error for error in run.errors if of_one(hosts)(error)] if expected else run.errors
        assert bool(told), run.output
        for error in told if expected else ():
            assert [words for words in expected if words not in error] == [], error
            assert "\n" not in error
    assert journey.writes() == []


def of_one(hosts: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a message is about one of these hosts; a connection of no side says which it should be instead."""
    side = "exchange side" if "ex1" in hosts else "online side"
    return lambda error: any(f" of {host}: " in error for host in hosts) or side in error


def test_a_certificate_the_application_does_not_have_is_refused(journey: Journey, tmp_path: Path) -> None:
    stranger = Authority(tmp_path).issue("CN=stranger", rsa_key=True).with_key()
    run = journey.play("plan", "-vvv", ansible_exchange_online_client_certificate=str(stranger))
    assert_readable(run, journey)
    (error,) = run.errors
    assert "AADSTS700027" in error
    assert "Upload the certificate to the application" in error


def test_a_word_no_connection_knows_is_answered_with_those_it_knows(journey: Journey) -> None:
    run = journey.play("plan", "-vvv", ansible_exchange_auth="kerberoz")
    assert_readable(run, journey)
    assert "Invalid value 'kerberoz'" in run.output
    assert "Valid values are: kerberos, negotiate, certificate, basic" in run.output


def test_a_service_that_throttles_twice_and_then_answers_is_waited_for(journey: Journey) -> None:
    journey.weather({"fault": "throttled", "side": "online", "times": 2, "retry_after": 0})
    run = journey.play("plan")
    assert run.code == 0, run.output
    assert [call["outcome"] for call in journey.calls() if call["side"] == "online"][:3] == ["throttled"] * 2 + ["ok"]


def test_a_right_to_write_that_is_missing_stops_the_run_after_what_went_before(journey: Journey) -> None:
    journey.weather({"fault": "forbidden", "cmdlet": "Set-ReceiveConnector", "side": "exchange"})
    run = journey.play("site", "-vvv")
    assert_readable(run, journey)
    assert len(run.errors) == 2
    for error in run.errors:
        wanted, stood_in_the_way, left = error.splitlines()
        assert wanted.startswith("Cannot update receive connector 'EX")
        assert "Give administrator@corp.contoso.com a role that contains Set-ReceiveConnector" in stood_in_the_way
        assert left.endswith("Mend what stood in the way and run again to finish.")
    assert {call["side"] for call in journey.writes()} == {"exchange"}
