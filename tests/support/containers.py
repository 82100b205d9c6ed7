# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The containers of molecule/ seen from outside: send a message, and follow it hop by hop to where it rests."""

from __future__ import annotations

import functools
import json
import os
import re
import shlex
import subprocess
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message
from pathlib import Path
from typing import Any, Final, TypeVar

import testinfra
import yaml

T = TypeVar("T")

ROOT: Final = Path(__file__).parents[2]
PREFIX: Final = os.environ.get("CONTAINER_PREFIX") or "mailflow-hybrid-"
TOLD: Final[dict[str, Any]] = yaml.safe_load(
    (ROOT / "molecule/inventory/group_vars/all/containers.yml").read_text(encoding="utf-8")
)
SIMULATED: Final = ("online", "exchange")
POSTFIX: Final = ("edge", *TOLD["outsiders"])
SECONDS_FOR_MAIL: Final = 30.0
AT_ONCE: Final = 4

BY: Final = re.compile(r"\bby (\S+)")
TLS: Final = re.compile(r"\b(TLSv[\d.]+)")
CLIENT: Final = re.compile(r'Client CN "([^"]*)", Issuer "([^"]*)" \((verified OK|not verified)\)')
REFUSAL: Final = re.compile(r"^<\S*\*\S*\s+(\d{3}[ -].*)$", re.M)
# Lines of Postfix's log: what a message is called there, whom a client met, and what became of a message.
CALLED: Final = re.compile(r": (\w+): message-id=<([^@>]+)@")
MET: Final = re.compile(r"smtp\[(\d+)\]: (\w+) TLS connection established to ([^\s\[]+)\S*: ")
TRIED: Final = re.compile(r"smtp\[(\d+)\]: (\w+): .* relay=([^\s\[,]+).* dsn=(\S+), status=(\w+) \((.*)\)$")


@functools.cache
def container(name: str) -> Any:
    """A container as Testinfra sees it: through the engine, never through Ansible."""
    return testinfra.get_host(f"{os.environ.get('CONTAINER_ENGINE', 'podman')}://{PREFIX}{name}")


class Shell:
    """A shell in a container that stays open: to start one through the engine takes longer than most commands."""

    def __init__(self, name: str) -> None:
        words = [os.environ.get("CONTAINER_ENGINE", "podman"), "exec", "--interactive", f"{PREFIX}{name}", "sh"]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._end = f"end {uuid.uuid4().hex} "

    def run(self, command_line: str) -> tuple[int, str]:
        """Exit code, and all it said."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(f"( {command_line}\n) 2>&1 </dev/null; printf '\\n{self._end}%s\\n' $?\n")
        self._process.stdin.flush()
        said = ""
        for line in self._process.stdout:
            if line.startswith(self._end):
                return int(line.removeprefix(self._end)), said.removesuffix("\n")
            said += line
        raise RuntimeError(f"The shell in a container ended at '{command_line}': {said}")


idle: dict[str, list[Shell]] = {}


def command(name: str, line: str) -> tuple[int, str]:
    """Exit code and output of a command in a container, in a shell that nobody uses at the moment."""
    shells = idle.setdefault(name, [])
    shell = shells.pop() if shells else Shell(name)
    found = shell.run(line)
    shells.append(shell)
    return found


def run(name: str, line: str) -> str:
    code, said = command(name, line)
    assert code == 0, f"'{line}' in {name} ended with {code}: {said}"
    return said


def ask(side: str, method: str, path: str, body: Any = None) -> Any:
    """One request to the control interface of a simulated side, on the loopback of its container."""
    words = ["curl", "--silent", "--show-error", "--fail-with-body", "--request", method]
    words += ["--data", json.dumps(body)] if body is not None else []
    answer = run(side, shlex.join([*words, f"http://127.0.0.1:8025{path}"]))
    return json.loads(answer) if answer else None


@functools.cache
def address(name: str) -> str:
    """What the private DNS says of a host name, or nothing."""
    _code, found = command("internet", f"getent ahostsv4 {shlex.quote(name)}")
    return found.split(" ", 1)[0].strip()


@functools.cache
def public() -> str:
    """The container that has the site's public address in this scenario."""
    told = yaml.safe_load((Path(os.environ["MOLECULE_SCENARIO_DIRECTORY"]) / "scenario.yml").read_text())
    return str(told.get("public", TOLD["public"]))


