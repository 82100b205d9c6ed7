"""How failures of the wire are told, where no server is needed to have them."""

from __future__ import annotations

import pytest
import requests

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.reachability import Endpoint, lost, require
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Unavailable, reads_only

ENDPOINT = Endpoint("https://mail.contoso.com", "ansible_exchange_ca_certificates")


def test_a_missing_library_is_named_with_how_to_get_it() -> None:
    with pytest.raises(Unavailable, match=r"'pypsrp'.*-m pip install pypsrp"):
        require(ModuleNotFoundError("No module named 'pypsrp'", name="pypsrp.wsman"), "A session")
    with pytest.raises(Unavailable, match="-m pip install requests"):
        require(ModuleNotFoundError("No module named 'urllib3'", name="urllib3"), "A session")
    require(None, "A session")


def test_a_name_that_does_not_resolve_is_told_as_that() -> None:
    with pytest.raises(requests.ConnectionError) as caught:
        requests.get("https://nosuch.invalid/", timeout=5)
    told = lost(caught.value, ENDPOINT)
    assert not told.sent
    assert "its name cannot be resolved" in told.message
    assert "object at 0x" not in told.message


def test_no_answer_in_time_may_have_arrived_and_no_connection_in_time_has_not() -> None:
    assert lost(requests.ReadTimeout("timed out"), ENDPOINT).sent
    assert not lost(requests.ConnectTimeout("timed out"), ENDPOINT).sent


@pytest.mark.parametrize(
    ("cmdlet", "reads"), [("Get-SendConnector", True), ("get-sendconnector", True), ("Test-Mailflow", True),
                          ("Set-SendConnector", False), ("Validate-OutboundConnector", False), ("", False)]
)  # fmt: skip
def test_only_a_reading_verb_may_be_repeated(cmdlet: str, reads: bool) -> None:
    assert reads_only(cmdlet) is reads
