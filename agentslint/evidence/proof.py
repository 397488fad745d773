"""A session and the repository it ran in to a proof: is the loop closed, and if not, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agentslint import chain
from agentslint.evidence import (
    checks,
    edit_comparison,
    loaded_instructions,
    mcp_tools,
    own_files,
    session_origin,
    session_root,
    timeline,
    weakened_checks,
)
from agentslint.evidence import proof_gaps as gaps
from agentslint.evidence.changed_files import existing_directory
from agentslint.evidence.check_states import Check, FileEdit
from agentslint.evidence.checks import Required, Where
from agentslint.evidence.edit_comparison import Held
from agentslint.evidence.loaded_instructions import Comparison, Ground
from agentslint.evidence.session import Loaded, Session
from agentslint.evidence.session_root import SessionRoot
from agentslint.model import Agent
from agentslint.repo import Repo, parent

Verdict = Literal["closed", "open", "unknown"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a session proves.

    unproven     required checks that are not shown to have passed, one line each
    drift        instructions that are not the repository's, where its commit is known
    untold       what the file does not carry, one line each
    undecided    checks whose result is not told, contents that something unseen may have changed,
                 checks that were changed themselves: what a diff can decide
    unrequired   that its instructions name no check, where something was changed
    held         each file it edited: whether the repository holds what its edits give
    known_commit whether this repository has the session's commit; `commit` is it, as it was then
    place        where it ran in the repository's terms, None where this is another repository
    directory    the directory it was started in, relative to the repository
    comparison   its instructions against the repository's; `digest` is of the text as loaded
    checks       what was required, and how each stands
    edits        every file that was written, in order
    refused      patches that were not applied: the files, and what refused them
    unloaded     instruction files that govern an edited file and were not loaded
    outside      files written outside the repository, or inside it and not in the diff
    """

    session: Session
    verdict: Verdict
    unproven: tuple[str, ...]
    drift: tuple[str, ...]
    untold: tuple[str, ...]
    undecided: tuple[str, ...]
    unrequired: tuple[str, ...]
    place: SessionRoot | None
    directory: str
    comparison: Comparison
    digest: str | None
    checks: tuple[Check, ...]
    edits: tuple[FileEdit, ...]
    refused: tuple[tuple[str, str], ...]
    unloaded: tuple[str, ...]
    outside: tuple[str, ...]
    tools: tuple[mcp_tools.Tool, ...]
    held: tuple[Held, ...] = ()
    known_commit: bool = False
    commit: Repo | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Why the loop is open, one line each."""
        return (*self.unproven, *self.drift)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What cannot be told, one line each."""
        return (*self.untold, *self.undecided, *self.unrequired)


@dataclass(frozen=True, slots=True)
class Question:
    """What a proof is asked of.

    root     the directory that the session saw as the repository's root, where it is known
    handoff  the text that should name its tools; the session's last message without one
    diff     the paths of the diff under review, None where none is
    """

    root: str = ""
    handoff: str = ""
    diff: frozenset[str] | None = None


def prove(session: Session, repo: Repo, agent: Agent, asked: Question = Question()) -> Proof:
    """Judge a session against a repository. Raises Failure for settings the agent refuses."""
    commit = session_origin.commit(session, repo)
    last = session.loaded[-1] if session.loaded else None
    found = None
    if asked.root or commit is not None or not session_origin.elsewhere(session, repo):
        found = session_root.locate(session, repo, commit, asked.root) or _by_text(
            last, agent, repo
        )
    grounds = _grounds(repo, commit) if found else []
    directory = _directory(found, last.directory if last else session.directory)
    steps = list(timeline.steps(session, found.root if found else ""))
    written = own_files.named(timeline.edits(session, steps, found), repo, commit)
    wanted = _wanted(session, agent, grounds, directory, written)
    is_file = grounds[0].repo.is_file if grounds else Repo.of({}).is_file
    where = Where(found.root if found else "", session.directory, is_file)
    given = edit_comparison.given(written, commit)
    kept = tuple(edit_comparison.compare(given, repo, commit, found))
    counting = tuple(
        edit_comparison.counting(written, kept, repo, commit, noted=bool(session.commit))
    )
    judged = tuple(
        timeline.judged(
            wanted,
            steps,
            counting,
            where,
            lambda until: edit_comparison.undone(written, until, commit) if commit else set(),
        )
    )
    weak = tuple(
        weakened_checks.by_session(
            judged, written, steps, given, repo if commit is None else commit, commit
        )
    )
    compared = _compared(last, directory, agent, grounds, session, found)
    unproven = tuple(gaps.missing(judged))
    drift = tuple(gaps.instructions(compared, known=bool(session.commit) and commit is not None))
    skipped = weakened_checks.skipped(step for *_, step in steps)
    strange = () if asked.root else session_origin.told(session, repo, commit, found, written)
    untold = (*gaps.unknown(session, compared, commit), *strange, *skipped)
    undecided = (*gaps.undecided(judged), *edit_comparison.told(kept, written), *weak)
    bare = (
        ()
        if judged or not written
        else ("what verifies it: its instructions name no check to run",)
    )
    return Proof(
        session,
        "open" if unproven or drift else "unknown" if untold or undecided or bare else "closed",
        unproven,
        drift,
        untold,
        undecided,
        bare,
        found,
        directory,
        compared,
        chain.digest_of(last.text) if last and last.text else None,
        judged,
        written,
        tuple(_refused(session, found)),
        tuple(_unloaded(compared, agent, grounds, written)),
        tuple(dict.fromkeys(_outside(written, asked.diff))),
        tuple(mcp_tools.used(session, asked.handoff or session.message)),
        kept,
        commit is not None,
        commit,
    )


