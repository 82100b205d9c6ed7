# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rehearse the main job: plan, provision and prove contoso against the simulator, mail included.

Needs nothing but the environment that ``make`` sets up: no root, no container, no account. Exit code 0 means that
everything below was seen to happen; anything else ends with the sentence that says what did not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import smtplib
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[1]
RECAP = re.compile(r"^(\S+)\s+:.*\bchanged=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)
SECONDS_FOR_MAIL = 30
MESSAGES = (
    ("on-premises mailbox to cloud mailbox", "exchange", "alice@contoso.com", "bob@contoso.com"),
    ("cloud mailbox to on-premises mailbox", "online", "beth@contoso.co.uk", "arthur@contoso.co.uk"),
    ("Internet to on-premises mailbox", "internet", "carol@fabrikam.com", "alice@contoso.com"),
)


class NotAsRehearsed(Exception):
    """Something did not happen as it must; the message says what, and where to look."""


@dataclass
class Rehearsal:
    """One rehearsal: a folder for what it leaves, the simulator's addresses, and the steps taken so far."""

    folder: Path
    ready: dict[str, Any] = field(default_factory=dict)
    steps: list[tuple[str, str, float]] = field(default_factory=list)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[list[str]]:
        """Time a step; what is appended to the list is its line in the table."""
        print(f"\n== {name}", flush=True)
        said: list[str] = []
        begun = time.monotonic()
        yield said
        self.steps.append((name, "; ".join(said) or "done", time.monotonic() - begun))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the simulator's control interface."""
        answer = requests.request(method, self.ready["control"]["url"] + path, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def play(self, playbook: str, log: str, *more: str) -> tuple[str, int]:
        """Run a playbook; returns its output and how many changes the hosts reported together."""
        command = ["ansible-playbook", f"playbooks/{playbook}", "-i", "inventories/rehearsal", *more]
        print(f"$ {' '.join(command)}", flush=True)
        # What a developer has set for Ansible elsewhere must not change what a newcomer sees here.
        usual = {name: text for name, text in os.environ.items() if not name.startswith("ANSIBLE_")}
        environment = usual | {
            "ANSIBLE_HOME": str(self.folder / "ansible"),
            "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
            "ANSIBLE_FORCE_COLOR": "0",
            "ANSIBLE_NOCOLOR": "1",
            "MAILFLOW_REHEARSAL": str(self.folder / "ready.json"),
        }
        executable = Path(sys.executable).parent / command[0]
        # Each run keeps the plan it made; the silent one must not replace the plan worth reading.
        plan = f"mailflow_plan_destination={(self.folder / log).with_suffix('')}"
        done = subprocess.run(
            [executable, *command[1:], "-e", plan],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        (self.folder / log).write_text(done.stdout + done.stderr, encoding="utf-8")
        if done.returncode:
            raise NotAsRehearsed(f"{playbook} ended with exit code {done.returncode}:\n{done.stdout}{done.stderr}")
        recap = RECAP.findall(done.stdout)
        if not recap:
            raise NotAsRehearsed(f"{playbook} reached no host; see {self.folder / log}.")
        return done.stdout, sum(int(changed) for _host, changed, _unreachable, _failed in recap)


@contextlib.contextmanager
def simulator(rehearsal: Rehearsal, world: str) -> Iterator[None]:
    """The simulator as a process of its own, stopped by its own handle."""
    ready = rehearsal.folder / "ready.json"
    with (rehearsal.folder / "simulator.log").open("w") as log:
        command = [sys.executable, "-m", "simulator", "--world", world, "--ready", str(ready)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            while not ready.exists():
                if process.poll() is not None:
                    raise NotAsRehearsed(
                        f"The simulator did not start:\n{(rehearsal.folder / 'simulator.log').read_text()}"
                    )
                time.sleep(0.05)
            rehearsal.ready = json.loads(ready.read_text())
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)
            ready.unlink(missing_ok=True)


def writes(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The calls that could have changed something."""
    return [call for call in calls if not call["cmdlet"].startswith(("Get-", "Test-"))]


def send(rehearsal: Rehearsal, origin: str, sender: str, recipient: str) -> dict[str, Any]:
    """Send one message and follow it to where it ends."""
    known = {record["id"] for record in rehearsal.ask("GET", "/messages")}
    if origin == "internet":
        send_from_the_internet(rehearsal.ready["online"]["smtp"], rehearsal.ready["ca"], sender, recipient)
    else:
        rehearsal.ask("POST", "/messages", {"side": origin, "from": sender, "to": [recipient], "subject": "Rehearsal"})
    until = time.monotonic() + SECONDS_FOR_MAIL
    while time.monotonic() < until:
        for record in rehearsal.ask("GET", "/messages"):
            if record["id"] not in known and record["final"]:
                return dict(record)
        time.sleep(0.05)
    raise NotAsRehearsed(f"The message from {sender} to {recipient} was still on its way after {SECONDS_FOR_MAIL} s.")


def send_from_the_internet(smtp: dict[str, Any], ca: str, sender: str, recipient: str) -> None:
    """Any mail server of the Internet: it connects to the MX and uses TLS because it is offered."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, "Rehearsal"
    message.set_content("Hello from outside.\n")
    trusted = ssl.create_default_context(cafile=ca)
    # The MX answers on loopback; its certificate is named for Exchange Online, which an MX lookup would have told.
    trusted.check_hostname = False
    with smtplib.SMTP(smtp["host"], smtp["port"], local_hostname="mail.fabrikam.com", timeout=30) as session:
        session.starttls(context=trusted)
        session.send_message(message, sender, [recipient])


def show(what: str, record: dict[str, Any]) -> None:
    """A message hop by hop."""
    print(f"\n  {what}: {record['from']} -> {record['to']}")
    for number, hop in enumerate(record["hops"], 1):
        tls = hop["tls"] or {}
        checked = tls.get("verified_name") or "no name checked"
        presented = f", client certificate {tls['client_certificate']}" if tls.get("client_certificate") else ""
        print(f"    {number}. {hop['from']} -> {hop['to']}: {hop['reply']}")
        print(f"       TLS {tls.get('version', 'none')}, {checked}{presented}")
        taken = hop["receive_connector"] or "-"
        print(f"       sent by {hop['send_connector'] or '-'}, taken by {taken}, {hop['auth_as']}")
    outcome, where = next(iter(record["final"].items()))
    print(f"    {outcome}: {where}")


def prove_mail(rehearsal: Rehearsal, said: list[str]) -> None:
    """Send every message and insist that it arrives."""
    for what, origin, sender, recipient in MESSAGES:
        record = send(rehearsal, origin, sender, recipient)
        show(what, record)
        if "delivered" not in record["final"]:
            raise NotAsRehearsed(f"The message from {sender} to {recipient} did not arrive: {record['final']}.")
    said.append(f"{len(MESSAGES)} messages delivered")


def shown_plan(output: str) -> str:
    """The plan as the playbook printed it."""
    begin, end = output.find("Plan: "), output.find("Digest: ")
    return output[begin : output.find("\n", end)] if 0 <= begin < end else output


def rehearse(rehearsal: Rehearsal) -> None:
    """The whole job, step by step."""
    with rehearsal.step("Plan") as said:
        output, _changed = rehearsal.play("plan.yml", "plan.log")
        print(shown_plan(output))
        said.append(shown_plan(output).splitlines()[0].removeprefix("Plan: "))
    with rehearsal.step("Provision both sides") as said:
        _output, changed = rehearsal.play("site.yml", "site.log")
        said.append(f"{len(writes(rehearsal.ask('GET', '/calls')))} writing calls, {changed} tasks changed")
    with rehearsal.step("Verify") as said:
        rehearsal.play("verify.yml", "verify.log")
        said.append("both sides are as the topology wants them")
    with rehearsal.step("Send mail") as said:
        prove_mail(rehearsal, said)
    with rehearsal.step("Run again") as said:
        rehearsal.ask("DELETE", "/calls")
        _output, changed = rehearsal.play("site.yml", "again.log")
        calls = rehearsal.ask("GET", "/calls")
        if changed or writes(calls):
            raise NotAsRehearsed(f"The second run was not silent: {changed} tasks changed, calls {writes(calls)}.")
        said.append(f"silent: {len(calls)} reading calls, none that writes, no host changed")


def table(rehearsal: Rehearsal) -> str:
    """What happened, a line a step, with seconds."""
    width = max(len(name) for name, _said, _seconds in rehearsal.steps)
    return "\n".join(f"  {name:{width}}  {seconds:6.1f} s  {said}" for name, said, seconds in rehearsal.steps)


def main() -> int:
    """Rehearse; 0 if everything happened as it must."""
    parser = argparse.ArgumentParser(description="Plan, provision and prove contoso against the simulator.")
    parser.add_argument("--world", default="contoso", help="world of the simulator (default: %(default)s)")
    parser.add_argument("--folder", type=Path, default=ROOT / "build/rehearsal", help="where plan and logs are left")
    arguments = parser.parse_args()
    # Ended from outside, it still stops the simulator it started.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)
    rehearsal = Rehearsal(arguments.folder.resolve())
    try:
        with contextlib.ExitStack() as stack:
            with rehearsal.step("Start the simulator") as said:
                stack.enter_context(simulator(rehearsal, arguments.world))
                said.append("Exchange, Exchange Online and SMTP for each on loopback")
            rehearse(rehearsal)
    except NotAsRehearsed as stopped:
        print(f"\nNot as rehearsed: {stopped}", file=sys.stderr)
        return 1
    print(f"\n== What happened\n\n{table(rehearsal)}\n")
    print(f"Plan (Markdown and JSON): {rehearsal.folder}/plan\nLogs: {rehearsal.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
