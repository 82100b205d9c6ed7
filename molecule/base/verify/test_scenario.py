# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scenario looked at from outside: who listens, which way each message goes, who is refused, that nothing waits."""

from __future__ import annotations

from typing import Any

from tests.support.containers import POSTFIX, SIMULATED, Trace, container, queues, run


def test_the_servers_listen(listener: tuple[str, int]) -> None:
    host, port = listener
    assert container(host).socket(f"tcp://0.0.0.0:{port}").is_listening


def test_what_is_asked_from_outside_is_answered_as_wanted(question: dict[str, Any]) -> None:
    assert sorted(run(question["at"], question["ask"]).splitlines()) == sorted(question["answer"])


def test_every_message_takes_its_way_and_no_other(message: dict[str, Any], sent: dict[str, Trace]) -> None:
    trace = sent[message["name"]]
    if "refused" in message:
        assert trace.outcome.removeprefix("refused ").startswith(message["refused"]), trace
        return
    if "queued" in message:
        assert trace.outcome.startswith(f"queued {message['queued']}"), trace
        return
    if "reported" in message:
        assert trace.outcome.startswith(f"reported {message['reported']}"), trace
    else:
        assert trace.outcome.startswith("delivered"), trace
        assert message.get("as", trace.auth_as) == trace.auth_as, trace
    assert trace.path == message["path"], trace
    plain = [hop.to for hop in trace.hops if not hop.tls]
    assert plain == (trace.path[1:2] if message.get("tls") == "none" else []), trace
    for host, names in message.get("certificates", {}).items():
        (hop,) = [hop for hop in trace.hops if hop.to == host]
        assert {"client": hop.client, "server": hop.server} | names == {"client": hop.client, "server": hop.server}, (
            trace
        )
        # Who shows a certificate to a Postfix is believed by it, where the authority is that of all.
        assert not names.get("client") or host in SIMULATED or hop.issuer == "Example CA", trace
    for name, value in message.get("header", {}).items():
        assert trace.header[name] == value, trace.header.as_string()


def test_nothing_waits_in_a_queue_but_what_has_to(messages: list[dict[str, Any]], sent: dict[str, Trace]) -> None:
    waiting: dict[str, list[str]] = {}
    for row in messages:
        if "queued" in row and row.get("rests") in POSTFIX:
            waiting.setdefault(row["rests"], []).append(row["to"])
    assert queues() == {host: sorted(addresses) for host, addresses in waiting.items()}
