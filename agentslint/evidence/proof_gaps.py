"""Why a proof is not closed: what is missing, unknown or undecided, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agentslint.evidence.check_states import Check, FileEdit
from agentslint.evidence.checks import Required
from agentslint.evidence.loaded_instructions import Comparison
from agentslint.evidence.session import Session
from agentslint.repo import Repo


def missing(judged: Iterable[Check]) -> Iterator[str]:
    for check in judged:
        name = source(check.required)
        if check.state == "not run":
            yield f"{name} was not run"
        elif check.state == "partial":
            yield f"{name} was run on a part alone: `{check.attempts[-1].command}`"
        elif check.state == "failed":
            last = [a for a in check.attempts if a.outcome == "failed"][-1]
            code = "" if last.exit is None else f" with exit code {last.exit}"
            yield f"{name} failed{code} and did not pass afterwards"
        elif check.state == "stale":
            yield f"{name} passed, and {edited(check.after)} after it began"


def instructions(compared: Comparison, *, known: bool) -> Iterator[str]:
    if compared.state in ("drifted", "truncated", "overridden") and known:
        yield f"the instructions are not those of {compared.against}: {compared.why}"


def unknown(
    session: Session,
    compared: Comparison,
    commit: Repo | None,
) -> Iterator[str]:
    yield from session.notes
    if session.loaded is None:
        yield f"which instructions were loaded: {session.kind} does not carry them"
    elif compared.state in ("drifted", "truncated", "overridden") and (
        commit is None or not session.commit
    ):
        lacks = f"commit {session.commit[:7]} is not in this repository"
        here = lacks if session.commit else "the session notes no commit"
        yield f"the instructions are not those of {compared.against}: {compared.why}; {here}"
    if not session.finished:
        yield "how it ended: the last turn is not complete"
    if session.workers:
        yield "what the agents it started did: their work is in files of their own"
    if session.forked:
        yield f"what the session did that it goes on from: {session.forked} is not beside it"
    if session.parent:
        yield f"what the session did that started this one: give {session.parent}, which joins both"


def undecided(judged: Iterable[Check]) -> Iterator[str]:
    """The checks of which neither is shown: that they passed, and that they did not."""
    for check in judged:
        if check.state == "unproven" and check.attempts and not check.after:
            last = [each for each in check.attempts if each.outcome == "unknown"][-1]
            yield f"the result of {source(check.required)}: `{last.command}`: {last.why}"
        elif check.state == "unproven":
            by = ", ".join(dict.fromkeys(f"`{edit.by}`" for edit in check.after)) or "a command"
            yield f"whether {by} changed files after {source(check.required)}"


def source(check: Required) -> str:
    """A required command with the place that requires it."""
    where = f"{check.path}:{check.line}" if check.path else "the loaded instructions"
    return f"`{check.command}` ({where})"


def edited(after: Iterable[FileEdit]) -> str:
    """`a.py, b.py and 3 more were edited`."""
    paths = list(dict.fromkeys(edit.path for edit in after if edit.sure))
    shown = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    return f"{shown} {'was' if len(paths) == 1 else 'were'} edited"
