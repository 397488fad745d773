"""Which commands a document asks its reader to run, and in which directory.

One file on purpose: each place where a command may stand, and what makes it one that is asked for.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agentslint.claims import hedges, plain_commands, series, working_directory
from agentslint.claims.hedges import Span
from agentslint.claims.working_directory import There
from agentslint.core import lazy_re
from agentslint.model import File, Piece, Place
from agentslint.repo.paths import parent
from agentslint.text import markdown, shell, tools, vocabulary, wording
from agentslint.text.shell import Command

# "`pnpm seed` in `${FRONTEND}`": where no text can tell
ELSEWHERE = r"[\s`*]*«inside»\s+(?:«article»\s+)?`?(?:\$\{?\w|<[\w -]+>|\{[\w-]+\})"
LEAD = 100  # characters before a command that may say what it is
# "- **Test**: run `mix test`"
NAMED = r"[\W_]*(?:[\w /-]{1,40}(?::|—|–)[\W_]*)?(?:«runs»\W*)?"
# "From the canonical `tools` checkout, run:"
ABROAD = r"«inside»\s+«article»\s+(?:[\w-]+\s+){0,2}`?[\w./-]+`?\s+«checkout»"
HERE = "«here»"
SCAFFOLD = lazy_re.compile(
    r"\b(?:npm|pnpm|yarn|bun) (?:create|init)\b|\bnpx (?:--yes |-y )?(?:create-|degit|gitpick|"
    r"@[\w-]+/(?:create|start|cli)\b)|\b(?:npx|dlx|bunx) create-|\bgit clone\b|\bcargo (?:new|init)\b|"
    r"\b(?:django-admin|rails|laravel|ng|nest|vue|hatch|poetry|uv|dotnet|mix|flutter) (?:new|init|create|startproject)\b"
)
# `bd prime` / `gt prime` / `make prime`: whichever of them the reader has
CHOICE = lazy_re.compile(r"`[^`\s][^`\n]*`(?:\s*(?:/|,?\s*\bor\b)\s*`[^`\s][^`\n]*`){2,}")
# `session`, `task run`, `bridge`: one of several words for things
TERMS = lazy_re.compile(r"`[^`\n]+`(?:\s*,\s*(?:and\s+|or\s+)?`[^`\n]+`){3,}")
CALL = lazy_re.compile(
    r"[A-Za-z_][\w.]*\((?!\))"
)  # `load(new URL('./a.js'))`: code, and no command
DRAWN = lazy_re.compile(r"[→⇒←↓─│├└▶]|-->|==>")
PIPED = lazy_re.compile(r"\S\|\S")
BESIDE = 200  # pieces on either side among which the cells of one row are looked for
PLAIN = lazy_re.compile(r"[\w@-][\w@.-]*(?:/[\w@-][\w@.-]*)*")  # a directory written out
OR = lazy_re.compile(r"^#\s*or:?\s+(.*)", lazy_re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One simple command that the text asks for.

    text       the line or code span it stands in, `place` the command in the file
    directory  where it runs; `named` if the text says so; above the repository where its `cd` climbs too far
    outer      the words of the command with the wrappers it runs in (`uv run`, `pnpm exec`)
    fenced     it stands in a fence, not in running text
    before     what its sentence says before it, LEAD characters of it at most
    lost       the directory that its `cd` leads to, where the repository has none: it runs nowhere
    row        the other tasks of a row in which the runner stands before the first alone
    """

    command: Command
    text: str
    piece: Piece
    offset: int
    directory: str
    named: bool = False
    fenced: bool = False
    outer: tuple[str, ...] = ()
    before: str = ""
    row: tuple[str, ...] = ()
    lost: str = ""

    @property
    def asked_for(self) -> bool:
        """Whether it is the text's own request: a line of a fence, or what an item or cell names."""
        named = len(self.before) < LEAD and wording.pattern("place", NAMED).fullmatch(self.before)
        return self.fenced or bool(named)

    @property
    def demanded(self) -> bool:
        """Whether the word before it in its sentence says that it is to be run."""
        words = self.before.rstrip(" `*_").rsplit(maxsplit=1)
        return bool(words) and vocabulary.shipped().actions.get(words[-1].lower()) == "run"

    @property
    def exemplary(self) -> bool:
        """Whether its fence is introduced as one of examples: whatever kind of project it is."""
        intro = str(self.piece.info.get("intro", ""))[-LEAD:]
        return self.fenced and hedges.ending(intro, "instance")

    def place(self, word: str = "") -> Place:
        """The place of the command, or of one word of it."""
        start, end = self.command.start, self.command.end
        at = self.text.find(word, start, end) if word else -1
        if at >= 0:
            start, end = at, at + len(word)
        return markdown.within(self.piece, self.offset + start, self.offset + end)


