"""The nearest spelling of an unknown word."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.nearest import nearest

KNOWN = ("internal_relay", "authoritative", "exchange", "online")


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("exchagne", "exchange"),
        ("InternalRelay", "internal_relay"),
        ("internal-relay", "internal_relay"),
        ("ONLINE", "online"),
        ("zebra", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_the_nearest_known_word_is_found_whatever_case_and_joint(word: str, known: str | None) -> None:
    assert nearest(word, KNOWN) == known
