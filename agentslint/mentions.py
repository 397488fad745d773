"""Pieces to the paths and links that a document mentions. Knows no disk: only what is written."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from urllib.parse import unquote

from agentslint import cache, markdown
from agentslint import late as re
from agentslint.diagrams import entries
from agentslint.model import File, Piece, Place

Form = Literal["code", "link", "image", "text", "tree"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A path that a document mentions.

    path       as written, without line numbers, anchors or a test's name behind it
    place      where it stands in the document
    form       how: in a code span, as a link's target, in running text, in a tree diagram
    sentence   the sentence or cell that it stands in, `at` where in it
    block      the text of the whole paragraph, item, cell or fence
    headings   the headings it lies under, outermost first
    intro      what introduces the list, table or diagram
    group      what the entries of one list, column or diagram share; empty elsewhere
    leading    it is what its item, cell or line begins with: an entry of a catalogue
    near       directories that the text names close by, nearest first
    anchor     what a link names behind `#`; `target` is a link's whole target as written
    header     what stands over its column of a table
    top        what a tree diagram has at its top
    """

    path: str
    place: Place
    form: Form
    sentence: str
    at: int
    block: str
    headings: tuple[str, ...] = ()
    intro: str = ""
    group: tuple[object, ...] = ()
    leading: bool = False
    near: tuple[str, ...] = ()
    anchor: str = ""
    target: str = ""
    header: str = ""
    top: str = ""
    quoted: bool = False

    @property
    def before(self) -> str:
        """The sentence up to the mention."""
        return self.sentence[: self.at]

    @property
    def after(self) -> str:
        """The sentence behind the mention."""
        return self.sentence[self.at + len(self.path) :]

    @property
    def is_directory(self) -> bool:
        """Whether it is written as a directory."""
        return self.path.endswith("/")

    @property
    def is_file(self) -> bool:
        """Whether it is written as a file: with an extension, or a well-known name."""
        return file_like(self.path)


# What a file's name ends with. A word with a dot that ends otherwise is a version, a host, a call.
EXTENSIONS = frozenset(
    """
    adoc astro avif bash bat bats bazel bicep bzl c cc cfg cjs clj cmake cmd conf cpp cs csproj css
    csv cts cu cue cxx dart ejs el ex exs fish fs gd gif go gradle graphql graphqls groovy h hbs hcl
    heex hpp hs htm html ico ini ipynb java jinja jinja2 jpeg jpg js json json5 jsonc jsonl jsx kt
    kts less liquid lock lua m md mdc mdx mermaid mjs mk ml mm mts mustache nim nix njk nu odt pdf
    php pkl plist png po prisma properties proto ps1 py pyi pyproj pyx r rb rego rs rst sass sbt
    scala scm scss sh slnx sln snap sol sql strings svelte svg swift tera tex tf tfvars thrift toml
    tpl ts tsv tsx txt typ vb vim vue wasm wat webp wgsl wit xml xsd yaml yml zig zsh
    """.split()
)
NAMES = frozenset(
    """
    .codespellrc .dockerignore .editorconfig .env.example .envrc .eslintrc .gitattributes .gitignore
    .gitmodules .mailmap .node-version .npmrc .nvmrc .prettierignore .prettierrc .python-version
    .ruby-version .tool-versions BUILD CHANGELOG CODEOWNERS CONTRIBUTING COPYING Brewfile
    Containerfile Dockerfile Gemfile Jenkinsfile Justfile LICENSE Makefile NOTICE Pipfile Podfile
    Procfile Rakefile Tiltfile Vagrantfile WORKSPACE go.mod go.sum go.work gradlew justfile makefile
    mvnw
    """.split()
)

# One run of the characters that paths are made of.
_PATH = re.compile(r"(?:\.{0,2}/)?[\w.@+~-]+(?:/[\w.@+~-]+)*/?")
_TEXT_PATH = re.compile(r"(?<![\w/.@:~<>{}*$\\-])(?:\.{1,2}/)*(?:[\w.-]+/)+[\w.-]*\w(?![\w/*{<$-])")
_BEHIND = re.compile(r"(?:::?[\w:.,\[\]-]*|#L?\d[\w-]*|#[\w-]+|\(\))$")
_LINES = re.compile(r":\d+(?:[-:–]\d+)?$|#L\d+(?:-L?\d+)?$")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CODE = re.compile(r"`([^`\n]+)`")
_HOLE = re.compile(r"[<{*$\[]")  # begins what a reader is to fill in
_PLAIN = re.compile(r"[\w.@+/~-]+")
_BRAND = re.compile(r"[A-Z][A-Za-z]*\.(?:js|io|py|rs|ai)|(?:node|next|vue|nuxt|three|d3)\.js")
AROUND = 1000  # characters of a text before and behind a mention that may speak of it
NEARBY = 48  # directories named around a mention that it may be meant from
LONGEST = 500  # characters of a path that can be one: 4096 is what a kernel takes
_LONGEST = 20_000
_MOST = 1000
_BLOCKS = frozenset({"paragraph", "item", "cell", "heading"})


