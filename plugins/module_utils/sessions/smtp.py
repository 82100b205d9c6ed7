# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One SMTP conversation, described as a value and told as a value.

The law here:

* What the server says, and what the network or TLS does, is told and never raised; only a conversation that cannot be
  held as described is a ValueError, before anything is sent.
* A certificate is verified by OpenSSL, chain and name. If that fails, a second conversation with the same server looks
  at the certificate without believing it, so that a person learns whose it is; mail follows only where TLS was a mere
  wish (``if_offered``), as mail servers do.
* Nothing of a conversation can become a further command or header: control characters are refused.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, make_msgid
from typing import Any, Protocol

from .smtp_certificate import ShownCertificate
from .smtp_trouble import NOT_OFFERED, UNPROVEN, Trouble, trouble_of

STARTTLS = ("required", "if_offered", "never")
UNTIL = ("hello", "recipients", "message")

ADDRESS = re.compile(r'[^\s@<>()\[\],;:"\\]+@([^\s@<>()\[\],;:"\\]+|\[[^\s@<>\[\]]+\])')
SECOND_LOOK = "-- Once more, without believing the certificate, to see whose it is"
LOOKS = 4  # behind one address there may be several servers, and they take turns


@dataclass(frozen=True)
class Conversation:
    """What is said to whom. An empty text leaves the choice to the system: helo, source_address, ca_file."""

    host: str
    port: int = 25
    helo: str = ""
    source_address: str = ""
    starttls: str = "required"
    tls_name: str = ""
    ca_file: str = ""
    client_certificate: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    body: str = ""
    until: str = "message"
    timeout: float = 30

    def __post_init__(self) -> None:
        for option in ("host", "tls_name"):
            _refuse_unless(_is_host(getattr(self, option)), option, getattr(self, option), "a host name or address")
        for option, choices in (("starttls", STARTTLS), ("until", UNTIL)):
            _refuse_unless(getattr(self, option) in choices, option, getattr(self, option), f"one of {choices}")
        _refuse_unless(bool(self.host), "host", self.host, "a host name or address")
        _refuse_unless(_is_word(self.helo), "helo", self.helo, "a host name or an [address]")
        _refuse_unless(_is_ip(self.source_address), "source_address", self.source_address, "an IP address")
        _refuse_unless("*" not in self.tls_name, "tls_name", self.tls_name, "one host name, without a star")
        _refuse_unless(0 < self.port < 65536, "port", self.port, "a number from 1 to 65535")
        _refuse_unless(self.timeout > 0, "timeout", self.timeout, "more than 0 seconds")
        _refuse_unless(self.subject.isprintable(), "subject", self.subject, "one line without control characters")
        _refuse_unless(_is_text(self.body), "body", self.body, "text without control characters")
        for address in (self.sender, *self.recipients) if self.sender else self.recipients:
            _refuse_unless(_is_address(address), "address", address, "name@domain in ASCII")

    @property
    def certificate_must_name(self) -> str:
        return (self.tls_name or self.host).rstrip(".")

    def message(self) -> bytes:
        """The message itself; headers are made by the standard library, which encodes what is not ASCII."""
        text = EmailMessage(SMTP_POLICY.clone(cte_type="7bit"))
        domain = (self.sender or self.recipients[0]).rpartition("@")[2]
        text["From"] = self.sender or f"postmaster@{domain}"
        text["To"] = ", ".join(self.recipients)
        text["Subject"] = self.subject
        text["Date"] = formatdate()
        text["Message-ID"] = make_msgid(domain=domain)
        text["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office reply to a probe
        text.set_content(self.body)
        return bytes(text)


def message_id_of(message: bytes) -> str:
    """The Message-ID by which a message is found again where it turns up."""
    return str(BytesHeaderParser(policy=SMTP_POLICY).parsebytes(message)["Message-ID"] or "").strip()


def _refuse_unless(right: bool, option: str, value: object, wanted: str) -> None:
    if not right:
        raise ValueError(f"Cannot hold the SMTP conversation: {option} is {value!r}, wanted is {wanted}.")


def _is_word(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _is_host(text: str) -> bool:
    """Whether it can be looked up and shown to TLS; internationalized names are written as A-labels (xn--)."""
    labels = text.removesuffix(".").split(".") if text else []
    return _is_word(text) and all(0 < len(label) < 64 for label in labels)


def _is_ip(text: str) -> bool:
    with contextlib.suppress(ValueError):
        return not text or bool(ipaddress.ip_address(text))
    return False


def _is_text(text: str) -> bool:
    return all(sign.isprintable() or sign in "\r\n\t" for sign in text)


def _is_address(text: str) -> bool:
    return _is_word(text) and ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True)
class Tls:
    """The encryption as made, and what the server's certificate says of itself; `problem` is why it is not verified."""

    version: str
    cipher: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_after: str
    client_auth: bool
    verified: bool
    problem: str


@dataclass(frozen=True)
class Told:
    """What came of a conversation: `replies` by step (connect, ehlo, starttls, mail, rcpt, data), the last of each."""

    transcript: tuple[str, ...]
    replies: Mapping[str, str]
    recipients: Mapping[str, str] = field(default_factory=dict)
    tls: Tls | None = None
    trouble: Trouble | None = None
    message_id: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        return tuple(address for address, reply in self.recipients.items() if reply.startswith("2"))

    @property
    def refused(self) -> dict[str, str]:
        return {address: reply for address, reply in self.recipients.items() if not reply.startswith("2")}

    @property
    def server(self) -> str:
        """The name by which the server greets: behind a public name there may be several."""
        code, _blank, greeting = self.replies.get("connect", "").partition(" ")
        return greeting.partition(" ")[0] if code == "220" else ""

    @property
    def last_reply(self) -> str:
        return next(reversed(list(self.replies.values())), "")

    def fate(self, address: str) -> str:
        """The reply that decided over the message to a recipient: to RCPT if that refused it, else the last one."""
        return self.refused.get(address) or self.replies.get("data") or self.recipients.get(address) or self.last_reply

    def document(self) -> dict[str, Any]:
        """All of it as plain data."""
        tls = None if self.tls is None else asdict(self.tls) | {"names": list(self.tls.names)}
        return {
            "transcript": list(self.transcript),
            "tls": tls,
            "replies": dict(self.replies),
            "accepted": list(self.accepted),
            "refused": self.refused,
            "message_id": self.message_id,
        }


class Way(Protocol):
    """How connections are made, where not from this host itself; whatever it raises beside OSError is its own."""

    def open(self, host: str, port: int, timeout: float) -> socket.socket: ...


def converse(conversation: Conversation, way: Way | None = None) -> Told:
    """Hold the conversation and tell it. Raises ValueError only for a certificate file that cannot be used."""
    if way is not None:
        _refuse_unless(
            not conversation.source_address,
            "source_address",
            conversation.source_address,
            "none: who makes the connection for us chooses it",
        )
    believing, looking = _context(conversation, verify=True), _context(conversation, verify=False)
    first = _Dialogue(conversation, believing, way)
    told = first.hold()
    return _second_look(conversation, looking, first.distrust, told, way) if first.distrust else told


def _second_look(
    conversation: Conversation, looking: ssl.SSLContext, distrust: str, first: Told, way: Way | None
) -> Told:
    """Meet the same server again. Where mail is to follow anyhow, any server will do in the end."""
    transcript = first.transcript
    for looks_left in reversed(range(LOOKS)):
        only = first.server if looks_left or conversation.starttls == "required" else ""
        told = _Dialogue(conversation, looking, way, distrust, only).hold()
        transcript += (SECOND_LOOK, *told.transcript)
        if told.tls or told.trouble:
            break
    lost = told.tls is None and conversation.starttls == "required"
    return replace(first if lost else told, transcript=transcript)


def _context(conversation: Conversation, *, verify: bool) -> ssl.SSLContext:
    """Trust in the CA file, else in the system's; the client certificate, if there is one. Plain text needs neither."""
    if conversation.starttls == "never":
        return ssl.create_default_context()
    try:
        context = ssl.create_default_context(cafile=conversation.ca_file or None)
    except OSError as error:
        raise ValueError(_unusable("ca_file", conversation.ca_file, error, "CA certificates in PEM")) from None
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if conversation.client_certificate:
        wanted = "a certificate and its unencrypted key in one PEM file"
        try:
            # Without a password of its own OpenSSL would ask for one on the terminal.
            context.load_cert_chain(conversation.client_certificate, password="")
        except OSError as error:
            raise ValueError(_unusable("client_certificate", conversation.client_certificate, error, wanted)) from None
    return context


def _unusable(option: str, path: str, error: OSError, wanted: str) -> str:
    cause = "it does not hold what is wanted" if isinstance(error, ssl.SSLError) else error.strerror
    return f"Cannot use the {option} '{path}': {cause}. Wanted is {wanted}, readable by whoever runs the probe."


class _Wire(smtplib.SMTP):
    """smtplib, writing down what is said by either end."""

    ehlo_msg = "EHLO"

    def __init__(self, conversation: Conversation, way: Way | None) -> None:
        self.lines: list[str] = []
        self._way = way
        source = (conversation.source_address, 0) if conversation.source_address else None
        super().__init__(local_hostname=conversation.helo or None, timeout=conversation.timeout, source_address=source)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Where smtplib asks for its connection."""
        if self._way is not None:
            return self._way.open(host, port, timeout)
        return socket.create_connection((host, port), timeout, self.source_address)

    def send(self, s: Any) -> None:
        self.lines.append(f"C: {s.rstrip()}" if isinstance(s, str) else f"C: ({len(s)} bytes of message)")
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        code, said = super().getreply()
        *more, last = _shown(said).split("\n")
        self.lines += [*(f"S: {code}-{line}" for line in more), f"S: {code} {last}"]
        if code < 200:
            raise smtplib.SMTPException("its answer does not begin with a code of SMTP")
        return code, said

    def begin_tls(self, context: ssl.SSLContext, name: str) -> ssl.SSLSocket:
        """Wrap the connection. What smtplib's starttls does, for a name that need not be the one connected to."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is gone")
        self.sock = secured = context.wrap_socket(self.sock, server_hostname=name)
        self.file = None  # whatever was sent in plain after the reply to STARTTLS is thrown away
        self.helo_resp = self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        return secured


def _shown(said: bytes) -> str:
    text = said.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)


