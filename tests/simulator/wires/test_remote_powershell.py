# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remote PowerShell of the Exchange side through pypsrp: sessions, parameters, objects, streams."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from pypsrp.complex_objects import RunspacePoolState
from pypsrp.exceptions import AuthenticationError, WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, PSInvocationState

LIST = "Microsoft.Exchange.Data.MultiValuedProperty"
HYBRID = {
    "Name": "To Office 365",
    "AddressSpaces": ["smtp:contoso.mail.onmicrosoft.com;1"],
    "DNSRoutingEnabled": True,
    "SourceTransportServers": ["EX1"],
}


def items(shown: Any, name: str) -> list[str]:
    """A multi-valued property, which pypsrp leaves as text."""
    [text] = shown.adapted_properties[name].property_sets
    return [element.text or "" for element in ElementTree.fromstring(text)]


def texts(stream: Any) -> list[str]:
    return [str(record) for record in stream]


# Sessions


def test_a_wrong_password_is_refused(exchange: Any) -> None:
    with pytest.raises(AuthenticationError):
        exchange.pool(password="wrong").open()


def test_the_endpoint_says_which_schemes_it_takes(exchange: Any) -> None:
    answer = requests.post(exchange.ready["url"], verify=exchange.ca, headers={"Authorization": "Negotiate YWJj"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Kerberos, Basic realm="PowerShell"'


def test_a_wrong_path_gets_a_page_instead_of_soap(exchange: Any) -> None:
    with pytest.raises(WSManFaultError, match="No details returned by the server"):
        exchange.pool(path="wsman").open()


def test_without_its_slash_the_path_is_redirected(exchange: Any) -> None:
    # The client follows, and asks with GET.
    with pytest.raises(WinRMTransportError) as raised:
        exchange.pool(path="PowerShell").open()
    assert raised.value.code == 405


def test_another_configuration_is_not_found(exchange: Any) -> None:
    with pytest.raises(WSManFaultError) as raised:
        exchange.pool("Microsoft.PowerShell").open()
    assert raised.value.code == 2150858811


def test_the_path_may_carry_a_query_and_any_case(exchange: Any) -> None:
    with exchange.pool(path="powershell/?serializationLevel=Full;PSVersion=5.1.17763.592") as pool:
        assert pool.state == RunspacePoolState.OPENED


def test_one_user_may_hold_only_so_many_shells(exchange: Any, control: Any) -> None:
    control("PUT", "/settings", {"shells": 1})
    with exchange.pool(), pytest.raises(WSManFaultError, match="maximum number of connections allowed : 1"):
        exchange.pool().open()
    with exchange.pool():
        pass


def test_a_lost_shell_is_unknown_afterwards(exchange: Any, control: Any) -> None:
    pool = exchange.pool()
    pool.open()
    assert control("DELETE", "/shells").json() == {"lost": 1}
    shell = PowerShell(pool).add_cmdlet("Get-SendConnector")
    with pytest.raises(WSManFaultError, match="shell was not found on the server") as raised:
        shell.invoke()
    assert raised.value.code == 2150858843


def test_a_receive_with_nothing_to_say_times_out(pool: Any) -> None:
    with pytest.raises(WSManFaultError) as raised:
        pool.shell.receive("stdout", timeout=1)
    assert raised.value.code == 2150858793


def test_a_pipeline_can_be_stopped_and_closed_and_is_then_unknown(pool: Any) -> None:
    shell = PowerShell(pool)
    shell.add_cmdlet("Get-SendConnector")
    shell.begin_invoke()
    pool.shell.signal("powershell/signal/ctrl_c", str(shell.id).upper())
    pool.shell.signal("powershell/signal/Terminate", str(shell.id).upper())
    with pytest.raises(WSManFaultError, match="command was not found"):
        pool.shell.signal("powershell/signal/Terminate", str(shell.id).upper())


def test_several_sessions_do_not_meet(exchange: Any) -> None:
    with exchange.pool() as first, exchange.pool() as second:
        shells = [PowerShell(first), PowerShell(second)]
        for shell in shells:
            shell.add_cmdlet("Get-AcceptedDomain")
            shell.begin_invoke()
        assert [len(shell.end_invoke()) for shell in reversed(shells)] == [2, 2]


# What comes back


def test_an_object_has_exchanges_types_and_tags(invoke: Any) -> None:
    [shown] = invoke("Get-SendConnector").output
    assert shown.types[0] == "Microsoft.Exchange.Data.Directory.SystemConfiguration.SmtpSendConnectorConfig"
    assert str(shown) == "Internet"
    assert shown.adapted_properties["Enabled"] is True
    assert shown.adapted_properties["Port"] == 25
    assert shown.adapted_properties["MaxMessageSize"] == "35 MB (36,700,160 bytes)"
    assert shown.adapted_properties["TlsDomain"] is None


def test_lists_are_multi_valued_properties(invoke: Any) -> None:
    [shown] = invoke("Get-SendConnector").output
    spaces = shown.adapted_properties["AddressSpaces"]
    assert spaces.types[0].startswith(f"{LIST}`1[[Microsoft.Exchange.Data.AddressSpace, ")
    assert items(shown, "AddressSpaces") == ["SMTP:*;1"]
    assert items(shown, "SmartHosts") == []


def test_guids_and_moments_have_tags_of_their_own(pool: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Get-SendConnector")
        [shown] = shell.invoke()
    tags = {element.get("N"): element.tag for element in ElementTree.fromstring(shown._xml).findall("Props/*")}
    assert (tags["Guid"], tags["WhenChanged"], tags["Identity"]) == ("G", "DT", "S")


def test_more_than_an_envelope_arrives_whole(exchange: Any, control: Any) -> None:
    many = [{"Name": f"{n}.contoso.com", "DomainName": f"{n}.contoso.com"} for n in range(150)]
    control("PUT", "/state", {"exchange": {"AcceptedDomain": many}}).raise_for_status()
    with exchange.pool(max_envelope_size=32768) as pool, PowerShell(pool) as shell:
        shell.add_cmdlet("Get-AcceptedDomain")
        assert len(shell.invoke()) == 150


# What goes in


def test_a_connector_is_made_changed_and_removed(invoke: Any) -> None:
    [made] = invoke("New-SendConnector", **HYBRID).output
    assert made.adapted_properties["Name"] == "To Office 365"
    changes = {"Enabled": False, "Comment": "a < b & c_x000A_", "MaxMessageSize": "40MB"}
    assert invoke("Set-SendConnector", Identity="To Office 365", **changes).output == []
    [shown] = invoke("Get-SendConnector", Identity="To Office 365").output
    assert shown.adapted_properties["Comment"] == "a < b & c_x000A_"
    assert shown.adapted_properties["MaxMessageSize"] == "40 MB (41,943,040 bytes)"
    assert shown.adapted_properties["Enabled"] is False
    assert invoke("Remove-SendConnector", Identity="To Office 365", Confirm=False).output == []
    assert len(invoke("Get-SendConnector").output) == 1


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (["SMTP:fabrikam.com;2"], ["SMTP:fabrikam.com;2"]),
        ({"Add": ["SMTP:fabrikam.com;2"]}, ["SMTP:*;1", "SMTP:fabrikam.com;2"]),
        ({"Add": "SMTP:fabrikam.com;2", "Remove": ["SMTP:*;1"]}, ["SMTP:fabrikam.com;2"]),
    ],
)
def test_lists_are_replaced_or_changed(invoke: Any, value: Any, left: list[str]) -> None:
    assert not invoke("Set-SendConnector", Identity="Internet", AddressSpaces=value).streams.error
    [shown] = invoke("Get-SendConnector").output
    assert items(shown, "AddressSpaces") == left


def test_null_clears(invoke: Any) -> None:
    invoke("Set-ReceiveConnector", Identity="EX1\\Default Frontend EX1", Banner="220 hello")
    invoke("Set-ReceiveConnector", Identity="EX1\\Default Frontend EX1", Banner=None)
    [shown] = invoke("Get-ReceiveConnector", Identity="EX1\\Default Frontend EX1").output
    assert not shown.adapted_properties["Banner"]


def test_a_large_parameter_comes_in_many_fragments(invoke: Any) -> None:
    spaces = [f"SMTP:{n}.fabrikam.com;1" for n in range(3000)]
    invoke("Set-SendConnector", Identity="Internet", AddressSpaces=spaces)
    [shown] = invoke("Get-SendConnector").output
    assert len(items(shown, "AddressSpaces")) == len(spaces)


def test_a_switch_without_a_value_is_set(invoke: Any) -> None:
    invoke("Set-SendConnector", Identity="Internet", Comment="rehearsed", WhatIf=None)
    assert invoke("Get-SendConnector").output[0].adapted_properties["Comment"] == ""


def test_a_position_is_the_identity(pool: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Get-SendConnector").add_argument("Internet")
        assert len(shell.invoke()) == 1


def test_what_one_command_puts_out_the_next_one_takes(pool: Any, invoke: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Get-ReceiveConnector").add_parameter("Server", "EX1")
        shell.add_cmdlet("Set-ReceiveConnector").add_parameter("Comment", "mine")
        shell.invoke()
    comments = [shown.adapted_properties["Comment"] for shown in invoke("Get-ReceiveConnector").output]
    assert sorted(comments) == [""] * 5 + ["mine"] * 5


# Streams


def test_scripts_are_not_parsed(pool: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_script("Get-SendConnector")
        shell.invoke()
    [error] = shell.streams.error
    assert shell.state == PSInvocationState.FAILED
    assert error.fq_error == "ScriptsNotAllowed"
    assert str(error).startswith("The syntax is not supported by this runspace.")


def test_a_refusal_lets_the_pipeline_complete(invoke: Any) -> None:
    shell = invoke("Get-SendConnector", Identity="nope")
    [error] = shell.streams.error
    assert (shell.state, shell.had_errors) == (PSInvocationState.COMPLETED, False)
    assert error.reason == "ManagementObjectNotFoundException"
    assert error.message == "NotSpecified: (:) [Get-SendConnector], ManagementObjectNotFoundException"
    assert error.fq_error.startswith("[Server=EX1,RequestId=")
    assert "] [FailureCategory=Cmdlet-ManagementObjectNotFoundException] " in error.fq_error
    assert error.fq_error.endswith(",Microsoft.Exchange.Management.SystemConfigurationTasks.GetSendConnector")


def test_stop_makes_a_refusal_the_end_of_the_pipeline(invoke: Any) -> None:
    shell = invoke("Get-SendConnector", Identity="nope", ErrorAction="Stop")
    [error] = shell.streams.error
    assert (shell.state, shell.had_errors) == (PSInvocationState.FAILED, True)
    assert error.reason == "ManagementObjectNotFoundException"
    assert "is set to Stop: The operation couldn't be performed because object 'nope'" in str(error)


def test_silence_is_kept_when_asked_for(invoke: Any) -> None:
    assert not invoke("Get-SendConnector", Identity="nope", ErrorAction="SilentlyContinue").streams.error
    unchanged = {"Identity": "Internet", "Enabled": True}
    assert not invoke("Set-SendConnector", WarningAction="SilentlyContinue", **unchanged).streams.warning


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "error_id", "message"),
    [
        (
            "Get-Nonsense",
            {},
            "CommandNotFoundException",
            "ObjectNotFound: (Get-Nonsense:String) [], CommandNotFoundException",
        ),
        (
            "Get-SendConnector",
            {"Nonsense": 1},
            "NamedParameterNotFound,Get-SendConnector",
            "InvalidArgument: (:) [Get-SendConnector], ParameterBindingException",
        ),
        (
            "New-SendConnector",
            {"Name": "x"},
            "MissingMandatoryParameter,New-SendConnector",
            "InvalidArgument: (:) [New-SendConnector], ParameterBindingException",
        ),
        (
            "Set-SendConnector",
            {"Identity": "Internet", "Enabled": "yes"},
            "ParameterArgumentTransformationError,Set-SendConnector",
            "InvalidData: (:) [Set-SendConnector], ParameterBindin...mationException",
        ),
    ],
)
def test_what_powershell_itself_refuses_ends_the_pipeline(
    invoke: Any, cmdlet: str, parameters: Any, error_id: str, message: str
) -> None:
    shell = invoke(cmdlet, **parameters)
    [error] = shell.streams.error
    assert shell.state == PSInvocationState.FAILED
    assert (error.fq_error, error.message) == (error_id, message)


def test_a_change_that_changes_nothing_is_a_warning(invoke: Any) -> None:
    shell = invoke("Set-SendConnector", Identity="Internet", Enabled=True)
    assert texts(shell.streams.warning) == [
        "The command completed successfully but no settings of 'Internet' have been modified."
    ]


def test_statements_run_in_order_and_a_terminating_error_ends_them(pool: Any, invoke: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Set-SendConnector").add_parameters({"Identity": "Internet", "Comment": "one"})
        shell.add_statement()
        shell.add_cmdlet("Get-Nonsense")
        shell.add_statement()
        shell.add_cmdlet("Set-SendConnector").add_parameters({"Identity": "Internet", "Comment": "two"})
        shell.invoke()
    assert shell.state == PSInvocationState.FAILED
    assert invoke("Get-SendConnector").output[0].adapted_properties["Comment"] == "one"


def test_a_prompt_that_nobody_can_answer_ends_the_pipeline(invoke: Any) -> None:
    shell = invoke("Remove-SendConnector", Identity="Internet")
    [error] = shell.streams.error
    assert shell.state == PSInvocationState.FAILED
    assert error.reason == "HostException"
    assert len(invoke("Get-SendConnector").output) == 1


def test_a_parameter_given_twice_is_refused_and_logged(pool: Any, control: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Set-SendConnector").add_argument("Internet").add_parameter("identity", "Internet")
        shell.invoke()
    assert "specified more than once" in str(shell.streams.error[0])
    assert [call["outcome"] for call in control("GET", "/calls").json()] == ["parameter-set"]


def test_a_second_position_finds_no_parameter(pool: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Get-SendConnector").add_argument("Internet").add_argument("more")
        shell.invoke()
    assert "positional parameter cannot be found that accepts argument 'more'" in str(shell.streams.error[0])


# What is no protocol at all


@pytest.mark.parametrize(
    ("body", "sentence"), [("<nonsense", "not well-formed XML"), ("<a/>", "header or body is missing")]
)
def test_a_message_that_cannot_be_read_is_a_fault(exchange: Any, body: str, sentence: str) -> None:
    login = (exchange.ready["username"], exchange.ready["password"])
    answer = requests.post(exchange.ready["url"], data=body, auth=login, verify=exchange.ca)
    assert answer.status_code == 500
    assert sentence in answer.text
    assert "WSManFault" in answer.text


def test_bytes_that_are_no_fragments_are_a_fault(pool: Any, invoke: Any) -> None:
    with pytest.raises(WSManFaultError, match="could not be read"):
        pool.shell.send("stdin", b"\xff" * 30)


def test_a_command_without_an_identity_is_a_fault(pool: Any) -> None:
    with pytest.raises(WSManFaultError, match="badly formed"):
        pool.shell.command("", arguments=[""], command_id="nonsense")


def test_input_from_the_client_is_refused_and_not_forgotten(pool: Any) -> None:
    with PowerShell(pool) as shell:
        shell.add_cmdlet("Get-SendConnector")
        with pytest.raises(WSManFaultError, match="waits for input from the client"):
            shell.invoke(iter(["Internet"]))


def test_a_session_can_be_asked_for_its_state(pool: Any) -> None:
    assert pool.get_available_runspaces() == 1
    pool.reset_runspace_state()


def test_a_part_of_a_transport_rule_is_put_in_and_taken_out(invoke: Any) -> None:
    parts = {"SCLOver": 5, "RecipientDomainIs": ["fabrikam.com"], "SentTo": ["bob@contoso.com"]}
    invoke("New-TransportRule", Name="R", StopRuleProcessing=True, **parts)
    invoke("Set-TransportRule", Identity="R", SCLOver=None, RecipientDomainIs=None)
    invoke("Disable-TransportRule", Identity="R")
    [shown] = invoke("Get-TransportRule", Identity="R").output
    assert items(shown, "SentTo") == ["bob@contoso.com"]
    left = {name: shown.adapted_properties[name] for name in ("SCLOver", "RecipientDomainIs", "State", "Description")}
    assert left == {
        "SCLOver": None,
        "RecipientDomainIs": None,
        "State": "Disabled",
        "Description": "If the message:\r\n\tSentTo 'bob@contoso.com'\r\n"
        "Take the following actions:\r\n\tStopRuleProcessing 'True'\r\n",
    }