def asked(file: File, directories: Collection[str]) -> Iterator[Asked]:
    """The commands of a document, in its order. `directories` are those that the repository holds:
    a command that runs in another is left out.
    """
    pieces = markdown.read(file)
    for number, piece in enumerate(pieces):
        if piece.info.get("quoted"):
            continue
        if piece.kind == "code":
            words, row = series.completed(number, pieces)
            for one in _span(piece, pieces, file, directories):
                told = replace(one.command, words=words) if words else one.command
                yield replace(one, command=told, row=row)
        elif piece.kind == "sentence":
            for span in plain_commands.plain(piece, pieces):
                yield from _span(span, pieces, file, directories)
        elif piece.kind == "fence":
            yield from _fence(piece, file, directories)


def shown(piece: Piece) -> bool:
    """Whether headings or an introduction say that commands are only shown."""
    heads = piece.info.get("headings", ())
    intro = str(piece.info.get("intro", "")).rstrip()
    if piece.kind == "cell" and not intro.rstrip("*_").endswith((":", "：")):
        intro = ""  # a table says by its header what it holds: what stands above ends by itself
    # "Do **not** run" forbids as well
    said = _last(intro).replace("*", "")
    titled = any(hedges.shown(head) for head in heads[-2:])
    return titled or hedges.shown(said) or _abroad(intro)


@lru_cache(maxsize=256)
def _abroad(intro: str) -> bool:
    """Whether an introduction sends to another repository."""
    found = wording.pattern("place", ABROAD).search(intro)
    return found is not None and not wording.pattern("place", HERE).search(found[0])


def _span(
    piece: Piece, pieces: Sequence[Piece], file: File, directories: Collection[str]
) -> Iterator[Asked]:
    found = shell.simple(piece.text) if not CALL.match(piece.text) else ()
    if not found or "\n" in piece.text or ("|" in piece.text and PIPED.search(piece.text)):
        return
    block = pieces[piece.info["parent"]] if piece.info.get("parent") is not None else piece
    sentence = _sentence(piece, pieces)
    if shown(block) or hedges.outdated(str(block.info.get("header", ""))):
        return
    if sentence is not None and taken_back(sentence, piece, block):
        return
    if sentence is not None and (_whichever(sentence, piece) or _term(sentence, piece)):
        return
    if block.kind == "cell" and any(
        hedges.says(cell.text, "present") for cell in _row(block, piece.info["parent"], pieces)
    ):
        return
    before = sentence.text[: max(sentence.text.find(piece.text), 0)][:LEAD] if sentence else ""
    there = _there(piece, sentence, block, file, directories)
    for command in found:
        for one in _placed(command, piece.text, piece, 0, "", file, directories, there=there):
            yield replace(one, before=before)


def _there(
    piece: Piece, sentence: Piece | None, block: Piece, file: File, directories: Collection[str]
) -> There | None:
    """The directory in which the words around a command say that it runs."""
    resolve = working_directory.of(file.path, directories)
    if sentence is not None:
        start = piece.info["at"] - sentence.info["at"]
        end = start + len(piece.text)
        if found := working_directory.beside(sentence.text, start, end, resolve):
            return found
    intro = str(block.info.get("intro", ""))
    return working_directory.above(intro, block.info.get("headings", ()), resolve)


