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
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import testinfra
import yaml

ROOT: Final = Path(__file__).parents[2]
PREFIX: Final = os.environ.get("CONTAINER_PREFIX") or "mailflow-hybrid-"
SIMULATED: Final = ("online", "exchange")
POSTFIX: Final = ("internet", "partner", "wingtip", "filter", "edge")
SECONDS_FOR_MAIL: Final = 30.0
TOLD: Final[dict[str, Any]] = yaml.safe_load(
    (ROOT / "molecule/inventory/group_vars/all/containers.yml").read_text(encoding="utf-8")
)

BY: Final = re.compile(r"\bby (\S+)")
CLIENT: Final = re.compile(r'Client CN "([^"]*)"')
REFUSAL: Final = re.compile(r"^<\S*\*\S*\s+(\d{3}[ -].*)$", re.M)
BOUNCED: Final = re.compile(r"status=(bounced|deferred) \((.*)\)")


@functools.cache
def container(name: str) -> Any:
    """A container as Testinfra sees it: through the engine, never through Ansible."""
    return testinfra.get_host(f"{os.environ.get('CONTAINER_ENGINE', 'podman')}://{PREFIX}{name}")


def run(name: str, command: str) -> str:
    done = container(name).run(command)
    assert done.rc == 0, f"'{command}' in {name} ended with {done.rc}: {done.stdout}{done.stderr}"
    return str(done.stdout)


def ask(side: str, method: str, path: str, body: Any = None) -> Any:
    """One request to the control interface of a simulated side, on the loopback of its container."""
    words = ["curl", "--silent", "--show-error", "--fail-with-body", "--request", method]
    words += ["--data", json.dumps(body)] if body is not None else []
    answer = run(side, shlex.join([*words, f"http://127.0.0.1:8025{path}"]))
    return json.loads(answer) if answer else None


@functools.cache
def address(name: str) -> str:
    """What the private DNS says of a host name, or nothing."""
    found = container("internet").run(f"getent ahostsv4 {shlex.quote(name)}")
    return str(found.stdout).split(" ", 1)[0].strip()


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
    """A hop into the container `to`: the certificate its caller showed, and the name the caller verified."""

    to: str
    client: str = ""
    server: str = ""

    def __str__(self) -> str:
        certificates = [
            f"caller {self.client}" if self.client else "",
            f"verified {self.server}" if self.server else "",
        ]
        shown = ", ".join(filter(None, certificates))
        return f"{self.to} ({shown})" if shown else self.to


@dataclass
class Trace:
    """A message on its way: where it is to rest, what is to become of it and what did, and the way it took."""

    token: str
    origin: str
    rests: str
    wanted: str = "delivered"
    outcome: str = ""
    hops: list[Hop] = field(default_factory=list)

    @property
    def path(self) -> list[str]:
        return [self.origin, *(hop.to for hop in self.hops)]

    def __str__(self) -> str:
        return f"{' → '.join([self.origin, *map(str, self.hops)])}: {self.outcome or 'still on its way'}"


def send(message: dict[str, Any]) -> Trace:
    """Send one message of a scenario's table; `server`: straight to that host, and its answer is the outcome."""
    rests = message.get("rests", message.get("path", [""])[-1])
    wanted = next((word for word in ("refused", "queued") if word in message), "delivered")
    trace = Trace(f"t{uuid.uuid4().hex[:10]}", message["at"], rests, wanted)
    if "server" in message:
        answer = hand_in(message, trace.token, message["server"])
        # Taken is not delivered yet; `refused` wants this very answer.
        trace.outcome = answer if "refused" in message or not answer.startswith("250") else ""
    elif message["at"] in SIMULATED:
        letter = {"side": message["at"], "from": message["from"], "to": [message["to"]], "subject": trace.token}
        ask(message["at"], "POST", "/messages", letter)
    else:
        answer = hand_in(message, trace.token, "127.0.0.1")
        assert answer.startswith("250"), f"{message['at']} did not take its own user's message: {answer}"
    return trace


