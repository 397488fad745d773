"""A rule's page to its declaration and its examples. One page is documentation, schema and test.

A section that shows files is an example; its `output` fence is exactly what `check` prints; no
`output` fence means silence. A fence shows a file where its info string names one:
`~~~LANG PATH [untracked]`. LANG `symlink` holds the target, `directory` and `pipe` nothing,
`unreadable` a text that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.model import SEVERITIES, Failure, Severity
from agentslint.repo import Repo, Special

FENCE = lazy_re.compile(r"^(`{3,}|~{3,})(.*)$")
# the further examples of a page, folded where HTML is shown: GitHub
FOLD, UNFOLD = "<details><summary>Further cases, each a test</summary>", "</details>"
SPECIAL = ("symlink", "directory", "pipe", "unreadable")
KNOWN = {"severity", "default", "only", "options", "require", "forbid", "together"}
# What an option's schema may say, with the types of it. No `$ref`, which is fetched, and no `pattern`,
# which can take forever: a page may come from a repository that nobody trusts.
SCHEMA: dict[str, tuple[type, ...]] = {
    "type": (str, list),
    "enum": (list,),
    "minimum": (int, float),
    "maximum": (int, float),
    "minLength": (int,),
    "maxLength": (int,),
    "minItems": (int,),
    "maxItems": (int,),
    "items": (dict,),
    "properties": (dict,),
    "required": (list,),
    "additionalProperties": (bool, dict),
    "title": (str,),
    "description": (str,),
    "default": (object,),
}
TYPES = ("string", "integer", "number", "boolean", "array", "object")


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
        table = parsing.toml(declaration)
    except ValueError as error:
        raise Failure(f"{where}: the declaration is not TOML: {error}") from None
    if unknown := sorted(table.keys() - KNOWN):
        raise Failure(f"{where}: {unknown[0]}: not one of {', '.join(sorted(KNOWN))}")
    return _declared(id, summary, text, table, where)


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


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page below one heading: its text with the heading, and the info strings of its fences."""

    title: str
    text: str
    fences: tuple[str, ...] = ()

    @property
    def example(self) -> bool:
        """Whether it shows files, so that it is a test."""
        return any(len(info.split()) > 1 for info in self.fences)


def sections(text: str) -> Iterator[Section]:
    """The parts of a page, each from its heading to the next one outside of a fence."""
    title, fence = "", ""
    lines: list[str] = []
    fences: list[str] = []
    for line in text.splitlines(keepends=True):
        opening = FENCE.match(line.rstrip())
        if not fence and line.strip() in (FOLD, UNFOLD):
            continue
        if not fence and line.startswith("#"):
            if lines:
                yield Section(title, "".join(lines), tuple(fences))
            title, lines, fences = line.strip("# \n"), [], []
        elif opening and not fence:
            fence = opening[1]
            fences.append(opening[2].strip())
        elif opening and opening[1].startswith(fence) and not opening[2].strip():
            fence = ""
        lines.append(line)
    yield Section(title, "".join(lines), tuple(fences))


def repository(example: Example) -> Repo:
    """The git repository that an example shows."""
    return Repo.of({".git/HEAD": "", **example.files}, untracked=example.untracked)


def _declared(id: str, summary: str, text: str, table: Mapping[str, Any], where: str) -> Page:
    severity = table.get("severity")
    if severity not in SEVERITIES:
        raise Failure(f"{where}: severity: {severity!r} is not one of {', '.join(SEVERITIES)}")
    default, options = table.get("default", True), table.get("options", {})
    if not isinstance(default, bool):
        raise Failure(f"{where}: default: want true or false")
    if not isinstance(options, dict):
        raise Failure(f"{where}: options: want a table, one key an option")
    for name, schema in options.items():
        _schema(schema, f"{where}: options.{name}")
    return Page(id, summary, text, severity, default, options, table)


def _schema(schema: Any, where: str) -> None:
    """Hold one option's schema to what a page may say. Raises Failure."""
    if not isinstance(schema, dict):
        raise Failure(f"{where}: want a table with its type and default")
    for word, said in schema.items():
        if word not in SCHEMA:
            raise Failure(f"{where}: {word}: not one of {', '.join(SCHEMA)}")
        if not isinstance(said, SCHEMA[word]):
            raise Failure(f"{where}.{word}: {type(said).__name__} is not what it takes")
    if not all(isinstance(name, str) for name in schema.get("required", [])):
        raise Failure(f"{where}.required: want names")
    kinds = schema.get("type", [])
    if unknown := [k for k in ([kinds] if isinstance(kinds, str) else kinds) if k not in TYPES]:
        raise Failure(f"{where}.type: {unknown[0]!r}: not one of {', '.join(TYPES)}")
    inner = [*schema.get("properties", {}).items()]
    inner += [(word, schema[word]) for word in ("items", "additionalProperties") if word in schema]
    for name, each in inner:
        if each is not True and each is not False:
            _schema(each, f"{where}.{name}")


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
