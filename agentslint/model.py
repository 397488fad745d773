"""The nouns. Values only: nothing here reads a disk, parses a text or imports a room of ours.

One file on purpose: every room imports it, and it reads as one list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

Fate = Literal["read", "cut", "dropped", "shadowed", "empty", "imported", "waiting"]
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

    def within(self, other: Place) -> bool:
        """Whether it begins and ends in another stretch of the same file."""
        start, end = (self.line, self.column), (self.end_line, self.end_column)
        return (other.line, other.column) <= start and end <= (other.end_line, other.end_column)


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
class Imports:
    """How an agent follows an `@path` in a text.

    hops     files deep
    within   which targets count: below the root, or below the directory the agent works in
    grammar  what counts as an import: see `chain.imports.GRAMMARS`
    again    whether a file that was already imported is sent again
    real     whether symbolic links are resolved before a target is held against `within`
    apart    ends of the names of files in which an `@path` is plain text, case folded
    """

    hops: int
    within: Literal["root", "here"] = "root"
    grammar: str = "words"
    again: bool = False
    real: bool = True
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """How the front matter of an agent's rule files says which files they are for.

    names    what the path of such a file holds
    keys     where its globs stand, the first that is there; `always` the key that beats them, `also` others that narrow it
    grammar  how a glob matches: see `core.glob_sets`; `split` whether commas part a text
    whole    globs that mean every file: with these alone a rule is sent at the start
    base     what a path is relative to: the directory whose rules they are, the root, or the one
             the agent works in; for the user's own rules never the first
    later    whether a rule is sent once a file that it is for is read
    unless   values of keys with which it is left out; `broken` what becomes of it without valid YAML
    strict   whether white space behind the dashes makes it no front matter
    """

    names: str
    keys: tuple[str, ...] = ("paths",)
    grammar: Literal["gitignore", "by-name", "by-path"] = "by-path"
    split: bool = True
    whole: tuple[str, ...] = ()
    base: Literal["holder", "root", "here"] = "root"
    later: bool = True
    always: str = ""
    also: tuple[str, ...] = ()
    unless: tuple[tuple[str, str], ...] = ()
    broken: Literal["sent", "left-out"] = "sent"
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Agent:
    """How one coding agent turns a directory into instructions: a row of data.

    slots        names in order of preference; of each slot, the first that exists is taken.
                 A name may hold `/`, and end in `*.ext` or `**/*.ext` for many files
    spare        slots that count only where none of `silencers` is on the whole chain
    between      the slots of directories between the root and here, where they differ
    top_slots    slots of the `ends` alone, sent before every other, and `end_slots` after;
                 `rule_slots` behind these, and between both the user's `user_rule_slots`
    listed       globs that its settings list, looked for from here up to the root
    scopes       how rule files say which files they are for; `rule_links` whether those are read
                 that are symbolic links: always, never, or where they lead to below here
    deep         the order of a `**/*` name: a directory's own files first, or by path
    choice       "each" directory on its own, or the "first-name" that is on the chain for all
    any_case     whether the case of a name matters not: of its "stem", or of the "whole";
                 of several that differ in case alone the first is sent
    links        whether symbolic links are followed, `once` whether one real file is sent once
    reach        which directories count: from the root down to here, here alone, the root
                 alone, or the nearest one that has a file
    markers      what makes a directory the root; the nearest wins
    ceiling      where the walk up ends: at that root, one above it, or at the disk's own
    unmarked     where it ends when no directory has a marker
    order        how the directories' files are sent; "by-title": by name without its ending, of one
                 name the last, with the `titles` that some files have instead
    as_listed    what comes as the file system lists it, on another disk in another order: rule
                 files, or names that differ in case alone. Without a user they come by name
    awaited_first  whether rules that waited for a file come before those of its directory
    lazy         files sent once the agent reads a file in their directory, or in one of any
                 directory, or of another repository too; in `lazy_order`, from `lazy_slots` where they differ
    imports      how `@path` is followed, or None where it is plain text
    strips       parts that the model never sees: "front-matter", "comment"
    budget       how much of the project files is sent, in `unit`; None where no limit was seen
    overflow     what exceeds the budget is cut off, or then nothing at all is sent
    file_limit   bytes beyond which one file is left out
    unreadable   a file that cannot be read is passed over, or every project file with it
    joint        what stands between two project files, `frame` what stands around each
    user_slots   the user's own files, from `~` or from a variable of the environment;
                 `user_end_slots` those that are sent after the project's
    user_blank   whether a blank one of them hides the rest of its slot
    version      the client that was asked, `checked` when, `source` how
    ran          whether the client itself was run: else the row is from reading alone
    aside        an older release or other settings: not among "all agents"
    remedy       how it is made to read AGENTS.md, where it does not by itself
    configure    reads the client's own settings for a directory: a changed row
    refusal      why no project file is read at all, where that is so
    worktree     names that a linked worktree inside its main checkout does not take from there;
                 with `worktree_twin` that of the main root that its own root has too
    settings_from  (file, key) of each setting that made this row what it is
    """

    id: str
    title: str
    slots: tuple[tuple[str, ...], ...]
    spare: tuple[tuple[str, ...], ...] = ()
    silencers: tuple[str, ...] = ()
    between: tuple[tuple[str, ...], ...] = ()
    top_slots: tuple[tuple[str, ...], ...] = ()
    end_slots: tuple[tuple[str, ...], ...] = ()
    rule_slots: tuple[tuple[str, ...], ...] = ()
    rule_links: Literal["yes", "no", "here"] = "yes"
    scopes: tuple[Scope, ...] = ()
    listed: tuple[str, ...] = ()
    ends: tuple[Literal["root", "here"], ...] = ("root",)
    deep: Literal["files-first", "by-path"] = "files-first"
    choice: Literal["each", "first-name"] = "each"
    any_case: Literal["no", "stem", "whole"] = "no"
    links: bool = True
    once: bool = False
    reach: Literal["root-to-here", "here", "root", "nearest"] = "root-to-here"
    markers: tuple[str, ...] = (".git",)
    ceiling: Literal["marker", "above-marker", "disk"] = "marker"
    unmarked: Literal["here", "disk"] = "here"
    order: Literal[
        "outermost-first", "nearest-first", "root-here-between", "by-name", "by-path", "by-title"
    ] = "outermost-first"
    awaited_first: bool = False
    titles: tuple[tuple[str, str], ...] = ()
    as_listed: Literal["", "rules", "twins"] = ""
    lazy: Literal["never", "below", "anywhere", "everywhere"] = "never"
    lazy_order: Literal["outermost-first", "nearest-first"] = "outermost-first"
    lazy_slots: tuple[tuple[str, ...], ...] = ()
    imports: Imports | None = None
    strips: tuple[str, ...] = ()
    budget: int | None = None
    budget_from: str = "default"
    unit: Literal["bytes", "characters"] = "bytes"
    overflow: Literal["cut", "nothing"] = "cut"
    file_limit: int | None = None
    unreadable: Literal["skip", "lose-all"] = "skip"
    joint: str = "\n\n"
    frame: str = "{text}"
    user_joint: str = "\n\n"
    user_slots: tuple[tuple[str, ...], ...] = ()
    user_end_slots: tuple[tuple[str, ...], ...] = ()
    user_rule_slots: tuple[tuple[str, ...], ...] = ()
    user_blank: Literal["hides", "falls-through"] = "hides"
    version: str = ""
    checked: str = ""
    source: str = ""
    ran: bool = True
    aside: bool = False
    remedy: str = ""
    configure: Callable[..., Agent] | None = None
    refusal: str = ""
    settings_from: tuple[tuple[str, str], ...] = ()
    worktree: tuple[str, ...] = ()
    worktree_twin: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every file name that the agent looks for, as the table writes it."""
        every = (
            *self.top_slots,
            *self.slots,
            *self.spare,
            *self.between,
            *self.end_slots,
            *self.rule_slots,
        )
        return tuple(dict.fromkeys(name for slot in every for name in slot))

    @property
    def user_names(self) -> tuple[str, ...]:
        """Every name of the user's own files, as the table writes it."""
        every = (*self.user_slots, *self.user_end_slots, *self.user_rule_slots)
        return tuple(dict.fromkeys(name for slot in every for name in slot))


