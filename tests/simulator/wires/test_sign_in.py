# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to the online side, as MSAL does it and as a form by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from simulator.certificates import Authority


def credential(pem: str) -> dict[str, str]:
    """What MSAL wants of a file with a key and its certificate."""
    certificate = x509.load_pem_x509_certificate(pem[pem.index("-----BEGIN CERTIFICATE") :].encode())
    return {"private_key": pem, "thumbprint": certificate.fingerprint(hashes.SHA1()).hex()}


def test_an_application_signs_in_with_its_secret(stranger: Any) -> None:
    answer = stranger.confidential(stranger.ready["client_secret"]).acquire_token_for_client(
        [stranger.ready["url"] + "/.default"]
    )
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["aud"] == stranger.ready["url"]
    assert claims["tid"] == stranger.ready["tenant_id"]
    assert claims["roles"] == ["Exchange.ManageAsApp"]


def test_an_application_signs_in_with_its_certificate(stranger: Any) -> None:
    pem = Path(stranger.ready["client_certificate"]).read_text()
    answer = stranger.confidential(credential(pem)).acquire_token_for_client([stranger.ready["url"] + "/.default"])
    assert answer["token_type"] == "Bearer"


def test_a_certificate_of_somebody_else_is_refused(stranger: Any, tmp_path: Path) -> None:
    other = Authority(tmp_path).issue("CN=somebody else", rsa_key=True)
    answer = stranger.confidential(credential(other.with_key().read_text())).acquire_token_for_client(
        [stranger.ready["url"] + "/.default"]
    )
    assert answer["error"] == "invalid_client"
    assert answer["error_codes"] == [700027]


@pytest.mark.parametrize(
    ("changes", "status", "error", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "00000000-0000-4000-8000-000000000000"}, 400, "unauthorized_client", 700016),
        ({"tenant": "fabrikam.onmicrosoft.com"}, 400, "invalid_request", 90002),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"scope": "https://nobody.example/.default"}, 400, "invalid_resource", 500011),
        ({"scope": "openid"}, 400, "invalid_scope", 1002012),
        ({"scope": ""}, 400, "invalid_request", 900144),
    ],
)
def test_a_wrong_sign_in_is_refused_in_the_services_words(
    stranger: Any, changes: dict[str, str], status: int, error: str, code: int
) -> None:
    answer = stranger.token(**changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"].startswith(f"AADSTS{code}: ")
    assert answer.json()["error_codes"] == [code]


def test_a_secret_never_comes_back_in_an_error(stranger: Any) -> None:
    assert "not-the-secret" not in stranger.token(client_secret="not-the-secret").text


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": 1}, 700024),
        ({"aud": "https://login.example/"}, 700023),
        ({"iss": "somebody", "sub": "somebody"}, 700021),
        ({"exp": None}, 50027),
    ],
)
def test_an_assertion_is_checked_claim_by_claim(stranger: Any, claims: dict[str, Any], code: int) -> None:
    client, tenant = stranger.ready["client_id"], stranger.ready["tenant"]
    good = {"iss": client, "sub": client, "exp": 4102444800, "aud": f"{stranger.ready['authority']}/{tenant}/v2.0"}
    payload = {name: value for name, value in {**good, **claims}.items() if value is not None}
    key = Path(stranger.ready["client_certificate"]).read_text()
    answer = stranger.token(
        client_assertion=jwt.encode(payload, key, algorithm="RS256"),
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    )
    assert answer.json()["error_codes"] == [code]


def test_refused_sign_in_is_a_fault_that_can_be_had_and_passes(stranger: Any, control: Any) -> None:
    control("PUT", "/faults", [{"fault": "sign-in-refused", "side": "online", "times": 1}])
    assert stranger.token().json()["error_codes"] == [53003]
    assert stranger.token().status_code == 200
