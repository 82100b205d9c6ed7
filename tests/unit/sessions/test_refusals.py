"""The vendor's sentence comes with what to do, where we know it."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.refusals import refusal
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Invalid

KNOWN = [
    ("EX505293|Inbound connector of type OnPremises is prohibited", "only Microsoft support can allow it"),
    ("The command isn't allowed in a Dehydrated organization", "Enable-OrganizationCustomization"),
]


@pytest.mark.parametrize(("sentence", "remedy"), KNOWN)
def test_a_sentence_we_know_a_remedy_for_is_followed_by_it(sentence: str, remedy: str) -> None:
    told = refusal(Invalid, "New-InboundConnector", "https://outlook.office365.com", "", sentence)
    assert sentence in told.message
    assert remedy in told.message
    assert told.vendor_message == sentence


def test_other_sentences_stay_as_they_are() -> None:
    told = refusal(Invalid, "New-InboundConnector", "https://outlook.office365.com", "", "No such domain")
    assert told.message.endswith("does not accept the call: No such domain.")
