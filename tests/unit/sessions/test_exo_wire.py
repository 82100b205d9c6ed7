"""The forms of the admin API, and that no answer however strange breaks the reader."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.exo_wire import (
    Answer,
    body_of,
    complaint_of,
    page_of,
    properties,
    unpack,
)

TABLE = {"@odata.type": "#Exchange.GenericHashTable"}
GZIP = {"Content-Encoding": "gzip"}


def members(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = ("error", "details", "innererror", "internalexception", "message", "type", "code", "value",
             "@adminapi.warnings", "@adminapi.errors", "@odata.nextLink")  # fmt: skip
    return st.dictionaries(st.sampled_from(names), inside, max_size=5)


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON = st.recursive(LEAVES, lambda inside: st.lists(inside, max_size=3) | members(inside), max_leaves=12)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("text", "text"),
        (True, True),
        (25, 25),
        (None, None),
        ("", ""),
        (["a", "b"], ["a", "b"]),
        ([], TABLE),
        (("a",), ["a"]),
        ({"Add": ["a"], "Remove": ["b"]}, {**TABLE, "Add": ["a"], "Remove": ["b"]}),
        ({"Add": [], "Remove": []}, {**TABLE, "Add": [], "Remove": []}),
        ({"Nested": {"a": 1}}, {**TABLE, "Nested": {**TABLE, "a": 1}}),
    ],
)
def test_a_parameter_travels_in_the_form_the_service_takes(value: Any, sent: Any) -> None:
    assert json.loads(body_of("Set-X", {"P": value}))["CmdletInput"] == {
        "CmdletName": "Set-X",
        "Parameters": {"P": sent},
    }


def test_a_cmdlet_without_parameters_sends_an_empty_bag() -> None:
    assert json.loads(body_of("Get-X", {}))["CmdletInput"]["Parameters"] == {}


def test_what_is_neither_text_nor_list_of_texts_becomes_text() -> None:
    assert properties({"A": 1.5, "B": {"x": 1}, "C": ["a", 1, {"y": 2}], "D@data.type": "X"}) == {
        "A": "1.5",
        "B": '{"x": 1}',
        "C": ["a", "1", '{"y": 2}'],
    }


@pytest.mark.parametrize(
    ("headers", "raw", "body", "broken"),
    [
        ({}, b"plain", b"plain", False),
        (GZIP, gzip.compress(b"packed", mtime=0), b"packed", False),
        (GZIP, b"\0" * 4096, b"\0" * 4096, False),
        (GZIP, b"", b"", True),
        (GZIP, b'{"value": []}', b'{"value": []}', False),
        (GZIP, b"\x1f\x8b nonsense", b"\x1f\x8b nonsense", True),
        (GZIP, gzip.compress(b"packed", mtime=0)[:12], b"", True),
    ],
)
def test_a_body_is_unpacked_if_it_is_what_it_claims_to_be(
    headers: dict[str, str], raw: bytes, body: bytes, broken: bool
) -> None:
    answer = unpack(200, headers, raw)
    assert answer.broken is broken
    if not (broken and not body):
        assert answer.body == body


@given(st.binary(max_size=64), st.sampled_from([{}, GZIP]))
def test_no_bytes_break_the_reader(raw: bytes, headers: dict[str, str]) -> None:
    answer = unpack(500, headers, raw)
    assert "\0" not in complaint_of(answer).sentence
    assert answer.document is None or isinstance(answer.document, dict)


@given(members(JSON))
def test_no_document_breaks_the_reader(document: dict[str, Any]) -> None:
    complaint = complaint_of(Answer(400, {}, json.dumps(document).encode()))
    assert isinstance(complaint.type_name + complaint.sentence + complaint.vendor_id + complaint.code, str)
    page = page_of(document)
    assert all(isinstance(each, dict) for each in page.objects)


def test_a_document_nested_without_end_is_none() -> None:
    assert Answer(200, {}, b"[" * 100_000).document is None
