"""The configuration of a host changes whole or not at all; Postfix is played by a function that runs its commands."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.action.postfix_configuration import _refuse_without_tables
from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.runner import Stop
from ansible_collections.mailflow.hybrid.plugins.module_utils.on_host import postfix_service
from ansible_collections.mailflow.hybrid.plugins.module_utils.on_host.postfix_files import Files, Wanted
from ansible_collections.mailflow.hybrid.plugins.module_utils.on_host.postfix_service import Postfix, Refused, put
from simulator.certificates import Authority

HAND_MADE = "myhostname = hand.made\n"


class Machine:
    """A host with a hand-made main.cf; it remembers each command, and can be told to refuse one."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.running = directory, True
        self.commands: list[str] = []
        self.refuses: dict[str, str] = {}
        self.restart_settings = {"": "all\nall"}
        self.main_cf_at_postmap = ""
        self.tables_at_reload: list[str] = []
        (directory / "main.cf").write_text(HAND_MADE)
        (directory / "master.cf").write_text("smtp inet n - y - - smtpd\n")

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        command = " ".join("STAGED" if ".mailflow-staged-" in word else word for word in words)
        self.commands.append(command)
        for refused, why in self.refuses.items():
            if refused in command:
                return 1, "", why
        if command == "postfix status":
            return (0 if self.running else 1), "", ""
        if words[:1] == ["postmap"]:
            Path(f"{words[1].partition(':')[2]}.db").write_text("database")
            self.main_cf_at_postmap = (self.directory / "main.cf").read_text()
        if command == "postfix reload":
            self.tables_at_reload = sorted(p.name for p in (self.directory / "mailflow").glob("*"))
        if "inet_interfaces" in command:
            return 0, self.restart_settings.get("STAGED" if "STAGED" in command else "", "all\nall"), ""
        self.running = {"postfix start": True, "postfix stop": False}.get(command, self.running)
        return 0, "", ""

    def done(self) -> list[str]:
        """What changed something."""
        return [
            c for c in self.commands if c.startswith(("postfix reload", "postfix st", "postmap")) and "status" not in c
        ]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setattr(postfix_service, "SYSTEMD", str(tmp_path / "no-systemd"))
    monkeypatch.setattr(postfix_service, "PATIENCE", 0.5)
    place = tmp_path / "postfix"
    place.mkdir()
    return Machine(place)


def wanted(transport: str = "a.com smtp:[b]:25\n") -> list[Wanted]:
    return [
        Wanted("main.cf", "myhostname = mail.contoso.com\n"),
        Wanted("master.cf", "25 inet n - n - - smtpd\n"),
        Wanted("mailflow/transport", transport, postmapped=True),
        Wanted("mailflow/tls/mail.pem", "KEY\n", secret=True),
    ]


def provision(machine: Machine, files: list[Wanted], **more: Any) -> dict[str, Any]:
    task = {"directory": str(machine.directory), "backups": 3, "table_type": "hash", "listeners": [], "log_file": ""}
    there = Files(str(machine.directory), files)
    return put(Postfix(machine.run, str(machine.directory)), there, task | more, there.differences())


def test_a_hand_made_configuration_is_replaced_and_kept_aside(machine: Machine) -> None:
    result = provision(machine, wanted())
    assert result["action"] == "reloaded"
    assert (machine.directory / "main.cf").read_text() == "myhostname = mail.contoso.com\n"
    assert (Path(result["backup"]) / "main.cf").read_text() == HAND_MADE
    assert (machine.directory / "mailflow/tls/mail.pem").stat().st_mode & 0o777 == 0o600
    assert Path(result["backup"]).parent.stat().st_mode & 0o777 == 0o700


