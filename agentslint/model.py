"""The nouns. Values only: nothing here reads a disk, parses a text or imports a room of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

Fate = Literal["read", "cut", "dropped", "shadowed", "empty", "imported"]
CONTRIBUTING: tuple[Fate, ...] = ("read", "cut", "imported")


class Failure(Exception):
    """The request could not be carried out. The text is one line: where, what, what instead."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file. Lines and columns count from 1, columns in characters, end exclusive.

    `path` is relative to the repository root with `/`, absolute for a user's own file.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a document that somebody could point at. See `markdown` for the kinds."""

    kind: str
    text: str
    place: Place
    info: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """An instruction file as the agent meets it.

    `data` holds at most `repo.READ_LIMIT` bytes, `size` the file's size on disk in bytes.
    """

    path: str
    data: bytes
    size: int

    @property
    def text(self) -> str:
        """The bytes as Codex decodes them: invalid UTF-8 becomes U+FFFD."""
        return self.data.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Agent:
    """How one coding agent turns a directory into instructions: a row of data.

    slots      names in order of preference; of each slot, the first that exists is taken
    reach      which directories count: from the root down to here, or here alone
    markers    what makes a directory the root; the nearest wins
    budget     bytes of project files that are sent, or None where no limit was seen
    joint      what stands between two project files
    user       the user's own slots, below the directory `user_home` names
    version    the client that was asked, `checked` when, `source` how
    configure  reads the client's own settings for a directory: a changed row
    refusal    why no project file is read at all, where that is so
    """

    id: str
    title: str
    slots: tuple[tuple[str, ...], ...]
    reach: Literal["root-to-here", "here"] = "root-to-here"
    markers: tuple[str, ...] = (".git",)
    budget: int | None = None
    budget_from: str = "default"
    joint: str = "\n\n"
    user_joint: str = "\n\n"
    user_slots: tuple[tuple[str, ...], ...] = ()
    version: str = ""
    checked: str = ""
    source: str = ""
    configure: Callable[..., Agent] | None = None
    refusal: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every file name that the agent looks for."""
        return tuple(dict.fromkeys(name for slot in self.slots for name in slot))


@dataclass(frozen=True, slots=True)
class User:
    """Who asks: the environment that names the user's own files, and settings given by hand.

    Without an environment there is no user's level, and a project counts as trusted.
    """

    environ: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """One file met on the way to a directory, with its fate.

    `bytes` of `size` are sent; `why` says what decided where the fate is not "read".
    """

    path: str
    fate: Fate
    size: int
    bytes: int = 0
    why: str = ""
    file: File | None = None
    level: Literal["user", "project"] = "project"


@dataclass(frozen=True, slots=True)
class Chain:
    """What one agent makes of one directory: losers stand beside winners, outermost first.

    `agent` is the row in force here (its settings applied), `top` the directory where the
    walk began, `failure` the reason why every project file is lost, where that is so.
    """

    agent: Agent
    directory: str
    links: tuple[Link, ...]
    top: str = "."
    failure: str = ""

    @property
    def sources(self) -> tuple[Link, ...]:
        """The links that contribute text, in the order sent."""
        return tuple(link for link in self.links if link.fate in CONTRIBUTING)

    @property
    def used(self) -> int:
        """Bytes of the budget that are used."""
        return sum(link.bytes for link in self.links if link.level == "project")


Modality = Literal["require", "forbid", "prefer", "avoid", "allow", "inform"]


@dataclass(frozen=True, slots=True)
class Instruction:
    """What one sentence, item, cell or fence tells its reader to do. See `instructions`.

    action     the verb's one word (`run`, `use`, `write`, …), "" where none is known
    objects    what it speaks of as code: commands, paths, names, as written
    slot       the choice that it makes (`python-formatter`), "" for none; `value` what it chose
    condition  the clause that says when, as written; `gate` its point in the work, where it has one
    scope      the globs and paths that it names, as written; none: the whole directory
    absolute   whether it leaves no room for another
    narrowed   whether it speaks of a part only, named in words
    excepted   whether it says itself that it, or another place, may differ
    checks     what kinds of verification it demands: test, lint, typecheck, format, build, other
    answer     how else it answers what to verify: `delegates` to a document, `waives` it, or ""
    piece      index of its piece in the document
    """

    place: Place
    text: str
    modality: Modality
    action: str = ""
    objects: tuple[str, ...] = ()
    slot: str = ""
    value: str = ""
    condition: str = ""
    gate: str = ""
    scope: tuple[str, ...] = ()
    absolute: bool = False
    narrowed: bool = False
    excepted: bool = False
    checks: tuple[str, ...] = ()
    answer: str = ""
    piece: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that a finding speaks of."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what stands at `place` by `text`."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Move the file at `path` to `to`; with `to` empty, delete it."""

    path: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding. `safe` when the meaning for the reader cannot change."""

    edits: tuple[Edit, ...] = ()
    renames: tuple[Rename, ...] = ()
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a place. `check.run` fills rule, severity, agents, directories.

    A rule sets `severity` itself only where one finding weighs otherwise than its page says, and
    `key` only where what stands at its place changes while the finding stays the same.
    """

    place: Place
    message: str
    related: tuple[Note, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    rule: str = ""
    agents: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    fingerprint: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A page and a check. Exactly one level is set; a declared rule has its own."""

    id: str
    summary: str
    page: str
    severity: Severity
    options: Mapping[str, Any]
    check_file: Callable[..., Iterable[Finding]] | None = None
    check_chain: Callable[..., Iterable[Finding]] | None = None
    check_repo: Callable[..., Iterable[Finding]] | None = None
    default: bool = True
    check_suppressions: Callable[..., Iterable[Finding]] | None = None


def whole(path: str) -> Place:
    """The place of something that is true of a file as a whole."""
    return Place(path)


def line_place(path: str, line: int, text: str = "") -> Place:
    """The place of one whole line."""
    return Place(path, line, 1, line, len(text) + 1)