@dataclass(frozen=True, slots=True)
class User:
    """Who asks: the environment that names the user's own files, and settings given by hand.

    `profile` is the name of Codex's profile that is asked about, if any.

    Without an environment there is no user's level, and a project counts as trusted.
    """

    environ: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One file met on the way to a directory, with its fate.

    `bytes` of `size` are sent; `why` says what decided where the fate is not "read".
    `directory` is the one whose instructions the file holds, `phase` when it is sent: at the
    start, or once a file there is read; `importer` the file that names an imported one, or a
    shadowed one that the agent would send if its user lets it; `scope` the files that a rule is for.
    """

    path: str
    fate: Fate
    size: int
    bytes: int = 0
    why: str = ""
    file: File | None = None
    level: Literal["user", "project"] = "project"
    directory: str = "."
    phase: Literal["start", "lazy"] = "start"
    importer: str = ""
    scope: tuple[str, ...] = ()


FailureKind = Literal[
    "no-directory", "unreadable-directory", "unreadable-file", "refused", "too-large"
]


@dataclass(frozen=True, slots=True)
class ChainFailure:
    """Why every project file of a chain is lost: its kind, the words for it, the file to blame.

    kind  what asked for is no directory, or cannot be entered; a file cannot be read, and the agent
          then drops all; the agent's settings refuse the project; more than its model takes
    """

    kind: FailureKind
    text: str
    path: str = ""


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
    failure: ChainFailure | None = None

    @property
    def sources(self) -> tuple[Link, ...]:
        """The links that contribute text, in the order sent."""
        return tuple(link for link in self.links if link.fate in CONTRIBUTING)

    @property
    def start(self) -> tuple[Link, ...]:
        """Of the sources, those that are sent before anything is read."""
        return tuple(link for link in self.sources if link.phase == "start")

    @property
    def used(self) -> int:
        """How much of the budget is used, in the agent's unit; rules that waited are apart."""
        return sum(
            measure(link, self.agent.unit)
            for link in self.links
            if link.level == "project" and not (link.scope and link.phase == "lazy")
        )


def measure(link: Link, unit: Literal["bytes", "characters"] = "bytes") -> int:
    """What is sent of one file, in bytes or in characters."""
    if unit == "bytes" or link.file is None:
        return link.bytes
    return len(link.file.data[: link.bytes].decode("utf-8", "replace"))


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
    `key` only where what stands at its place changes while the finding stays the same. Findings
    of a rule that share a `cause` are told as one.
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
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A page and a check. Exactly one level is set; a declared rule has its own.

    `prepare_file` reads of a file what the check will ask of all of them together, while the file is
    at hand; `take_prepared` is given what came of it, by file, where another process did that.
    `only` names the command that alone reports it: such a rule has no check.
    """

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
    prepare_file: Callable[..., object] | None = None
    take_prepared: Callable[..., None] | None = None
    only: str = ""


def whole(path: str) -> Place:
    """The place of something that is true of a file as a whole."""
    return Place(path)


def line_place(path: str, line: int, text: str = "") -> Place:
    """The place of one whole line."""
    return Place(path, line, 1, line, len(text) + 1)


def text_place(path: str, text: str, start: int, end: int) -> Place:
    """The place of `text[start:end]`, a part of one line of the file whose text it is."""
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Place(path, line, column, line, column + end - start)