def where(name: str) -> str:
    """The container that has the address of this host name."""
    stands = address(name)
    if stands == TOLD["public_address"]:
        return public()
    return next((one for one, told in TOLD["containers"].items() if stands in told["addresses"]), f"unknown {name}")


@dataclass(frozen=True)
class Hop:
    """A hop into the container `to`: the certificate its caller showed, and the name the caller verified.

    `issuer` is whose signature `to` believed on the caller's certificate, where it says so: Postfix does in its field.
    """

    to: str
    tls: str = ""
    client: str = ""
    issuer: str = ""
    server: str = ""

    def __str__(self) -> str:
        by = f" by {self.issuer}" if self.issuer else ""
        said = [
            self.tls or "plain text",
            f"caller {self.client}{by}" if self.client else "",
            f"verified {self.server}" if self.server else "",
        ]
        return f"{self.to} ({', '.join(filter(None, said))})"


@dataclass
class Trace:
    """A message on its way: where it is to rest, what is to become of it and what did, and the way it took."""

    token: str
    origin: str
    rests: str
    wanted: str = "delivered"
    outcome: str = ""
    hops: list[Hop] = field(default_factory=list)
    header: Message = field(default_factory=Message)
    """The header with which it rests at a Postfix."""
    auth_as: str = ""
    """What it counts as where it rests at a simulated side."""

    @property
    def path(self) -> list[str]:
        return [self.origin, *(hop.to for hop in self.hops)]

    def __str__(self) -> str:
        return f"{' → '.join([self.origin, *map(str, self.hops)])}: {self.outcome or 'still on its way'}"


def send(message: dict[str, Any]) -> Trace:
    """Send one message of a scenario's table; `server`: straight to that host, and its answer is the outcome."""
    rests = message.get("rests", message.get("path", [""])[-1])
    wanted = next((word for word in ("refused", "queued", "reported") if word in message), "delivered")
    trace = Trace(f"t{uuid.uuid4().hex[:10]}", message["at"], rests, wanted)
    if "server" in message:
        answer = hand_in(message, trace.token, message["server"])
        # Taken is not delivered yet; `refused` wants this very answer.
        trace.outcome = answer if "refused" in message or not answer.startswith("250") else ""
    elif message["at"] in SIMULATED:
        letter = {"side": message["at"], "from": message["from"], "to": recipients(message), "subject": trace.token}
        ask(message["at"], "POST", "/messages", letter | {"size": message.get("size", 0)})
    else:
        answer = hand_in(message, trace.token, "127.0.0.1")
        assert answer.startswith("250"), f"{message['at']} did not take its own user's message: {answer}"
    return trace


def recipients(message: dict[str, Any]) -> list[str]:
    """The one that is followed, and those `beside`."""
    return [message["to"], *message.get("beside", ())]


def hand_in(message: dict[str, Any], token: str, server: str) -> str:
    """A conversation by swaks; gives the refusal, or 250."""
    words = ["swaks", "--server", server, "--from", message["from"] or "<>", "--to", ",".join(recipients(message))]
    fields = {"Subject": token, "Message-Id": f"<{token}@{message['at']}.example>", "From": f"<{message['from']}>"}
    for name, value in (fields | message.get("headers", {})).items():
        words += ["--header", f"{name}: {value}"]
    words += ["--timeout", "20", "--helo", message.get("helo", f"{message['at']}.example")]
    words += {"required": ["--tls"], "none": [], "optional": ["--tls-optional"]}[message.get("tls", "optional")]
    if certificate := message.get("certificate"):
        words += [f"--tls-{kind}=/etc/mailflow/certificates/{certificate}.pem" for kind in ("cert", "key")]
    words += ["--local-interface", message["source"]] if "source" in message else []
    before = ""
    if "size" in message:
        before = f"head -c {int(message['size'])} /dev/zero | tr '\\0' x | fold -w 76 > large && "
        words += ["--body", "@large"]
    _code, said = command(message["at"], before + shlex.join(words))
    refused = REFUSAL.findall(said)
    return refused[-1] if refused else "250 taken" if "<-  250" in said or "<~  250" in said else f"no answer: {said}"


