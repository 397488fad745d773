"""What a chain requires to be run: one reading for sessions, ledger, receipts, handoffs and the bridge."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from agentslint.claims import check_commands
from agentslint.claims.effective import Verification, reaching, verification
from agentslint.core import lazy_re
from agentslint.evidence.normal_form import WHOLE, Ran, covers, ran
from agentslint.evidence.programs import pattern, tool
from agentslint.evidence.required_conditions import Demand, concerns_some, demands
from agentslint.model import Chain, Instruction
from agentslint.repo import directories, parent
from agentslint.text import placeholders, shell
from agentslint.text.units import marks

Exists = Callable[[str], bool]
PATH = lazy_re.compile(r"(?:[\w.-]+/)+[\w.-]+|[\w.-]+/")
OPEN = lazy_re.compile(r"<[^<>\s]+>|\{[^{}]*\}|\$\{?\w+\}?|\.\.\.|…|\[[^\[\]]*\]|[A-Z]{2,}_[A-Z_]+")
SOURCE = lazy_re.compile(r"\.(?:py|js|ts|tsx|jsx|mjs|go|rs|rb|java|kt|cs|swift|php)$")
LOOKS = frozenset(
    "--check --check-only --diff --dry-run --list-different -l --verify --no-write".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Required:
    """A command that instructions require, when, and where they say so.

    `path` is empty where the text is known but not the file it came from. `scope` are the paths
    that it is bound to, none for all; `others` are commands of which one is enough.
    """

    command: str
    gate: str
    path: str
    line: int
    scope: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def directory(self) -> str:
        """The directory whose files the requirement governs."""
        return parent(self.path) if self.path else "."

    def governs(self, path: str) -> bool:
        """Whether a file of its directory is one that it is bound to."""
        return not self.scope or any(_inside(path, scope, self.directory) for scope in self.scope)


def required(chain: Chain, exists: Exists | None = None) -> tuple[Required, ...]:
    """The checks that a chain requires, each command once, outermost file first.

    `exists` says whether a path is there: a command over one that is not is an example.

    Where some have a gate ("before review"), those are what is required, and commands that are
    merely documented beside them are not; of several mentions of a command the gated one counts.
    No check is what a text forbids or waives, an example, a fixer, or a part of another one that is
    required. Where nothing is demanded, the first test that is documented is what there is.
    """
    order = {link.path: index for index, link in enumerate(chain.sources)}
    told = demands(verification(chain), chain, exists)
    rows = [row for each in told if each.each.command for row in _rows(each)]
    rows = [row for row in rows if row.command not in _waived(chain)]
    # where no point of the work is named, the name of a tool is no command, and a part no check
    rows = [row for row in rows if row.gate or (_typed(row.command) and _entire(row.command))]
    gated = [row for row in rows if row.gate]
    gated += _unnamed(told, gated, chain, exists)
    found = _once(gated or rows)
    if exists is not None:
        found = [row for row in found if _there(row, exists)]
    if not gated and all(check_commands.kinds(row.command) == ("build",) for row in found):
        # what merely builds verifies nothing where a test is documented
        found = list(_fallback(chain, exists)) or found
    found = list(_largest(found))
    return tuple(sorted(found, key=lambda row: (order.get(row.path, 0), row.line)))


def _rows(demand: Demand) -> Iterator[Required]:
    """The checks of one demand."""
    each, scope = demand.each, demand.scope
    if demand.refused or (demand.conditional and not scope):
        return
    told = not check_commands.kinds(each.command)
    for command in _checks(each.command, told=told):
        others = tuple(other for text in each.others for other in _checks(text))
        yield Required(command, demand.gate, each.path, each.line, scope, others)


def _unnamed(
    told: Iterable[Demand], gated: list[Required], chain: Chain, exists: Exists | None
) -> list[Required]:
    """What "all tests must pass before merging" means: the command that is documented for it."""
    known = {kind for row in gated for kind in check_commands.kinds(row.command)}
    found = []
    for demand in told:
        each = demand.each
        if each.command or not each.gate or demand.conditional or demand.partial:
            continue
        if "verification:run" not in marks(each.text):
            continue  # "mark slow tests before requesting review" runs none
        # `make check` may be all that there is
        for kind in [
            k
            for k in each.checks
            if k in ("test", "lint", "typecheck") and not {k, "other"} & known
        ]:
            known.add(kind)
            found += [
                replace(row, gate=each.gate)
                for row in list(_documented(chain, (kind,), exists))[:1]
            ]
    return found


def _there(row: Required, exists: Exists) -> bool:
    """Whether the paths that a command names are there, beside the file that asks for it or above."""
    for one in shell.simple(row.command):
        for word in one.words[1:]:
            path = word.removesuffix("...").rstrip("/").partition("::")[0]
            if not PATH.fullmatch(path) or path.startswith(("-", "/", "@", "..")):
                continue
            homes = (row.directory, ".")
            places = [posixpath.normpath(posixpath.join(h, one.directory, path)) for h in homes]
            if not any(map(exists, places)):
                return False
    return True


def _checks(line: str, *, told: bool = False) -> Iterator[str]:
    """The simple commands of a line that are checks, each as it is to be typed.

    With `told` the text says that it is to be run, whatever its name says of what it does.
    """
    if len(lines := shell.unrolled(line)) > 1:
        for each in lines:
            yield from _checks(each, told=told)
        return
    commands = shell.split(line)
    kept = [one for one in commands if _is_check(one, told=told)]
    if len(kept) == len(commands) == 1:
        yield line
        return
    for one in kept:
        moved = f"cd {one.directory} && " if one.directory else ""
        yield moved + line[one.start : one.end] if one.end else " ".join(one.words)


def _is_check(command: shell.Command, *, told: bool = False) -> bool:
    """Whether a command looks, and mends nothing; whether it can be run as it is written."""
    for inner in shell.simple(" ".join(command.words)) or (command,):
        if any(_open(word) for word in inner.words[1:]):
            return False
        kind = check_commands.kind_of(inner) or ("other" if told else "")
        words = shell.canonical(inner.words)
        if not kind or not words or any(pattern("required", "aside").search(w) for w in words[1:]):
            return False
        mends = any(word.partition("=")[0] in tool(words[0]).rewrite for word in words[1:])
        mends |= any(pattern("required", "mends").search(word) for word in words[1:])
        mends |= kind == "format" and not any(_looks(word) for word in inner.words[1:])
        if mends and not any(_looks(word) for word in inner.words[1:]):
            return False
    return True


def _looks(word: str) -> bool:
    return word in LOOKS or bool(lazy_re.search(r"(?i)(?:^|[:_.-])check$|Check$|^check", word))


def _open(word: str) -> bool:
    """Whether a word is for the reader to fill in, or only an example."""
    word = word.removesuffix("/...").rstrip("/")
    return bool(OPEN.search(word)) or ("/" in word and placeholders.in_path(word))


def _waived(chain: Chain) -> frozenset[str]:
    """The commands that a chain forbids or waives, and demands nowhere at a gate."""
    refused, wanted = set[str](), set[str]()
    for link in chain.sources:
        for each in reaching(link):
            if concerns_some(each):
                continue
            if each.answer == "waives" or each.modality in ("forbid", "avoid"):
                refused.update(each.objects)
            elif each.checks and each.gate:
                wanted.update(each.objects)
    return frozenset(refused - wanted)


def _once(rows: Iterable[Required]) -> list[Required]:
    """Each command once: the mention with a gate, bound to no path, else the first."""
    found: dict[object, Required] = {}
    for row in rows:
        form = _form(row)
        key = form if form is not None else row.command
        old = found.get(key)
        if old is None or (bool(row.gate), not row.scope) > (bool(old.gate), not old.scope):
            found[key] = row
    return list(found.values())


def _largest(rows: list[Required]) -> Iterator[Required]:
    """Without those that another one takes in, and without what merely may be run instead."""
    forms = [_form(row) for row in rows]
    instead = set[str]()
    for index, row in enumerate(rows):
        if row.command in instead:
            continue
        mine = forms[index]
        taken = any(
            other is not None
            and mine is not None
            and other != mine
            and covers(mine, other) == "whole"
            for number, other in enumerate(forms)
            if number != index and not (rows[number].scope and not row.scope)
        )
        if not taken:
            whole = [o for o in row.others if not _part(o, row.command)]
            instead.update(whole)
            yield replace(row, others=tuple(whole))


def _part(one: str, two: str) -> bool:
    """Whether one command is a part of another."""
    a, b = (_ran(text) for text in (one, two))
    return a is None or b is None or covers(b, a) == "part"


def _form(row: Required) -> Ran | None:
    return _ran(row.command)


def _ran(line: str) -> Ran | None:
    commands = shell.simple(line)
    if len(commands) != 1:
        return None
    one = commands[0]
    return ran(one.words, one.directory, one.environment)


def _fallback(chain: Chain, exists: Exists | None) -> Iterator[Required]:
    """What there is where nothing is demanded: the first test that is documented, else another check.

    Of headings that name directories each has its own.
    """
    for kinds in (("test",), ("lint", "typecheck", "other")):
        seen = set[tuple[str, ...]]()
        for row in _documented(chain, kinds, exists):
            if row.scope not in seen and () not in seen:
                seen.add(row.scope)
                yield row
        if seen:
            return


def _documented(chain: Chain, kinds: tuple[str, ...], exists: Exists | None) -> Iterator[Required]:
    """The checks of some kinds that are documented, nearest file first; whole suites, else directories."""
    for whole in (True, False):
        found = [
            row
            for link in reversed(chain.sources)
            for each in reaching(link)
            if each.modality not in ("forbid", "avoid")
            for text in each.objects
            for row in _rows(_mentioned(each, text, chain, exists))
            if set(check_commands.kinds(row.command)) & set(kinds)
            and _typed(row.command)
            and (exists is None or _there(row, exists))
            and (_entire(row.command) if whole else _suite(row.command, exists))
        ]
        yield from found
        if found:
            return


def _mentioned(each: Instruction, text: str, chain: Chain, exists: Exists | None) -> Demand:
    """A command that is merely named, read as a demand."""
    place = each.place
    mention = Verification(
        text,
        "",
        place.path,
        place.line,
        (),
        each.text,
        each.condition,
        each.scope,
        piece=each.piece,
    )
    return demands([mention], chain, exists)[0]


def _typed(command: str) -> bool:
    """Whether a code span is a command, and not the bare name of a tool."""
    words = command.split()
    known = tool(words[0])
    if directories.product(words[0].removeprefix("./")):
        return False  # where an install put it
    if len(words) == 1 and SOURCE.search(words[0]) and not words[0].startswith("./"):
        return False  # `tests/test_a.py` is a file, `./check.py` a command
    alone = known.known and known.upward != "package.json" and not known.sub
    return len(words) > 1 or "/" in words[0] or alone


def _entire(command: str) -> bool:
    """Whether a command asks for no part: not one file, not one test."""
    form = _ran(command)
    if form is None or form.narrow:
        return False
    known = tool(form.words[0])
    paths = [word for word in form.plain if ("/" in word or "." in word) and word not in WHOLE]
    return known.words != "part" or all(word.endswith(known.suites) for word in paths)


def _suite(command: str, exists: Exists | None) -> bool:
    """Whether a command runs the tests of whole directories that are there."""
    form = _ran(command)
    paths = [word for word in form.plain if "/" in word or "." in word] if form else []
    plain = all("." not in posixpath.basename(word) and "::" not in word for word in paths)
    return bool(paths) and plain and not (form and form.narrow) and exists is not None


def _inside(path: str, scope: str, directory: str) -> bool:
    """Whether a file lies in a place that a text names: a directory, a file or a glob."""
    import fnmatch

    scope = scope.removeprefix("./")
    for top in ("", f"{directory}/" if directory != "." else ""):
        place = f"{top}{scope}".rstrip("/")
        plain = place.removesuffix("/**").removesuffix("/*")
        if path == plain or path.startswith(f"{plain}/") or fnmatch.fnmatchcase(path, place):
            return True
    return False
