"""The connection plugins as Ansible uses them: options from the inventory, one clear message, and no secret told."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.constants import config
from ansible.errors import AnsibleConnectionFailure
from ansible.playbook.play_context import PlayContext

from ansible_collections.mailflow.hybrid.plugins.connection import exchange, exchange_online
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions import session as errors

from .conftest import World

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PLUGINS = {"online": exchange_online, "exchange": exchange}
WRONG = "wrong-secret-nobody-may-see"
READ = {"online": "Get-AcceptedDomain", "exchange": "Get-SendConnector"}
TASKS = {
    "online": ("mailflow.hybrid.exo_accepted_domain", {"name": "contoso.com", "domain_type": "Authoritative"}),
    "exchange": ("mailflow.hybrid.exchange_send_connector", {"name": "Internet", "comment": "Seen by a test"}),
}


def variables(world: World, side: str) -> dict[str, Any]:
    """What an inventory says of the host of a side."""
    told = world.ready[side]
    if side == "exchange":
        return {
            "ansible_connection": "mailflow.hybrid.exchange",
            "ansible_host": told["host"],
            "ansible_port": told["port"],
            "ansible_user": told["username"],
            "ansible_password": told["password"],
            "ansible_exchange_auth": "basic",
            "ansible_exchange_ca_certificates": world.ready["ca"],
        }
    names = ("tenant", "client_id", "client_secret", "authority")
    given = {f"ansible_exchange_online_{name}": told[name] for name in names}
    return given | {
        "ansible_connection": "mailflow.hybrid.exchange_online",
        "ansible_exchange_online_endpoint": told["url"],
        "ansible_exchange_online_ca_certificates": world.ready["ca"],
    }


def connection(world: World, side: str, **changed: Any) -> Any:
    """The plugin with the options of a host, as the plugin loader makes it."""
    plugin = PLUGINS[side]
    made = plugin.Connection(PlayContext())
    made._load_name = made.transport
    options = yaml.safe_load(plugin.DOCUMENTATION)["options"]
    config.initialize_plugin_configuration_definitions("connection", made.transport, options)
    given = {"inventory_hostname": "host-of-the-inventory"} | variables(world, side) | changed
    made.set_options(var_options={name: value for name, value in given.items() if value is not None})
    return made


def ansible(world: World, side: str, tmp_path: Path, **changed: Any) -> subprocess.CompletedProcess[str]:
    """One task against a side, as talkative as Ansible gets, with its log file."""
    action, options = TASKS[side]
    hosts = {"all": {"hosts": {"it": variables(world, side) | changed}}}
    play = [{"hosts": "it", "gather_facts": False, "tasks": [{action: options}]}]
    (tmp_path / "hosts.json").write_text(json.dumps(hosts))
    (tmp_path / "play.json").write_text(json.dumps(play))
    environment = os.environ | {"ANSIBLE_LOG_PATH": str(tmp_path / "log"), "ANSIBLE_LOG_VERBOSITY": "6"}
    command = [sys.executable, "-m", "ansible.cli.playbook", "-vvvvvv", "-i", str(tmp_path / "hosts.json")]
    return subprocess.run(
        [*command, str(tmp_path / "play.json")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def told_wrongly(world: World, everything: str) -> list[str]:
    """Secrets, their forms on the wire, and tracebacks in what a person may read."""
    told = world.ready["exchange"]
    secrets = [WRONG, world.ready["online"]["client_secret"], told["password"]]
    on_wire = [base64.b64encode(f"{told['username']}:{each}".encode()).decode() for each in secrets]
    return [each for each in (*secrets, *on_wire, "Bearer ", "Traceback", "PRIVATE KEY") if each in everything]


@pytest.mark.parametrize("side", ["online", "exchange"])
def test_a_connection_opens_with_its_first_call_and_closes(side: str, world: World) -> None:
    made = connection(world, side)
    assert not made.connected
    assert made.invoke(READ[side], {}).objects
    assert made.connected
    made.close()
    made.close()
    assert not made.connected
    assert world.ask("DELETE", "/shells") == {"lost": 0}


@pytest.mark.parametrize("side", ["online", "exchange"])
def test_ordinary_modules_are_told_that_they_cannot_run_there(side: str, world: World) -> None:
    made = connection(world, side)
    for attempt in (
        lambda: made.exec_command("true"),
        lambda: made.put_file("a", "b"),
        lambda: made.fetch_file("a", "b"),
    ):
        with pytest.raises(AnsibleConnectionFailure, match="use the collection's own modules"):
            attempt()


def test_ports_follow_tls_when_none_is_given(world: World) -> None:
    given = {"ansible_port": None, "ansible_exchange_auth": "kerberos"}
    for tls, url in ((True, "https://127.0.0.1:443/PowerShell/"), (False, "http://127.0.0.1:80/PowerShell/")):
        session = connection(world, "exchange", **given, ansible_exchange_tls=tls).make_session()
        assert session._server.url == url


def test_a_host_without_an_address_is_reached_by_its_name_in_the_inventory(world: World) -> None:
    made = connection(world, "exchange", ansible_host=None)
    assert made.make_session()._server.host == "host-of-the-inventory"


def test_the_time_limit_of_a_task_is_not_taken_for_that_of_a_call(world: World) -> None:
    made = connection(world, "online")
    made.set_options(task_keys={"timeout": 10, "port": None}, var_options=variables(world, "online"))
    assert made.make_session()._online.timeout == 300


@pytest.mark.parametrize("side", ["online", "exchange"])
def test_values_from_templates_reach_the_wire_as_plain_ones(side: str, world: World, tmp_path: Path) -> None:
    play = ansible(world, side, tmp_path, ansible_exchange_online_cloud="{{ 'world' ~ 'wide' }}")
    assert play.returncode == 0, play.stdout + play.stderr


@pytest.mark.parametrize(
    ("side", "changed", "words"),
    [
        ("online", {"ansible_exchange_online_client_secret": WRONG}, "AADSTS7000215"),
        ("online", {"ansible_exchange_online_ca_certificates": ""}, "is not trusted"),
        ("exchange", {"ansible_password": WRONG}, "refused the sign-in"),
        ("exchange", {"ansible_exchange_path": "nowhere/"}, "Correct the path"),
    ],
)
def test_a_failure_is_one_message_without_traceback_or_secret_however_talkative(
    side: str, changed: dict[str, Any], words: str, world: World, tmp_path: Path
) -> None:
    play = ansible(world, side, tmp_path, **changed)
    everything = play.stdout + play.stderr + (tmp_path / "log").read_text()
    assert play.returncode != 0
    assert words in play.stdout + play.stderr
    assert told_wrongly(world, everything) == []


@pytest.mark.parametrize("side", ["online", "exchange"])
def test_a_write_that_is_cut_off_tells_no_secret_either(side: str, world: World, tmp_path: Path) -> None:
    world.weather("drop", side=side, cmdlet="Set-*" if side == "exchange" else "*")
    play = ansible(world, side, tmp_path, ansible_exchange_online_attempts=1, ansible_exchange_attempts=1)
    everything = play.stdout + play.stderr + (tmp_path / "log").read_text()
    assert "broke off the connection" in everything
    assert play.returncode != 0
    assert told_wrongly(world, everything) == []


def test_errors_of_a_session_come_through_a_connection_as_they_are(world: World) -> None:
    made = connection(world, "online")
    with pytest.raises(errors.Absent):
        made.invoke("Get-InboundConnector", {"Identity": "nope"})
    made.close()