def _whichever(sentence: Piece, piece: Piece) -> bool:
    """Whether a command is one of three or more to choose from, of a program each."""
    for found in CHOICE.finditer(sentence.text):
        spans = lazy_re.findall(r"`([^`]+)`", found[0])
        if " " in spans[0] and not any(" " in span for span in spans[1:]):
            continue  # tasks of one runner
        if piece.text in spans and len(set(map(_head, spans))) == len(spans):
            return True
    return False


def _head(text: str) -> str:
    """The first word of a code span; "" of one that holds no more than a form feed."""
    return next(iter(text.split(maxsplit=1)), "")


def _term(sentence: Piece, piece: Piece) -> bool:
    """Whether what looks like a command is one of a series of which all others are bare words."""
    if _head(piece.text) not in tools.shipped().english:
        return False
    for found in TERMS.finditer(sentence.text):
        spans = lazy_re.findall(r"`([^`]+)`", found[0])
        others = [span for span in spans if span != piece.text]
        # `make help`, `lint`, `test`: the command opens the series, and the others are its tasks
        if (
            spans[0] != piece.text
            and len(others) < len(spans)
            and all(lazy_re.fullmatch(r"[a-z][\w-]*", span) for span in others)
            and tools.shipped().heads.isdisjoint(others)  # `ruff`, `mypy`, `make check`: programs
        ):
            return True
    return False


