"""What a session's edits give, against what the repository holds: by content, never by a file's time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agentslint.evidence import edit_replay, tree_moves
from agentslint.evidence.check_states import FileEdit
from agentslint.evidence.diff_size import made_by_tools
from agentslint.evidence.edit_replay import Content
from agentslint.evidence.programs import listed
from agentslint.evidence.session_root import SessionRoot
from agentslint.model import Failure
from agentslint.repo import Repo, Unreadable, changes, directories
from agentslint.repo.revision import resolve

# equal: the edits give it; seen: a command wrote it whose work is not told; other: neither
State = Literal["equal", "seen", "other"]


@dataclass(frozen=True, slots=True)
class Held:
    """A file, whether it holds what the edits of a session give, and what else may have written it.

    `edited` is false for one that the session's own words do not name; `past` says that it held it
    once, and holds something else now.
    """

    path: str
    state: State
    by: tuple[str, ...] = ()
    edited: bool = True
    past: bool = False


NOTHING = Content(None, False)


def given(edits: Iterable[FileEdit], commit: Repo | None) -> dict[str, Content]:
    """What each file holds after the edits of a session that began at `commit`."""
    base = commit if commit is not None else Repo.of({})
    known = edit_replay.replay(edits, lambda path: text(base, path))
    if commit is not None:
        return known
    # without the commit only what was written whole is known
    return {
        path: each if each.text is not None else replace(each, known=False)
        for path, each in known.items()
    }


def compare(
    given: dict[str, Content], repo: Repo, commit: Repo | None, found: SessionRoot | None
) -> Iterator[Held]:
    """The files that a session edited, and others that differ from its commit.

    Nothing is said where this repository has not the session's commit, or is another checkout in
    which the session's work has not arrived.
    """
    if commit is None or found is None or repo.git is None:
        return
    if not given:
        return
    ids = changes.recorded(repo.git, _id(commit)) if _moved(repo, commit) else {}
    away = not found.here and not any(_arrived(repo, commit, path) for path in given)
    if away and not ids:
        return
    for path, content in sorted(given.items()):
        if matches(content, text(repo, path)):
            yield Held(path, "equal")
        elif _was(content, ids.get(path, ()), repo):
            yield Held(path, "equal", past=True)
        elif not away:
            yield Held(path, "seen" if content.by else "other", content.by)
    if not ids:
        yield from _others(repo, commit, given)


def _others(repo: Repo, commit: Repo, given: dict[str, Content]) -> Iterator[Held]:
    """What differs from the commit and was named by no edit."""
    try:
        diff = changes.since(repo.git, _id(commit))
    except Failure:
        return
    for change in diff.changes:
        for path in filter(None, (change.path, change.before)):
            if path not in given and not (
                path.startswith(".agentslint/") or directories.built(path)
            ):
                hand = _by_hand(path, new=change.kind == "add")
                yield Held(path, "other" if hand else "seen", edited=False)


def _by_hand(path: str, *, new: bool) -> bool:
    """Whether a file is one that people and agents write, and no tool or check on its way."""
    if made_by_tools(path):
        return False
    return not new or path.rpartition(".")[2] in listed("unseen", "written")


def settled(found: tuple[Held, ...]) -> bool:
    """Whether every content is what the session's edits give."""
    return bool(found) and all(each.state == "equal" for each in found)


def told(found: Iterable[Held], edits: Iterable[FileEdit]) -> Iterator[str]:
    """What cannot be said to be the session's work, one line each.

    Where a command may have written anything, a file that no edit names may be its work.
    """
    anything = any(edit.path == "." for edit in edits)
    others = list[str]()
    for each in found:
        if each.state == "other" and each.edited:
            yield f"what changed {each.path}: it does not hold what the session's edits give"
        elif each.state == "other" and not anything:
            others.append(each.path)
    if others:
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        yield f"what changed {others[0]}{more}: nothing in the session says that it wrote there"


def counting(
    edits: Iterable[FileEdit],
    found: tuple[Held, ...],
    repo: Repo,
    commit: Repo | None,
    *,
    noted: bool,
) -> Iterator[FileEdit]:
    """The edits that can undo a check.

    What may have changed anything changed nothing, where every content is known; but of other
    commits what they brought in is not. `noted` says whether the session names its commit: one that
    is guessed may be one of those.
    """
    calm = settled(found)
    moved = commit is not None and repo.git is not None and _moved(repo, commit)
    more = moved and commit is not None and _further(repo, commit, found)
    for edit in edits:
        brought = tree_moves.by_git(edit) if more else not noted and tree_moves.brings(edit)
        if edit.sure or not calm or brought:
            yield edit


def _further(repo: Repo, commit: Repo, found: tuple[Held, ...]) -> bool:
    """Whether the repository holds more, or less, than the work of the session."""
    mine = {each.path: NOTHING for each in found}
    return any(each.past for each in found) or any(_others(repo, commit, mine))


def undone(edits: Iterable[FileEdit], until: Callable[[FileEdit], bool], commit: Repo) -> set[str]:
    """The files that hold after all edits what they held after those of `until`, as far as known."""
    edits = tuple(edits)
    last, then = given(edits, commit), given(filter(until, edits), commit)
    return {
        path
        for path, content in last.items()
        if content.known
        and (old := then.get(path, Content(text(commit, path), True))).known
        and old.text == content.text
    }


def matches(content: Content, now: str | None) -> bool:
    """Whether a file holds what is known that it should."""
    return content.known and content.text == now


def text(repo: Repo, path: str) -> str | None:
    """What a file of a repository holds, None where there is none. Any bytes come back the same."""
    try:
        if not repo.is_file(path):
            return None
        return repo.file(path).data.decode("utf-8", "surrogateescape")
    except (Unreadable, Failure, OSError):
        return None


def _arrived(repo: Repo, commit: Repo, path: str) -> bool:
    return text(repo, path) != text(commit, path)


def _moved(repo: Repo, commit: Repo) -> bool:
    return repo.git is not None and resolve(repo.git, "HEAD") != resolve(repo.git, _id(commit))


def _id(commit: Repo) -> str:
    return commit.git.head if commit.git else ""


def _was(content: Content, ids: Iterable[str], repo: Repo) -> bool:
    if not content.known:
        return False
    for each in ids:
        if content.text is None or not each:
            if content.text is None and not each:
                return True
        elif changes.blob_id(content.text.encode("utf-8", "surrogateescape"), each) == each:
            return True
    return False
