"""The session with a DNS server, against a server on loopback that was written from the RFCs alone."""

from __future__ import annotations

import socket
import traceback
from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions import session as errors
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.dns_update import DnsUpdates, NameServer
from tests.support.name_server import SECRET, Zone
from tests.unit.dns.conftest import Open

SPF = {"Name": "contoso.com TXT v=spf1"}
MX = {"Name": "contoso.com MX"}


def shown(session: DnsUpdates, name: str) -> Any:
    objects = session.invoke("Get-DnsRecord", {"Name": name}).objects
    return objects[0]["Records"] if objects else None


def test_a_record_that_is_not_there_is_an_empty_answer(session: DnsUpdates) -> None:
    assert shown(session, "contoso.com MX") is None
    assert shown(session, "nowhere.contoso.com A") is None


def test_a_record_is_made_changed_and_removed(session: DnsUpdates, zone: Zone) -> None:
    session.invoke("New-DnsRecord", {**MX, "Records": ["10 mail.contoso.com"], "Ttl": 600})
    assert zone.has("contoso.com", "MX") == ["10 mail.contoso.com."]
    assert zone.ttl("contoso.com", "MX") == 600
    session.invoke("Set-DnsRecord", {**MX, "Records": ["0 contoso-com.mail.protection.outlook.com"]})
    assert zone.has("contoso.com", "MX") == ["0 contoso-com.mail.protection.outlook.com."]
    assert zone.ttl("contoso.com", "MX") == 600
    session.invoke("Remove-DnsRecord", MX)
    assert zone.has("contoso.com", "MX") == []


def test_the_time_to_live_changes_alone(session: DnsUpdates, zone: Zone) -> None:
    zone.put("contoso.com", "MX", "10 mail.contoso.com.", ttl=86400)
    session.invoke("Set-DnsRecord", {**MX, "Ttl": 300})
    assert (zone.has("contoso.com", "MX"), zone.ttl("contoso.com", "MX")) == (["10 mail.contoso.com."], 300)


def test_strings_of_others_stay_when_ours_is_made_changed_and_removed(session: DnsUpdates, zone: Zone) -> None:
    zone.put("contoso.com", "TXT", '"google-site-verification=abc"', '"MS=ms123"')
    session.invoke("New-DnsRecord", {**SPF, "Records": ["v=spf1 ip4:198.51.100.10 -all"]})
    assert shown(session, "contoso.com TXT v=spf1") == ["v=spf1 ip4:198.51.100.10 -all"]
    session.invoke("Set-DnsRecord", {**SPF, "Records": ["v=spf1 -all"]})
    assert zone.has("contoso.com", "TXT") == ['"MS=ms123"', '"google-site-verification=abc"', '"v=spf1 -all"']
    session.invoke("Remove-DnsRecord", SPF)
    assert zone.has("contoso.com", "TXT") == ['"MS=ms123"', '"google-site-verification=abc"']


def test_strings_of_others_stay_to_the_byte(session: DnsUpdates, zone: Zone) -> None:
    theirs = ['"caf\\233"', '"in two " "strings"']
    zone.put("contoso.com", "TXT", *theirs)
    session.invoke("New-DnsRecord", {**SPF, "Records": ["v=spf1 -all"]})
    assert zone.has("contoso.com", "TXT") == sorted([*theirs, '"v=spf1 -all"'])


def test_what_a_wildcard_answers_is_no_record_of_the_name(session: DnsUpdates, zone: Zone) -> None:
    zone.put("*.contoso.com", "TXT", '"v=spf1 -all"')
    dmarc = {"Name": "_dmarc.contoso.com TXT"}
    assert shown(session, "_dmarc.contoso.com TXT") is None
    assert shown(session, "*.contoso.com TXT") == ["v=spf1 -all"]
    session.invoke("New-DnsRecord", {**dmarc, "Records": ["v=DMARC1; p=none"]})
    assert zone.has("_dmarc.contoso.com", "TXT") == ['"v=DMARC1; p=none"']
    zone.put("sub.contoso.com", "TXT", '"v=spf1 -all"')
    assert shown(session, "sub.contoso.com TXT") == ["v=spf1 -all"], "its own, though the wildcard says the same"