def _certificate(secured: ssl.SSLSocket) -> ShownCertificate:
    """What the server's certificate says of itself; OpenSSL takes some that are too odd to be read here."""
    try:
        return ShownCertificate.from_der(secured.getpeercert(binary_form=True) or b"")
    except ValueError:
        return ShownCertificate("(unreadable)", "(unreadable)", (), "")


class _Dialogue:
    """One connection, step by step; a step answers whether there is reason to go on."""

    def __init__(
        self,
        conversation: Conversation,
        context: ssl.SSLContext,
        way: Way | None = None,
        distrust: str = "",
        only: str = "",
    ) -> None:
        self._conversation = conversation
        self._context = context
        self.distrust = distrust
        self._only = only
        self._wire = _Wire(conversation, way)
        self._step = "connect"
        self._replies: dict[str, str] = {}
        self._recipients: dict[str, str] = {}
        self._tls: Tls | None = None
        self._trouble: Trouble | None = None
        self._message_id = ""

    def hold(self) -> Told:
        try:
            for say in (self._greet, self._secure, self._address, self._hand_over):
                if not say():
                    break
            with contextlib.suppress(OSError):  # all that matters has been said
                self._wire.quit()
        except ssl.SSLCertVerificationError as error:
            self.distrust = error.verify_message.rstrip(".")
            self._trouble = Trouble(self._step, UNPROVEN, self.distrust)
        except OSError as error:
            self._trouble = trouble_of(error, self._step)
        finally:
            self._wire.close()
        return self._told()

    def _told(self) -> Told:
        return Told(
            tuple(self._wire.lines), self._replies, self._recipients, self._tls, self._trouble, self._message_id
        )

    def _heard(self, step: str, answer: tuple[int, bytes]) -> bool:
        code, said = answer
        self._replies.pop(step, None)
        self._replies[step] = f"{code} {' '.join(_shown(said).split())}".rstrip()
        return code < 400

    def _say(self, step: str, *words: str) -> bool:
        self._step = step
        return self._heard(step, self._wire.docmd(*words))

    def _greet(self) -> bool:
        answer = self._wire.connect(self._conversation.host, self._conversation.port)
        return self._heard("connect", answer) and self._only in ("", self._told().server) and self._hello()

    def _hello(self) -> bool:
        self._step = "ehlo"
        return self._heard("ehlo", self._wire.ehlo())

    def _secure(self) -> bool:
        wish = self._conversation.starttls
        if wish == "never":
            return True
        if not self._wire.has_extn("starttls"):
            return self._unless_required(Trouble("ehlo", NOT_OFFERED, ", ".join(self._wire.esmtp_features).upper()))
        if not self._say("starttls", "STARTTLS"):
            return self._unless_required(Trouble("starttls", NOT_OFFERED, self._replies["starttls"]))
        self._tls = self._shake_hands()
        return self._hello() and (
            not self.distrust or self._unless_required(Trouble("starttls", UNPROVEN, self.distrust))
        )

    def _unless_required(self, trouble: Trouble) -> bool:
        if self._conversation.starttls == "required":
            self._trouble = trouble
        return self._trouble is None

    def _shake_hands(self) -> Tls:
        secured = self._wire.begin_tls(self._context, self._conversation.certificate_must_name)
        shown = _certificate(secured)
        version, cipher = str(secured.version()), (secured.cipher() or ("",))[0]
        verdict = f"not verified: {self.distrust}" if self.distrust else "verified"
        self._wire.lines.append(f"-- {version} {cipher}; certificate {shown.subject}, {verdict}")
        return Tls(version, cipher, **vars(shown), verified=not self.distrust, problem=self.distrust)

    def _address(self) -> bool:
        if self._conversation.until == "hello" or not self._conversation.recipients:
            return False
        if not self._say("mail", "MAIL", f"FROM:<{self._conversation.sender}>"):
            return False
        for recipient in self._conversation.recipients:
            self._say("rcpt", "RCPT", f"TO:<{recipient}>")
            self._recipients[recipient] = self._replies["rcpt"]
            if self._replies["rcpt"].startswith("421"):  # the server leaves (RFC 5321 §3.8)
                return False
        return self._conversation.until == "message" and any(r.startswith("2") for r in self._recipients.values())

    def _hand_over(self) -> bool:
        self._step = "data"
        message = self._conversation.message()
        self._message_id = message_id_of(message)
        try:
            return self._heard("data", self._wire.data(message))
        except smtplib.SMTPDataError as refused:
            said = refused.smtp_error
            return self._heard("data", (refused.smtp_code, said if isinstance(said, bytes) else said.encode()))
