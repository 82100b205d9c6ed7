# Copyright: mailflow.hybrid contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apply: make the calls of a plan, in order, and say precisely where it stopped if it stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..plan.change import Call, Change
from ..sessions.patience import USUAL_WAIT, growing_waits
from ..sessions.session import Absent, Duplicate, Reply, Session, SessionError, Unavailable


class Interrupted(Exception):
    """A change did not go through. ``done`` are the calls that did, before it; what was done stays done."""

    def __init__(self, message: str, done: Sequence[Call]) -> None:
        super().__init__(message)
        self.done = tuple(done)


def apply(
    session: Session, changes: Sequence[Change], sleep: Callable[[float], None], patience: float = USUAL_WAIT
) -> list[str]:
    """Make the calls of these changes, one after the other; returns the service's warnings.

    A new object may not be readable at once (seen up to two minutes on premises): ``patience`` are the seconds that a
    second call to it may wait in all.
    Nothing is read again: the plan was made from what was read. Raises `Interrupted` at the first call that fails; a
    second run compares anew and finishes the work.
    """
    warnings: list[str] = []
    done: list[Call] = []
    for change in changes:
        for position, call in enumerate(change.calls):
            try:
                follows_new = change.verb == "create" and position > 0
                reply = _invoke(session, call, sleep, patience if follows_new else 0)
            except SessionError as error:
                raise Interrupted(_sentence(change, call, error, len(done)), done) from None
            warnings += reply.warnings
            done.append(call)
    return warnings


def _invoke(session: Session, call: Call, sleep: Callable[[float], None], patience: float) -> Reply:
    """One call; an object that was made just now is waited for as long as ``patience`` lasts."""
    for wait in growing_waits(patience):
        try:
            return session.invoke(call.cmdlet, call.parameters)
        except Absent:
            sleep(wait)
    return session.invoke(call.cmdlet, call.parameters)


def _sentence(change: Change, call: Call, error: SessionError, done: int) -> str:
    """Three lines: what was wanted, what stood in the way and what to do, what the task leaves behind."""
    made = {0: "No call was made before it.", 1: "One call before it went through and stays."}
    left = made.get(done, f"{done} calls before it went through and stay.")
    words = error.message if error.message.startswith(call.cmdlet) else f"{call.cmdlet}: {error.message}"
    return (
        f"Cannot {change.verb} {change.title} '{change.name}' on {change.host}.\n{words}\n"
        f"{left} Mail that flowed before still flows.{_next(error)}"
    )


def _next(error: SessionError) -> str:
    if isinstance(error, Unavailable) and error.outcome_unknown:
        return ""  # the error itself has said what the next run does
    if isinstance(error, Duplicate):
        return (
            " The list that was read before did not show it: somebody made it just now, or the service shows it late."
            " Wait some minutes and run again to finish."
        )
    return " Mend what stood in the way and run again to finish."


def made_calls(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The calls of these changes as plain data, for a task's result."""
    return [{"cmdlet": c.cmdlet, "parameters": dict(c.parameters)} for change in changes for c in change.calls]
