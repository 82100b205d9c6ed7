"""A service on loopback that answers as it is told, over HTTPS, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

TENANT = "contoso.onmicrosoft.com"


@dataclass
class Scripted:
    """One answer; `drop` closes the connection instead, `cut` after half of the body."""

    status: int = 200
    body: bytes = b'{"value": []}'
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    cut: bool = False


@dataclass
class Seen:
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Service:
    """Answers calls from `script` in order and with an empty success afterwards; `sign_in` answers for tokens."""

    url: str
    ca: Path
    script: list[Scripted] = field(default_factory=list)
    calls: list[Seen] = field(default_factory=list)
    sign_ins: list[Seen] = field(default_factory=list)
    sign_in: Scripted | None = None
    token: str = "opaque"

    def answers(self, *documents: Any) -> None:
        self.script += [
            each if isinstance(each, Scripted) else Scripted(body=json.dumps(each).encode()) for each in documents
        ]

    def answer(self, seen: Seen) -> Scripted:
        if "openid-configuration" in seen.path:
            root = f"{self.url}/{TENANT}"
            names = {"issuer": f"{self.url}/{TENANT}/v2.0", "token_endpoint": f"{root}/oauth2/v2.0/token"}
            document = names | {"authorization_endpoint": f"{root}/oauth2/v2.0/authorize"}
            return Scripted(body=json.dumps(document).encode(), headers={"Content-Type": "application/json"})
        if seen.path.endswith("/token"):
            self.sign_ins.append(seen)
            token = f"{self.token}-{len(self.sign_ins)}" if self.token == "opaque" else self.token
            granted = json.dumps({"token_type": "Bearer", "expires_in": 3600, "access_token": token})
            return self.sign_in or Scripted(body=granted.encode())
        self.calls.append(seen)
        return self.script.pop(0) if self.script else Scripted()


def certificate(folder: Path, name: str, *, expired: bool = False) -> tuple[Path, Path]:
    """A self-signed certificate for a host name or address, and the file that holds it with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    alternative: x509.GeneralName
    try:
        alternative = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - 2 * day)
        .not_valid_after(now - day if expired else now + day)
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / f"{name}.pem", folder / f"{name}-key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(_private(key) + public.read_bytes())
    return public, both


def application_certificate(folder: Path) -> Path:
    """An application's PEM file: RSA key and certificate."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mailflow")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "application.pem"
    path.write_bytes(_private(key) + made.public_bytes(serialization.Encoding.PEM))
    return path


def _private(key: Any) -> bytes:
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = raw.decode()
        self._reply(self.server.service.answer(Seen(self.path, dict(self.headers), body)))

    do_GET = do_POST

    def _reply(self, scripted: Scripted) -> None:
        if scripted.drop:
            self.close_connection = True
            return
        self.send_response(scripted.status)
        for name, value in scripted.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(scripted.body)))
        self.end_headers()
        self.wfile.write(scripted.body[: len(scripted.body) // 2] if scripted.cut else scripted.body)
        self.close_connection = self.close_connection or scripted.cut

    def log_message(self, *_words: Any) -> None:
        """Nothing: what was asked is in the service."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    service: Service

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: clients that refuse the certificate are part of the tests."""


@contextlib.contextmanager
def serving(ca: Path, pair: Path) -> Iterator[Service]:
    server = _Server(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.service = Service(f"https://127.0.0.1:{server.server_port}", ca)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def loopback(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("loopback"), "127.0.0.1")


@pytest.fixture
def service(loopback: tuple[Path, Path]) -> Iterator[Service]:
    with serving(*loopback) as running:
        yield running