def _row(cell: Piece, at: int, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The cells of a table beside one."""
    here = (cell.info["table"], cell.info["row"])
    for step in (range(at, at + BESIDE), range(at - 1, at - BESIDE, -1)):
        for number in step:
            other = pieces[number] if 0 <= number < len(pieces) else None
            if other is None or (
                other.kind == "cell" and (other.info["table"], other.info["row"]) != here
            ):
                break
            if other.kind == "cell":
                yield other


def _sentence(piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    """The sentence that a code span lies in."""
    number = piece.info.get("sentence")
    found = pieces[number] if number is not None else None
    return found if found is not None and _holds(found.place, piece.place) else None


def taken_back(sentence: Piece, piece: Piece, block: Piece) -> bool:
    """Whether the sentence says that what a piece in it shows is not to be run here."""
    at = piece.info["at"] - sentence.info["at"]
    end = at + len(piece.text)
    span = Span(
        sentence.text,
        at - sentence.text.endswith("`", 0, at),
        end + sentence.text.startswith("`", end),
        str(block.info.get("intro", "")),
        headings=block.info["headings"],
        listed=block.kind == "item",
        opens=block.text.startswith(sentence.text[: hedges.NEAR]),
    )
    return (
        bool(hedges.hedge(span, hedges.ACT))
        or wording.pattern("place", ELSEWHERE).match(sentence.text, end) is not None
    )


def _fence(piece: Piece, file: File, directories: Collection[str]) -> Iterator[Asked]:
    typed = list(shell.typed_lines(piece.text))
    lang = str(piece.info.get("lang", "")).lower()
    if not (
        lang in tools.shipped().fences
        or (lang in ("", "text", "txt") and _commands([line for _, line in typed]))
    ):
        return
    if shown(piece) or lazy_re.search(r"❌|🚫|⛔", piece.text):
        return
    directory, foreign = "", False
    there = _there(piece, None, piece, file, directories)
    for offset, line in typed:
        bare = line.strip()
        if not bare.startswith("#"):
            foreign = foreign or SCAFFOLD.search(bare) is not None
            found = shell.simple(line)
            if not foreign:
                for command in found:
                    yield from _placed(
                        command,
                        line,
                        piece,
                        offset,
                        directory,
                        file,
                        directories,
                        fenced=True,
                        there=there,
                    )
                yield from _alternatives(line, found, piece, offset, file, directories)
            alone = lazy_re.fullmatch(r"(?:\$\s+)?cd\s+(\S+)\s*(?:#.*)?", bare)
            if alone:
                directory = posixpath.normpath(posixpath.join(directory, alone[1].strip("'\"")))
        elif hedges.says(bare, "wrong"):
            foreign = True
        elif hedges.says(bare, "right"):
            foreign = False


def _placed(
    command: Command,
    text: str,
    piece: Piece,
    offset: int,
    base: str,
    file: File,
    directories: Collection[str],
    *,
    fenced: bool = False,
    there: There | None = None,
) -> Iterator[Asked]:
    """The command in its directory: where `cd` leads from the file, else from the root.

    `there` is where the text says that it runs.
    """
    if command.words[-1] in ("…", "..."):
        return  # `make …` is any of them
    home = parent(file.path)
    outer = _outer(text).get(command.start, ())
    went = (
        posixpath.normpath(posixpath.join(base, command.directory)) if base else command.directory
    )
    if went in ("", "."):
        where, firm = (there.directory, there.firm) if there else (home, False)
        yield Asked(command, text, piece, offset, where, firm, fenced, outer)
        return
    for start in (*([there.directory] if there else ()), home, "."):
        place = posixpath.normpath(posixpath.join(start, went))
        # a directory that git does not hold is made by a build, and so is what lies in it
        if place in directories:
            yield Asked(command, text, piece, offset, place, True, fenced, outer)
            return
    out = posixpath.normpath(posixpath.join(home, went))
    if home != "." and set(f"{went}/{out}".split("/")) == {".."}:
        yield Asked(command, text, piece, offset, out, True, fenced, outer)
    elif fenced and not base and PLAIN.fullmatch(went):
        # what the fence makes or fetches before, it may go to
        before = piece.text[: offset + text.find(went)]
        lost = "" if went in before else went
        if lost:
            yield Asked(command, text, piece, offset, home, False, fenced, outer, lost=lost)


@lru_cache(maxsize=8)
def _outer(text: str) -> dict[int, tuple[str, ...]]:
    """The commands of a line as written, wrappers and all, by where they start."""
    return {command.start: command.words for command in shell.split(text)}


def _alternatives(
    line: str,
    found: Sequence[Command],
    piece: Piece,
    offset: int,
    file: File,
    directories: Collection[str],
) -> Iterator[Asked]:
    """`hatch shell dev_11   # or dev_9 / dev_10`: the comment names more of the same."""
    if len(found) != 1 or "#" not in line[found[0].end :]:
        return
    at = line.index("#", found[0].end)
    other = OR.match(line[at:])
    last = found[0].words[-1]
    if not other or len(last) < 4:
        return
    for word in lazy_re.finditer(r"[\w.:-]+", other[1]):
        if word[0] != last and word[0][:4] == last[:4] and _shape(word[0]) == _shape(last):
            start = at + other.start(1) + word.start()
            command = replace(
                found[0],
                words=(*found[0].words[:-1], word[0]),
                start=start,
                end=start + len(word[0]),
            )
            yield from _placed(command, line, piece, offset, "", file, directories, fenced=True)


def _shape(word: str) -> str:
    return lazy_re.sub(r"[A-Za-z]+", "a", lazy_re.sub(r"\d+", "0", word))


def _commands(lines: Sequence[str]) -> bool:
    bare = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    if any(DRAWN.search(line) for line in bare):
        return False
    heads = [line.split()[0] for line in bare]
    return bool(bare) and sum(head in tools.shipped().heads for head in heads) >= 0.6 * len(bare)


def _last(intro: str) -> str:
    """The last sentence of an introduction."""
    return lazy_re.split(r"(?<=[.!?])\s+", hedges.blotted(intro))[-1] if intro else ""


def _holds(outer: Place, inner: Place) -> bool:
    return (outer.line, outer.column) <= (inner.line, inner.column) and (
        inner.end_line,
        inner.end_column,
    ) <= (outer.end_line, outer.end_column)
