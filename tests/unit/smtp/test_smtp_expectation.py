"""What was expected against what was told: nothing, or one sentence with both and with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp import Conversation, Tls, Told
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_expectation import Expectation, unmet
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.smtp_trouble import (
    NOT_OFFERED,
    REMEDIES,
    SAID,
    UNPROVEN,
    Trouble,
)

ALICE, EVE = "alice@contoso.com", "eve@example.org"
REQUIRED = Conversation("mail.contoso.com")
IF_OFFERED = replace(REQUIRED, starttls="if_offered")
GOOD = Tls(
    "TLSv1.3", "X", "CN=mail.contoso.com", "CN=CA", ("mail.contoso.com",), "2027-01-02T00:00:00+00:00", True, True, ""
)
BAD = replace(
    GOOD, subject="CN=EX1", issuer="CN=EX1", names=("EX1",), verified=False, problem="self-signed certificate"
)
HELLO = {"connect": "220 ex1.corp.contoso.com ready", "starttls": "220 go", "ehlo": "250 ex1"}
ANY = Expectation()


def told(tls: Tls | None = GOOD, trouble: Trouble | None = None, **more: object) -> Told:
    return replace(Told((), HELLO, {}, tls, trouble), **more)  # type: ignore[arg-type]  # fields by name


def test_a_certificate_that_proves_nothing_is_shown_with_the_name_that_was_wanted() -> None:
    said = unmet(REQUIRED, told(BAD, Trouble("starttls", UNPROVEN, BAD.problem)), ANY)
    assert said == (
        "Wanted TLS with a certificate for 'mail.contoso.com' of mail.contoso.com:25, but its certificate does not"
        " prove that (self-signed certificate): ex1.corp.contoso.com shows 'CN=EX1' for EX1, issued by 'CN=EX1', good"
        " until 2027-01-02. Assign the right certificate to the server's SMTP, give the CA that issued it, or correct"
        " the name."
    )


def test_a_server_that_was_met_only_once_is_named() -> None:
    said = unmet(REQUIRED, told(None, Trouble("starttls", UNPROVEN, BAD.problem)), ANY)
    assert "(self-signed certificate): ex1.corp.contoso.com was not met a second time" in said


def test_a_server_without_starttls_is_said_with_what_it_offers() -> None:
    said = unmet(REQUIRED, told(None, Trouble("ehlo", NOT_OFFERED, "SIZE, 8BITMIME")), ANY)
    assert "but it does not offer STARTTLS (SIZE, 8BITMIME). See that a valid certificate" in said


def test_an_unproven_certificate_is_no_matter_where_tls_is_a_mere_wish() -> None:
    assert unmet(IF_OFFERED, told(BAD), ANY) == ""
    assert "'CN=EX1'" in unmet(IF_OFFERED, told(BAD), Expectation(tls_verified=True))


def test_plain_text_is_not_verified_tls() -> None:
    said = unmet(IF_OFFERED, told(None), Expectation(tls_verified=True))
    assert "no TLS was made, the last reply was '250 ex1'" in said


def test_a_certificate_can_be_expected_to_prove_nothing() -> None:
    wrong = Expectation(tls_verified=False)
    assert unmet(REQUIRED, told(BAD, Trouble("starttls", UNPROVEN, BAD.problem)), wrong) == ""
    assert unmet(IF_OFFERED, told(BAD), wrong) == ""
    assert "but it is: ex1.corp.contoso.com shows 'CN=mail.contoso.com'" in unmet(REQUIRED, told(), wrong)
    assert "no TLS was made" in unmet(IF_OFFERED, told(None), wrong)


@pytest.mark.parametrize("kind", sorted(SAID))
def test_every_trouble_has_words_and_a_remedy(kind: str) -> None:
    said = unmet(REQUIRED, told(None, Trouble("connect", kind, "the detail")), ANY)
    assert said.startswith("Wanted ")
    assert f"but {SAID[kind]} (the detail)" in said
    assert said.endswith(REMEDIES[kind])


def test_the_reply_that_decides_is_compared_for_every_recipient() -> None:
    fate = told(
        recipients={ALICE: "250 ok", EVE: "550 5.7.54 SMTP; Unable to relay"}, replies=HELLO | {"data": "250 q"}
    )
    said = unmet(REQUIRED, fate, ANY)
    assert said == (
        "Wanted '2…' for <eve@example.org> of mail.contoso.com:25, but it said '550 5.7.54 SMTP; Unable to relay'."
        " The server does not relay for this sender: correct the recipient, or the receive connector."
    )
    assert "for <alice@contoso.com>" in unmet(REQUIRED, fate, Expectation("550 5.7.54"))


@pytest.mark.parametrize(
    ("reply", "attribute"),
    [
        ("450 4.4.317 Cannot connect to remote server [Message=SubjectMismatch]", "outbound connector's tls_domain"),
        ("454 4.7.5 The certificate specified in TlsCertificateName could not be found", "tls_certificate_name"),
        ("550 5.7.51 TenantInboundAttribution; rejecting", "certificate name and addresses"),
    ],
)
def test_a_refusal_between_the_sides_names_the_attribute_to_look_at(reply: str, attribute: str) -> None:
    assert attribute in unmet(REQUIRED, told(recipients={EVE: reply}), ANY)


def test_an_expected_refusal_is_as_good_as_any() -> None:
    fate = told(recipients={EVE: "550 5.7.64 TenantAttribution; Relay Access Denied"})
    assert unmet(REQUIRED, fate, Expectation("550 5.7.64")) == ""


def test_a_refusal_before_any_recipient_is_compared_too() -> None:
    closed = told(None, replies={"connect": "554 5.7.1 blocked"})
    assert "a reply '2…' of mail.contoso.com:25, but it said '554 5.7.1 blocked'" in unmet(IF_OFFERED, closed, ANY)
    assert unmet(IF_OFFERED, closed, Expectation("554")) == ""


def test_a_reply_that_could_not_come_yet_is_not_missed() -> None:
    begun = replace(REQUIRED, until="hello")
    assert unmet(begun, told(), Expectation("550 5.7.64")) == ""
    assert "250 ex1" in unmet(REQUIRED, told(), Expectation("550 5.7.64"))
