"""MTA-STS policies as senders see them: over HTTPS, by the name of their host, and word for word."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.mta_sts import Served, policy, served
from simulator.certificates import Authority

TEXT = (
    "version: STSv1\r\nmode: enforce\r\nmx: *.mail.protection.outlook.com\r\nmx: Mail.contoso.com\r\n"
    "max_age: 604800\r\n"
)
CLOUD_AND_US = ("*.mail.protection.outlook.com", "mail.contoso.com")


class WebHost(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.headers["Host"] == "mta-sts.contoso.com" and self.path == "/.well-known/mta-sts.txt"
        self.send_response(200 if known else 301)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        self.wfile.write(TEXT.encode() if known else b"")

    def log_message(self, *_words: object) -> None:
        """Quiet: a test reads answers, not a log."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def port(authority: Authority) -> Iterator[int]:
    issued = authority.issue("CN=mta-sts.contoso.com", ["mta-sts.contoso.com", "mta-sts.contoso.co.uk"])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issued.cert_pem, issued.key_pem)
    server = HTTPServer(("127.0.0.1", 0), WebHost)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_policy_is_fetched_by_the_name_of_its_host(port: int, authority: Authority) -> None:
    assert served("contoso.com", "127.0.0.1", port, str(authority.ca_pem)) == Served("enforce", CLOUD_AND_US)


def test_a_redirect_is_not_followed(port: int, authority: Authority) -> None:
    found = served("contoso.co.uk", "127.0.0.1", port, str(authority.ca_pem))
    assert found.problem == "HTTP 301, which senders do not follow"


def test_a_certificate_of_another_name_or_authority_is_no_policy(port: int, authority: Authority) -> None:
    assert "mta-sts.fabrikam.com" in served("fabrikam.com", "127.0.0.1", port, str(authority.ca_pem)).problem
    assert "self-signed" in served("contoso.com", "127.0.0.1", port).problem


def test_a_web_host_that_is_not_there_is_said() -> None:
    assert served("contoso.com", "127.0.0.1", 9).problem == "Connection refused"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html>", "its text does not begin with 'version: STSv1'"),
        ("version: STSv1\nmode: strict\nmax_age: 1", "its mode is 'strict' and its max_age '1'"),
        ("version: STSv1\nmode: testing\nmx: mail.contoso.com", "its mode is 'testing' and its max_age ''"),
        ("version: STSv1\nmode: enforce\nmax_age: 1", "it names no mx"),
    ],
)
def test_what_senders_would_not_take_for_a_policy_is_none(text: str, problem: str) -> None:
    assert policy(text).problem == problem


def test_a_policy_that_is_withdrawn_names_no_host() -> None:
    assert policy("version: STSv1\nmode: none\nmax_age: 86400\n") == Served("none")
