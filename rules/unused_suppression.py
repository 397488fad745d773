"""A comment that was to suppress a finding and suppresses none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from agentslint.chain.context import Context
from agentslint.lint.suppressions import Idle, Suppression
from agentslint.model import Edit, Finding, Fix, Place


def check_suppressions(idle: Iterable[Idle], context: Context) -> Iterator[Finding]:
    lines: dict[str, list[str]] = {}
    for each in idle:
        comment = each.comment
        if comment.fault:
            yield Finding(comment.place, f"this suppression does nothing: {comment.fault}")
            continue
        where = "in this file" if comment.lines is None else "there"
        names = " and ".join(each.rules)
        verb = "reports" if len(each.rules) == 1 else "report"
        path = comment.place.path
        if path not in lines:
            lines[path] = (context.repo.text(path) or "").split("\n")
        yield Finding(
            comment.place,
            f"this suppression is not needed: {names} {verb} nothing {where}",
            fix=Fix((_mended(each, lines[path]),)),
        )


def _mended(idle: Idle, lines: list[str]) -> Edit:
    comment = idle.comment
    kept = [id for id in comment.rules if id not in idle.rules]
    if not kept:
        return Edit(_removed(comment, lines), "")
    directive = "agentslint-ignore" if comment.lines else "agentslint-ignore-file"
    return Edit(comment.place, f"<!-- {directive} {', '.join(kept)}: {comment.reason} -->")


def _removed(comment: Suppression, lines: list[str]) -> Place:
    """The comment, with the line break or the space before it that only it needed."""
    place = comment.place
    before = lines[place.line - 1][: place.column - 1]
    after = lines[place.end_line - 1][place.end_column - 1 :]
    if not before.strip() and not after.strip() and place.end_line < len(lines):
        return Place(place.path, place.line, 1, place.end_line + 1, 1)
    if after.strip():
        return place
    return replace(place, column=len(before.rstrip()) + 1)
