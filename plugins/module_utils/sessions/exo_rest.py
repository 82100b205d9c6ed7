# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with Exchange Online over its REST admin API: one POST for each cmdlet.

The token goes only to hosts of the chosen cloud; where the endpoint is overridden, only to that host. Redirects are
followed by hand for that reason. Cookies and the anchor mailbox keep the conversation on one backend.
"""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from .exo_sign_in import CLOUDS, Application, SignIn, tenant_id
from .exo_weather import Asked, complained, refused, weigh
from .exo_wire import TRUNCATED, Answer, body_of, page_of, partial_error, unpack
from .patience import Patience
from .reachability import Endpoint, Lost, lost, require
from .refusals import outcome_unknown
from .session import Invalid, Reply, Unavailable, reads_only

MISSING: ImportError | None = None
try:
    import requests
    import urllib3
except ImportError as error:
    MISSING = error

SYSTEM_MAILBOX = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}"
"""The arbitration mailbox every tenant has: the usual anchor of an application."""

HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en-US",
    "Content-Type": "application/json",
    "Prefer": "odata.maxpagesize=1000",
    "User-Agent": "mailflow.hybrid",
    "X-ResponseFormat": "json",
    "parameter-based-routing": "true",
}
REDIRECTS = 3
CA_OPTION = "ansible_exchange_online_ca_certificates"


@dataclass(frozen=True)
class Online:
    """Where a tenant is reached; `endpoint` and `authority` replace the cloud's, for a proxy or a rehearsal."""

    cloud: str = "worldwide"
    endpoint: str = ""
    authority: str = ""
    ca_certificates: str = ""
    validate_certs: bool = True
    timeout: float = 300.0

    @property
    def base(self) -> str:
        return self.endpoint.rstrip("/") or CLOUDS[self.cloud].base

    @property
    def signs_in_at(self) -> str:
        return self.authority.rstrip("/") or CLOUDS[self.cloud].authority

    @property
    def scope(self) -> str:
        """A sign-in service of its own issues tokens for the endpoint as it is called; Microsoft's for the cloud."""
        return f"{self.base if self.authority else CLOUDS[self.cloud].base}/.default"

    @property
    def verify(self) -> bool | str:
        return (self.ca_certificates or True) if self.validate_certs else False

    def may_carry_token(self, url: str) -> bool:
        """Whether a redirect or continuation stays where the token may go."""
        parts = urlsplit(url)
        host, home = (parts.hostname or "").lower(), (urlsplit(self.base).hostname or "").lower()
        if parts.scheme != "https":
            return False
        return host == home or (not self.endpoint and host.endswith("." + CLOUDS[self.cloud].suffix))


@dataclass
class Call:
    """One cmdlet on its way: what is asked, and what stays the same over its attempts."""

    asked: Asked
    body: bytes
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))


