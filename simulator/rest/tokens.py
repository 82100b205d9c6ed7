# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is let in: access tokens of the simulated tenant, made when an application signs in and checked on each call."""

from __future__ import annotations

import secrets
import time
from typing import Final

import jwt

from simulator.world import Tenant

LIFETIME: Final = 3599
# The directory role "Exchange Administrator", and the application role the admin API asks for.
DIRECTORY_ROLE: Final = "29232cdf-9323-42fd-ade2-1d097af3e4de"
APPLICATION_ROLE: Final = "Exchange.ManageAsApp"


class Tokens:
    """Signs with a key nobody else has, so that a token cannot be guessed, altered or kept over a restart."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._key = secrets.token_bytes(32)

    def issue(self, audience: str, lifetime: int = LIFETIME) -> str:
        now = int(time.time())
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{self._tenant.id}/",
            "iat": now,
            "nbf": now,
            "exp": now + lifetime,
            "appid": self._tenant.client_id,
            "tid": self._tenant.id,
            "roles": [APPLICATION_ROLE],
            "wids": [DIRECTORY_ROLE],
            "ver": "1.0",
        }
        return jwt.encode(claims, self._key, algorithm="HS256")

    def accepts(self, authorization: str, audience: str) -> bool:
        """Whether an Authorization header carries a token of this tenant, meant for `audience`, still good."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return False
        try:
            claims = jwt.decode(token.strip(), self._key, algorithms=["HS256"], audience=audience)
        except jwt.InvalidTokenError:
            return False
        return bool(claims.get("tid") == self._tenant.id)