def _by_text(last: Loaded | None, agent: Agent, repo: Repo) -> SessionRoot | None:
    """The root is known by its instructions where nothing else tells."""
    if last is None or not last.directory:
        return None
    ground = Ground("the work tree", repo)
    found = loaded_instructions.compare(last, ".", agent, [ground])
    if found.state == "equal" and found.sources:
        return SessionRoot(last.directory, "its instructions are those of this repository")
    if loaded_instructions.resembles(last, ".", agent, ground):
        return SessionRoot(last.directory, "its instructions resemble those of this repository")
    return None


def _grounds(repo: Repo, commit: Repo | None) -> list[Ground]:
    now = Ground("the work tree", repo)
    return [Ground(loaded_instructions.COMMIT, commit), now] if commit is not None else [now]


def _directory(found: SessionRoot | None, absolute: str) -> str:
    return (found.within(absolute) or ".") if found and absolute else "."


def _compared(
    last: Loaded | None,
    directory: str,
    agent: Agent,
    grounds: list[Ground],
    session: Session,
    found: SessionRoot | None,
) -> Comparison:
    if session.loaded is None:
        return Comparison("unknown", f"{session.kind} does not carry the instructions")
    if last is None:
        last = Loaded(session.directory, "", session.runs[0].start, False) if session.runs else None
    if not grounds or found is None:
        return Comparison(
            "unknown", "the session ran in another repository, or say what it saw as --root"
        )
    if last is None:
        return Comparison("unknown", "the session loaded nothing")
    where = existing_directory(grounds[0].repo, directory)
    if last.files is not None:
        inside = tuple((found.within(path) or path, text) for path, text in last.files)
        return loaded_instructions.compare_files(inside, where, agent, grounds)
    return loaded_instructions.compare(last, where, agent, grounds)


def _wanted(
    session: Session,
    agent: Agent,
    grounds: list[Ground],
    directory: str,
    written: Iterable[FileEdit],
) -> list[Required]:
    """What the session was told to run, and what the chains of the files it wrote require."""
    found: dict[str, Required] = {}
    if grounds:
        repo = grounds[0].repo
        folders = [directory, *(parent(edit.path) for edit in written if edit.inside)]
        for folder in dict.fromkeys(existing_directory(repo, name) for name in folders):
            for check in checks.required(chain.build(repo, agent, folder), repo.exists):
                found.setdefault(check.command, check)
    for each in session.loaded or ():
        # the text as it was sent, whole, whatever the budget is now
        whole = replace(agent, budget=None, configure=None)
        alone = chain.build(Repo.of({agent.names[-1]: each.text}), whole, ".")
        exists = grounds[0].repo.exists if grounds else None
        for check in checks.required(alone, exists):
            if not check.scope:
                found.setdefault(check.command, replace(check, path=""))
    return list(found.values())


def _refused(session: Session, found: SessionRoot | None) -> Iterator[tuple[str, str]]:
    for patch in session.patches:
        if not patch.applied:
            for touch in patch.touches:
                yield timeline.placed(touch.path, found)[0], patch.why


def _unloaded(
    compared: Comparison, agent: Agent, grounds: list[Ground], written: Iterable[FileEdit]
) -> Iterator[str]:
    """What stands in the chains of the edited files and is not among what was loaded."""
    if not grounds or compared.state != "equal":
        return
    repo = grounds[0].repo
    folders = {existing_directory(repo, parent(edit.path)) for edit in written if edit.inside}
    found = {link.path for folder in folders for link in chain.build(repo, agent, folder).sources}
    yield from sorted(found - set(compared.sources))


def _outside(written: Iterable[FileEdit], diff: frozenset[str] | None) -> Iterator[str]:
    for edit in written:
        if not edit.sure:
            continue
        if not edit.inside or (diff is not None and edit.path not in diff):
            yield edit.path
