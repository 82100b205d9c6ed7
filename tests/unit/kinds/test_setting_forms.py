"""Forms of settings: spellings that are equal, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.forms import Form, size
from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.setting_forms import (
    CULTURE,
    GUID,
    LINK,
    MAIL_ADDRESS,
    PATH,
    PROXY_ADDRESS,
    STATUS_CODE,
    duration_within,
    text_up_to,
)

HALF_A_DAY = duration_within("12:00:00", "1.00:00:00")
SMALL = size(0, 2**20)


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (CULTURE, "en-us", "en-US"),
        (CULTURE, "ZH-hans-cn", "zh-Hans-CN"),
        (CULTURE, None, ""),
        (MAIL_ADDRESS, "postmaster@Contoso.com", "postmaster@contoso.com"),
        (MAIL_ADDRESS, "<>", None),
        (LINK, "https://MAIL.contoso.com/autodiscover/", "https://mail.contoso.com/autodiscover"),
        (LINK, None, ""),
        (GUID, "{5C1D3C1E-6A5B-4C55-9F0F-0F6F2A1B7C10}", "5c1d3c1e-6a5b-4c55-9f0f-0f6f2a1b7c10"),
        (HALF_A_DAY, "24h", "1.00:00:00"),
        (PATH, None, ""),
        (PROXY_ADDRESS, "postmaster@Contoso.com", "smtp:postmaster@contoso.com"),
        (SMALL, "1024", "1 KB (1,024 bytes)"),
        (text_up_to(3), None, ""),
    ],
)
def test_two_spellings_of_one_value_are_equal(form: Form, one: Any, other: Any) -> None:
    assert form.parse(one) == form.parse(other)
    assert form.parse(form.write(form.parse(one))) == form.parse(one)


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (CULTURE, "english!"),
        (MAIL_ADDRESS, "postmaster"),
        (MAIL_ADDRESS, "a b@contoso.com"),
        (LINK, "mail.contoso.com"),
        (LINK, "https://somebody@mail.contoso.com"),
        (GUID, "5c1d3c1e"),
        (STATUS_CODE, "550 5.7.1"),
        (HALF_A_DAY, "11:59:59"),
        (HALF_A_DAY, "1.00:00:01"),
        (PATH, "Logs"),
        (PROXY_ADDRESS, "SMTP:postmaster"),
        (SMALL, "1025KB"),
        (text_up_to(3), "four"),
    ],
)
def test_what_the_service_does_not_take_is_refused(form: Form, value: Any) -> None:
    with pytest.raises(ValueError, match=r"is not|is no"):
        form.parse(value)
