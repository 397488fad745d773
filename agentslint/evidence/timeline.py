"""A session as one line of time: its steps, what they wrote, and how each check stands at the end."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from agentslint.evidence import check_states, checks, shell, tree_moves
from agentslint.evidence import command_writes as commands
from agentslint.evidence.check_states import Attempt, Check, FileEdit
from agentslint.evidence.checks import Required, Where
from agentslint.evidence.session import Moment, Op, Run, Session
from agentslint.evidence.session_root import SessionRoot
from agentslint.evidence.shell import Step
from agentslint.text.shell import script

# later than all that a session notes
END = Moment(1 << 62, 1 << 62)


def steps(session: Session, root: str = "") -> Iterator[tuple[int, int, Run, Step]]:
    """Every simple command, with the numbers of its run and of itself; `root` as the session saw it."""
    for number, run in enumerate(session.runs):
        for index, step in enumerate(shell.steps(run, root)):
            yield number, index, run, step


def edits(
    session: Session, steps: Iterable[tuple[int, int, Run, Step]], found: SessionRoot | None
) -> Iterator[FileEdit]:
    """Every write, in the order made. What may still run at the end writes last of all."""
    written = []
    for patch in session.patches:
        for touch in patch.touches if patch.applied else ():
            path, inside = placed(touch.path, found)
            op = _inner(touch.op, found)
            written.append(
                FileEdit(path, inside, True, "patch", patch.end, op=op, before=touch.before)
            )
    confined = bool(session.bounds) and all(b.sandbox == "read-only" for b in session.bounds)
    for number, index, run, step in () if confined else steps:
        # "Already up to date": git was asked to bring something in, and had nothing to do
        nothing = step.words[:1] == ("git",) and tree_moves.idle(run.output)
        for write in () if nothing else commands.writes(step):
            sure = write.sure and (step.outcome == "passed" or step.reached)
            by = shlex.join(step.words) or ">"
            path, inside = placed(write.path, found) if write.path else (".", True)
            at = END if step.lasting or run.running else run.end
            op = _inner(write.op, found)
            written.append(FileEdit(path, inside, sure, by, at, (number, index), op))
    return iter(sorted(written, key=lambda edit: (edit.at, edit.step)))


def _inner(op: Op | None, found: SessionRoot | None) -> Op | None:
    """The same with the file it takes from in the repository's terms."""
    return replace(op, source=placed(op.source, found)[0]) if op and op.source else op


def placed(path: str, found: SessionRoot | None) -> tuple[str, bool]:
    """A path in the repository's terms. Without a repository all of the session's is inside."""
    if not path.startswith("/"):
        return path, True
    inside = found.within(path) if found else None
    return (inside, True) if inside is not None else (path, found is None)


def judged(
    wanted: Iterable[Required],
    steps: list[tuple[int, int, Run, Step]],
    written: tuple[FileEdit, ...],
    where: Where,
    undone: Callable[[Callable[[FileEdit], bool]], set[str]] = lambda until: set(),
) -> Iterator[Check]:
    """How each check stands. `undone` names the files that hold again what they held at a time."""
    tried: dict[Required, list[Attempt]] = {}
    away = tree_moves.elsewhere(steps)
    own: set[tuple[int, int]] = set()
    for check in wanted:
        tried[check] = []
        for number, index, run, step in steps:
            fit = checks.fits(check, step, where)
            if fit != "none":
                attempt = _attempt(run, step, fit, (number, index))
                if (why := away.get(attempt.step)) and attempt.outcome == "passed":
                    attempt = replace(attempt, outcome="unknown", why=why)
                tried[check].append(attempt)
                own.add((number, index))
    # a formatter that is itself required does not undo the other checks, nor does what a check prints
    counted = [edit for edit in written if not _its_own(edit, own, where)]
    for check, attempts in tried.items():
        found = check_states.judge(check, attempts, counted)
        last = [each for each in found.attempts if each.outcome == "passed" and not each.part]
        if found.state == "stale" and (same := undone(last[-1].covers)):
            found = check_states.judge(check, attempts, [e for e in counted if e.path not in same])
        yield found


def _its_own(edit: FileEdit, own: set[tuple[int, int]], where: Where) -> bool:
    """Whether an edit is what a check leaves behind: its output, in a file that was not there."""
    if edit.step not in own:
        beside = (edit.step[0], edit.step[1] - 1)
        return edit.by.startswith("tee ") and beside in own and not where.exists(edit.path)
    return not edit.sure or not where.exists(edit.path)


def _attempt(run: Run, step: Step, fit: checks.Fit, at: tuple[int, int]) -> Attempt:
    outcome, why = step.outcome, ""
    if fit == "unsure" and outcome == "passed":
        outcome, why = "unknown", "what its options leave of the check is not known"
        if "$" in step.directory or "`" in step.directory:
            why = "the directory it ran in is not recorded"
    elif outcome == "unknown":
        why = (
            "its exit code is not the check's own"
            if run.exit is not None
            else "its end is not shown"
        )
    code = run.exit if step.outcome != "unknown" else None
    typed = script(run.words) or shlex.join(run.words)
    return Attempt(outcome, code, run.start, run.end, typed, at, fit == "part", why)
