"""The session with Exchange Online against a service on loopback that answers as it is told."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions import session as errors
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_rest import ExchangeOnline, Online
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_sign_in import Application
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.patience import Patience

from .conftest import TENANT, Scripted, Service, application_certificate, certificate, serving

SECRET = "s3cr3t-value-of-the-application"
CASES = yaml.safe_load((Path(__file__).parent / "refusals.yml").read_text())
BUSY = "You have reached the maximum number of concurrent requests per tenant. Please wait and try again."

Open = Callable[..., ExchangeOnline]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def open_session(service: Service, waits: list[float]) -> Iterator[Open]:
    made: list[ExchangeOnline] = []

    def build(secret: str = SECRET, certificate: str = "", retries: int = 5, **where: Any) -> ExchangeOnline:
        where = {"endpoint": service.url, "authority": service.url, "ca_certificates": str(service.ca)} | where
        application = Application(TENANT, "app-1", certificate, secret)
        patience = Patience(retries, sleep=waits.append, now=lambda: datetime(2026, 1, 1, 12, tzinfo=UTC))
        made.append(ExchangeOnline(Online(**where), application, patience))
        return made[-1]

    yield build
    for each in made:
        each.close()


def scripted(case: dict[str, Any]) -> Scripted:
    body = json.dumps(case["json"]).encode() if "json" in case else case.get("text", "").encode()
    return Scripted(case["status"], b"\0" * case.get("nuls", 0) or body, case.get("headers", {}))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_answer_ends_in_the_right_error(case: dict[str, Any], service: Service, open_session: Open) -> None:
    service.answers(*[scripted(case)] * 6)
    with pytest.raises(errors.SessionError) as caught:
        open_session().invoke("Get-InboundConnector", {"Identity": "nope"})
    assert type(caught.value).__name__ == case["error"]
    assert caught.value.vendor_id == case.get("id", caught.value.vendor_id)
    assert case.get("says", "") in caught.value.message
    assert "\0" not in caught.value.message


def test_objects_come_back_without_the_members_that_describe_others(service: Service, open_session: Open) -> None:
    bag = {
        "Name": "From contoso",
        "Guid@data.type": "System.Guid",
        "Guid": "33333333-3333-4333-8333-333333333333",
        "SenderDomains@odata.type": "#Collection(String)",
        "SenderDomains": ["smtp:*;1"],
        "RequireTls": True,
        "Priority": 1,
        "TlsSenderCertificateName": None,
    }
    service.answers({"value": [bag], "@adminapi.warnings": ["careful"]})
    reply = open_session().invoke("Get-InboundConnector", {})
    assert reply.objects == ({name: value for name, value in bag.items() if "@" not in name},)
    assert reply.warnings == ("careful",)


def test_a_reply_without_a_value_is_an_empty_one(service: Service, open_session: Open) -> None:
    service.answers({}, {"value": None})
    session = open_session()
    assert session.invoke("Set-InboundConnector", {"Identity": "x"}).objects == ()
    assert session.invoke("Set-InboundConnector", {"Identity": "x"}).objects == ()


def test_one_post_carries_the_cmdlet_and_its_parameters_as_the_service_wants_them(
    service: Service, open_session: Open
) -> None:
    parameters = {
        "Identity": "From contoso",
        "RequireTls": True,
        "SenderDomains": ["smtp:*;1"],
        "SenderIPAddresses": [],
        "Comment": None,
        "SmartHosts": {"Add": ["a.example"], "Remove": []},
    }
    open_session().invoke("Set-InboundConnector", parameters)
    (call,) = service.calls
    assert call.path == f"/adminapi/beta/{TENANT}/InvokeCommand"
    table = {"@odata.type": "#Exchange.GenericHashTable"}
    sent = parameters | {"SenderIPAddresses": table, "SmartHosts": {**table, "Add": ["a.example"], "Remove": []}}
    assert call.body == {"CmdletInput": {"CmdletName": "Set-InboundConnector", "Parameters": sent}}
    assert call.headers["X-ResponseFormat"] == "json"
    assert call.headers["X-AnchorMailbox"] == f"APP:SystemMailbox{{bb558c35-97f1-4cb9-8ff7-d53741dc928c}}@{TENANT}"
    assert call.headers["Authorization"] == "Bearer opaque-1"


def test_the_tenants_id_in_the_token_names_the_tenant_in_the_url(service: Service, open_session: Open) -> None:
    claims = base64.urlsafe_b64encode(json.dumps({"tid": "1111aaaa-0000"}).encode()).decode().rstrip("=")
    service.token = f"header.{claims}.signature"
    open_session().invoke("Get-InboundConnector", {})
    assert service.calls[0].path == "/adminapi/beta/1111aaaa-0000/InvokeCommand"


def test_all_pages_are_gathered_with_the_same_question(service: Service, open_session: Open) -> None:
    following = f"{service.url}/adminapi/beta/{TENANT}/InvokeCommand?%24skiptoken=abc"
    service.answers({"value": [{"Name": "a"}], "@odata.nextLink": following}, {"value": [{"Name": "b"}]})
    reply = open_session().invoke("Get-InboundConnector", {"ResultSize": "Unlimited"})
    assert [each["Name"] for each in reply.objects] == ["a", "b"]
    assert service.calls[1].path.endswith("skiptoken=abc")
    assert service.calls[0].body == service.calls[1].body


def test_a_page_that_fails_leaves_no_half_of_a_list(service: Service, open_session: Open) -> None:
    expired = {"error": {"code": "BadRequest", "innererror": {"internalexception": {
        "type": "System.Exception", "message": "Expired or Invalid pagination request."}}}}  # fmt: skip
    service.answers({"value": [{"Name": "a"}], "@odata.nextLink": f"{service.url}/adminapi/x?%24skiptoken=abc"})
    service.answers(Scripted(400, json.dumps(expired).encode()))
    with pytest.raises(errors.Invalid, match="pagination"):
        open_session().invoke("Get-InboundConnector", {})


def test_a_page_that_points_to_itself_ends(service: Service, open_session: Open) -> None:
    service.answers(*[{"value": [], "@odata.nextLink": f"{service.url}/adminapi/x?%24skiptoken=abc"}] * 3)
    with pytest.raises(errors.Unavailable, match="same page"):
        open_session().invoke("Get-InboundConnector", {})


@pytest.mark.parametrize("elsewhere", ["https://evil.example/adminapi", "http://127.0.0.1/adminapi"])
def test_the_token_follows_neither_redirect_nor_page_to_another_host(
    elsewhere: str, service: Service, open_session: Open
) -> None:
    session = open_session()
    for answer in (Scripted(302, headers={"Location": elsewhere}), {"value": [], "@odata.nextLink": elsewhere}):
        service.answers(answer)
        with pytest.raises(errors.Unavailable, match="must not go"):
            session.invoke("Get-InboundConnector", {})


def test_a_redirect_on_the_same_host_is_followed_with_the_token_and_remembered(
    service: Service, loopback: tuple[Path, Path], open_session: Open
) -> None:
    with serving(*loopback) as region:
        region.answers({"value": [{"Name": "there"}]})
        location = f"{region.url}/adminapi/beta/{TENANT}/InvokeCommand"
        service.answers(Scripted(302, headers={"Location": location}))
        session = open_session()
        assert session.invoke("New-InboundConnector", {"Name": "x"}).objects == ({"Name": "there"},)
        session.invoke("Get-InboundConnector", {})
    assert [call.headers["Authorization"] for call in region.calls] == ["Bearer opaque-1"] * 2
    assert region.calls[0].body["CmdletInput"]["CmdletName"] == "New-InboundConnector"
    assert len(service.calls) == 1


def test_a_redirect_in_a_circle_ends(service: Service, open_session: Open) -> None:
    service.answers(*[Scripted(302, headers={"Location": f"{service.url}/again"})] * 9)
    with pytest.raises(errors.Unavailable, match="circle"):
        open_session().invoke("Get-InboundConnector", {})


@pytest.mark.parametrize(
    ("cloud", "url", "may"),
    [
        ("worldwide", "https://eur01.outlook.office365.com/adminapi", True),
        ("worldwide", "https://outlook.office365.com.evil.example/adminapi", False),
        ("worldwide", "https://evil-outlook.office365.com/adminapi", False),
        ("worldwide", "http://eur01.outlook.office365.com/adminapi", False),
        ("gcc_high", "https://outlook.office365.us/adminapi", True),
        ("gcc_high", "https://outlook.office365.com/adminapi", False),
    ],
)
def test_a_cloud_keeps_its_token_to_its_own_hosts(cloud: str, url: str, may: bool) -> None:
    assert Online(cloud=cloud).may_carry_token(url) is may


@pytest.mark.parametrize(
    "hitch",
    [
        Scripted(429, b"slow down"),
        Scripted(503),
        Scripted(408),
        Scripted(200, BUSY.encode()),
        Scripted(400, b'{"error": {"code": "BadRequest", "message": "CmdletProxyNotAvailableFailure: try later"}}'),
        Scripted(400, b'{"error": {"details": [{"message": "|X.ServerBusyException|The server is too busy."}]}}'),
    ],
    ids=["429", "503", "408", "concurrency", "proxy", "busy"],
)
def test_a_call_the_service_did_not_run_is_made_again_even_if_it_writes(
    hitch: Scripted, service: Service, open_session: Open, waits: list[float]
) -> None:
    service.answers(hitch, hitch, {"value": [{"Name": "made"}]})
    assert open_session().invoke("New-InboundConnector", {"Name": "made"}).objects == ({"Name": "made"},)
    assert waits == [2.0, 4.0]
    assert len({call.headers["client-request-id"] for call in service.calls}) == 1


UNCERTAIN = [
    Scripted(drop=True),
    Scripted(body=b'{"value": [{"Name": "made"}]}', cut=True),
    Scripted(200, b"\x1f\x8b broken", {"Content-Encoding": "gzip"}),
    Scripted(200, gzip.compress(b'{"value": []}')[:-9], {"Content-Encoding": "gzip"}),
    Scripted(500),
    Scripted(502),
    Scripted(504, b"<html>gateway timeout</html>"),
    Scripted(400, b'{"error": {"message": "BackendCommunicationException: lost the backend"}}'),
]
NAMES = ["dropped", "cut", "broken gzip", "cut gzip", "500", "502", "504", "backend"]


@pytest.mark.parametrize("hitch", UNCERTAIN, ids=NAMES)
def test_a_read_whose_answer_was_lost_is_made_again(hitch: Scripted, service: Service, open_session: Open) -> None:
    service.answers(hitch, {"value": [{"Name": "there"}]})
    assert open_session().invoke("Get-InboundConnector", {}).objects == ({"Name": "there"},)


@pytest.mark.parametrize("hitch", UNCERTAIN, ids=NAMES)
def test_a_write_whose_answer_was_lost_is_not_made_again(
    hitch: Scripted, service: Service, open_session: Open, waits: list[float]
) -> None:
    service.answers(hitch)
    with pytest.raises(errors.Unavailable) as caught:
        open_session().invoke("New-InboundConnector", {"Name": "made"})
    assert caught.value.outcome_unknown
    assert "Run again" in caught.value.message
    assert len(service.calls) == 1
    assert waits == []


def test_a_service_that_stays_throttled_is_given_up_after_growing_waits(
    service: Service, open_session: Open, waits: list[float]
) -> None:
    service.answers(*[Scripted(429)] * 6)
    with pytest.raises(errors.Throttled):
        open_session().invoke("Get-InboundConnector", {})
    assert waits == [2.0, 4.0, 8.0, 16.0, 32.0]


@pytest.mark.parametrize(("asked", "wait"), [("7", 7.0), ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0), ("soon", 2.0)])
def test_the_wait_the_service_asks_for_is_kept(
    asked: str, wait: float, service: Service, open_session: Open, waits: list[float]
) -> None:
    service.answers(Scripted(429, headers={"Retry-After": asked}))
    open_session().invoke("Get-InboundConnector", {})
    assert waits == [wait]


def test_a_wait_beyond_all_measure_is_told_instead_of_kept(
    service: Service, open_session: Open, waits: list[float]
) -> None:
    service.answers(Scripted(429, headers={"Retry-After": "3600"}))
    with pytest.raises(errors.Throttled, match="3600 s"):
        open_session().invoke("Get-InboundConnector", {})
    assert waits == []


def test_a_token_that_is_not_accepted_is_replaced_once(service: Service, open_session: Open) -> None:
    service.answers(Scripted(401, b""))
    open_session().invoke("New-InboundConnector", {"Name": "x"})
    assert [call.headers["Authorization"] for call in service.calls] == ["Bearer opaque-1", "Bearer opaque-2"]


def test_claims_that_a_401_demands_are_asked_for(service: Service, open_session: Open) -> None:
    claims = '{"access_token": {"nbf": {"essential": true, "value": "1"}}}'
    challenge = f'Bearer error="insufficient_claims", claims="{base64.b64encode(claims.encode()).decode()}"'
    service.answers(Scripted(401, b"", {"WWW-Authenticate": challenge}))
    open_session().invoke("Get-InboundConnector", {})
    assert "claims=" in service.sign_ins[1].body


def test_a_second_401_ends_with_what_to_grant(service: Service, open_session: Open) -> None:
    service.answers(Scripted(401, b""), Scripted(401, b""))
    with pytest.raises(errors.SignInRefused, match=r"Exchange\.ManageAsApp"):
        open_session().invoke("Get-InboundConnector", {})
    assert len(service.calls) == 2


@pytest.mark.parametrize(
    ("code", "remedy"),
    [(7000215, "client secret"), (700016, "client id"), (90002, "tenant"), (1, "Check tenant, client id")],
)
def test_a_refused_sign_in_says_what_to_mend(code: int, remedy: str, service: Service, open_session: Open) -> None:
    described = f"AADSTS{code}: No. '{SECRET}' was sent.\r\nTrace ID: 1\r\nTimestamp: 2"
    refusal = json.dumps({"error": "invalid_client", "error_description": described}).encode()
    service.sign_in = Scripted(401, refusal)
    with pytest.raises(errors.SignInRefused) as caught:
        open_session().invoke("Get-InboundConnector", {})
    assert caught.value.vendor_id == f"AADSTS{code}"
    assert remedy in caught.value.message
    assert SECRET not in caught.value.message + caught.value.vendor_message
    assert service.calls == []


def test_a_certificate_signs_in_without_any_secret(service: Service, open_session: Open, tmp_path: Path) -> None:
    open_session(secret="", certificate=str(application_certificate(tmp_path))).invoke("Get-InboundConnector", {})
    assert "client_assertion=" in service.sign_ins[0].body
    assert "client_secret" not in service.sign_ins[0].body


def test_a_certificate_file_that_cannot_serve_says_why(open_session: Open, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("not PEM")
    curve = certificate(tmp_path, "app")[1]
    for path, words in (
        (tmp_path / "missing.pem", "cannot be read"),
        (tmp_path / "empty.pem", "not a PEM file"),
        (curve, "not an RSA key"),
    ):
        with pytest.raises(errors.SignInRefused, match=words):
            open_session(certificate=str(path)).invoke("Get-InboundConnector", {})


def test_neither_certificate_nor_secret_is_said_before_anything_is_sent(service: Service, open_session: Open) -> None:
    with pytest.raises(errors.SignInRefused, match="neither a client certificate nor a client secret"):
        open_session(secret="").invoke("Get-InboundConnector", {})
    assert service.sign_ins == []


def test_a_certificate_that_is_not_trusted_is_told_with_the_option_that_mends_it(open_session: Open) -> None:
    with pytest.raises(errors.Unavailable, match=r"is not trusted.*ansible_exchange_online_ca_certificates"):
        open_session(ca_certificates="").invoke("Get-InboundConnector", {})


def test_a_certificate_is_not_checked_only_when_that_was_switched_off_by_name(open_session: Open) -> None:
    assert open_session(ca_certificates="", validate_certs=False).invoke("Get-InboundConnector", {}).objects == ()


def test_an_environment_bundle_does_not_win_over_the_given_one(
    open_session: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate(tmp_path, "other.example")[0]))
    assert open_session().invoke("Get-InboundConnector", {}).objects == ()


@pytest.mark.parametrize(("name", "expired", "words"), [
    ("other.example", False, "made out to another name"), ("127.0.0.1", True, "has expired")])  # fmt: skip
def test_a_wrong_certificate_is_told_as_what_it_is(
    name: str, expired: bool, words: str, open_session: Open, tmp_path: Path
) -> None:
    ca, pair = certificate(tmp_path, name, expired=expired)
    with serving(ca, pair) as wrong, pytest.raises(errors.Unavailable, match=words):
        open_session(endpoint=wrong.url, authority=wrong.url, ca_certificates=str(ca)).invoke("Get-X", {})


def test_a_service_that_is_not_there_is_told_at_once(open_session: Open, waits: list[float]) -> None:
    with pytest.raises(errors.Unavailable, match="nothing listens there") as caught:
        open_session(authority="https://127.0.0.1:9").invoke("Get-InboundConnector", {})
    assert "127.0.0.1:9" in caught.value.message
    with pytest.raises(errors.Unavailable, match="nothing listens there") as caught:
        open_session(endpoint="https://127.0.0.1:9").invoke("New-InboundConnector", {})
    assert not caught.value.outcome_unknown
    assert waits == []


@pytest.mark.parametrize("where", [{"endpoint": "http://127.0.0.1"}, {"authority": "login"}, {"cloud": "moon"}])
def test_an_endpoint_that_would_carry_the_token_in_the_clear_is_not_taken(where: dict[str, str]) -> None:
    with pytest.raises(errors.Invalid):
        ExchangeOnline(Online(**where), Application(TENANT, "app-1"))  # type: ignore[arg-type]


def test_no_secret_is_in_any_log_error_or_representation(
    service: Service, open_session: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.token = "token-that-nobody-may-see"
    service.answers({"value": []}, Scripted(drop=True), Scripted(403, b"\0" * 4096))
    session = open_session(retries=0)
    session.invoke("Get-InboundConnector", {})
    told = [repr(session), repr(vars(session)), repr(Application(TENANT, "app-1", "", SECRET))]
    for _each in range(2):
        with pytest.raises(errors.SessionError) as caught:
            session.invoke("Get-InboundConnector", {})
        told += [*traceback.format_exception(caught.value), repr(caught.value), repr(vars(caught.value))]
    everything = caplog.text + "".join(told)
    assert SECRET not in everything
    assert service.token not in everything


def test_a_session_can_be_closed_twice_and_unused(service: Service, open_session: Open) -> None:
    session = open_session()
    session.close()
    session.close()
    assert (service.calls, service.sign_ins) == ([], [])
