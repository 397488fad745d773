"""Pieces: exact places, the parser's own reading, and any text at all."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agentslint.model import File, Piece, Place
from agentslint.text import markdown
from agentslint.text.markdown.inlines import scan

FIXTURES = Path(__file__).parents[2] / "fixtures" / "markdown"
# a folder of real repositories; the reading is held against every instruction file in it
CORPUS = os.environ.get("AGENTSLINT_CORPUS", "")


def read(text: str) -> tuple[Piece, ...]:
    return markdown.read(File("AGENTS.md", text.encode(), len(text.encode())))


def held(text: str, place: Place) -> str:
    """What a place holds, by the definition of places alone."""
    lines = text.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


def documents() -> Iterator[Path]:
    yield from sorted(FIXTURES.glob("*.md"))
    if CORPUS:
        names = ("AGENTS.md", "AGENTS.override.md", "CLAUDE.md", "CONTRIBUTING.md", "README.md")
        yield from sorted(p for name in names for p in Path(CORPUS).rglob(name) if p.is_file())


def of_parser(text: str) -> list[tuple[str, str]]:
    front = next((p for p in read(text) if p.kind == "front-matter"), None)
    body = text.removeprefix("\ufeff")
    if front is not None:
        body = body.split("\n", front.place.end_line + 1)[-1]
    found = []
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    for block in parser.parse(body):
        open_strong: list[list[str]] = []
        for token in block.children or []:
            if token.type == "strong_open":
                open_strong.append([])
                found.append(("strong", open_strong[-1]))
            elif token.type == "strong_close":
                open_strong.pop()
            elif token.type == "code_inline":
                found.append(("code", [token.content]))
            elif token.type == "link_open":
                found.append(("link", [str(token.attrs["href"])]))
            elif token.type == "image":
                found.append(("image", [str(token.attrs["src"])]))
                found += inside_image(token.children or [])
            if token.type in ("text", "code_inline"):
                for words in open_strong:
                    words.append(token.content)
    return [(kind, bare(kind, "".join(parts))) for kind, parts in found]


def inside_image(children: list) -> list[tuple[str, list[str]]]:
    found = []
    for child in children:
        if child.type == "link_open":
            found.append(("link", [child.attrs["href"]]))
        elif child.type == "code_inline":
            found.append(("code", [child.content]))
    return found


def of_pieces(text: str) -> list[tuple[str, str]]:
    found = []
    for piece in read(text):
        if piece.kind in ("code", "strong"):
            found.append((piece.kind, bare(piece.kind, piece.text)))
        elif piece.kind in ("link", "image"):
            target = piece.info["target"]
            found.append((piece.kind, bare(piece.kind, target)))
    return found


def bare(kind: str, text: str) -> str:
    if kind in ("link", "image"):
        text = unquote(html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)))
        return text.removeprefix("mailto:")
    if kind == "strong":
        text = re.sub(r"\]\([^)]*\)|<(?!https?:)[^<>]*>|&\w+;", "", text)
        return re.sub(r"[\W_]", "", text)
    return " ".join(text.split())


@pytest.mark.parametrize("path", list(documents()), ids=str)
def test_inlines_are_read_as_the_parser_reads_them(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    assert of_pieces(text) == of_parser(text)


@pytest.mark.parametrize("path", list(documents()), ids=str)
def test_every_place_holds_its_text(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    for piece in read(text):
        must_hold(text, piece)


def must_hold(text: str, piece: Piece) -> None:
    lines = held(text, piece.place)
    expected = piece.text
    if piece.kind == "code" and "\\|" in lines and "\\|" not in expected:
        expected = expected.replace("|", "\\|")  # a table cell loses the escape of its pipes
    if "\n" not in lines and "\r" not in lines:
        assert lines == expected
        return
    # the rows of a piece say where each of its lines lies; together they are its text
    starts = [0, *(row[0] for row in piece.info.get("rows", ())), len(piece.text) + 1]
    if piece.kind in ("html", "comment", "front-matter"):
        assert lines.replace("\r\n", "\n") == expected.replace("\r\n", "\n")
        return
    for start, after in pairwise(starts):
        part = piece.text[start : after - 1]
        if part.strip():
            assert held(text, markdown.within(piece, start, after - 1)) == part


LINES = st.sampled_from(
    [
        "# Title `a`", "## B #", "- item **x**", "  - [ ] nested [l](t.md)", "1. one", "> quote `c`",
        "> - in\ta quote", "\t- tab", "   continued. And *more*", "```sh", "```", "~~~", "    indented",
        "| a | b\\|c |", "|---|---|", "| `x\\|y` | z |", "<!-- c -->", "<div>", "---", "===", "", "",
        "text\0nul", "a\rb `c`", "word.  ", "`open", "close`", "[r]: x.md", "[r] and ![i](j)", "\ufeff",
        "é **ü** 漢字。次の文", "***", "* * *", "+\t\tx", "1)  y", "&amp; \\* <b>", "-", "\f", "\u2028x",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(LINES, max_size=12).flatmap(
        lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines))
    ),
    st.text(alphabet="ab `*_[]()<>!|#->\\\n\r\t\0.1~:\u00e9\u3002", max_size=60),
)


@given(TEXTS)
def test_any_text_is_read_and_every_place_holds_its_text(text: str) -> None:
    for piece in read(text):
        must_hold(text, piece)


@given(TEXTS)
def test_parents_and_sentences_come_before_what_they_hold(text: str) -> None:
    pieces = read(text)
    for index, piece in enumerate(pieces):
        parent = piece.info.get("parent")
        assert parent is None or parent < index
        sentence = piece.info.get("sentence")
        assert sentence is None or pieces[sentence].kind == "sentence"


def test_line_ends_do_not_shift_places() -> None:
    text = "\ufeff# T\r\n\ra `x`\r\n\0 `y`\n\t- `z`\n"
    codes = [(p.text, p.place.line, p.place.column) for p in read(text) if p.kind == "code"]
    assert codes == [("x", 2, 5), ("y", 3, 4), ("z", 4, 5)]


def test_what_introduces_a_list_or_a_fence() -> None:
    pieces = read(
        "Before a commit, run:\n\n```sh\nmake\n```\n\nAlways:\n\n- a\n  ```\n  b\n  ```\n- c\n"
    )
    introduced = [(p.text, p.info["intro"]) for p in pieces if p.kind in ("fence", "item")]
    assert introduced == [
        ("make", "Before a commit, run:"),
        ("a", "Always:"),
        ("b", "a"),
        ("c", "Always:"),
    ]


def test_a_table_knows_its_headers() -> None:
    cells = [
        p
        for p in read("| Change | Run |\n|--|--|\n| Rust | `a \\| b` |\n| | x |\n")
        if p.kind == "cell"
    ]
    assert [(p.text, p.info["row"], p.info["header"]) for p in cells] == [
        ("Change", 0, "Change"),
        ("Run", 0, "Run"),
        ("Rust", 1, "Change"),
        ("`a \\| b`", 1, "Run"),
        ("x", 2, "Run"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two", ["One.", "Two"]),
        ("Use e.g. make. Then stop", ["Use e.g. make.", "Then stop"]),
        ("**Do it.** Now!", ["**Do it.**", "Now!"]),
        ("See `a. B` and [x. Y](z). End", ["See `a. B` and [x. Y](z).", "End"]),
        ("Python 3.11 is v. old", ["Python 3.11 is v. old"]),
        ("先に確認する。次に実行する。", ["先に確認する。", "次に実行する。"]),
        ("one  \ntwo", ["one", "two"]),
        ("over\ntwo lines", ["over two lines"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [p.text for p in read(text) if p.kind == "sentence"] == expected


def test_front_matter_is_not_text() -> None:
    kinds = [p.kind for p in read("---\nglobs: '*.py'\n---\n# T\n")]
    assert kinds == ["front-matter", "heading", "sentence"]


def test_headings_have_githubs_anchors() -> None:
    pieces = read("# Build & `test`\n\n## A\n\n## A\n\n# [Link](x) *it*\n")
    slugs = [p.info["slug"] for p in pieces if p.kind == "heading"]
    assert slugs == ["build--test", "a", "a-1", "link-it"]


@pytest.mark.parametrize(
    "hostile", ["[", "*", "`", "**a ", "[a](", "![", "<!--", "<a ", "_a*", "`a``", "](b)"]
)
def test_hostile_text_takes_linear_steps(hostile: str) -> None:
    # a quadratic scan of so much would not end within the suite's time limit
    scan(hostile * (400_000 // len(hostile)), {"x"})
