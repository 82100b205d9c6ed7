"""Rights of principals: what is read of an answer, what of it is somebody's wish, and what is a slip."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.edits import laid_over
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.exchange.rights import (
    ANONYMOUS,
    ANY_RECIPIENT,
    DETAIL_OF_RIGHTS,
    RIGHTS,
)

SUBMIT = "ms-Exch-SMTP-Submit"


def entry(user: str, *rights: str, **more: Any) -> dict[str, Any]:
    return {"User": user, "Deny": False, "IsInherited": False, "ExtendedRights": list(rights) or None, **more}


def read(*entries: dict[str, Any], groups: str = "None") -> Any:
    return DETAIL_OF_RIGHTS.seen(entries, {"PermissionGroups": groups})


def test_only_entries_of_the_connector_itself_that_hold_for_all_of_it_are_rights() -> None:
    seen = read(
        entry("CONTOSO\\Faxes", SUBMIT, InheritanceType="All"),
        entry("CONTOSO\\Above", SUBMIT, IsInherited=True),
        entry("CONTOSO\\Below", SUBMIT, InheritanceType="Children"),
        entry("CONTOSO\\Readers", AccessRights=["ReadProperty"]),
        entry("CONTOSO\\Foes", SUBMIT, Deny=True),
    )
    assert seen == {"ExtendedRights": {"CONTOSO\\Faxes": [SUBMIT]}, "DeniedRights": {"CONTOSO\\Foes": [SUBMIT]}}


def test_what_a_group_brings_is_no_right_of_a_principal() -> None:
    servers = (entry("CONTOSO\\Exchange Servers", SUBMIT), entry("FABRIKAM\\exchange servers", "ms-Exch-New"))
    anonymous = (entry(ANONYMOUS, SUBMIT), entry(ANONYMOUS, ANY_RECIPIENT))
    seen = read(*servers, *anonymous, groups="AnonymousUsers, ExchangeServers, Custom")
    assert seen["ExtendedRights"] == {ANONYMOUS: [ANY_RECIPIENT]}
    assert read(*anonymous, groups="Custom")["ExtendedRights"] == {ANONYMOUS: [ANY_RECIPIENT, SUBMIT]}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({ANONYMOUS: ["ms-Exch-SMTP-Sumbit"]}, f"Did you mean {SUBMIT}"),
        ({"ANONYMOUS LOGON": [SUBMIT]}, "no principal"),
        ({"*": [SUBMIT]}, "only an empty list"),
        ({"CONTOSO\\a": [], "contoso\\A": []}, "named twice"),
        ({ANONYMOUS: ["?"]}, "no extended right"),
        ({ANONYMOUS: {"append": [SUBMIT]}}, "no edit"),
        ([SUBMIT], "no mapping"),
        (None, "no mapping"),
    ],
)
def test_a_slip_is_refused(wrong: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("?", "\\?")):
        RIGHTS.parse(wrong)


def test_all_spellings_of_a_wish_are_one() -> None:
    wish = RIGHTS.parse({"nt authority\\Anonymous Logon": "ms-exch-smtp-submit, ms-Exch-SMTP-Submit"})
    assert wish == {ANONYMOUS: [SUBMIT]} == RIGHTS.parse(wish)
    assert RIGHTS.parse({"S-1-5-11": ["ms-Exch-SMTP-Accept-XShadow"]}) == {"S-1-5-11": ["ms-Exch-SMTP-Accept-XShadow"]}


def test_a_wish_over_a_wish_is_laid_over_principal_by_principal() -> None:
    implied = RIGHTS.parse({ANONYMOUS: [ANY_RECIPIENT], "CONTOSO\\a": [SUBMIT]})
    stated = RIGHTS.parse({ANONYMOUS: {"add": [SUBMIT]}, "CONTOSO\\b": []})
    assert laid_over(implied, stated) == {
        ANONYMOUS: [ANY_RECIPIENT, SUBMIT],
        "CONTOSO\\a": [SUBMIT],
        "CONTOSO\\b": [],
    }