@lru_cache(maxsize=4096)
def read(file: File) -> tuple[Mention, ...]:
    """Every path that a document mentions, in document order. Read once for the same file."""
    return cache.kept("mentions", "", file.data, lambda: _read(file), _plain, _back(file.path))


def _read(file: File) -> tuple[Mention, ...]:
    pieces = markdown.read(file)
    found = [*_spans(pieces), *_texts(pieces), *_trees(pieces)]
    return tuple(sorted(found, key=lambda mention: mention.place))


_REST = tuple(field.name for field in fields(Mention) if field.name not in ("path", "place"))


def _plain(found: tuple[Mention, ...]) -> list[tuple[Any, ...]]:
    rows = []
    for one in found:
        at = one.place
        where = (at.line, at.column, at.end_line, at.end_column)
        rows.append((one.path, where, *(getattr(one, name) for name in _REST)))
    return rows


def _back(file: str) -> Callable[[list[tuple[Any, ...]]], tuple[Mention, ...]]:
    return lambda rows: tuple(
        Mention(path, Place(file, *where), *rest) for path, where, *rest in rows
    )


def file_like(path: str) -> bool:
    """Whether a path's last part is a file's name, and not a mere suffix like `.spec.ts`."""
    name = posixpath.basename(path)
    if name in NAMES:
        return True
    stem, dot, extension = name.rpartition(".")
    if not dot or extension.lower() not in EXTENSIONS:
        return False
    return bool(stem.strip(".")) and not (name.startswith(".") and "/" not in path)


def clean(text: str) -> str:
    """The path that a code span holds, or empty where it holds none."""
    path = _LINES.sub("", text.strip())
    path = path.partition("::")[0]
    if len(path) > LONGEST:
        return ""
    if not _PATH.fullmatch(path) or _BRAND.fullmatch(path) or "//" in path:
        return ""
    if "/" not in path and not file_like(path):
        return ""
    return path if re.search(r"[^\W\d_]", path) else ""


