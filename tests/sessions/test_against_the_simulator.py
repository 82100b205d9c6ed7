"""Both sessions on the real wires: reading, writing, clearing, refusals, and each kind of bad weather."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions import session as errors
from simulator.service import Simulator

from .conftest import World

pytestmark = pytest.mark.slow

INBOUND = {"Name": "From contoso", "SenderDomains": ["*"], "RequireTls": True, "Comment": "ours"}
SEND = {
    "Name": "To fabrikam",
    "AddressSpaces": ["smtp:fabrikam.com;1"],
    "SmartHosts": ["mx.fabrikam.com"],
    "DNSRoutingEnabled": False,
}
SIDES = ("online", "exchange")
READ = {"online": "Get-AcceptedDomain", "exchange": "Get-SendConnector"}
NEW = {"online": ("New-InboundConnector", INBOUND), "exchange": ("New-SendConnector", SEND)}
NOUN = {"online": "InboundConnector", "exchange": "SendConnector"}


def session_to(world: World, side: str, **options: Any) -> Any:
    return getattr(world, side)(**options)


@pytest.mark.parametrize("side", SIDES)
def test_what_is_read_is_what_is_there(side: str, world: World) -> None:
    noun = READ[side].partition("-")[2]
    read = session_to(world, side).invoke(READ[side], {}).objects
    there = world.found(side, noun)
    assert {each["Name"] for each in read} == set(there)
    for each in read:
        shown = {name: value for name, value in there[each["Name"]].items() if not name.startswith("When")}
        assert {name: value for name, value in each.items() if name in shown} == shown


def test_all_five_default_receive_connectors_of_a_server_come_in_their_display_form(world: World) -> None:
    read = world.exchange().invoke("Get-ReceiveConnector", {"Server": "EX1"}).objects
    assert len(read) == 5
    (frontend,) = (each for each in read if each["Name"].startswith("Default Frontend"))
    assert frontend["Bindings"] == ["[::]:25", "0.0.0.0:25"]
    assert frontend["MaxMessageSize"] == "36 MB (37,748,736 bytes)"
    assert frontend["TlsDomainCapabilities"] == []
    assert frontend["TlsCertificateName"] is None


@pytest.mark.parametrize("side", SIDES)
def test_a_new_object_comes_back_and_is_there(side: str, world: World) -> None:
    cmdlet, parameters = NEW[side]
    (made,) = session_to(world, side).invoke(cmdlet, parameters).objects
    assert made["Name"] == parameters["Name"]
    assert parameters["Name"] in world.found(side, NOUN[side])


def test_lists_are_replaced_added_to_and_cleared_online(world: World) -> None:
    session = world.online()
    session.invoke("New-InboundConnector", INBOUND | {"SenderIPAddresses": ["192.0.2.0/24"]})
    for change, becomes in (
        ({"Add": ["198.51.100.1"], "Remove": []}, ["192.0.2.0/24", "198.51.100.1"]),
        ({"Add": [], "Remove": ["192.0.2.0/24"]}, ["198.51.100.1"]),
        (["203.0.113.7"], ["203.0.113.7"]),
        ([], []),
    ):
        session.invoke("Set-InboundConnector", {"Identity": "From contoso", "SenderIPAddresses": change})
        assert world.found("online", "InboundConnector")["From contoso"]["SenderIPAddresses"] == becomes


def test_lists_and_texts_are_replaced_added_to_and_cleared_on_exchange(world: World) -> None:
    session = world.exchange()
    session.invoke("New-SendConnector", SEND | {"Comment": "ours"})
    spaces = {"Add": ["smtp:fabrikam.net;5"], "Remove": ["smtp:fabrikam.com;1"]}
    session.invoke("Set-SendConnector", {"Identity": "To fabrikam", "AddressSpaces": spaces, "Comment": None})
    there = world.found("exchange", "SendConnector")["To fabrikam"]
    assert there["AddressSpaces"] == ["smtp:fabrikam.net;5"]
    assert not there["Comment"]
    session.invoke("Set-SendConnector", {"Identity": "To fabrikam", "SmartHosts": [], "DNSRoutingEnabled": True})
    assert world.found("exchange", "SendConnector")["To fabrikam"]["SmartHosts"] == []


@pytest.mark.parametrize("side", SIDES)
def test_setting_what_is_set_already_warns(side: str, world: World) -> None:
    session = session_to(world, side)
    cmdlet, parameters = NEW[side]
    session.invoke(cmdlet, parameters)
    reply = session.invoke(f"Set-{NOUN[side]}", {"Identity": parameters["Name"], "Enabled": True})
    assert "no settings of" in reply.warnings[0]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(
    ("cmdlet", "parameters", "error"),
    [
        ("Get-{noun}", {"Identity": "nope"}, errors.Absent),
        ("Set-{noun}", {"Identity": "nope", "Enabled": True}, errors.Absent),
        ("Remove-{noun}", {"Identity": "nope"}, errors.Absent),
        ("New-{noun}", None, errors.Duplicate),
        ("Set-{noun}", {"Identity": "it", "Colour": "blue"}, errors.Invalid),
        ("Set-{noun}", {"Identity": "it", "Enabled": "perhaps"}, errors.Invalid),
        ("Get-Weather", {}, errors.Refused),
    ],
)
def test_a_refusal_ends_in_the_same_error_on_both_sides(
    cmdlet: str, parameters: dict[str, Any] | None, error: type[errors.SessionError], side: str, world: World
) -> None:
    session = session_to(world, side)
    session.invoke(*NEW[side])
    name = NEW[side][1]["Name"]
    asked = (
        NEW[side][1] if parameters is None else parameters | ({"Identity": name} if "it" in parameters.values() else {})
    )
    with pytest.raises(error) as caught:
        session.invoke(cmdlet.format(noun=NOUN[side]), asked)
    assert type(caught.value) is error
    assert session.invoke(READ[side], {}).objects


def test_both_dialects_of_an_error_say_the_same(world: World) -> None:
    told = []
    for dialect in ("pipe", "json"):
        world.ask("PUT", "/settings", {"error_details": dialect})
        with pytest.raises(errors.Absent) as caught:
            world.online().invoke("Get-InboundConnector", {"Identity": "nope"})
        told.append(caught.value.vendor_message)
    assert told[0] == told[1]


def test_an_application_signs_in_with_its_certificate(world: World) -> None:
    who = {"client_secret": "", "client_certificate": world.ready["online"]["client_certificate"]}
    assert world.online(who).invoke("Get-AcceptedDomain", {}).objects


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ({"client_secret": "not-the-secret"}, "AADSTS7000215"),
        ({"client_id": "00000000-0000-4000-8000-000000000000"}, "AADSTS700016"),
        ({"tenant": "fabrikam.onmicrosoft.com"}, "knows no tenant 'fabrikam.onmicrosoft.com'"),
    ],
)
def test_credentials_that_are_wrong_online_are_told_one_by_one(who: dict[str, str], words: str, world: World) -> None:
    with pytest.raises(errors.SignInRefused) as caught:
        world.online(who).invoke("Get-AcceptedDomain", {})
    assert words in caught.value.message
    assert "not-the-secret" not in caught.value.message


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"password": "not-the-password"}, errors.SignInRefused, "Check user and password"),
        ({"path": "owa/"}, errors.Unavailable, "Correct the path"),
        ({"port": 9}, errors.Unavailable, "nothing listens there"),
        ({"ca_certificates": ""}, errors.Unavailable, "is not trusted"),
    ],
)
def test_a_session_that_cannot_open_on_exchange_says_why(
    options: dict[str, Any], error: type[errors.SessionError], words: str, world: World
) -> None:
    with pytest.raises(error) as caught:
        world.exchange(**options).invoke("Get-SendConnector", {})
    assert words in caught.value.message
    assert "not-the-password" not in caught.value.message


@pytest.mark.parametrize("side", SIDES)
def test_a_refused_sign_in_ends_the_call(side: str, world: World) -> None:
    world.weather("sign-in-refused", side=side)
    with pytest.raises(errors.SignInRefused):
        session_to(world, side).invoke(READ[side], {})


@pytest.mark.parametrize("side", SIDES)
def test_a_missing_right_is_never_absence(side: str, world: World) -> None:
    world.weather("forbidden", side=side)
    with pytest.raises(errors.Refused) as caught:
        session_to(world, side).invoke(f"Get-{NOUN[side]}", {"Identity": "nope"})
    assert "role" in caught.value.message


@pytest.mark.parametrize("fault", ["throttled", "unavailable", "concurrency-text", "transient-400", "unauthorized"])
def test_weather_that_passes_does_not_stop_a_write_online(fault: str, world: World) -> None:
    world.weather(fault, side="online", times=1)
    world.online().invoke(*NEW["online"])
    assert "From contoso" in world.found("online", "InboundConnector")


@pytest.mark.parametrize("fault", ["throttled", "concurrency-text"])
def test_exchange_that_throttles_twice_is_asked_again_later(fault: str, world: World) -> None:
    world.weather(fault, side="exchange", times=2)
    world.exchange().invoke(*NEW["exchange"])
    assert NEW["exchange"][1]["Name"] in world.found("exchange", NOUN["exchange"])
    assert world.waits == [2.0, 4.0]
    assert world.called("exchange") == [NEW["exchange"][0]] * 3


@pytest.mark.parametrize("fault", ["drop", "drop-after", "broken-gzip", "redirect"])
def test_weather_that_passes_does_not_stop_a_read_online(fault: str, world: World) -> None:
    extra = {"location": world.ready["online"]["url"]} if fault == "redirect" else {}
    world.weather(fault, side="online", times=1, **extra)
    assert world.online().invoke("Get-AcceptedDomain", {}).objects


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("throttled", errors.Throttled),
        ("concurrency-text", errors.Throttled),
        ("unavailable", errors.Unavailable),
        ("transient-400", errors.Unavailable),
        ("unauthorized", errors.SignInRefused),
        ("redirect", errors.Unavailable),
        ("drop", errors.Unavailable),
    ],
)
@pytest.mark.parametrize("side", SIDES)
def test_weather_that_stays_ends_in_the_right_error(
    fault: str, error: type[errors.SessionError], side: str, world: World
) -> None:
    world.weather(fault, side=side)
    with pytest.raises(errors.SessionError) as caught:
        session_to(world, side).invoke(READ[side], {})
    assert type(caught.value) is error


@pytest.mark.parametrize("fault", ["drop", "drop-after", "broken-gzip"])
@pytest.mark.parametrize("side", SIDES)
def test_a_write_whose_answer_is_lost_is_made_once_and_told_as_uncertain(fault: str, side: str, world: World) -> None:
    world.weather(fault, side=side, writes_only=True)
    with pytest.raises(errors.Unavailable) as caught:
        session_to(world, side).invoke(*NEW[side])
    assert caught.value.outcome_unknown
    made = NEW[side][1]["Name"] in world.found(side, NOUN[side])
    assert made is (fault != "drop")
    assert world.called(side).count(NEW[side][0]) == 1


def test_a_session_of_exchange_that_is_lost_between_two_calls_says_so_and_stays_ended(world: World) -> None:
    session = world.exchange()
    session.invoke("Get-SendConnector", {})
    assert world.ask("DELETE", "/shells") == {"lost": 1}
    with pytest.raises(errors.Unavailable, match="lost the session") as caught:
        session.invoke(*NEW["exchange"])
    assert not caught.value.outcome_unknown
    with pytest.raises(errors.Unavailable, match=r"has ended.*Run again"):
        session.invoke("Get-SendConnector", {})


def test_a_closed_session_leaves_no_shell_behind(world: World) -> None:
    for _each in range(3):
        session = world.exchange()
        session.invoke("Get-SendConnector", {})
        session.close()
    assert world.ask("DELETE", "/shells") == {"lost": 0}


def test_more_sessions_than_exchange_allows_are_told_as_throttling(world: World) -> None:
    world.ask("PUT", "/settings", {"shells": 0})
    with pytest.raises(errors.Throttled, match="maximum number"):
        world.exchange().invoke("Get-SendConnector", {})
    assert world.waits == [2.0, 4.0]


def test_an_expired_page_is_an_error_and_not_a_shorter_list(world: World) -> None:
    many = [{"Name": f"c{number:04}", "Identity": f"c{number:04}"} for number in range(1001)]
    world.ask("PUT", "/state", {"online": {"InboundConnector": many}})
    assert len(world.online().invoke("Get-InboundConnector", {"ResultSize": "Unlimited"}).objects) == 1001
    world.ask("PUT", "/settings", {"continuation": "expired"})
    with pytest.raises(errors.Invalid, match="pagination"):
        world.online().invoke("Get-InboundConnector", {"ResultSize": "Unlimited"})


def test_a_hundred_connectors_come_over_remote_powershell_in_one_call(world: World) -> None:
    session = world.exchange()
    one = world.found("exchange", "SendConnector")["Internet"]
    many = [one | {"Name": f"c{number}", "Identity": f"c{number}"} for number in range(100)]
    world.ask("PUT", "/state", {"exchange": {"SendConnector": many}})
    assert len(session.invoke("Get-SendConnector", {}).objects) == 100
    assert world.called("exchange") == ["Get-SendConnector"]


def test_a_credential_goes_over_the_wire_whole_and_is_shown_by_nobody(world: World, simulator: Simulator) -> None:
    session = world.exchange()
    where = {"Name": "Out", "AddressSpaces": ["*"], "DNSRoutingEnabled": False, "SmartHosts": ["smtp.fabrikam.com"]}
    password = "hunter2 ›ß 🔑"
    login = errors.Login("relay", password)
    how = {"SmartHostAuthMechanism": "BasicAuth", "AuthenticationCredential": login}
    session.invoke("New-SendConnector", {**where, **how})
    session.invoke("Set-SendConnector", {"Identity": "Out", "AuthenticationCredential": login})
    (shown,) = session.invoke("Get-SendConnector", {"Identity": "Out"}).objects
    assert shown["AuthenticationCredential"] == "System.Management.Automation.PSCredential"
    sent = [call["parameters"] for call in world.ask("GET", "/calls") if "SendConnector" in call["cmdlet"]]
    assert sent[0]["AuthenticationCredential"]["UserName"] == "relay"
    assert simulator.state.logins["relay"].text == password
    assert "hunter2" not in str(sent) + str(world.ask("GET", "/state")) + repr(simulator.state.logins)
