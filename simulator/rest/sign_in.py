# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sign-in endpoint: OpenID configuration and the client-credentials grant, by secret or by certificate.

Numbers and sentences are those of Microsoft Entra as clients quote them in public; none was tried against the service.
"""

from __future__ import annotations

import datetime
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from simulator.faults import Fault
from simulator.rest.tokens import LIFETIME, Tokens
from simulator.world import Tenant

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
OTHER_RESOURCES: Final = ("https://graph.microsoft.com",)

# code: (HTTP status, OAuth error, sentence)
ERRORS: Final[dict[int, tuple[int, str, str]]] = {
    50027: (401, "invalid_client", "JWT token is invalid or malformed."),
    53003: (400, "invalid_grant", "Access has been blocked by Conditional Access policies."),
    70003: (400, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'."),
    90002: (
        400,
        "invalid_request",
        "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
        "correct cloud. Check with your subscription administrator, this may happen if there are no active "
        "subscriptions for the tenant.",
    ),
    500011: (
        400,
        "invalid_resource",
        "The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the "
        "application has not been installed by the administrator of the tenant or consented to by any user in the "
        "tenant. You might have sent your authentication request to the wrong tenant.",
    ),
    700016: (
        400,
        "unauthorized_client",
        "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the "
        "application has not been installed by the administrator of the tenant or consented to by any user in the "
        "tenant. You may have sent your authentication request to the wrong tenant.",
    ),
    700021: (401, "invalid_client", "Client assertion application identifier doesn't match 'client_id' parameter."),
    700023: (401, "invalid_client", "Client assertion audience claim does not match Realm issuer."),
    700024: (401, "invalid_client", "Client assertion is not within its valid time range."),
    700027: (401, "invalid_client", "Client assertion failed signature validation."),
    900144: (400, "invalid_request", "The request body must contain the following parameter: '{missing}'."),
    1002012: (
        400,
        "invalid_scope",
        "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with "
        "/.default suffixed to the resource identifier (application ID URI).",
    ),
    7000215: (
        401,
        "invalid_client",
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not "
        "the client secret ID, for a secret added to app '{client}'.",
    ),
    7000216: (
        401,
        "invalid_client",
        "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ),
}


class SignInError(Exception):
    def __init__(self, code: int, **words: str) -> None:
        status, error, sentence = ERRORS[code]
        super().__init__(f"AADSTS{code}: {sentence.format(**words)}")
        self.code = code
        self.status = status
        self.error = error


@dataclass
class Application:
    """The one application registered in the tenant, and what it proves itself with."""

    client_id: str
    client_secret: str
    certificate: x509.Certificate


class SignIn:
    """Answers as (HTTP status, document); the HTTP around it is the server's."""

    def __init__(self, tenant: Tenant, application: Application, tokens: Tokens, base: str) -> None:
        self._tenant = tenant
        self._application = application
        self._tokens = tokens
        self._base = base

    def configuration(self, tenant: str) -> tuple[int, dict[str, Any]]:
        try:
            self._check_tenant(tenant)
        except SignInError as error:
            return error_answer(error)
        root = f"{self._base}/{tenant}"
        return 200, {
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
            "issuer": f"{self._base}/{self._tenant.id}/v2.0",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "tenant_region_scope": "EU",
        }

    def token(self, tenant: str, form: Mapping[str, str], fault: Fault | None) -> tuple[int, dict[str, Any]]:
        try:
            self._check_tenant(tenant)
            if fault is not None:
                raise SignInError(int(fault.extra.get("code", 53003)), **self._words(form))
            resource = self._check_request(form)
            self._check_proof(tenant, form)
        except SignInError as error:
            return error_answer(error)
        return 200, {
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "ext_expires_in": LIFETIME,
            "access_token": self._tokens.issue(resource),
        }

    def _words(self, form: Mapping[str, str]) -> dict[str, str]:
        """Every word a sentence of ERRORS may need: a fault can ask for any of them."""
        return {
            "grant": form.get("grant_type", ""),
            "client": form.get("client_id", ""),
            "tenant": self._tenant.domain,
            "scope": form.get("scope", ""),
            "resource": form.get("scope", ""),
            "missing": "scope",
        }

    def _check_tenant(self, tenant: str) -> None:
        if tenant.lower() not in (self._tenant.domain.lower(), self._tenant.id.lower()):
            raise SignInError(90002, tenant=tenant)

    def _check_request(self, form: Mapping[str, str]) -> str:
        """The resource that a token is wanted for."""
        for name in ("grant_type", "client_id", "scope"):
            if not form.get(name):
                raise SignInError(900144, missing=name)
        if form["grant_type"] != "client_credentials":
            raise SignInError(70003, grant=form["grant_type"])
        if form["client_id"].lower() != self._application.client_id.lower():
            raise SignInError(700016, client=form["client_id"], tenant=self._tenant.domain)
        resource, dot, rest = form["scope"].partition("/.default")
        if not dot or rest:
            raise SignInError(1002012, scope=form["scope"])
        if resource not in (self._base, *OTHER_RESOURCES):
            raise SignInError(500011, resource=resource, tenant=self._tenant.domain)
        return resource

    def _check_proof(self, tenant: str, form: Mapping[str, str]) -> None:
        if form.get("client_assertion"):
            self._check_assertion(tenant, form)
        elif "client_secret" not in form:
            raise SignInError(7000216)
        elif not hmac.compare_digest(form["client_secret"].encode(), self._application.client_secret.encode()):
            raise SignInError(7000215, client=self._application.client_id)

    def _check_assertion(self, tenant: str, form: Mapping[str, str]) -> None:
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise SignInError(900144, missing="client_assertion_type")
        claims = self._verified(form["client_assertion"], tenant)
        if {claims["iss"], claims["sub"]} != {form["client_id"]}:
            raise SignInError(700021)

    def _verified(self, assertion: str, tenant: str) -> dict[str, Any]:
        key = self._application.certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)  # noqa: S101  the application's certificate is made with one
        root = f"{self._base}/{tenant}"
        audiences = [root, f"{root}/v2.0", f"{root}/oauth2/v2.0/token", f"{self._base}/{self._tenant.id}/v2.0"]
        options: Any = {"require": ["exp", "iss", "sub", "aud"]}
        try:
            return jwt.decode(assertion, key, algorithms=["RS256", "PS256"], audience=audiences, options=options)
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
            raise SignInError(700024) from error
        except jwt.InvalidAudienceError as error:
            raise SignInError(700023) from error
        except jwt.InvalidSignatureError as error:
            raise SignInError(700027) from error
        except jwt.InvalidTokenError as error:
            raise SignInError(50027) from error


def error_answer(error: SignInError) -> tuple[int, dict[str, Any]]:
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return error.status, {
        "error": error.error,
        "error_description": f"{error} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
        "error_codes": [error.code],
        "timestamp": stamp,
        "trace_id": trace,
        "correlation_id": correlation,
        "error_uri": f"https://login.microsoftonline.com/error?code={error.code}",
    }
