"""A rule's page to its declaration and its examples. One page is documentation, schema and test.

A section that shows files is an example; its `output` fence is exactly what `check` prints; no
`output` fence means silence. A fence shows a file where its info string names one:
`~~~LANG PATH [untracked]`. LANG `symlink` holds the target, `directory` and `pipe` nothing,
`unreadable` a text that cannot be read.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agentslint import late as re
from agentslint.model import SEVERITIES, Failure, Severity
from agentslint.repo import Repo, Special

FENCE = re.compile(r"^(`{3,}|~{3,})(.*)$")
SPECIAL = ("symlink", "directory", "pipe", "unreadable")
KNOWN = {"severity", "default", "options", "require", "forbid", "together"}


@dataclass(frozen=True, slots=True)
class Example:
    """A repository that a page shows, and what `check` prints about it."""

    title: str
    files: Mapping[str, str | bytes | Special] = field(default_factory=dict)
    untracked: tuple[str, ...] = ()
    output: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One rule's page, read."""

    id: str
    summary: str
    text: str
    severity: Severity
    default: bool
    options: Mapping[str, Any]
    declaration: Mapping[str, Any]


def read(id: str, text: str, where: str) -> Page:
    """A page's declaration. Raises Failure naming `where` for a page that is none."""
    title, summary, declaration = "", "", None
    for kind, head, body in _parts(text):
        if kind == "heading" and not title:
            title = head.lstrip("# ").strip()
        elif kind == "text" and title and not summary:
            summary = " ".join(body.split())
        elif kind == "fence" and head == "toml":
            declaration = body
            break
    if title != id:
        raise Failure(f"{where}: the title is {title!r}: write # {id}, as the file is called")
    if not summary:
        raise Failure(f"{where}: no summary: write one sentence under the title")
    if declaration is None:
        raise Failure(f"{where}: no declaration: write a toml fence with the severity")
    try:
        table = tomllib.loads(declaration)
    except tomllib.TOMLDecodeError as error:
        raise Failure(f"{where}: the declaration is not TOML: {error}") from None
    if unknown := sorted(table.keys() - KNOWN):
        raise Failure(f"{where}: {unknown[0]}: not one of {', '.join(sorted(KNOWN))}")
    severity = table.get("severity")
    if severity not in SEVERITIES:
        raise Failure(f"{where}: severity: {severity!r} is not one of {', '.join(SEVERITIES)}")
    options = table.get("options", {})
    return Page(id, summary, text, severity, table.get("default", True), options, table)


def examples(page: Page) -> Iterator[Example]:
    """Every section of a page that shows files."""
    title, output = "", ""
    files: dict[str, str | bytes | Special] = {}
    untracked: list[str] = []
    for kind, head, body in [*_parts(page.text), ("heading", "", "")]:
        if kind == "heading":
            if files:
                yield Example(title, files, tuple(untracked), output)
            title, files, untracked, output = head.lstrip("# "), {}, [], ""
        elif kind == "fence" and head == "output":
            output = body
        elif kind == "fence" and len(words := head.split()) > 1:
            language, path = words[:2]
            files[path] = Special(language, body.strip()) if language in SPECIAL else body  # type: ignore[arg-type]
            if "untracked" in words[2:]:
                untracked.append(path)


def repository(example: Example) -> Repo:
    """The git repository that an example shows."""
    return Repo.of({".git/HEAD": "", **example.files}, untracked=example.untracked)


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Headings, fences and texts in order, as (kind, head, body)."""
    fence, head = "", ""
    lines: list[str] = []
    for line in text.splitlines(keepends=True):
        opening = FENCE.match(line.rstrip())
        if fence:
            if opening and opening[1].startswith(fence) and not opening[2].strip():
                yield "fence", head, "".join(lines)
                fence, lines = "", []
            else:
                lines.append(line)
        elif opening or line.startswith("#") or not line.strip():
            if lines:
                yield "text", "", "".join(lines)
            lines = []
            if opening:
                fence, head = opening[1], opening[2].strip()
            elif line.startswith("#"):
                yield "heading", line.strip(), ""
        else:
            lines.append(line)
    if lines:
        yield "text", "", "".join(lines)