def test_an_alias_for_everything_is_in_nobodys_way(session: DnsUpdates, zone: Zone) -> None:
    zone.put("*.contoso.com", "CNAME", "web.fabrikam.com.")
    session.invoke("New-DnsRecord", {"Name": "sub.contoso.com MX", "Records": ["10 mail.contoso.com"]})
    name = "selector1._domainkey.contoso.com CNAME"
    assert shown(session, name) is None
    session.invoke("New-DnsRecord", {"Name": name, "Records": ["web.fabrikam.com"]})
    assert zone.has("selector1._domainkey.contoso.com", "CNAME") == ["web.fabrikam.com."]


def test_a_tag_is_a_whole_word(session: DnsUpdates, zone: Zone) -> None:
    zone.put("contoso.com", "TXT", '"v=spf10 is something else"', '"V=SPF1 -all"')
    assert shown(session, "contoso.com TXT v=spf1") == ["V=SPF1 -all"]


def test_a_long_text_goes_as_several_strings_and_comes_back_as_one(session: DnsUpdates, zone: Zone) -> None:
    text = "v=spf1 " + " ".join(f"ip4:203.0.113.{number}" for number in range(40)) + " -all"
    session.invoke("New-DnsRecord", {**SPF, "Records": [text]})
    (stored,) = zone.has("contoso.com", "TXT")
    assert stored.count('"') == 6
    assert shown(session, "contoso.com TXT v=spf1") == [text]


def test_members_are_added_and_removed_and_the_rest_stays(session: DnsUpdates, zone: Zone) -> None:
    zone.put("mail.contoso.com", "A", "198.51.100.10", "198.51.100.11")
    edit = {"Add": ["198.51.100.12"], "Remove": ["198.51.100.10"]}
    session.invoke("Set-DnsRecord", {"Name": "mail.contoso.com A", "Records": edit})
    assert zone.has("mail.contoso.com", "A") == ["198.51.100.11", "198.51.100.12"]


def test_what_somebody_else_writes_meanwhile_is_not_lost(session: DnsUpdates, zone: Zone) -> None:
    def once() -> None:
        zone.before_update = None
        zone.put("contoso.com", "TXT", '"MS=ms123"')

    zone.before_update = once
    session.invoke("New-DnsRecord", {**SPF, "Records": ["v=spf1 -all"]})
    assert zone.has("contoso.com", "TXT") == ['"MS=ms123"', '"v=spf1 -all"']


def test_whoever_is_always_quicker_ends_it_with_a_sentence(session: DnsUpdates, zone: Zone) -> None:
    turns = iter(range(100))
    zone.before_update = lambda: zone.put("contoso.com", "TXT", f'"turn {next(turns)}"')
    with pytest.raises(errors.Unavailable, match="somebody else writes it all the time"):
        session.invoke("New-DnsRecord", {**SPF, "Records": ["v=spf1 -all"]})


def test_an_alias_stands_alone(session: DnsUpdates, zone: Zone) -> None:
    zone.put("selector1._domainkey.contoso.com", "TXT", '"v=DKIM1; p="')
    target = "selector1-contoso-com._domainkey.contoso.onmicrosoft.com"
    with pytest.raises(errors.Invalid, match="other records of this name"):
        session.invoke("New-DnsRecord", {"Name": "selector1._domainkey.contoso.com CNAME", "Records": [target]})


def test_nothing_stands_beside_an_alias(session: DnsUpdates, zone: Zone) -> None:
    zone.put("www.contoso.com", "CNAME", "web.fabrikam.com.")
    with pytest.raises(errors.Invalid, match="an alias \\(CNAME\\) of this name"):
        session.invoke("New-DnsRecord", {"Name": "www.contoso.com A", "Records": ["198.51.100.10"]})
    assert shown(session, "www.contoso.com A") is None


def test_an_alias_is_changed_in_place(session: DnsUpdates, zone: Zone) -> None:
    zone.put("selector1._domainkey.contoso.com", "CNAME", "old.contoso.onmicrosoft.com.")
    name = "selector1._domainkey.contoso.com CNAME"
    session.invoke("Set-DnsRecord", {"Name": name, "Records": ["new.contoso.onmicrosoft.com"]})
    assert zone.has("selector1._domainkey.contoso.com", "CNAME") == ["new.contoso.onmicrosoft.com."]