class ExchangeOnline:
    """One authenticated conversation with a tenant."""

    def __init__(self, online: Online, application: Application, patience: Patience | None = None) -> None:
        require(MISSING, "A session with Exchange Online", "msal requests")
        _check(online)
        if not online.validate_certs:
            # Whoever switched the check off by name need not be told at each call.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._online = online
        self._application = application
        self._patience = patience or Patience()
        self._base = online.base
        self._connection_id = str(uuid.uuid4())
        self._http = requests.Session()
        self._sign_in = SignIn(
            application,
            Endpoint(online.signs_in_at, CA_OPTION),
            online.scope,
            well_known=not online.authority,
            verify=online.verify,
        )

    def invoke(self, cmdlet: str, parameters: Mapping[str, Any]) -> Reply:
        """Run one cmdlet and gather all pages of its answer, or raise a SessionError."""
        asked = Asked(cmdlet, reads_only(cmdlet), self._base, self._application.client_id)
        call = Call(asked, body_of(cmdlet, parameters))
        objects: list[dict[str, Any]] = []
        warnings: list[str] = []
        pages: list[str] = []
        url: str | None = ""
        while url is not None:
            pages.append(url)
            page = page_of(self._document(call, self._ask(call, url)))
            if page.errors:
                raise complained(asked, partial_error(page.errors[0]))
            objects += page.objects
            warnings += page.warnings
            url = self._continuation(call, page.next_link, pages) if page.next_link else None
        _refuse_truncation(asked, warnings)
        return Reply(tuple(objects), tuple(warnings))

    def close(self) -> None:
        self._http.close()
        self._sign_in.close()

    def _ask(self, call: Call, url: str) -> Answer:
        """The answer to one call, after as many attempts as patience and the call's nature allow."""
        attempt = 0
        while True:
            weighed = weigh(call.asked, self._attempt(call, url), self._patience)
            if isinstance(weighed, Answer):
                return weighed
            if not weighed.repeatable or attempt >= self._patience.retries:
                raise weighed.error
            self._patience.sleep(self._patience.wait(attempt, weighed.asked))
            attempt += 1

    def _attempt(self, call: Call, url: str) -> Answer | Lost:
        """One attempt; a token that is not accepted is replaced once."""
        result = self._follow(call, url, self._sign_in.token())
        if isinstance(result, Answer) and result.status == 401:
            self._sign_in.forget()
            return self._follow(call, url, self._sign_in.token(_claims(result)))
        return result

    def _follow(self, call: Call, url: str, token: str) -> Answer | Lost:
        """Send, and send again where the front door points, as long as the token may go there."""
        for _hop in range(REDIRECTS + 1):
            tenant = tenant_id(token) or self._application.tenant
            target = url or f"{self._base}/adminapi/beta/{tenant}/InvokeCommand"
            result = self._post(call, target, token, tenant)
            location = result.headers.get("Location", "") if isinstance(result, Answer) else ""
            if isinstance(result, Lost) or not 300 <= result.status < 400 or not location:
                return result
            url = self._redirected(call, target, location)
        raise Unavailable(f"{call.asked.cmdlet}: {self._base} redirects in a circle. Correct the endpoint.")

    def _post(self, call: Call, url: str, token: str, tenant: str) -> Answer | Lost:
        try:
            response = self._http.post(
                url,
                data=call.body,
                headers=self._headers(call, tenant),
                auth=_Bearer(token),
                verify=self._online.verify,
                timeout=(30, self._online.timeout),
                allow_redirects=False,
                stream=True,
            )
            with response:
                raw = response.raw.read(decode_content=False)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            return lost(error, Endpoint(self._base, CA_OPTION))
        return unpack(response.status_code, response.headers, raw)

    def _headers(self, call: Call, tenant: str) -> dict[str, str]:
        return HEADERS | {
            "X-CmdletName": call.asked.cmdlet,
            "X-AnchorMailbox": f"APP:{SYSTEM_MAILBOX}@{tenant}",
            "client-request-id": call.request_id,
            "connection-id": self._connection_id,
        }

    def _redirected(self, call: Call, url: str, location: str) -> str:
        # Front doors have been seen to name the backend's port 446, which is closed to the world.
        target = re.sub(r"^(https://[^/:]+):446(?=/|$)", r"\1", urljoin(url, location))
        self._check_host(call, target, "redirects to")
        parts = urlsplit(target)
        self._base = f"{parts.scheme}://{parts.netloc}"
        return target

    def _continuation(self, call: Call, link: str, pages: list[str]) -> str:
        url = urljoin(f"{self._base}/", link)
        if url in pages:
            raise Unavailable(
                f"{call.asked.cmdlet}: {self._base} gives the same page again and again. Run again later."
            )
        self._check_host(call, url, "continues its answer at")
        return url

    def _check_host(self, call: Call, url: str, does: str) -> None:
        if not self._online.may_carry_token(url):
            raise Unavailable(
                f"{call.asked.cmdlet}: {self._base} {does} {urlsplit(url).netloc}, where the token must not go: it is "
                f"not a host of the cloud '{self._online.cloud}'. Correct cloud or endpoint."
            )

    def _document(self, call: Call, answer: Answer) -> dict[str, Any]:
        document = answer.document
        if answer.status == 200 and document is not None and "error" not in document:
            return document
        if answer.status == 200 and document is None:
            what_happened = f"{self._base} answered, but not as Exchange Online does: {answer.text or 'an empty body'}"
            if not call.asked.reads:
                raise outcome_unknown(call.asked.cmdlet, what_happened)
            raise Unavailable(f"{call.asked.cmdlet}: {what_happened}. Correct the endpoint, or what stands between.")
        raise refused(call.asked, answer)


class _Bearer:
    """Puts the token on a request. As `auth`, so that a netrc entry for the host cannot replace it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _claims(answer: Answer) -> str | None:
    """The claims a 401 demands of the next token (continuous access evaluation), which come in base64."""
    found = re.search(r'claims="([^"]+)"', answer.headers.get("WWW-Authenticate", ""))
    if not found:
        return None
    try:
        return base64.urlsafe_b64decode(found.group(1) + "=" * (-len(found.group(1)) % 4)).decode()
    except ValueError:
        return None


def _refuse_truncation(asked: Asked, warnings: list[str]) -> None:
    for warning in warnings:
        if TRUNCATED in warning:
            raise Invalid(
                f"{asked.cmdlet}: {asked.endpoint} left objects out of its answer. Ask with ResultSize 'Unlimited'.",
                vendor_message=warning,
            )


def _check(online: Online) -> None:
    if online.cloud not in CLOUDS:
        raise Invalid(f"There is no cloud '{online.cloud}'. Choose one of: {', '.join(CLOUDS)}.")
    for what, url in (("endpoint", online.base), ("authority", online.signs_in_at)):
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise Invalid(f"The {what} '{url}' is not an https URL; a token must not travel in the clear. Correct it.")
    if online.ca_certificates and not Path(online.ca_certificates).exists():
        raise Unavailable(f"The CA certificates {online.ca_certificates} do not exist. Correct {CA_OPTION}.")
