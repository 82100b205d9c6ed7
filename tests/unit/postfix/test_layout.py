"""Text from an inventory stays in its place: no file of Postfix ever holds a line that nobody wrote there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME, RENDERED_KINDS
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired, Resource
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.build import build
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.configuration import (
    Configuration,
    Service,
    Surroundings,
    Table,
)
from ansible_collections.mailflow.hybrid.plugins.module_utils.postfix.layout import (
    NotOneLine,
    files,
    main_cf,
    master_cf,
    table_text,
)

HOSTILE = st.text(
    alphabet=st.sampled_from("aZ0. \t\n\r\v\x00\x85\u2028#$(){}[]\\\"'`|&;,=/<>*?%-_:@~"), min_size=1, max_size=12
)
AFTER_A_CONNECTOR = ["mail.contoso.com", "203.0.113.0/24", "[192.0.2.1]", "220 hello", "a@contoso.com", "certs/a.pem"]
WORDS = HOSTILE | st.builds(
    lambda left, text, right: left + text + right, st.sampled_from(AFTER_A_CONNECTOR), HOSTILE, HOSTILE
)


def parameters(text: str) -> dict[str, str]:
    """main.cf as postconf(5) reads it, written down independently of the code that writes it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0] in " \t":
            lines[-1] += line
        else:
            lines.append(line)
    return {name.strip(): value.strip() for name, _equals, value in (line.partition("=") for line in lines)}


def entries(text: str) -> list[str]:
    """master.cf as master(5) reads it."""
    return [line for line in text.split("\n") if line.strip() and line[0] not in " \t#"]


def option(line: str) -> tuple[str, str]:
    """An option of a service as master(5) reads it: one word, or all that is in a pair of braces."""
    flag, told = line.split(None, 1)
    assert flag == "-o" and line.startswith(" ")
    if told.startswith("{"):
        depth = [told[: end + 1].count("{") - told[: end + 1].count("}") for end in range(len(told))]
        assert depth.index(0) == len(told) - 1
        told = told[1:-1]
    else:
        assert not re.search(r"\s", told)
    name, _equals, value = told.partition("=")
    return name.strip(), value.strip()


def rows(text: str) -> list[tuple[str, str]]:
    """A table as postmap(1) reads it."""
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    assert all(line[0] not in " \t" for line in lines)
    return [(line.split()[0], line.split(None, 1)[-1]) for line in lines]


def expanded(value: str) -> str:
    """A value as mail_conf_eval leaves it: $$ is a dollar, and there is no other."""
    assert not re.search(r"\$(?!\$)", value.replace("$$", ""))
    return value.replace("$$", "$")


@given(WORDS, WORDS)
def test_a_parameter_is_one_parameter_or_refused(one: str, two: str) -> None:
    try:
        text = main_cf(Configuration(main=(("mailflow_a", one), ("mailflow_b", (one, two)), ("mailflow_c", "last"))))
    except NotOneLine:
        return
    read = parameters(text)
    assert set(read) == {"mailflow_a", "mailflow_b", "mailflow_c"}
    assert expanded(read["mailflow_a"]) == expanded(one.strip()) and read["mailflow_c"] == "last"


@given(WORDS, WORDS)
def test_an_option_of_a_service_is_one_option_or_refused(value: str, comment: str) -> None:
    service = Service("25", "inet", "smtpd", (("smtpd_banner", value),), comment=comment)
    try:
        text = master_cf(Configuration(services=(service,)))
    except NotOneLine:
        text = master_cf(Configuration(services=(Service("25", "inet", "smtpd", comment=comment),)))
    else:
        assert option(text.splitlines()[-1]) == ("smtpd_banner", value.strip())
    assert entries(text) == ["25 inet - - n - - smtpd"]


