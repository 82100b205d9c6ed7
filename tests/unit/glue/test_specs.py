"""Option specifications: what Ansible lets through to a kind, and what docs/values.md promises of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.mailflow.hybrid.plugins.module_utils.glue.specs import kind_spec
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds import forms
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.base import Kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import ALL_KINDS, BY_MODULE
from tests.support.simulated import Rehearsal
from tests.support.tasks import run_task

VALUES = Path(__file__).parents[3] / "docs" / "values.md"

SEND = BY_MODULE["exchange_send_connector"]
EQUAL = {
    "domain": forms.DOMAIN,
    "address space": forms.ADDRESS_SPACE,
    "sender domain": forms.SENDER_DOMAIN,
    "smart host": forms.SMART_HOST,
    "range": forms.IP_RANGE,
    "size": forms.SIZE,
    "duration": forms.DURATION,
    "certificate": forms.CERTIFICATE_NAME,
    "server": forms.SERVER,
    "moment": forms.MOMENT,
}


def named(kind: Kind) -> dict[str, str]:
    """The option that names a resource, of a kind that has more than one."""
    return {} if kind.only else {"name": "x"}


def accepted(kind: Kind, **options: Any) -> tuple[dict[str, Any], list[str]]:
    """The options as Ansible hands them on, and its complaints."""
    result = ArgumentSpecValidator(kind_spec(kind)).validate({**named(kind), **options})
    return {name: result.validated_parameters[name] for name in options}, list(result.error_messages)


def canonical(kind: Kind, **options: Any) -> dict[str, Any]:
    """The options all the way from a task to canonical values."""
    taken, complaints = accepted(kind, **options)
    assert complaints == []
    of_server = "EX1\\" + ("0" * 40 if kind.module == "exchange_certificate" else "x")
    name = (
        kind.only
        or ("x.com MX" if kind.side == "dns" else "")
        or (of_server if kind.per_server else "EX1" if kind.one_per_server else "x.com")
    )
    return dict(kind.resource(name, taken).attributes)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_every_attribute_is_an_option_and_none_has_a_default(kind: Kind) -> None:
    spec = kind_spec(kind)
    state = [] if kind.permanent else ["state"]
    former = ["former_names"] if kind.renames else []
    anew = ["allow_replacement"] if kind.create_only else []
    update = ["update_password"] if kind.secrets else []
    names = [attribute.name for attribute in kind.attributes]
    assert list(spec) == [*named(kind), *state, *update, *former, *anew, *names]
    assert [name for name, option in spec.items() if "default" in option] == [*state, *update]
    assert [name for name, option in spec.items() if option.get("required")] == list(named(kind))


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_an_option_that_is_not_mentioned_does_not_reach_the_resource(kind: Kind) -> None:
    assert canonical(kind) == {}


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.module)
def test_every_list_says_of_what_and_null_empties_it_unless_it_is_one_of_fixed_words(kind: Kind) -> None:
    lists = {name: option for name, option in kind_spec(kind).items() if option["type"] in ("list", "raw")}
    assert all(option["elements"] == "str" for option in lists.values() if option["type"] == "list")
    assert {attribute.name for attribute in kind.attributes if attribute.form.edit} <= set(lists)
    for name in (name for name, option in lists.items() if "choices" not in option and kind.attribute(name)):
        assert canonical(kind, **{name: None}) == canonical(kind, **{name: []}) == {name: []}


def test_a_name_is_needed() -> None:
    assert ArgumentSpecValidator(kind_spec(SEND)).validate({}).error_messages == ["missing required arguments: name"]


@pytest.mark.parametrize(
    ("name", "empty"),
    [("fqdn", None), ("tls_domain", None), ("tls_certificate_name", None), ("comment", "")],
)
@pytest.mark.parametrize("given", [None, ""])
def test_a_text_is_emptied_by_null_and_by_an_empty_text(name: str, empty: Any, given: Any) -> None:
    assert canonical(SEND, **{name: given}) == {name: empty}


def test_a_yes_or_no_with_a_third_answer_takes_null() -> None:
    assert canonical(BY_MODULE["exchange_remote_domain"], tnef_enabled=None) == {"tnef_enabled": None}


@pytest.mark.parametrize("name", ["port", "max_message_size", "connection_inactivity_timeout", "require_tls"])
def test_what_always_has_a_value_refuses_null(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        canonical(SEND, **{name: None})


def test_an_empty_text_is_no_empty_list() -> None:
    with pytest.raises(ValueError, match="smart_hosts"):
        canonical(SEND, smart_hosts="")


def test_null_takes_the_word_of_a_closed_list_away() -> None:
    world = Rehearsal()
    level = {"name": "Internet", "require_tls": True, "tls_auth_level": "EncryptionOnly"}
    run_task(world, "exchange_send_connector", level)
    emptied = run_task(world, "exchange_send_connector", level | {"tls_auth_level": None})
    assert emptied["calls"] == [
        {"cmdlet": "Set-SendConnector", "parameters": {"Identity": "Internet", "TlsAuthLevel": None}}
    ]
    assert world.shown("exchange", "SendConnector", "Internet")["TlsAuthLevel"] is None
    assert not run_task(world, "exchange_send_connector", level | {"tls_auth_level": None})["changed"]


@pytest.mark.parametrize(
    ("option", "given", "becomes"),
    [
        ("max_message_size", 36700160, "35MB"),
        ("max_message_size", "Unlimited", "unlimited"),
        ("port", "587", 587),
        ("require_tls", "yes", True),
        ("address_spaces", "contoso.com,fabrikam.com", ["SMTP:contoso.com;1", "SMTP:fabrikam.com;1"]),
        ("error_policies", ["Default"], ["Default"]),
    ],
)
def test_what_yaml_makes_of_a_value_arrives_as_it_was_meant(option: str, given: Any, becomes: Any) -> None:
    assert canonical(SEND, **{option: given}) == {option: becomes}


def test_a_word_that_is_not_on_the_list_is_refused_with_the_list() -> None:
    _taken, (complaint,) = accepted(SEND, tls_auth_level="Domain")
    assert "EncryptionOnly, CertificateValidation, DomainValidation" in complaint


def promised() -> list[tuple[str, str, str]]:
    """(what, one spelling, another) of each row in the table of docs/values.md whose form is known by a name."""
    rows = re.findall(r"^\| ([a-z ]+) `(.+?)` \| (.+) \|$", VALUES.read_text(encoding="utf-8"), re.M)
    return [(what, one, other) for what, one, others in rows for other in re.findall("`(.+?)`", others)]


def test_the_page_about_values_promises_something_of_every_form() -> None:
    assert {what for what, _one, _other in promised()} == set(EQUAL)


@pytest.mark.parametrize(("what", "one", "other"), promised())
def test_spellings_that_the_page_about_values_calls_equal_are(what: str, one: str, other: str) -> None:
    assert EQUAL[what].parse(one) == EQUAL[what].parse(other)