def test_one_that_appeared_is_no_longer_to_be_made(session: DnsUpdates, zone: Zone) -> None:
    zone.put("contoso.com", "MX", "10 mail.contoso.com.")
    with pytest.raises(errors.Duplicate):
        session.invoke("New-DnsRecord", {**MX, "Records": ["0 other.contoso.com"]})


def test_one_that_vanished_is_absent(session: DnsUpdates) -> None:
    with pytest.raises(errors.Absent):
        session.invoke("Set-DnsRecord", {**MX, "Records": ["0 other.contoso.com"]})


@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"key_name": "other.contoso.com"}, "it does not know the key"),
        ({"key_secret": "d3Jvbmctc2VjcmV0"}, "the secret is another one there"),
    ],
)
def test_a_key_that_is_not_accepted_is_said_and_its_secret_is_not(signed: Open, different: Any, said: str) -> None:
    with pytest.raises(errors.SignInRefused, match=said) as refused:
        signed(**different).invoke("Get-DnsRecord", MX)
    told = "".join(traceback.format_exception(refused.value)) + repr(vars(refused.value))
    assert SECRET not in told and "d3Jvbmctc2VjcmV0" not in told


def test_a_secret_that_is_no_base64_is_refused_without_being_told(signed: Open) -> None:
    with pytest.raises(errors.SignInRefused, match="no Base64") as refused:
        signed(key_secret="not/base64!")
    assert "not/base64!" not in str(refused.value)


def test_no_representation_shows_the_secret() -> None:
    assert SECRET not in repr(NameServer("192.0.2.53", 53, "key", SECRET))


def test_an_update_that_is_not_allowed_names_key_and_zone(session: DnsUpdates, zone: Zone) -> None:
    zone.refuse = "REFUSED"
    with pytest.raises(errors.Refused, match=r"refuses key 'mail-dns.contoso.com' in zone 'contoso.com' \(REFUSED\)"):
        session.invoke("New-DnsRecord", {**MX, "Records": ["10 mail.contoso.com"]})


def test_an_unsigned_update_is_refused_by_name(signed: Open) -> None:
    with pytest.raises(errors.Refused, match="refuses an unsigned update"):
        signed(key_name="").invoke("New-DnsRecord", {**MX, "Records": ["10 mail.contoso.com"]})


@pytest.mark.parametrize(("code", "kind"), [("REFUSED", errors.Refused), ("SERVFAIL", errors.Unavailable)])
def test_what_cannot_be_read_is_not_absent(session: DnsUpdates, zone: Zone, code: str, kind: Any) -> None:
    zone.unreadable = code
    with pytest.raises(kind, match=code) as refused:
        session.invoke("Get-DnsRecord", MX)
    assert not isinstance(refused.value, errors.Absent)


def test_an_answer_without_authority_is_not_believed(session: DnsUpdates, zone: Zone) -> None:
    zone.authoritative = False
    with pytest.raises(errors.Invalid, match="has no authority"):
        session.invoke("Get-DnsRecord", MX)


def test_a_name_of_another_zone_is_refused(session: DnsUpdates) -> None:
    with pytest.raises(errors.Refused):
        session.invoke("Get-DnsRecord", {"Name": "fabrikam.com MX"})


def test_an_answer_that_is_lost_leaves_the_outcome_open(session: DnsUpdates, zone: Zone) -> None:
    zone.drop = True
    with pytest.raises(errors.Unavailable) as lost:
        session.invoke("New-DnsRecord", {**MX, "Records": ["10 mail.contoso.com"]})
    assert lost.value.outcome_unknown
    zone.drop = False
    assert shown(session, "contoso.com MX") == ["10 mail.contoso.com."]


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(errors.Unavailable, match="nothing listens there"):
        DnsUpdates(NameServer("127.0.0.1", port)).invoke("Get-DnsRecord", MX)


def test_a_server_without_a_name_is_one_sentence() -> None:
    with pytest.raises(errors.Unavailable, match="cannot be resolved"):
        DnsUpdates(NameServer("ns1.invalid")).invoke("Get-DnsRecord", MX)


def test_a_cmdlet_of_another_side_is_refused(session: DnsUpdates) -> None:
    with pytest.raises(errors.Refused):
        session.invoke("Get-SendConnector", {"Name": "x"})
