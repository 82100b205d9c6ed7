"""What the session with Exchange Server makes of records, faults and servers that are none."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions import session as errors
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.psrp import ExchangeServer, Server, on_wire
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.psrp_failures import (
    Fault,
    Record,
    faulted,
    refused,
)

from .conftest import Scripted, Service

URL = "https://ex1.contoso.com:443/PowerShell/"
PASSWORD = "p4ss-word-of-the-account"
STAMP = "[Server=EX1,RequestId=77777777-7777-4777-8777-777777777777,TimeStamp=7/22/2026 9:42:03 PM]"


def category(name: str) -> str:
    return f"{STAMP} [FailureCategory=Cmdlet-{name}] 8288830C,Microsoft.Exchange.Management.GetSendConnector"


@pytest.mark.parametrize(
    ("record", "error"),
    [
        (Record("ManagementObjectNotFoundException"), errors.Absent),
        (Record("LocalizedException", category("ManagementObjectNotFoundException")), errors.Absent),
        (Record("ActionPreferenceStopException", category("ADObjectAlreadyExistsException")), errors.Duplicate),
        (Record(types=("Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",)), errors.Absent),
        (Record("CommandNotFoundException", "CommandNotFoundException"), errors.Refused),
        (Record("RemoteException", "CommandNotFoundException"), errors.Refused),
        (Record("ParameterBindingException", "NamedParameterNotFound,Set-SendConnector"), errors.Invalid),
        (Record("ManagementObjectAmbiguousException"), errors.Invalid),
        (Record("SomethingNewException", category("SomethingNewException")), errors.Invalid),
        (Record("ADTransientException"), errors.Unavailable),
        (Record("OverBudgetException"), errors.Throttled),
        (Record("ADScopeException"), errors.Refused),
        (Record(), errors.Invalid),
    ],
)
def test_an_error_record_ends_in_the_right_error(record: Record, error: type[errors.SessionError]) -> None:
    assert type(refused(record, "Get-SendConnector", URL, "admin@contoso.com")) is error


def test_a_hidden_cmdlet_is_told_as_a_missing_role() -> None:
    record = Record("CommandNotFoundException", "CommandNotFoundException", "The term 'x' is not recognized")
    error = refused(record, "New-SendConnector", URL, "admin@contoso.com")
    assert "RBAC" in error.message
    assert "Get-ManagementRole -Cmdlet New-SendConnector" in error.message
    assert "admin@contoso.com" in error.message


def test_the_preamble_of_a_stopped_command_is_left_out_of_the_sentence() -> None:
    preamble = 'The running command stopped because the preference variable "ErrorActionPreference" or common parameter'
    record = Record("ManagementObjectNotFoundException", "", f"{preamble} is set to Stop: No object 'nope'.")
    assert refused(record, "Get-X", URL, "a").vendor_message == "No object 'nope'."


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (Fault(2150858811, 500), errors.Unavailable, "no session configuration 'Microsoft.Exchange'"),
        (Fault(2150858843, 500), errors.Unavailable, "lost the session"),
        (Fault(2150858793, 500), errors.Unavailable, "operation_timeout"),
        (Fault(5, 500, "Access is denied."), errors.SignInRefused, "RemotePowerShellEnabled"),
        (Fault(1, 500, "This user is allowed a maximum of 18 concurrent shells"), errors.Throttled, "18 concurrent"),
        (Fault(status=403), errors.Refused, "HTTP 403"),
        (Fault(status=404), errors.Unavailable, "PowerShell/"),
        (Fault(status=503), errors.Unavailable, "out of service"),
        (Fault(sentence="Received a broken pool"), errors.Unavailable, "broken pool"),
    ],
)
def test_a_fault_below_the_cmdlets_says_what_to_mend(
    fault: Fault, error: type[errors.SessionError], words: str
) -> None:
    told = faulted(fault, URL, "admin@contoso.com", "kerberos", "Microsoft.Exchange")
    assert type(told) is error
    assert words in told.message


def test_parameters_travel_in_exact_types_and_writes_do_not_wait_for_an_answer() -> None:
    sent = on_wire(
        "Set-SendConnector", {"Identity": "x", "SmartHosts": (), "AddressSpaces": {"Add": ("a",), "Remove": []}}
    )
    assert sent == {
        "Identity": "x",
        "SmartHosts": None,
        "AddressSpaces": {"Add": ["a"], "Remove": []},
        "ErrorAction": "Stop",
        "Confirm": False,
    }
    assert "Confirm" not in on_wire("Get-SendConnector", {})


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        ({"tls": False}, errors.Invalid, "plain HTTP"),
        ({"tls": False, "auth": "kerberos", "encryption": "never"}, errors.Invalid, "plain HTTP"),
        ({"auth": "digest"}, errors.Invalid, "kerberos, negotiate, certificate, basic"),
        ({"encryption": "some"}, errors.Invalid, "auto, always, never"),
        ({"password": ""}, errors.SignInRefused, "user or password"),
        ({"auth": "certificate"}, errors.SignInRefused, "PEM file"),
        ({"ca_certificates": "/nonexistent/ca.pem"}, errors.Unavailable, "does not exist"),
    ],
)
def test_what_cannot_work_or_is_not_safe_is_refused_before_anything_is_sent(
    wrong: dict[str, Any], error: type[errors.SessionError], words: str
) -> None:
    right = {"host": "ex1.contoso.com", "auth": "basic", "user": "admin", "password": PASSWORD}
    with pytest.raises(error, match=words) as caught:
        ExchangeServer(Server(**(right | wrong)))
    assert PASSWORD not in caught.value.message


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("PowerShell/", "PowerShell/"),
        ("/PowerShell", "PowerShell/"),
        ("PowerShell/?PSVersion=5.1", "PowerShell/?PSVersion=5.1"),
    ],
)
def test_a_path_is_asked_for_with_the_slash_the_server_wants(path: str, asked: str) -> None:
    assert Server("ex1.contoso.com", path=path).url == f"https://ex1.contoso.com:443/{asked}"


def test_the_password_is_in_no_representation() -> None:
    server = Server("ex1.contoso.com", auth="basic", user="admin", password=PASSWORD)
    assert PASSWORD not in repr(server) + repr(vars(ExchangeServer(server)))


def ask(service: Service, **options: Any) -> errors.SessionError:
    port = int(service.url.rpartition(":")[2])
    given = {"auth": "basic", "user": "admin", "password": PASSWORD, "ca_certificates": str(service.ca)} | options
    session = ExchangeServer(Server("127.0.0.1", port, **given))
    try:
        with pytest.raises(errors.SessionError) as caught:
            session.invoke("New-SendConnector", {"Name": "x"})
    finally:
        session.close()
    assert PASSWORD not in repr(caught.value)
    assert getattr(caught.value, "outcome_unknown", False) is False
    return caught.value


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Scripted(401, b"", {"WWW-Authenticate": "Basic"}), errors.SignInRefused, "Check user and password"),
        (Scripted(404, b"<html><body>Not Found<br></body></html>"), errors.Unavailable, "HTTP 404"),
        (Scripted(404, b"<html><body>Not Found</body></html>"), errors.Unavailable, "HTTP 404"),
        (Scripted(200, b"welcome"), errors.Unavailable, "not one of remote PowerShell"),
        (Scripted(500, b"<html>oops<br></html>"), errors.Unavailable, "HTTP 500"),
        (Scripted(503, b""), errors.Unavailable, "out of service"),
        (Scripted(302, b"", {"Location": "https://mail.contoso.com/owa"}), errors.Unavailable, "mail.contoso.com/owa"),
        (Scripted(drop=True), errors.Unavailable, "broke off"),
    ],
    ids=["401", "404", "404 in XML", "a page", "500", "503", "redirect", "drop"],
)
def test_a_server_that_opens_no_session_is_told_as_what_it_is(
    answer: Scripted, error: type[errors.SessionError], words: str, service: Service
) -> None:
    service.script = [answer] * 3
    told = ask(service)
    assert type(told) is error
    assert words in told.message
    assert "https://127.0.0.1:" in told.message


# pypsrp raises out of the middle of an answer here, whose connection then only the garbage collector closes.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_an_authentication_that_is_not_offered_is_told_with_those_that_are(service: Service) -> None:
    service.script = [Scripted(401, b"", {"WWW-Authenticate": "Basic realm=x"})] * 3
    assert "it offers: Basic realm=x" in ask(service, auth="negotiate").message
    gc.collect()


def test_a_certificate_that_is_not_trusted_is_told_with_the_option_that_mends_it(service: Service) -> None:
    told = ask(service, ca_certificates="")
    assert "is not trusted" in told.message
    assert "ansible_exchange_ca_certificates" in told.message


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_kerberos_without_its_libraries_says_what_to_install(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    import spnego

    def without_libraries(*_words: Any, **_names: Any) -> None:
        raise ImportError("the Python gssapi library is missing")

    monkeypatch.setattr(spnego, "client", without_libraries)
    service.script = [Scripted(401, b"", {"WWW-Authenticate": "Kerberos"})] * 3
    assert "pypsrp[kerberos]" in ask(service, auth="kerberos").message
    gc.collect()


def test_a_client_certificate_is_looked_for_before_it_is_used(service: Service, tmp_path: Path) -> None:
    with pytest.raises(errors.Unavailable, match=r"app\.pem does not exist"):
        ExchangeServer(Server("ex1.contoso.com", auth="certificate", certificate=str(tmp_path / "app.pem")))
