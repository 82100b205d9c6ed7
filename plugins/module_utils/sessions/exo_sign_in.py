# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to Exchange Online as an application: the clouds, the credential, the token.

Application-only by certificate or client secret (OAuth 2.0 client credentials, by MSAL). The application needs the
permission Exchange.ManageAsApp and a directory or Exchange role (app-only-auth-powershell-v2 page, checked 2026-08-21).
"""

from __future__ import annotations

import base64
import functools
import json
import logging
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .reachability import Endpoint, lost, require
from .session import SignInRefused, Unavailable

MISSING: ImportError | None = None
try:
    import msal
    import requests
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
except ImportError as error:
    MISSING = error

# Without a handler of its own, Python prints a library's warnings to the user's terminal.
logging.getLogger("msal").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Cloud:
    """One of the separate Microsoft clouds: where its admin API and its sign-in are."""

    base: str
    authority: str
    suffix: str


# Exchange admin API overview page (checked 2026-08-21). GCC lives in the worldwide cloud. `suffix` bounds the hosts to
# which a redirect may carry the token: the front door sends to regional hosts below its own name.
CLOUDS = {
    "worldwide": Cloud(
        "https://outlook.office365.com", "https://login.microsoftonline.com", suffix="outlook.office365.com"
    ),
    "gcc_high": Cloud(
        "https://outlook.office365.us", "https://login.microsoftonline.us", suffix="outlook.office365.us"
    ),
    "dod": Cloud(
        "https://outlook-dod.office365.us", "https://login.microsoftonline.us", suffix="outlook-dod.office365.us"
    ),
    "china": Cloud("https://outlook.office365.cn", "https://login.chinacloudapi.cn", suffix="office365.cn"),
}

# Microsoft Entra error codes (AADSTS reference page, checked 2026-08-21).
REMEDIES = {
    "7000215": "Give the value, not the id, of a current client secret of the application.",
    "7000222": "The client secret has expired: make a new one and give its value.",
    "700016": "Correct the client id, or register the application in this tenant.",
    "700027": "Upload the certificate to the application, or give the one that was uploaded.",
    "700024": "Set the clock of this machine right.",
    "90002": "Correct the tenant.",
    "900023": "Correct the tenant.",
    "500011": "Choose the cloud in which the tenant lives.",
    "53003": "Let Conditional Access admit the application.",
}
ANY_REMEDY = "Check tenant, client id and credential."


@dataclass(frozen=True)
class Application:
    """Who signs in: an application of a tenant, with a certificate (path of a PEM file with its key) or a secret."""

    tenant: str
    client_id: str
    client_certificate: str = ""
    client_secret: str = field(default="", repr=False)


class SignIn:
    """Fetches access tokens, keeps the current one, and fetches a new one when it is told to."""

    def __init__(
        self, application: Application, authority: Endpoint, scope: str, *, well_known: bool, verify: bool | str
    ) -> None:
        require(MISSING, "A session with Exchange Online", "msal requests")
        self._application = application
        self._authority = authority
        self._scope = scope
        self._well_known = well_known
        self._verify = verify
        self._msal: Any = None
        self._http: Any = None

    def token(self, claims: str | None = None) -> str:
        """A valid access token; `claims` are what the service demanded of a new one."""
        try:
            answer = self._confidential().acquire_token_for_client([self._scope], claims_challenge=claims)
        except requests.exceptions.RequestException as error:
            raise Unavailable(f"Cannot sign in: {lost(error, self._authority).message}") from error
        except ValueError as error:
            raise self._no_authority(error) from error
        if "access_token" not in answer:
            raise self._refused(str(answer.get("error", "")), str(answer.get("error_description", "")))
        return str(answer["access_token"])

    def forget(self) -> None:
        """Drop the current token, so that the next one is new."""
        self._msal = None

    def close(self) -> None:
        self._msal = None
        if self._http is not None:
            self._http.close()

    def _confidential(self) -> Any:
        if self._msal is None:
            self._msal = msal.ConfidentialClientApplication(
                self._application.client_id,
                authority=f"{self._authority.url}/{self._application.tenant}",
                client_credential=credential(self._application),
                instance_discovery=None if self._well_known else False,
                http_client=self._wire(),
            )
        return self._msal

    def _wire(self) -> Any:
        # The bundle is given with each request because requests lets REQUESTS_CA_BUNDLE win over the session's, and
        # redirects are off because a 307 would carry the secret to wherever it points.
        if self._http is None:
            self._http = requests.Session()
            options = {"verify": self._verify, "timeout": 30, "allow_redirects": False}
            self._http.request = functools.partial(self._http.request, **options)
        return self._http

    def _no_authority(self, error: ValueError) -> SignInRefused:
        words = " ".join(str(error).split())
        if found := re.search(r"AADSTS\d+[^\"']*", words):
            return self._refused("", found.group())
        # MSAL keeps to itself what the service answered, and advises about formats instead.
        cause = "" if words.startswith("Unable to get authority configuration") else f" ({words[:300]})"
        return SignInRefused(
            f"Cannot sign in: {self._authority.url} knows no tenant '{self._application.tenant}'"
            f"{self._without_secret(cause)}. Correct the tenant, the cloud or the authority."
        )

    def _refused(self, code: str, description: str) -> SignInRefused:
        sentence = self._without_secret(" ".join(re.split(r"\s*Trace ID:", description)[0].split()) or code)
        found = re.search(r"AADSTS(\d+)", sentence)
        remedy = REMEDIES.get(found.group(1), ANY_REMEDY) if found else ANY_REMEDY
        return SignInRefused(
            f"Cannot sign in: {self._authority.url} refused application {self._application.client_id} of tenant "
            f"'{self._application.tenant}': {sentence} {remedy}",
            found.group() if found else code,
            sentence,
        )

    def _without_secret(self, text: str) -> str:
        secret = self._application.client_secret
        return text.replace(secret, "********") if secret else text


def credential(application: Application) -> str | dict[str, str]:
    """The application's credential in the form MSAL takes."""
    if application.client_certificate:
        return _certificate(Path(application.client_certificate))
    if application.client_secret:
        return application.client_secret
    raise SignInRefused(
        f"Cannot sign in as application {application.client_id}: neither a client certificate nor a client secret "
        "is given. Give one of them."
    )


