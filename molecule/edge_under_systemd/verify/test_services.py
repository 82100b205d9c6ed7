# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix and its policy service as systemd runs them: who is known, and whether that outlives what befalls a host."""

from __future__ import annotations

import os
import re

import testinfra

from tests.support.containers import PREFIX, container

EDGE = container("systemd")
ENGINE = os.environ.get("CONTAINER_ENGINE") or "podman"
SOCKET = "/var/spool/postfix/private/mailflow-policy"
# As one of us, to nobody of ours: the sender is looked at first, then whether the caller may relay.
CONVERSATION = "swaks --server 192.0.2.20 --from bob@contoso.com --to dave@fabrikam.com --quit-after RCPT --tls"
WITH_CERTIFICATE = "--tls-cert /etc/mailflow/certificates/{0}.pem --tls-key /etc/mailflow/certificates/{0}.pem"
UP = " && ".join(f"systemctl --quiet is-active {unit}" for unit in ("postfix@-.service", "mailflow-policy.socket"))
KNOWN = "554 5.7.1"
FORGED = "550 5.7.1"


def run(command: str) -> str:
    done = EDGE.run(command)
    assert done.rc == 0, f"'{command}' ended with {done.rc}: {done.stdout}{done.stderr}"
    return str(done.stdout).strip()


def refused(certificate: str = "") -> str:
    """What a caller at one of Exchange Online's addresses hears, by the certificate it shows."""
    run("ip address replace 192.0.2.20/32 dev lo")
    words = f"{CONVERSATION} {WITH_CERTIFICATE.format(certificate) if certificate else ''}"
    said = re.findall(r"^<\S*\*\S*\s+(.*)$", str(EDGE.run(words).stdout), re.M)
    assert said, f"nobody was refused anything: {words}"
    return str(said[-1])


def of_service(name: str) -> str:
    return run(f"systemctl show --property={name} --value mailflow-policy.service")


def test_the_units_are_as_systemd_wants_them() -> None:
    done = EDGE.run("systemd-analyze verify mailflow-policy.socket mailflow-policy.service")
    assert (done.rc, done.stdout, done.stderr) == (0, "", "")


def test_systemd_holds_the_socket_and_only_postfix_may_ask() -> None:
    run(UP)
    assert run("systemctl is-enabled mailflow-policy.socket") == "enabled"
    assert run(f"stat --format '%F %U %a' {SOCKET}") == "socket postfix 600"


def test_exchange_online_is_known_by_its_certificate_and_nobody_else() -> None:
    assert refused("online").startswith(KNOWN)
    assert refused("mail.fabrikam.com").startswith(FORGED)
    assert refused().startswith(FORGED)


def test_the_service_has_no_rights() -> None:
    refused("online")
    process = of_service("MainPID")
    status = dict(line.split(":\t", 1) for line in run(f"cat /proc/{process}/status").splitlines())
    assert status["Uid"].split()[0] not in {"0", run("id -u postfix"), run("id -u nobody")}
    assert int(status["CapBnd"], 16) == 0
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_it_is_there_again_however_often_it_dies() -> None:
    """Once systemd gave it up, the socket would go as well, and mail from the cloud would wait until somebody comes."""
    running = "timeout 5 sh -c 'until systemctl --quiet is-active mailflow-policy.service; do sleep 0.1; done'"
    refused("online")
    for _each in range(7):
        run(f"{running}; systemctl kill --signal=KILL mailflow-policy.service; sleep 0.1")
    assert refused("online").startswith(KNOWN)


def test_a_reload_keeps_postfix_and_a_restart_keeps_the_socket() -> None:
    master = run("cat /var/spool/postfix/pid/master.pid")
    run("systemctl reload postfix")
    assert run("cat /var/spool/postfix/pid/master.pid") == master == run("pgrep -x master")
    run("systemctl restart postfix")
    assert run("pgrep -x master") != master
    assert refused("online").startswith(KNOWN)


def test_after_a_boot_all_is_as_before() -> None:
    assert testinfra.get_host("local://").run(f"{ENGINE} restart --time 0 {PREFIX}systemd").rc == 0
    run(f"timeout 60 sh -c 'until {UP}; do sleep 0.2; done'")
    assert refused("online").startswith(KNOWN)
    assert refused("mail.fabrikam.com").startswith(FORGED)
