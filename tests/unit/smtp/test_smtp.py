"""One SMTP conversation: what is sent, what is verified, and what is told when it goes wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp import Conversation, converse
from simulator.certificates import Authority, Issued
from tests.unit.smtp.conftest import ALICE, ARTHUR, NAME, SENDER, SUBJECT, Serve

To = Callable[..., Conversation]


def test_mail_goes_over_tls_to_a_server_of_the_right_name(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    told = converse(to(server, recipients=(ALICE, ARTHUR)))
    assert told.trouble is None
    assert told.tls is not None
    assert (told.tls.verified, told.tls.subject, told.tls.names) == (True, SUBJECT, (NAME,))
    assert told.tls.issuer == "CN=Example CA, O=Example"
    assert told.accepted == (ALICE, ARTHUR)
    (message,) = server.received
    assert (message.sender, message.recipients, message.encrypted) == (SENDER, (ALICE, ARTHUR), True)
    assert "Subject: Probe\r\n" in message.content
    assert "Mail flows.\r\n" in message.content


def test_the_transcript_holds_both_ends_and_not_the_message(serve: Serve, to: To, genuine: Issued) -> None:
    told = converse(to(serve(certificate=genuine), recipients=(ALICE,)))
    assert told.transcript[0].startswith("S: 220 ex1.corp.contoso.com")
    assert "C: EHLO probe.contoso.com" in told.transcript
    assert f"C: RCPT TO:<{ALICE}>" in told.transcript
    assert told.transcript[-2] == "C: quit"
    assert "Mail flows." not in "".join(told.transcript)


@pytest.mark.parametrize("option", ["ca_file", "client_certificate"])
def test_plain_text_needs_no_file_that_the_probes_of_a_site_have_in_common(
    serve: Serve, to: To, tmp_path: Path, option: str
) -> None:
    server = serve()
    told = converse(to(server, starttls="never", recipients=(ALICE,), **{option: str(tmp_path / "elsewhere.pem")}))
    assert told.accepted == (ALICE,)


def test_without_recipients_only_hands_are_shaken(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    told = converse(to(server))
    assert list(told.replies) == ["connect", "starttls", "ehlo"]
    assert server.received == []


def test_recipients_can_be_asked_for_without_sending(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    told = converse(to(server, recipients=(ALICE,), until="recipients"))
    assert told.accepted == (ALICE,)
    assert server.received == []


def test_a_certificate_of_another_name_is_shown_and_gets_no_mail(serve: Serve, to: To, authority: Authority) -> None:
    server = serve(certificate=authority.issue("CN=mail.fabrikam.com, O=Fabrikam", ["mail.fabrikam.com", "192.0.2.7"]))
    told = converse(to(server, recipients=(ALICE,)))
    assert told.trouble is not None
    assert told.trouble.kind == "certificate-not-verified"
    assert told.tls is not None
    assert not told.tls.verified
    assert "mail.contoso.com" in told.tls.problem
    assert told.tls.names == ("mail.fabrikam.com", "192.0.2.7")
    assert server.received == []


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda authority: authority.self_signed("CN=EX1", ["EX1", NAME]), "self-signed"),
        (lambda authority: authority.issue(SUBJECT, [NAME], expired=True), "expired"),
    ],
)
def test_a_certificate_nobody_vouches_for_is_shown_and_gets_no_mail(
    serve: Serve, to: To, authority: Authority, make: Callable[[Authority], Issued], says: str
) -> None:
    server = serve(certificate=make(authority))
    told = converse(to(server, recipients=(ALICE,)))
    assert told.tls is not None
    assert says in told.tls.problem
    assert NAME in told.tls.names
    assert server.received == []


@pytest.mark.parametrize("first", [0, 1])
def test_behind_one_address_the_wrong_certificate_is_that_of_the_server_that_showed_it(
    serve: Serve, to: To, authority: Authority, genuine: Issued, first: int
) -> None:
    wrong = authority.issue("CN=EX2", ["EX2"])
    turns = (("ex2", wrong), ("ex1", genuine), ("ex3", genuine))
    server = serve(turns=turns)
    server.connections = first
    told = converse(to(server))
    assert told.tls is not None
    assert (told.server, told.tls.subject) == (("ex2", "CN=EX2") if first == 0 else ("ex1", SUBJECT))
    assert told.tls.verified is (first == 1)


def test_a_server_that_is_not_met_again_is_named_without_its_certificate(
    serve: Serve, to: To, authority: Authority, genuine: Issued
) -> None:
    wrong = authority.issue("CN=EX2", ["EX2"])
    server = serve(turns=(("ex2", wrong), *((f"ex{number}", genuine) for number in range(3, 9))))
    told = converse(to(server, recipients=(ALICE,)))
    assert (told.server, told.tls) == ("ex2", None)
    assert told.trouble is not None
    assert told.trouble.kind == "certificate-not-verified"
    assert server.received == []


def test_mail_follows_an_unproven_certificate_where_tls_is_a_mere_wish(
    serve: Serve, to: To, authority: Authority
) -> None:
    server = serve(certificate=authority.self_signed("CN=EX1", ["EX1"]))
    told = converse(to(server, recipients=(ALICE,), starttls="if_offered"))
    assert told.trouble is None
    assert told.tls is not None
    assert not told.tls.verified
    assert [(message.recipients, message.encrypted) for message in server.received] == [((ALICE,), True)]


def test_a_server_without_starttls_gets_no_mail(serve: Serve, to: To) -> None:
    server = serve()
    told = converse(to(server, recipients=(ALICE,)))
    assert told.trouble is not None
    assert told.trouble.kind == "starttls-not-offered"
    assert (told.tls, server.received) == (None, [])


@pytest.mark.parametrize("starttls", ["if_offered", "never"])
def test_mail_goes_in_plain_where_that_is_allowed(serve: Serve, to: To, starttls: str) -> None:
    server = serve()
    told = converse(to(server, recipients=(ALICE,), starttls=starttls))
    assert told.tls is None
    assert [message.encrypted for message in server.received] == [False]


def test_starttls_is_left_alone_where_it_is_not_wanted(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    converse(to(server, recipients=(ALICE,), starttls="never"))
    assert [message.encrypted for message in server.received] == [False]


def test_a_refused_recipient_is_told_and_the_others_get_the_message(serve: Serve, to: To, genuine: Issued) -> None:
    refusal = "550 5.7.64 TenantAttribution; Relay Access Denied"
    server = serve(certificate=genuine, refuse={ARTHUR: refusal})
    told = converse(to(server, recipients=(ALICE, ARTHUR)))
    assert (told.accepted, told.refused) == ((ALICE,), {ARTHUR: refusal})
    assert (told.fate(ALICE), told.fate(ARTHUR)) == (server.answer, refusal)
    assert [message.recipients for message in server.received] == [(ALICE,)]


def test_no_message_is_offered_when_every_recipient_is_refused(serve: Serve, to: To, genuine: Issued) -> None:
    told = converse(to(serve(certificate=genuine, refuse={ALICE: "550 5.1.10 Not found"}), recipients=(ALICE,)))
    assert "data" not in told.replies
    assert told.last_reply == "550 5.1.10 Not found"


def test_a_refused_message_is_told(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine, answer="452 4.3.1 Insufficient system resources")
    told = converse(to(server, recipients=(ALICE,)))
    assert told.fate(ALICE) == "452 4.3.1 Insufficient system resources"


def test_a_server_that_will_not_talk_is_heard_out(serve: Serve, to: To) -> None:
    told = converse(to(serve(greeting="554 5.7.1 Service unavailable; client host blocked"), recipients=(ALICE,)))
    assert told.trouble is None
    assert told.last_reply == "554 5.7.1 Service unavailable; client host blocked"


@pytest.mark.parametrize("step", ["connect", "mail"])
def test_a_dropped_connection_is_told_with_its_step(serve: Serve, to: To, genuine: Issued, step: str) -> None:
    told = converse(to(serve(certificate=genuine, drop_at=step), recipients=(ALICE,)))
    assert told.trouble is not None
    assert (told.trouble.step, told.trouble.kind) == (step, "dropped")


def test_a_client_certificate_is_shown_to_who_asks_for_one(
    serve: Serve, to: To, authority: Authority, genuine: Issued
) -> None:
    server = serve(certificate=genuine, clients=authority.ca_pem)
    converse(to(server, recipients=(ALICE,), client_certificate=str(genuine.with_key())))
    assert [message.client for message in server.received] == [NAME]


def test_a_server_that_insists_on_a_client_certificate_is_told(
    serve: Serve, to: To, authority: Authority, genuine: Issued
) -> None:
    told = converse(to(serve(certificate=genuine, clients=authority.ca_pem), recipients=(ALICE,)))
    assert told.trouble is not None
    assert told.trouble.kind in ("tls", "dropped")


def test_what_does_not_speak_smtp_is_told(serve: Serve, to: To) -> None:
    told = converse(to(serve(greeting="HTTP/1.1 400 Bad Request")))
    assert told.trouble is not None
    assert told.trouble.kind == "not-smtp"


def test_a_port_where_nothing_listens_is_told(to: To, serve: Serve) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        told = converse(Conversation("127.0.0.1", unused.getsockname()[1], helo="probe"))
    assert told.trouble is not None
    assert told.trouble.kind == "refused"


def test_a_server_that_says_nothing_is_told() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        told = converse(Conversation("127.0.0.1", silent.getsockname()[1], helo="probe", timeout=0.2))
    assert told.trouble is not None
    assert told.trouble.kind == "silent"


def test_what_a_server_says_cannot_move_the_cursor(serve: Serve, to: To) -> None:
    told = converse(to(serve(greeting="554 \x1b[2J\x07go away")))
    assert told.last_reply == "554 ?[2J?go away"
    assert "\x1b" not in "".join(told.transcript)


@pytest.mark.parametrize(
    "option",
    [
        {"host": "mail.contoso.com\r\nRCPT TO:<x@y>"},
        {"host": "mail..contoso.com"},
        {"host": "mail.contosö.com"},
        {"host": ""},
        {"helo": "probe\nMAIL FROM:<>"},
        {"sender": "bob@contoso.com>\r\nRCPT TO:<eve@example.org"},
        {"sender": "bob@contoso.com> SIZE=1"},
        {"recipients": ("alice@contoso.com\nBcc: eve@example.org",)},
        {"recipients": ("",)},
        {"recipients": ("<alice@contoso.com>",)},
        {"subject": "Probe\r\nBcc: eve@example.org"},
        {"body": "bell\x07"},
        {"tls_name": "*.contoso.com"},
        {"source_address": "ex1"},
        {"port": 0},
        {"timeout": 0},
        {"starttls": "maybe"},
        {"until": "later"},
    ],
)
def test_a_conversation_that_could_say_more_than_it_shows_is_refused(option: dict[str, Any]) -> None:
    (value,) = option.values()
    with pytest.raises(ValueError, match=r"^Cannot hold the SMTP conversation: .* wanted is ") as refused:
        Conversation(**({"host": "mail.contoso.com"} | option))
    shown = value[0] if isinstance(value, tuple) else value
    assert repr(shown) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_line_with_a_dot_ends_no_message_and_other_scripts_arrive(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    converse(to(server, recipients=(ALICE,), subject="Grüße", body="one\r\n.\r\nRCPT TO:<eve@example.org>\rtwo"))
    (message,) = server.received
    assert message.recipients == (ALICE,)
    assert message.content.isascii()
    assert "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n" in message.content


def test_the_null_sender_can_be_used(serve: Serve, to: To, genuine: Issued) -> None:
    server = serve(certificate=genuine)
    told = converse(to(server, sender="", recipients=(ALICE,)))
    assert "C: MAIL FROM:<>" in told.transcript
    assert "From: postmaster@contoso.com\r\n" in server.received[0].content


@pytest.mark.parametrize("option", ["ca_file", "client_certificate"])
def test_a_file_that_cannot_be_used_is_said_before_anything_is_sent(
    serve: Serve, to: To, tmp_path: Path, option: str
) -> None:
    server, empty = serve(), tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "absent.pem"):
        with pytest.raises(ValueError, match=rf"^Cannot use the {option} '.*{path.name}'"):
            converse(to(server, **{option: str(path)}))
    assert server.connections == 0