def _certificate(path: Path) -> dict[str, str]:
    try:
        pem = path.expanduser().read_bytes()
    except OSError as error:
        raise SignInRefused(
            f"Cannot sign in: the client certificate {path} cannot be read: {error.strerror}. "
            "Correct the path or its permissions."
        ) from error
    try:
        key = serialization.load_pem_private_key(pem, password=None)
        chain = x509.load_pem_x509_certificates(pem)
    except (TypeError, ValueError) as error:
        raise SignInRefused(
            f"Cannot sign in: {path} is not a PEM file with a readable private key and a certificate: "
            f"{type(error).__name__}. Put both into one file, the key not encrypted, and let only its owner read it."
        ) from None
    return _for_msal(path, key, chain)


def _for_msal(path: Path, key: Any, chain: list[Any]) -> dict[str, str]:
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SignInRefused(
            f"Cannot sign in: the key in {path} is not an RSA key, which is all that Microsoft Entra accepts of an "
            "application. Make an RSA certificate."
        )
    matching = [each for each in chain if each.public_key() == key.public_key()]
    if not matching:
        raise SignInRefused(f"Cannot sign in: no certificate in {path} belongs to the key in it. Put the pair there.")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = matching[0].public_bytes(serialization.Encoding.PEM)
    return {"private_key": private.decode(), "public_certificate": public.decode()}


def tenant_id(token: str) -> str:
    """The tenant's id as the token says it, or nothing if the token is opaque; it is the safer name in the URL."""
    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return ""
    return str(claims.get("tid", "")) if isinstance(claims, dict) else ""
