# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong with a DNS server, said so that a person knows what to mend; which of our errors it is."""

from __future__ import annotations

from .session import Invalid, Refused, SessionError, SignInRefused, Unavailable

KEY_TROUBLE = {
    "PeerBadKey": "it does not know the key, or not of this algorithm",
    "UnknownTSIGKey": "it does not know the key, or not of this algorithm",
    "PeerBadSignature": "the secret is another one there",
    "PeerBadTime": "its clock and the one here differ too much",
    "PeerBadTruncation": "it wants longer signatures",
    "BadSignature": "its answer is signed with another secret",
    "BadTime": "its clock and the one here differ too much",
}
"""By the name of dnspython's exception."""

AGAIN = "Run again: it reads what is there and makes only what is missing."


class Failures:
    """The errors of one server; ``record`` is what was asked or changed, ``code`` the server's answer in words."""

    def __init__(self, server: str, key_name: str, key_algorithm: str) -> None:
        self._server = server
        self._key_name = key_name
        self._key = f"key '{key_name}'" if key_name else "an unsigned update"
        self._algorithm = key_algorithm

    def key_refused(self, record: str, name: str) -> SignInRefused:
        if not self._key_name:
            return SignInRefused(f"{record}: {self._server} signs its answers, and no key was given. Give one.", name)
        said = KEY_TROUBLE.get(name, "it answers without a proper signature")
        return SignInRefused(
            f"{record}: {self._server} does not accept key '{self._key_name}' ({self._algorithm}): {said}. Compare"
            " name, algorithm and secret of the key at both ends.",
            name,
        )

    def nobody_listens(self, record: str) -> Unavailable:
        return Unavailable(
            f"{record}: {self._server} cannot be reached: nothing listens there. Correct host and port, or start it."
        )

    def unresolved(self, record: str, said: str) -> Unavailable:
        return Unavailable(
            f"{record}: {self._server} cannot be reached: its name cannot be resolved ({said}). Correct the host name,"
            " or the name service."
        )

    def lost(self, record: str, said: str, *, changes: bool) -> Unavailable:
        unknown = " Whether the change was made is not known." if changes else ""
        return Unavailable(
            f"{record}: {self._server} gave no usable answer: {said.rstrip('.')}.{unknown} {AGAIN}",
            outcome_unknown=changes,
        )

    def unreadable(self, record: str, code: str) -> SessionError:
        if code in ("REFUSED", "NOTAUTH"):
            with_key = f" with key '{self._key_name}'" if self._key_name else ""
            return Refused(
                f"{record}: {self._server} refuses to tell{with_key} ({code}). Let this machine query the zone, or name"
                " the server that serves it.",
                code,
            )
        return Unavailable(f"{record}: {self._server} cannot tell at present ({code}). Run again later.", code)

    def no_authority(self, record: str) -> Invalid:
        return Invalid(
            f"{record}: {self._server} has no authority for this name, so it can neither tell what is there nor change"
            " it. Name the primary server of the zone, or correct the name."
        )

    def update_refused(self, record: str, zone: str, code: str) -> SessionError:
        if code in ("REFUSED", "NOTAUTH"):
            remedy = "Grant it on the server (BIND: update-policy or allow-update; Knot: acl), on the zone's primary."
            return Refused(f"{record}: {self._server} refuses {self._key} in zone '{zone}' ({code}). {remedy}", code)
        if code == "SERVFAIL":
            message = f"{record}: {self._server} could not write zone '{zone}' ({code}). See its log, and run again."
            return Unavailable(message, code)
        return Invalid(f"{record}: {self._server} does not take the update of zone '{zone}' ({code}).", code)

    def overtaken(self, record: str, attempts: int) -> Unavailable:
        return Unavailable(
            f"{record}: {self._server} showed another record each of {attempts} times it was to be changed: somebody"
            " else writes it all the time. Find out who, and run again."
        )

    def alias_not_alone(self, record: str) -> Invalid:
        return Invalid(
            f"{record}: {self._server} has other records of this name, and an alias (CNAME) stands alone. Remove those"
            " first."
        )

    def beside_an_alias(self, record: str) -> Invalid:
        return Invalid(
            f"{record}: {self._server} has an alias (CNAME) of this name, beside which there can be nothing. Remove the"
            " alias first."
        )
