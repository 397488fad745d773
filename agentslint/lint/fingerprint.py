"""Findings to names that survive edits elsewhere: for a baseline, SARIF, GitLab and `--since`."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from agentslint.core import lazy_re, parsing
from agentslint.model import Finding, Place

# numbers and commit ids in a message change while its fact stays
CHANGING = lazy_re.compile(r"\b[0-9a-f]*\d[0-9a-f]*\b|\d+")


def fingerprinted(findings: Iterable[Finding], text: Callable[[str], str]) -> Iterator[Finding]:
    """Give each finding a name made of the rule, the path, and what the finding is about.

    That is the finding's `key` where its rule gives one, else the text at its places, else (for
    a whole file) its message without numbers. Baselines keep these names: who rewords such a message
    gives the old words in `reworded.toml`. `text` gives the text of a path. A second finding
    about the same is counted from the top: it never shares a name with the first.
    """
    seen: dict[str, int] = {}
    lines: dict[str, list[str]] = {}

    # many findings may be about one long command
    @lru_cache(maxsize=16)
    def held(place: Place) -> str:
        if place.path not in lines:
            lines[place.path] = text(place.path).split("\n")
        return " ".join(cut(lines[place.path], place).split())

    for finding in findings:
        about = [finding.key]
        if not finding.key:
            at = held(finding.place)
            notes = {f"{note.place.path}\1{held(note.place)}" for note in finding.related}
            about = [at, *sorted(notes)] if at else [_first_words(finding)]
        basis = "\0".join([finding.rule, finding.place.path, *about])
        import hashlib  # where something is found

        name = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        seen[name] = seen.get(name, 0) + 1
        yield replace(finding, fingerprint=name if seen[name] == 1 else f"{name}-{seen[name]}")


@cache
def _reworded() -> dict[str, list[tuple[lazy_re.Pattern[str], str]]]:
    rows = parsing.read("lint", "reworded.toml")
    return {
        rule: [(lazy_re.compile(row["now"]), row["was"]) for row in found]
        for rule, found in rows.items()
    }


def _first_words(finding: Finding) -> str:
    """A message without numbers, in the words that it had first."""
    said = CHANGING.sub("#", finding.message)
    name = CHANGING.sub("#", posixpath.basename(finding.place.path))
    for now, was in _reworded().get(finding.rule, ()):
        said = now.sub(was.replace("{name}", name), said)
    return said


def carried(
    findings: Iterable[Finding],
    known: Collection[str],
    gone: Iterable[str],
    text: Callable[[str], str],
) -> dict[str, str]:
    """The names of findings whose file has moved: as they are now, to what `known` has them under.

    `gone` are paths that are no more. A file has come from one of them where a finding in it would
    be known, did it still lie there.
    """
    every = list(findings)
    fresh = {f.place.path for f in every if f.fingerprint not in known}
    found: dict[str, str] = {}
    pairs = ((path, old) for path in sorted(fresh) for old in gone)
    # a file keeps its name more often than not; no known finding is found in two places
    for path, old in sorted(pairs, key=lambda pair: _named(pair[0]) != _named(pair[1])):
        here = [finding for finding in every if finding.place.path == path]
        back = [_moved(finding, path, old) for finding in here]
        then = fingerprinted(back, _seen_from(text, old, path))
        for now, before in zip(here, then, strict=True):
            name = before.fingerprint
            if name in known and name not in found.values():
                found.setdefault(now.fingerprint, name)
    return found


def _named(path: str) -> str:
    return posixpath.basename(path)


def _seen_from(text: Callable[[str], str], old: str, path: str) -> Callable[[str], str]:
    return lambda asked: text(_under(asked, old, path))


def _moved(finding: Finding, path: str, old: str) -> Finding:
    """A finding as it would be, did the file at `path` lie at `old`."""
    return replace(
        finding,
        place=replace(finding.place, path=old),
        related=tuple(
            replace(note, place=replace(note.place, path=_under(note.place.path, path, old)))
            for note in finding.related
        ),
        message=str(finding.message).replace(path, old),
        key=finding.key.replace(path, old),
    )


def _under(path: str, folder: str, other: str) -> str:
    """A path with what lies where one file lay seen where the other lies."""
    if path == folder:
        return other
    here, there = posixpath.dirname(folder), posixpath.dirname(other)
    if here != there and path.startswith(f"{here}/"):
        return posixpath.join(there, path[len(here) + 1 :])
    return path


def cut(lines: list[str], place: Place) -> str:
    """What stands at a place of a text in lines; empty for a place without extent."""
    held = lines[place.line - 1 : place.end_line]
    if not held or (place.line, place.column) == (place.end_line, place.end_column):
        return ""
    if place.line == place.end_line:  # one cut: a line of a megabyte may hold thousands of places
        return held[0][place.column - 1 : place.end_column - 1]
    if place.end_line - place.line < len(held):
        held[-1] = held[-1][: place.end_column - 1]
    held[0] = held[0][place.column - 1 :]
    return "\n".join(held)