def follow(traces: Iterable[Trace], seconds: float = SECONDS_FOR_MAIL) -> None:
    """Wait until every message has come to rest as it should, and read its way from what it left behind."""
    under_way = list(traces)
    deadline = time.monotonic() + seconds
    while under_way:
        look(under_way)
        under_way = [trace for trace in under_way if not trace.outcome.startswith(trace.wanted)]
        if time.monotonic() > deadline:
            return
        time.sleep(0.2)


def at_once(work: Callable[[str], T], each: Iterable[str]) -> dict[str, T]:
    """What `work` gives for each: what takes its time in one container need not hold up the others."""
    keys = list(each)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(keys, pool.map(work, keys), strict=True))


@dataclass(frozen=True)
class Marks:
    """What all messages left behind: records of the simulated sides, letters and logs of the Postfix servers."""

    records: dict[str, list[dict[str, Any]]]
    letters: dict[str, list[Message]]
    logs: dict[str, list[str]]

    def records_of(self, trace: Trace, side: str) -> list[dict[str, Any]]:
        return [record for record in self.records.get(side, ()) if record["subject"] == trace.token]


def look(traces: list[Trace]) -> None:
    """First for where each arrived; else for why it did not. One question a container, for all of them."""
    resting = {trace.rests for trace in traces} & set(POSTFIX)
    marks = Marks(
        at_once(lambda side: ask(side, "GET", "/messages"), SIMULATED), at_once(letters, resting), at_once(log, POSTFIX)
    )
    for trace in traces:
        if not any(found(trace, marks) for found in (in_a_mailbox, in_a_letter)):
            trace.outcome = next(stuck(trace, marks), "")


def in_a_mailbox(trace: Trace, marks: Marks) -> bool:
    """Whether it rests in a mailbox of a simulated side; if so, the way it took there is known."""
    for record in marks.records_of(trace, trace.rests):
        resting = str((record["final"] or {}).get("delivered", ""))
        if resting.startswith(f"{trace.rests} mailbox"):
            trace.outcome, trace.hops = f"delivered {resting}", joined(trace, record["received"][::-1], marks)
            trace.auth_as = record["hops"][-1]["auth_as"] if record["hops"] else ""
            return True
    return False


def in_a_letter(trace: Trace, marks: Marks) -> bool:
    """Whether a Postfix stored it, or a report about it, which brings the way of the message and adds its own."""
    for letter in marks.letters.get(trace.rests, ()):
        if letter["Subject"] == trace.token:
            trace.outcome, trace.hops = f"delivered {trace.rests}", joined(trace, received(letter), marks)
            trace.header = letter
            return True
        if letter.get_content_type() == "multipart/report" and trace.token in part(letter, 2):
            trace.outcome = f"reported {diagnosis(letter)}"
            trace.hops = joined(trace, [*received(message_from_string(part(letter, 2))), *received(letter)], marks)
            return True
    return False


def part(report: Message, number: int) -> str:
    """What is in a part of a report: 1 says whom it is about, 2 is the header of the message, or all of it."""
    found = report.get_payload(number)
    return found.as_string().partition("\n\n")[2] if isinstance(found, Message) else str(found)


def diagnosis(report: Message) -> str:
    """What the host that refused said, as the report has it (RFC 3464)."""
    found = re.search(r"Diagnostic-Code: \w+; ?(.*(?:\n[ \t].*)*)", part(report, 1))
    return " ".join(found[1].split()) if found else f"nothing: {report}"


