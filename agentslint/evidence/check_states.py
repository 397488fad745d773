"""Required checks, runs and edits to the state of a loop: what passed, and what was edited since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from agentslint.evidence.checks import Required
from agentslint.evidence.session import Moment, Op, Outcome

State = Literal["passed", "stale", "failed", "partial", "not run", "unproven", "not needed"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file that was written. `path` is relative to the repository, absolute outside of it; `.`
    is anything in it.

    `op` does it again, where the file tells how; `before` is what was seen in the file first.
    `sure` is false where a command may as well have changed nothing; `by` says what wrote it;
    `step` is the run, and the step in it, where a command did.
    """

    path: str
    inside: bool
    sure: bool
    by: str
    at: Moment
    step: tuple[int, int] = (-1, 0)
    op: Op | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of a check; `part` where it ran on less than the check asks for.

    `why` says what its result does not tell, where it is unknown.
    """

    outcome: Outcome
    exit: int | None
    start: Moment
    end: Moment
    command: str
    step: tuple[int, int] = (-2, 0)
    part: bool = False
    why: str = ""

    def covers(self, edit: FileEdit) -> bool:
        """Whether the edit was made before this began."""
        if edit.step[0] == self.step[0]:
            return edit.step < self.step
        return edit.at <= self.start


@dataclass(frozen=True, slots=True)
class Check:
    """A required check, how it stands at the end, and the edits since it last passed."""

    required: Required
    state: State
    attempts: tuple[Attempt, ...]
    after: tuple[FileEdit, ...] = ()


def judge(required: Required, attempts: Sequence[Attempt], edits: Iterable[FileEdit]) -> Check:
    """How a required check stands after the edits of the files that it governs."""
    attempts = tuple(sorted(attempts, key=lambda attempt: attempt.start))
    governed = [edit for edit in edits if governs(required, edit)]
    if required.scope and not governed:
        return Check(required, "not needed", attempts)
    whole = [attempt for attempt in attempts if not attempt.part]
    passing = [attempt for attempt in whole if attempt.outcome == "passed"]
    if not passing:
        state = _without(whole, governed)
        partial = state == "not run" and len(attempts) > len(whole)
        return Check(required, "partial" if partial else state, attempts)
    last = passing[-1]
    after = tuple(edit for edit in governed if not last.covers(edit))
    later = {attempt.outcome for attempt in whole if attempt.start > last.start}
    state = "passed"
    if "failed" in later:
        state = "failed"
    elif "unknown" in later and after:
        state = "unproven"
    elif any(edit.sure for edit in after):
        state = "stale"
    elif after:
        state = "unproven"
    return Check(required, state, attempts, after)


def governs(required: Required, edit: FileEdit) -> bool:
    """Whether an edit is of a file whose chain holds the requirement."""
    top = required.directory
    near = top == "." or edit.path in (top, ".") or edit.path.startswith(f"{top}/")
    return edit.inside and near and (edit.path == "." or required.governs(edit.path))


def _without(attempts: Sequence[Attempt], governed: Sequence[FileEdit]) -> State:
    """How a check stands that never passed for certain."""
    outcomes = [attempt.outcome for attempt in attempts if attempt.outcome != "declined"]
    if outcomes:
        return "unproven" if outcomes[-1] == "unknown" else "failed"
    return "not run" if any(e.sure for e in governed) else "unproven" if governed else "not needed"