def test_postfix_judges_before_the_first_file_changes(machine: Machine) -> None:
    machine.refuses["postconf -c STAGED -n"] = "fatal: missing '=' after attribute name"
    with pytest.raises(Refused, match=r"(?s)nothing was changed.*missing '='"):
        provision(machine, wanted())
    assert (machine.directory / "main.cf").read_text() == HAND_MADE
    assert machine.done() == [] and sorted(p.name for p in machine.directory.iterdir()) == ["main.cf", "master.cf"]


def test_tables_are_there_before_anything_names_them_and_go_after_nothing_does(machine: Machine) -> None:
    provision(machine, wanted())
    assert machine.main_cf_at_postmap == HAND_MADE
    other = [file for file in wanted() if file.name != "mailflow/transport"]
    provision(machine, [Wanted("main.cf", "myhostname = other.contoso.com\n"), *other[1:]])
    assert {"transport", "transport.db"} <= set(machine.tables_at_reload)
    assert not (machine.directory / "mailflow/transport").exists()


def test_the_type_of_tables_is_the_one_postfix_was_built_for(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postfix_service.shutil, "which", lambda _name: "/usr/sbin/postconf")
    built = {
        "postconf -h mail_version": "3.8.5\n",
        "postconf -d -h default_database_type": "lmdb\n",
        "postconf -d -h data_directory": "/var/lib/postfix\n",
        "postconf -m": "cidr\nlmdb\nregexp\n",
    }
    found = Postfix(lambda words: (0, built[" ".join(words)], ""), str(machine.directory)).surroundings()
    assert (found["version"], found["table_type"], found["table_types"]) == (
        "3.8.5",
        "lmdb",
        ["cidr", "lmdb", "regexp"],
    )


def test_a_type_of_tables_that_is_a_package_of_its_own_is_asked_for() -> None:
    there = {"table_type": "lmdb", "table_types": ["cidr", "hash"]}
    with pytest.raises(Stop, match=r"'edge1'.*type lmdb.*it has cidr, hash.*Install the package postfix-lmdb"):
        _refuse_without_tables("edge1", there)
    _refuse_without_tables("edge1", {**there, "table_types": ["lmdb"]})


def test_a_second_run_does_nothing(machine: Machine) -> None:
    provision(machine, wanted())
    machine.commands.clear()
    assert provision(machine, wanted()) == {"changed": False, "action": "none"}
    assert machine.done() == []


def test_only_the_table_that_changed_is_made_again(machine: Machine) -> None:
    two = [*wanted(), Wanted("mailflow/tls_policy", "x may\n", postmapped=True)]
    provision(machine, two)
    machine.commands.clear()
    changed = provision(machine, [*wanted("a.com smtp:[c]:25\n"), two[-1]])
    assert changed["postmapped"] == ["mailflow/transport"]
    assert machine.done() == [f"postmap hash:{machine.directory}/mailflow/transport", "postfix reload"]


def test_a_table_whose_database_is_gone_is_made_again(machine: Machine) -> None:
    provision(machine, wanted())
    (machine.directory / "mailflow/transport.db").unlink()
    assert provision(machine, wanted())["postmapped"] == ["mailflow/transport"]


def test_what_is_no_longer_wanted_goes_with_its_database(machine: Machine) -> None:
    provision(machine, wanted())
    provision(machine, [file for file in wanted() if file.name != "mailflow/transport"])
    assert [path.name for path in (machine.directory / "mailflow").iterdir()] == ["tls"]


def test_a_setting_that_is_read_at_the_start_only_restarts_postfix(machine: Machine) -> None:
    machine.restart_settings = {"": "loopback-only\nall", "STAGED": "all\nall"}
    assert provision(machine, wanted())["action"] == "restarted"
    assert machine.done()[-2:] == ["postfix stop", "postfix start"]


def test_a_postfix_that_does_not_run_is_started_even_if_nothing_differs(machine: Machine) -> None:
    provision(machine, wanted())
    machine.running = False
    assert provision(machine, wanted())["action"] == "started"