def stuck(trace: Trace, marks: Marks) -> Iterator[str]:
    """Why it goes no further, as the server says that has it in hand."""
    for side in SIMULATED:
        for record in marks.records_of(trace, side):
            yield from (f"{word} {said}" for word, said in (record["final"] or {}).items() if word != "delivered")
    for lines in marks.logs.values():
        tried = [found for found in tries(trace, lines) if found["status"] == "deferred"]
        yield from (f"queued {found['dsn']} {found['said']}" for found in tried[-1:])


def letters(host: str) -> list[Message]:
    """Every message that a Postfix stored."""
    script = "for stored in /var/mail/everybody/new/*; do test -f $stored && cat $stored && echo %%%%; done"
    return [message_from_string(text) for text in command(host, script)[1].split("%%%%\n")]


def log(host: str) -> list[str]:
    return run(host, "cat /var/log/mail.log").splitlines()


def tries(trace: Trace, lines: list[str]) -> Iterator[dict[str, str]]:
    """What a Postfix noted each time it handed the message on, and how much it knew then of whom it met."""
    called = {found[1] for line in lines if (found := CALLED.search(line)) and found[2] == trace.token}
    met: dict[tuple[str, str], str] = {}
    for line in lines:
        if found := MET.search(line):
            met[found[1], found[3]] = found[2]
        elif (found := TRIED.search(line)) and found[2] in called:
            process, _id, host, dsn, status, said = found.groups()
            yield {"host": host, "dsn": dsn, "status": status, "said": said, "met": met.get((process, host), "")}


def received(letter: Message) -> list[str]:
    """Its Received fields, the first hop first."""
    return [" ".join(str(line).split()) for line in letter.get_all("Received", ())][::-1]


def joined(trace: Trace, lines: list[str], marks: Marks) -> list[Hop]:
    """The hops by their Received fields, with what the servers at both ends noted about TLS on each."""
    hops: list[Hop] = []
    before = trace.origin
    for line in lines:
        by = BY.search(line)
        here = where(by[1]) if by else f"unknown {line}"
        if here == before:
            continue
        tls = TLS.search(line)
        client, issuer = caller(trace, here, line, marks)
        hops.append(Hop(here, tls[1] if tls else "", client, issuer, verified(trace, before, here, marks)))
        before = here
    return hops


def caller(trace: Trace, here: str, line: str, marks: Marks) -> tuple[str, str]:
    """The certificate the caller showed: Postfix writes it into its field, the simulated sides into their log."""
    if shown := CLIENT.search(line):
        return shown[1], shown[2] if shown[3] == "verified OK" else ""
    hops = (hop for record in marks.records_of(trace, here) for hop in record["hops"] if hop["from"] == "internet")
    wanted = (hop["tls"] for hop in hops if hop["tls"] and f"from {hop['helo']} " in line)
    return next((tls["client_certificate"] or "" for tls in wanted), ""), ""


def verified(trace: Trace, before: str, here: str, marks: Marks) -> str:
    """The name the caller held the server to, as the caller noted."""
    for tried in tries(trace, marks.logs.get(before, [])):
        if tried["met"] == "Verified" and where(tried["host"]) == here:
            return tried["host"]
    hops = (
        hop for record in marks.records_of(trace, before) for hop in record["hops"] if hop["from"].startswith(before)
    )
    wanted = (hop["tls"] for hop in hops if hop["tls"] and where(hop["to"].split(" ")[-1]) == here)
    return next((tls["verified_name"] for tls in wanted if tls["verified_name"]), "")


def queues() -> dict[str, list[str]]:
    """The recipients for whom mail waits at each Postfix where any does."""
    found = {
        host: [to["address"] for one in waiting for to in one["recipients"]]
        for host, waiting in at_once(queue, POSTFIX).items()
    }
    return {host: sorted(addresses) for host, addresses in found.items() if addresses}


def queue(host: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(host, "! pgrep -x master >/dev/null || postqueue -j").splitlines()]