def hand_in(message: dict[str, Any], token: str, server: str) -> str:
    """A conversation by swaks; gives the refusal, or 250."""
    words = ["swaks", "--server", server, "--from", message["from"], "--to", message["to"], "--timeout", "20"]
    words += ["--header", f"Subject: {token}", "--header", f"From: <{message.get('says', message['from'])}>"]
    words += ["--helo", message.get("helo", f"{message['at']}.example")]
    words += {"required": ["--tls"], "none": [], "optional": ["--tls-optional"]}[message.get("tls", "optional")]
    if certificate := message.get("certificate"):
        words += [f"--tls-{kind}=/etc/mailflow/certificates/{certificate}.pem" for kind in ("cert", "key")]
    words += ["--local-interface", message["source"]] if "source" in message else []
    said = str(container(message["at"]).run(shlex.join(words)).stdout)
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


def look(traces: list[Trace]) -> None:
    """First for where each arrived; else for why it did not. One question a container, for all of them."""
    records = {side: ask(side, "GET", "/messages") for side in SIMULATED}
    stored = {host: mailboxes(host) for host in {trace.rests for trace in traces} & set(POSTFIX)}
    for trace in traces:
        own = {side: of(trace, found) for side, found in records.items()}
        arrived = next(arrivals(trace, own, stored), None)
        if arrived is not None:
            trace.outcome, lines = arrived
            trace.hops = joined(trace.origin, lines, own)
        else:
            finals = (record["final"] for side in SIMULATED for record in own[side] if record["final"])
            stuck = (f"{word} {said}" for final in finals for word, said in final.items() if word != "delivered")
            trace.outcome = next(stuck, "")


def mailboxes(host: str) -> list[str]:
    """The header of every message that a Postfix stored."""
    script = "for stored in /var/mail/everybody/new/*; do test -f $stored && sed '/^\\r*$/q' $stored && echo %%; done"
    return str(container(host).run(script).stdout).split("%%\n")


def of(trace: Trace, records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [record for record in records if record["subject"] == trace.token]


def arrivals(
    trace: Trace, records: dict[str, list[dict[str, Any]]], stored: dict[str, list[str]]
) -> Iterator[tuple[str, list[str]]]:
    """Where it rests in words, and its Received fields, the first hop first."""
    for side, found in records.items():
        for record in found:
            if record["final"] and str(record["final"].get("delivered", "")).startswith(f"{side} mailbox"):
                yield f"delivered {record['final']['delivered']}", record["received"][::-1]
    for host, letters in stored.items():
        for letter in letters:
            if host == trace.rests and f"Subject: {trace.token}" in letter:
                yield f"delivered {host}", received(letter)[::-1]


def received(content: str) -> list[str]:
    unfolded = re.sub(r"\r?\n[ \t]+", " ", content)
    return [line.split(":", 1)[1].strip() for line in unfolded.splitlines() if line.lower().startswith("received:")]


def joined(origin: str, lines: list[str], records: dict[str, list[dict[str, Any]]]) -> list[Hop]:
    """The hops by their Received fields, with what the simulated sides noted about TLS on each."""
    hops: list[Hop] = []
    before = origin
    for line in lines:
        by = BY.search(line)
        here = where(by[1]) if by else f"unknown {line}"
        if here == before:
            continue
        hops.append(Hop(here, caller(here, line, records), verified(before, here, records)))
        before = here
    return hops


def caller(here: str, line: str, records: dict[str, list[dict[str, Any]]]) -> str:
    """The certificate the caller showed: Postfix writes it into its field, the simulated sides into their log."""
    shown = CLIENT.search(line)
    if shown:
        return shown[1]
    hops = (hop for record in records.get(here, ()) for hop in record["hops"] if hop["from"] == "internet")
    wanted = (hop["tls"] for hop in hops if hop["tls"] and f"from {hop['helo']} " in line)
    return next((tls["client_certificate"] or "" for tls in wanted), "")


def verified(before: str, here: str, records: dict[str, list[dict[str, Any]]]) -> str:
    """The name the caller held the server to, if the caller is a simulated side."""
    hops = (hop for record in records.get(before, ()) for hop in record["hops"] if hop["from"].startswith(before))
    wanted = (hop["tls"] for hop in hops if hop["tls"] and where(hop["to"].split(" ")[-1]) == here)
    return next((tls["verified_name"] for tls in wanted if tls["verified_name"]), "")


def queues() -> dict[str, str]:
    """What waits in the queue of each Postfix that runs."""
    running = [host for host in POSTFIX if container(host).process.filter(comm="master")]
    return {host: str(container(host).run("mailq").stdout).strip() for host in running}
