"""The JSON Schema is made from the tables of words, and agrees with the reader."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.document import schema
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.topology import read

from .test_topology import ALL_CASES, PLACES, document_of

VALIDATOR = jsonschema.Draft202012Validator(schema.schema())
# What a schema can say: the shape of the document and its closed lists of words.
RULES_OF_SHAPE = {"unknown-word", "missing-word", "secret-in-topology"}


def accepts(document: object) -> bool:
    return VALIDATOR.is_valid({"mailflow": document})


def test_the_committed_schema_is_what_the_words_say() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), "Write it anew: see document/schema.py."


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema.schema())


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case["case"])
def test_what_the_reader_takes_the_schema_takes(case: dict[str, Any]) -> None:
    document = document_of(case)
    if not [finding for finding in read(document)[1] if finding.severity == "error"]:
        assert accepts(document)


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case["case"])
def test_a_wrong_shape_is_wrong_to_the_schema_too(case: dict[str, Any]) -> None:
    rules = {finding.rule for finding in read(document_of(case))[1]}
    if rules & RULES_OF_SHAPE:
        assert not accepts(document_of(case))


spoilt = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=20),
    st.lists(st.text(max_size=3), max_size=2),
    st.sampled_from(
        [
            "exchange",
            "online",
            "headquarters",
            "relay",
            "dod",
            "35MB",
            "unlimited",
            "a.example",
            "*.contoso.com",
            ["ex1"],
            {},
        ]
    ),
    st.dictionaries(st.sampled_from(["mx", "mailboxes", "name", "issuer", "kind"]), st.text(max_size=5), max_size=2),
)


@given(st.sampled_from(PLACES[1:]), spoilt)
def test_the_schema_is_never_stricter_than_the_reader(place: str, value: object) -> None:
    document = document_of({"start": "everything", "with": {place: value}})
    topology, _findings = read(document)
    assert topology is None or accepts(document)


def test_every_word_says_what_it_does() -> None:
    def descriptions(node: Any) -> Any:
        if isinstance(node, dict):
            for word, inner in node.get("properties", {}).items():
                yield word, inner.get("description")
            for inner in node.values():
                yield from descriptions(inner)

    told = list(descriptions(schema.schema()["properties"]["mailflow"]))
    assert len(told) > 25
    assert [word for word, description in told if not description and word not in ("add", "remove")] == []


def test_the_examples_of_the_schema_are_valid() -> None:
    def examples(node: Any) -> Any:
        if isinstance(node, dict):
            yield from ((node, example) for example in node.get("examples", []))
            for inner in node.values():
                yield from examples(inner)

    found = list(examples(schema.schema()))
    assert len(found) > 10
    for node, example in found:
        jsonschema.Draft202012Validator(node).validate(example)
