"""Findings are printed one a line, in the order of the document."""

from __future__ import annotations

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.model.finding import Finding, render


def test_no_finding_is_the_empty_text() -> None:
    assert render([]) == ""


def test_findings_stand_in_the_order_of_the_document() -> None:
    findings = [
        Finding("r", "mailflow.sites[b].servers", "third"),
        Finding("r", "mailflow.domains[z.example].mx", "first"),
        Finding("r", "mailflow.sites[a].servers", "fifth"),
        Finding("other", "mailflow.sites[b].servers", "fourth", severity="warning"),
        Finding("r", "mailflow.domains[a.example].mx", "second"),
        Finding("r", "mailflow", "zeroth"),
        Finding("r", "mailflow.unheard", "last"),
    ]
    lines = render(findings).splitlines()
    assert [line.rsplit(": ", 1)[1].split()[0] for line in lines] == [
        "zeroth", "first", "second", "third", "fourth", "fifth", "last",
    ]  # fmt: skip
    assert lines[4] == "warning: mailflow.sites[b].servers: fourth [other]"


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="error, warning, hint"):
        Finding("r", "mailflow", "message", severity="fatal")
