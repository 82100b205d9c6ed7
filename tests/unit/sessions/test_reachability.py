"""How failures of the wire are told, where no server is needed to have them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.reachability import Endpoint, lost, require
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.session import Unavailable, reads_only

ROOT = Path(__file__).parents[3]
ENDPOINT = Endpoint("https://mail.contoso.com", "ansible_exchange_ca_certificates")


def test_a_missing_library_is_named_with_how_to_get_it() -> None:
    with pytest.raises(Unavailable, match=r"'spnego'.*-m pip install pypsrp"):
        require(ModuleNotFoundError("No module named 'spnego'", name="spnego.exceptions"), "A session", "pypsrp")
    require(None, "A session", "pypsrp")


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


MAKING = {
    "exo_rest": ("ExchangeOnline(Online(), None)", "msal requests"),
    "psrp": ("ExchangeServer(Server('ex1.contoso.com'))", "pypsrp"),
}


@pytest.mark.parametrize("module", MAKING)
def test_a_python_without_the_libraries_imports_a_session_and_says_what_it_lacks(module: str) -> None:
    name = f"ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.{module}"
    making, packages = MAKING[module]
    code = (
        f"import sys; sys.path.insert(0, 'collections')\nfrom {name} import *\n"
        f"try: {making}\nexcept Exception as error: print(type(error).__name__, error)"
    )
    # Without `site` Python sees the standard library only.
    told = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.startswith("Unavailable ")
    assert told.stdout.strip().endswith(f"-m pip install {packages}")
    assert told.stderr == ""
