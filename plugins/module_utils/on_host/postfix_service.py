# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix itself on its host: what it is, whether it likes a configuration, and whether it answers with it."""

from __future__ import annotations

import ipaddress
import os
import re
import shutil
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from .postfix_files import BACKUPS, Difference, Files, in_turn

Run = Callable[[Sequence[str]], "tuple[int, str, str]"]
SYSTEMD = "/run/systemd/system"
SELINUX = "/sys/fs/selinux/enforce"
AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
PATIENCE = 15.0
# postconf(5): "stop and start Postfix when this parameter changes".
NEEDS_RESTART = ("inet_interfaces", "inet_protocols")
_TROUBLE = re.compile(r"(fatal|panic|error):|unused parameter", re.I)


class Refused(Exception):
    """Postfix does not take the configuration; the message says why, and whether all is as it was."""


class Postfix:
    """Postfix on this host; ``run`` runs a command and gives its code, output and errors."""

    def __init__(self, run: Run, directory: str) -> None:
        self.run = run
        self.directory = directory

    def surroundings(self) -> dict[str, Any]:
        """What a configuration has to be made for; where Postfix is not installed yet, only that."""
        authorities = next((path for path in AUTHORITIES if Path(path).is_file()), AUTHORITIES[0])
        found = {
            "installed": shutil.which("postconf") is not None,
            "systemd": Path(SYSTEMD).is_dir(),
            "selinux": Path(SELINUX).exists(),
            "ca_file": authorities,
            "python": os.path.realpath(sys.executable),
        }
        if found["installed"]:
            _code, version, _errors = self.run(["postconf", "-h", "mail_version"])
            # As it was built: a main.cf from before an upgrade may name a type that is gone (RHEL 10 has no hash).
            _code, table_type, _errors = self.run(["postconf", "-d", "-h", "default_database_type"])
            _code, place, _errors = self.run(["postconf", "-d", "-h", "data_directory"])
            _code, supported, _errors = self.run(["postconf", "-m"])
            found |= {"version": version.strip(), "table_type": table_type.strip(), "data_directory": place.strip()}
            found |= {"table_types": supported.split()}
        return found

    def judge(self, folder: str, whole: bool) -> None:
        """Have Postfix read a staged configuration; ``whole`` also looks at its folders, and makes missing ones."""
        commands = [["postconf", "-c", folder, "-n"], ["postconf", "-c", folder, "-Mf"]]
        if whole:
            commands.append(["postfix", "-c", folder, "check"])
        for command in commands:
            code, _output, errors = self.run(command)
            trouble = [line for line in errors.splitlines() if _TROUBLE.search(line)]
            if code or trouble:
                said = "\n".join(trouble) or errors.strip() or f"code {code}"
                raise Refused(f"Postfix refuses the configuration ({' '.join(command)}); nothing was changed.\n{said}")

    def settings(self, folder: str) -> list[str]:
        """The values that take effect only when Postfix starts."""
        _code, output, _errors = self.run(["postconf", "-c", folder, "-h", *NEEDS_RESTART])
        return output.split("\n")

    def is_running(self) -> bool:
        return self.run(["postfix", "status"])[0] == 0

    def map(self, table_type: str, names: Iterable[str]) -> None:
        """Make tables into databases."""
        for name in names:
            code, _output, errors = self.run(["postmap", f"{table_type}:{self.directory}/{name}"])
            if code or errors.strip():
                raise Refused(f"Postfix cannot make a table of {name}: {errors.strip()}")

    def take_up(self, restart: bool) -> str:
        """Have Postfix use what is there now: reload where that is enough; the verb says what was done."""
        again = "restart" if restart else "reload"
        verb = again if self.is_running() else "start"
        if Path(SYSTEMD).is_dir() and verb != "reload":
            self._do(["systemctl", verb, "postfix"])
        elif verb == "restart":
            self._do(["postfix", "stop"])
            self._do(["postfix", "start"])
        else:
            self._do(["postfix", verb])
        return f"{verb}ed" if verb != "reload" else "reloaded"

    def _do(self, command: Sequence[str]) -> None:
        code, _output, errors = self.run(command)
        if code:
            raise Refused(f"'{' '.join(command)}' ended with code {code}: {errors.strip()}")

    def answers(self, listeners: Iterable[dict[str, Any]]) -> None:
        """Wait until every listener greets, and offers TLS where it is to."""
        for listener in listeners:
            trouble, until = "", time.monotonic() + PATIENCE
            while time.monotonic() < until:
                trouble = greeting(listener["endpoint"], bool(listener.get("tls")), bool(listener.get("wrapped")))
                if not trouble:
                    break
                time.sleep(0.3)
            if trouble:
                raise Refused(f"The listener on {listener['endpoint']} {trouble}")