def _spans(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Code spans, links and images."""
    link: Place | None = None  # the latest: links hold no links
    for piece in pieces:
        if piece.kind == "link":
            link = piece.place
        if piece.kind == "code" and not (link and _inside(piece.place, link)):
            path = clean(piece.text)
            if path:
                place = _part(piece, piece.text.find(path), path)
                yield _mention(pieces, piece, path, place, "code")
        elif piece.kind in ("link", "image"):
            yield from _link(pieces, piece)


def _link(pieces: tuple[Piece, ...], piece: Piece) -> Iterator[Mention]:
    target = str(piece.info.get("target") or "")
    if not target or _SCHEME.match(target) or target.startswith("//"):
        return
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if len(path) > LONGEST:
        return
    place = piece.info.get("target_at") or piece.place
    form: Form = "link" if piece.kind == "link" else "image"
    found = _mention(pieces, piece, path, place, form)
    yield replace(found, anchor=unquote(anchor), target=target)


def _texts(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Paths in running text: only those that could be nothing else."""
    spans: dict[int, list[Place]] = {}
    for piece in pieces:
        if piece.kind in ("code", "link", "image") and "sentence" in piece.info:
            spans.setdefault(piece.info["sentence"], []).append(piece.place)
    for number, piece in enumerate(pieces):
        if piece.kind != "sentence" or "/" not in piece.text:
            continue
        others = spans.get(number, [])
        first = 0
        for match in _TEXT_PATH.finditer(piece.text):
            place = markdown.within(piece, match.start(), match.end())
            while first < len(others) and _end(others[first]) <= _start(place):
                first += 1  # it lies before this path, and before those that follow
            taken = _taken(place, others, first)
            if file_like(match[0]) and not taken and not _hosted(match[0]):
                yield _mention(pieces, piece, match[0], place, "text", at=match.start())


def _taken(place: Place, others: list[Place], first: int) -> bool:
    """Whether one of the spans from `first` on shares a character with a place."""
    while first < len(others) and _start(others[first]) < _end(place):
        if _start(place) < _end(others[first]):
            return True
        first += 1
    return False


def _hosted(path: str) -> bool:
    """Whether a path begins with a host's name."""
    return re.match(r"[\w-]+\.(?:com|org|io|dev|net|ai|app|sh)/", path) is not None


def _trees(pieces: tuple[Piece, ...]) -> Iterator[Mention]:
    """Entries of tree diagrams, each as the path from the diagram's top."""
    for number, piece in enumerate(pieces):
        if piece.kind != "fence":
            continue
        for entry in entries(piece.text):
            start, end = entry.span
            yield Mention(
                entry.path,
                markdown.within(piece, start, end),
                "tree",
                entry.line,
                entry.line.find(piece.text[start:end]),
                piece.text,
                headings=piece.info["headings"],
                intro=piece.info.get("intro", ""),
                group=("tree", number, entry.parent),
                leading=True,
                top=entry.top,
                near=_named_directories(
                    piece.info.get("intro", ""), *reversed(piece.info["headings"])
                ),
                quoted=piece.info["quoted"],
            )


def _mention(
    pieces: tuple[Piece, ...],
    piece: Piece,
    path: str,
    place: Place,
    form: Form,
    *,
    at: int | None = None,
) -> Mention:
    sentence = piece if piece.kind == "sentence" else pieces[piece.info["sentence"]]
    block = pieces[sentence.info["parent"]]
    if at is None:
        at = piece.info["at"] - sentence.info["at"] + max(piece.text.find(path), 0)
    intro = _intro(pieces, block)
    above = _above(pieces, block)
    until = sentence.info["at"] + at
    # a block may hold as many mentions as words: what is far from this one says nothing of it
    around = block.text[max(until - AROUND, 0) : until + len(path) + AROUND]
    near = _named_directories(
        _without(sentence.text, path),
        _without(around, path),
        intro,
        above,
        *reversed(block.info["headings"]),
    )
    return Mention(
        path,
        place,
        form,
        sentence.text,
        at,
        around,
        headings=block.info["headings"],
        intro=intro,
        group=_group(block),
        leading=_only("`*_[(~ \t", block.text, until)
        or (form == "link" and _only("*_[( ", block.text, until)),
        near=near,
        header=str(block.info.get("header", "")),
        quoted=block.info["quoted"],
    )


def _intro(pieces: tuple[Piece, ...], block: Piece) -> str:
    """What introduces a list's items, item by item outwards."""
    found = []
    while block.kind == "item":
        found.append(str(block.info.get("intro", "")))
        parent = block.info["parent"]
        if parent is None:
            break
        block = pieces[parent]
        found.append(block.text)
    return "\n".join(dict.fromkeys(text[-AROUND:] for text in found if text))


def _above(pieces: tuple[Piece, ...], block: Piece) -> str:
    """The paragraph before the one that introduces a list: where it says the list's place."""
    intro = block.info.get("introduced_by")
    if intro is None:
        return ""
    for at in range(intro - 1, max(intro - AROUND, 0) - 1, -1):
        piece = pieces[at]
        if piece.kind == "paragraph":
            return piece.text[-AROUND:] if piece.info["headings"] == block.info["headings"] else ""
        if piece.kind == "heading":
            break
    return ""


def _group(block: Piece) -> tuple[object, ...]:
    info = block.info
    if block.kind == "cell":
        return ("cell", info["table"], info["column"])
    if block.kind == "item":
        return ("item", info["parent"], info.get("introduced_by"), info["headings"])
    return ()


def _named_directories(*texts: str) -> tuple[str, ...]:
    """Directories that texts name: `src/compile/`, or what stands before a placeholder.

    The first NEARBY of them: that is more than any real page names around one path.
    """
    found = dict.fromkeys(name for text in texts for name in _directories(text))
    return tuple(found)[:NEARBY]


@lru_cache(maxsize=256)
def _directories(text: str) -> tuple[str, ...]:
    found: dict[str, None] = {
        name: None for code in _CODE.findall(text) if (name := _directory(code))
    }
    for match in re.finditer(r"(?<![\w/`.:-])((?:[\w.-]+/)+)(?![\w*<{])", text):
        found[posixpath.normpath(match[1])] = None
    return tuple(found)


@lru_cache(maxsize=4096)
def _directory(code: str) -> str:
    """The directory that a code span names; empty where it names none."""
    span = code.strip()
    path = _HOLE.split(_LINES.sub("", span))[0]
    if " " in path or path.startswith("/") or ("/" not in path and code != path):
        return ""
    whole = path.endswith("/") or (path == span and not file_like(path))
    directory = path if whole else posixpath.dirname(path)
    plain = directory.strip("./") and _PLAIN.fullmatch(directory)
    return posixpath.normpath(directory) if plain else ""


def _without(text: str, path: str) -> str:
    return text if _crowded(text) else text.replace(f"`{path}`", " ")


@lru_cache(maxsize=256)
def _crowded(text: str) -> bool:
    """Whether to leave a text whole for each of its paths: it may be a megabyte of them."""
    return len(text) > _LONGEST and text.count("/") + text.count("](") > _MOST


def _only(characters: str, text: str, until: int) -> bool:
    """Whether nothing but some characters stands in the first part of a text."""
    return all(character in characters for character in islice(text, until))


def _part(piece: Piece, start: int, path: str) -> Place:
    return markdown.within(piece, max(start, 0), max(start, 0) + len(path))


def _inside(place: Place, other: Place) -> bool:
    return _start(other) <= _start(place) and _end(place) <= _end(other)


def _start(place: Place) -> tuple[int, int]:
    return place.line, place.column


def _end(place: Place) -> tuple[int, int]:
    return place.end_line, place.end_column
