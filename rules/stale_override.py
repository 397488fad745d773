"""An override that has outlived its task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from agentslint.chain.context import Context
from agentslint.model import File, Finding, Fix, Note, Place, Rename, line_place, whole
from agentslint.repo.history import Commit
from agentslint.repo.renames import Change
from agentslint.text import languages
from agentslint.verdicts.overrides import Override, intention, overrides, stated_ends

ALIKE = 0.6  # the share of lines in common that makes an override a copy
SHOWN = 3  # changed places of the hidden file shown
COMPARED = 20_000  # lines of a file that is held against what it was
MARKS = ("purpose", "owner")  # what an override should say of itself, by its table

# What a commit message says of an issue or a branch that is done, as extended regular expressions.
CLOSED = {
    "issue": (
        r"(fix(es|ed)?|close[sd]?|resolve[sd]?) #NAME($|[^0-9])",
        r"\(#NAME\)",
        r"pull request #NAME ",
    ),
    "branch": (r"branch 'NAME'", r"from [^ /]+/NAME($|[^[:alnum:]/_-])"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an override is stale, where that is said, and what shows it."""

    text: str
    place: Place | None = None
    related: tuple[Note, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """The commits behind an override: its own, newest first, and its hidden file's since."""

    own: tuple[Commit, ...] = ()
    since: tuple[tuple[Commit, Change], ...] = ()
    hidden_then: str = ""


def check_repo(context: Context) -> Iterator[Finding]:
    found = list(overrides(context))
    changes = _pasts(context, [one for one in found if one.hidden is not None])
    for override in found:
        reasons = list(_reasons(override, changes.get(override.path, Past()), context))
        if reasons:
            place = next((reason.place for reason in reasons if reason.place), whole(override.path))
            notes = tuple(note for reason in reasons for note in reason.related)
            ended = any(reason.ended for reason in reasons)
            fix = Fix(renames=(Rename(override.path),), safe=False) if ended else None
            # a day in the heading and again in the text is one reason
            told = "; ".join(dict.fromkeys(reason.text for reason in reasons))
            yield Finding(place, told, notes, fix)


def _reasons(override: Override, past: Past, context: Context) -> Iterator[Reason]:
    ended = list(_ended(override, context))
    yield from ended
    yield from _not_allowed(override, context)
    if override.hidden is None:
        return
    tracked = override.path in context.repo.listing.tracked
    if tracked and context.repo.ignored([override.path]):
        yield Reason(f"git tracks {override.path} although it is ignored")
    over = intention(override) in ("hands over", "hides")
    if past.since and not over:
        yield _changed(override, override.hidden, past)
    copied = _copied(override.file, override.hidden)
    if copied:
        name = override.hidden.path.rpartition("/")[2]
        yield Reason(f"{copied} of its lines are copied from {name}, which has changed since")
    if past.own and not over and not ended and not any(stated_ends(override.file)):
        yield from _aged(override, past.own[0], context)


def _ended(override: Override, context: Context) -> Iterator[Reason]:
    """Ends that the override states, and that have come."""
    history = context.repo.history
    for end, place in stated_ends(override.file):
        if end.day is not None and end.day < context.today:
            days = (context.today - end.day).days
            yield Reason(
                f"its stated end, {end.name}, passed {_count(days, 'day')} before {context.today}",
                place,
                ended=True,
            )
        elif end.kind == "release" and (tag := history.tagged(end.name)):
            yield Reason(
                f"it was to end with release {end.name}: {tag[0]} is of {tag[1]}", place, ended=True
            )
        elif end.kind in CLOSED:
            name = re.sub(r"([.+*?()\[\]{}|^$\\])", r"\\\1", end.name)
            commit = history.said(*(pattern.replace("NAME", name) for pattern in CLOSED[end.kind]))
            if commit:
                shown = f"#{end.name}" if end.kind == "issue" else f"branch {end.name}"
                text = f"it was to end with {shown}: {_told(commit)}"
                yield Reason(text, place, ended=True)


def _not_allowed(override: Override, context: Context) -> Iterator[Reason]:
    """What the configuration asks of every override."""
    options = context.options
    tracked = override.path in context.repo.listing.tracked
    if options["forbid-tracked"] and tracked:
        yield Reason("overrides are not to be committed here")
    branches = options["branches"]
    branch = context.repo.history.branch() if branches and tracked else ""
    if branch and not any(fnmatchcase(branch, glob) for glob in branches):
        yield Reason(f"overrides are allowed only on {', '.join(branches)}, and this is {branch}")
    text = override.file.text.casefold()
    for wanted in options["require"]:
        if wanted == "end" and not any(stated_ends(override.file)):
            yield Reason("it does not say when it ends")
        elif wanted in MARKS and not any(
            f"{mark}:" in text for mark in languages.shipped("purpose")["purpose", wanted]
        ):
            yield Reason(f"it states no {wanted}: write a line {wanted.title()}: …")


def _changed(override: Override, hidden: File, past: Past) -> Reason:
    last, _ = past.since[0]
    name = hidden.path.rpartition("/")[2]
    touched = f"was last touched in {past.own[0].short} ({past.own[0].day})"
    text = f"it {touched}, and {name}, which it hides, has changed {_times(len(past.since))} since"
    notes = tuple(_differences(hidden, past.hidden_then)) or (
        Note(whole(hidden.path), f"last changed in {last.short} ({last.day}): {last.subject}"),
    )
    return Reason(f"{text}, last in {last.short} ({last.day})", None, notes)


def _differences(hidden: File, before: str) -> Iterator[Note]:
    """The first places of the hidden file that were added or changed since."""
    now, then = hidden.text.split("\n"), before.split("\n")
    if max(len(now), len(then)) > COMPARED:
        return
    import difflib

    # two long files of equal lines would be compared line by line, each with each
    matcher = difflib.SequenceMatcher(None, then, now, autojunk=len(now) > COMPARED // 10)
    shown = 0
    for tag, _, _, start, end in matcher.get_opcodes() if before else ():
        added = [number for number in range(start, end) if now[number].strip()]
        if tag in ("insert", "replace") and added and shown < SHOWN:
            shown += 1
            yield Note(
                line_place(hidden.path, added[0] + 1, now[added[0]]),
                f"new since then, and never read here ({_count(len(added), 'line')})",
            )


def _copied(override: File, hidden: File) -> str:
    """The share of the override's lines that the hidden file has too; empty for no copy."""
    own = [line.strip() for line in override.text.split("\n") if len(line.strip()) > 3]
    other = {line.strip() for line in hidden.text.split("\n")}
    shared = sum(line in other for line in own)
    if (
        len(own) < 5
        or shared < ALIKE * len(own)
        or set(own) == {line for line in other if len(line) > 3}
    ):
        return ""
    return f"{shared} of {len(own)}"


def _aged(override: Override, last: Commit, context: Context) -> Iterator[Reason]:
    """It hides a file, states no end, and work under it went on for long after its last change."""
    newest = context.repo.history.day(override.directory)
    if newest is None or (newest - last.day).days <= context.options["max-age"]:
        return  # nobody has worked under it for that long
    commits = context.repo.history.count_since(last, override.directory)
    where = "the repository" if override.directory == "." else override.directory
    days = _count((newest - last.day).days, "day")
    yield Reason(
        f"it states no end and was last touched in {last.short} ({last.day}): "
        f"{where} has seen {_count(commits, 'commit')} in the {days} after that"
    )


def _pasts(context: Context, rows: list[Override]) -> dict[str, Past]:
    """The history of each override that hides a file, asked of git once for all."""
    paths = {one.path for one in rows} | {one.hidden.path for one in rows if one.hidden}
    if not paths:
        return {}
    history = context.repo.history
    log = [(commit, {c.path: c for c in made}) for commit, made in history.changes(sorted(paths))]
    pasts = {}
    for one in rows:
        assert one.hidden is not None
        own = tuple(commit for commit, made in log if one.path in made)
        first = next((n for n, (_, made) in enumerate(log) if one.path in made), 0)
        hidden = one.hidden.path
        since = tuple((commit, made[hidden]) for commit, made in log[:first] if hidden in made)
        before = (history.blob(since[-1][1].before) or "") if since else ""
        pasts[one.path] = Past(own, since, before)
    return pasts


def _told(commit: Commit) -> str:
    return f"{commit.short} ({commit.day}) says {commit.subject!r}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
