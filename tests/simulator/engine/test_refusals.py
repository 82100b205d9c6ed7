"""Every refusal the vendor's pages name: a command that breaks the rule is refused, its neighbour is carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from simulator.coverage import refusals
from simulator.nouns.catalog import NOUNS

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("refusals.yml").read_text(encoding="utf-8"))
# They speak of certificates that are made at start: test_exchange_certificates.py.
OF_CERTIFICATES = {"cert.friendly", "cert.inuse", "cert.server.identity", "cert.um"}
COUPLED = {"remote.oof"}  # a coupling changes a neighbour instead of refusing: test_lifecycle.py


def _ids() -> list[str]:
    return [case["rule"] for case in CASES]


def test_every_documented_refusal_has_a_case_or_a_reason():
    of_nouns = {rule.id for nouns in NOUNS.values() for noun in nouns.values() for rule in noun.rules}
    of_types = {entry["id"] for entry in refusals() if "by" in entry}
    assert set(_ids()) == (of_nouns | of_types) - COUPLED - OF_CERTIFICATES


@pytest.mark.parametrize("case", CASES, ids=_ids())
def test_the_rule_refuses_what_breaks_it_and_lets_pass_what_keeps_it(case, shells, state):
    shell = shells[case["side"]]
    for cmdlet, parameters in case.get("given", []):
        shell.run(cmdlet, **parameters)
    before = state.as_document()

    cmdlet, parameters = case["breaks"]
    refusal = shell.refused(cmdlet, **parameters)

    assert refusal.kind == case.get("kind", "validation")
    assert case.get("says", "") in refusal.message
    assert state.as_document() == before, "a refused command changes nothing"

    cmdlet, parameters = case["keeps"]
    shell.run(cmdlet, **parameters)
    assert state.calls[-1].outcome == "ok"