def greeting(endpoint: str, tls: bool, wrapped: bool = False) -> str:
    """What is wrong with a listener, or nothing; one that is ``wrapped`` speaks TLS from the first byte."""
    host, _colon, port = endpoint.rpartition(":")
    host = host.strip("[]")
    if not host or ipaddress.ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    try:
        with _called(host, int(port), wrapped) as caller, caller.makefile("rwb") as line:
            said = line.readline().decode("ascii", "replace").strip()
            if not said.startswith("220"):
                return f"greets with '{said}', not with 220"
            line.write(b"EHLO localhost\r\n")
            line.flush()
            offered = list(_reply(line))
            line.write(b"QUIT\r\n")
            line.flush()
    except OSError as error:
        return f"does not answer: {error}"
    if tls and not wrapped and not any("STARTTLS" in word for word in offered):
        return "offers no STARTTLS: its certificate, key or chain cannot be used (see the log)"
    return ""


def _called(host: str, port: int, wrapped: bool) -> socket.socket:
    """A connection to ourselves: whether the certificate is right for others is not asked here."""
    caller = socket.create_connection((host, port), timeout=5)
    if not wrapped:
        return caller
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        return anybody.wrap_socket(caller)
    except OSError:
        caller.close()
        raise


def _reply(line: Any) -> Iterable[str]:
    while said := line.readline().decode("ascii", "replace"):
        yield said
        if said[3:4] != "-":
            return


def put(postfix: Postfix, files: Files, task: dict[str, Any], differences: list[Difference]) -> dict[str, Any]:
    """Change the files, have Postfix take them up, and go back to what was there if it does not answer with them."""
    names = [difference.name for difference in differences]
    to_map = files.without_database(names)
    running = postfix.is_running()
    if not differences and not to_map and running:
        return {"changed": False, "action": "none"}
    folder = files.staged(task["directory"])
    try:
        postfix.judge(folder, whole=True)
        restart = postfix.settings(folder) != postfix.settings(task["directory"])
    finally:
        shutil.rmtree(folder)
    copy = files.back_up(task["backups"])
    try:
        # A process that starts meanwhile reads main.cf as it is then, and needs every table that it names.
        tables, headings, gone = in_turn(differences)
        files.put(tables)
        postfix.map(task["table_type"], to_map)
        files.put(headings)
        action = postfix.take_up(restart)
        postfix.answers(task["listeners"])
        files.put(gone)
    except (Refused, OSError) as trouble:
        said = complaints(task["log_file"])
        raise Refused(f"{trouble}. {_back(postfix, files, copy, running)}{said}") from trouble
    return {"changed": True, "action": action, "backup": str(copy), "postmapped": to_map}


def complaints(log_file: str) -> str:
    """The last that Postfix complained of, where its log is a file of its own."""
    if not log_file or not Path(log_file).is_file():
        return ""
    lines = Path(log_file).read_text(encoding="utf-8", errors="replace").splitlines()[-200:]
    told = [line for line in lines if re.search(r"\b(fatal|panic|error|warning):", line)][-3:]
    return "\nIn its log:\n" + "\n".join(told) if told else ""


def _back(postfix: Postfix, files: Files, copy: Path, running: bool) -> str:
    """The way back, and how it went."""
    files.restore(copy)
    if not running:
        postfix.run(["postfix", "stop"])
        return "The files are as they were, and Postfix does not run, as before."
    try:
        postfix.take_up(restart=True)
    except Refused as still:
        return f"The files are as they were, but Postfix does not start with them either: {still}"
    return f"All is as it was before, and runs. What was tried is not kept; the copy is in {BACKUPS}/{copy.name}."
