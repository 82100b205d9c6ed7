"""Rights and certificates over remote PowerShell: lists of rights, the bytes of a file and an encrypted password."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.mailflow.hybrid.plugins.module_utils.kinds.catalog import BY_NAME
from ansible_collections.mailflow.hybrid.plugins.module_utils.model.resource import Desired
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.apply import apply
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.observe import read_kind
from ansible_collections.mailflow.hybrid.plugins.module_utils.reconcile.propose import propose
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions import session as errors
from ansible_collections.mailflow.hybrid.plugins.module_utils.sessions.secret import Secret
from tests.support.certificates import PASSWORD, well_known_pfx

from .conftest import World

pytestmark = pytest.mark.slow

ANONYMOUS = "NT AUTHORITY\\ANONYMOUS LOGON"
IMPORT = "Import-ExchangeCertificate"


def test_rights_converge_over_the_wire(world: World) -> None:
    kind, session = BY_NAME["exchange", "receive_connector"], world.exchange()
    connector = {"bindings": ["0.0.0.0:2626"], "remote_ip_ranges": ["192.0.2.0/24"]}
    for rights in (["ms-Exch-SMTP-Accept-Any-Recipient", "ms-Exch-SMTP-Submit"], []):
        resource = kind.resource("EX1\\Relay", {**connector, "extended_rights": {ANONYMOUS: rights}})
        wish = [Desired(resource, "ex1", "test")]
        apply(session, propose(session, "ex1", wish).changes, lambda seconds: None)
        assert not propose(session, "ex1", wish).changes
        (read,) = [r for r in read_kind(session, "ex1", kind, ["EX1\\Relay"], wishes=None) if r.name == "EX1\\Relay"]
        assert read.attributes["extended_rights"] == ({ANONYMOUS: rights} if rights else {})


def test_a_certificate_and_its_password_reach_the_server(world: World, tmp_path: Path) -> None:
    thumbprint = well_known_pfx(tmp_path / "mail.pfx")
    content, session = (tmp_path / "mail.pfx").read_bytes(), world.exchange()
    with pytest.raises(errors.Invalid) as wrong:
        session.invoke(IMPORT, {"Server": "EX1", "FileData": content, "Password": Secret("guess")})
    assert "guess" not in str(wrong.value)
    session.invoke(IMPORT, {"Server": "EX1", "FileData": content, "Password": Secret(PASSWORD)})
    kind = BY_NAME["exchange", "certificate"]
    there = {resource.name: resource for resource in read_kind(session, "ex1", kind, [f"EX1\\{thumbprint}"])}
    assert there[f"EX1\\{thumbprint}"].attributes["not_after"] == "2099-01-01T00:00:00Z"
    session.invoke("Enable-ExchangeCertificate", {"Identity": f"EX1\\{thumbprint}", "Services": ["IMAP", "POP"]})
    session.invoke("Remove-ExchangeCertificate", {"Identity": f"EX1\\{thumbprint}"})
    assert PASSWORD not in str(world.ask("GET", "/calls"))


def test_a_secret_shows_a_mask_to_whoever_looks() -> None:
    assert PASSWORD not in f"{Secret(PASSWORD)} {Secret(PASSWORD)!r}"