@given(st.sampled_from(["indexed", "regexp", "cidr"]), WORDS, WORDS)
def test_a_row_of_a_table_is_one_row_or_refused(kind: str, key: str, value: str) -> None:
    try:
        text = table_text(Table("t", kind, (("10.0.0.0/8" if kind == "cidr" else "/x/", "OK"), (key, value))))
    except NotOneLine:
        return
    read = rows(text)
    assert len(read) == 2
    assert read[1][0] == key


@settings(max_examples=300)
@given(st.data())
def test_whatever_an_attribute_is_given_is_refused_or_stays_where_it_belongs(data: Any) -> None:
    """Each attribute of each kind with hostile text: the same parameters, entries and tables as without it, or more."""
    kind = data.draw(st.sampled_from(RENDERED_KINDS))
    attribute = data.draw(st.sampled_from(kind.attributes))
    text = data.draw(WORDS)
    base: dict[str, dict[str, Any]] = {
        "transport_config": {"fqdn": "mail.contoso.com"},
        "send_connector": {"address_spaces": ["*"]},
    }
    for value in ({"smtpd_milters": text}, {text: "x"}) if attribute.form.option == "dict" else (text, [text]):
        try:
            resource = kind.resource(
                "contoso.com" if kind.name == "accepted_domain" else kind.only or data.draw(WORDS).replace("\\", ""),
                {**base.get(kind.name, {}), attribute.name: value},
            )
        except ValueError:
            continue
        settled = Resource(
            "postfix",
            "transport_config",
            "Postfix",
            BY_NAME["postfix", "transport_config"].resource("Postfix", base["transport_config"]).attributes,
        )
        wishes = [
            Desired(resource, "edge1", "mailflow"),
            *([] if kind.only else [Desired(settled, "edge1", "mailflow")]),
        ]
        found = build(wishes, Surroundings(online_addresses=("192.0.2.0/24",)))
        if any(finding.severity == "error" for finding in found.findings):
            continue
        by_name = {file.name: file.content for file in files(found)}
        assert set(parameters(by_name["main.cf"])) == {name for name, _value in found.main}
        assert len(entries(by_name["master.cf"])) == len(found.services)
        for table in found.tables:
            assert [key for key, _value in rows(by_name[f"mailflow/{table.name}"])] == [
                key for key, _value in table.rows
            ]


@pytest.mark.parametrize("value", ["a\nb = c", "$myhostname", "${x}", "a\x00", "{", "a\u2028b"])
def test_what_would_leave_its_place_is_refused(value: str) -> None:
    with pytest.raises(NotOneLine):
        main_cf(Configuration(main=(("mailflow_a", value),)))


@pytest.mark.parametrize(
    "recipient", ["#boss@contoso.com", '"a b"@contoso.com', "a\tb@contoso.com", "a@contoso.com\nb"]
)
def test_an_address_that_would_not_be_a_key_is_refused(recipient: str) -> None:
    with pytest.raises(ValueError, match="recipients"):
        BY_NAME["postfix", "accepted_domain"].resource("contoso.com", {"recipients": [recipient]})


def test_a_domain_is_no_pattern_among_patterns() -> None:
    kind = BY_NAME["postfix", "accepted_domain"]
    domain = kind.resource("con-toso.com", {"domain_type": "InternalRelay", "match_sub_domains": True})
    named = BY_NAME["postfix", "transport_config"].resource("Postfix", {"fqdn": "mail.contoso.com"})
    found = build([Desired(domain, "edge1", "mailflow"), Desired(named, "edge1", "mailflow")], Surroundings())
    (table,) = (table for table in found.tables if table.type == "regexp")
    pattern = re.compile(table.rows[0][0].strip("/"))
    assert pattern.search("a@sub.con-toso.com")
    assert not pattern.search("a@subXcon-toso.com") and not pattern.search("a@con-toso.com.evil.example")


def test_a_secret_is_in_no_repr() -> None:
    around = Surroundings(credentials={"relay.example.com": {"username": "contoso", "password": "hidden"}})
    assert "hidden" not in repr(around)