def test_all_goes_back_when_postfix_does_not_take_it_up(machine: Machine) -> None:
    provision(machine, wanted())
    machine.refuses["postfix reload"] = "fatal: bind 192.0.2.1 port 25"
    with pytest.raises(Refused, match=r"bind 192\.0\.2\.1.*All is as it was before, and runs"):
        provision(machine, wanted("other\n"))
    assert (machine.directory / "mailflow/transport").read_text() == wanted()[2].content
    assert machine.running


def test_all_goes_back_when_a_listener_does_not_greet(machine: Machine) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Refused, match="does not answer"):
        provision(machine, wanted(), listeners=[{"endpoint": f"127.0.0.1:{port}", "tls": False}])
    assert (machine.directory / "main.cf").read_text() == HAND_MADE
    assert not (machine.directory / "mailflow").exists()


def test_a_host_that_did_not_run_before_does_not_run_after_a_failure(machine: Machine) -> None:
    machine.running = False
    machine.refuses["postmap"] = "fatal: unsupported dictionary type"
    with pytest.raises(Refused, match="does not run, as before"):
        provision(machine, wanted())
    assert not machine.running


def test_what_postfix_complains_of_in_its_log_is_in_the_message(machine: Machine, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("x: connect\nsmtpd: fatal: bad configuration: y = z\n")
    machine.refuses["postfix reload"] = "no"
    with pytest.raises(Refused, match="bad configuration: y = z"):
        provision(machine, wanted(), log_file=str(log))


def test_only_so_many_copies_are_kept(machine: Machine) -> None:
    for number in range(5):
        provision(machine, wanted(f"{number}\n"))
    assert len(list((machine.directory / "mailflow-backups").iterdir())) == 3


def test_a_secret_is_never_shown(machine: Machine) -> None:
    shown = [difference.shown() for difference in Files(str(machine.directory), wanted()).differences()]
    assert "KEY" not in str(shown)
    provision(machine, wanted())
    changed = [*wanted()[:3], Wanted("mailflow/tls/mail.pem", "OTHER\n", secret=True)]
    (difference,) = Files(str(machine.directory), changed).differences()
    assert difference.shown()["before"] != difference.shown()["after"] and "OTHER" not in str(difference.shown())


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server that greets once, and answers EHLO with the lines it is given."""
    lines: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            caller, _address = server.accept()
            with caller:
                caller.sendall(lines[0])
                caller.recv(100)
                caller.sendall(b"".join(lines[1:]))
                caller.recv(100)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        yield server.getsockname()[1], lines
        thread.join(5)


@pytest.mark.parametrize(
    ("lines", "trouble"),
    [
        ([b"220 mail ESMTP\r\n", b"250-mail\r\n", b"250 STARTTLS\r\n"], ""),
        ([b"220 mail ESMTP\r\n", b"250-mail\r\n", b"250 SIZE\r\n"], "no STARTTLS"),
        ([b"421 4.3.2 no\r\n", b""], "not with 220"),
    ],
)
def test_a_listener_greets_and_offers_tls(listener: Any, lines: list[bytes], trouble: str) -> None:
    port, told = listener
    told += lines
    assert trouble in postfix_service.greeting(f"127.0.0.1:{port}", tls=True)
    assert trouble or postfix_service.greeting.__name__ == "greeting"


def test_a_listener_on_port_465_greets_under_tls(tmp_path: Path) -> None:
    own = Authority(tmp_path).self_signed("CN=mail.contoso.com")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.cert_pem, own.key_pem)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            caller, _address = server.accept()
            with context.wrap_socket(caller, server_side=True) as safe:
                safe.sendall(b"220 mail ESMTP\r\n")
                safe.recv(100)
                safe.sendall(b"250 mail\r\n")
                safe.recv(100)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        assert postfix_service.greeting(f"127.0.0.1:{server.getsockname()[1]}", tls=True, wrapped=True) == ""
        thread.join(10)
