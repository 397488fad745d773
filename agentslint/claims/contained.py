"""What a document says that a file holds: "`createOrder()` in `src/orders.ts`", "`tests/test_a.py::test_b`"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.claims.paths import clean
from agentslint.claims.paths.written import file_like
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import placeholders, tools, wording

# `#define SHOP_BIG`, `class OrderStore`
_NAME = (
    r"(?:#?[a-z]{2,10} )?(?P<name>@?[A-Za-z_$][\w$]*(?:[.][A-Za-z_$][\w$]*)*)(?:\([^`]{0,60}\))?"
)
_FILE = r"(?P<file>[\w@.-]+(?:/[\w@.-]+)*\.[A-Za-z]{1,5})"
_LINKED = rf"\[`{_NAME}`\]\({_FILE}\)"
_WORD = r"(?:\s*(?:«function»))?"
_SHAPES = (
    # `name()` in `file`, `name` (`file`), a row of both
    rf"`{_NAME}`{_WORD}[\s*_]*(?:«contained»[\s*_]*(?:«join.the»\s+)?|[(（:：—–-]\s*(?:«contained»\s+)?|->\s*)`{_FILE}`",
    # `file` exports `name`, `file`: `name`
    rf"`{_FILE}`[\s*_]*(?:«containing»(?:\s+«join.the»)?{_WORD}[\s*_]*|[:：—–-]\s*)`{_NAME}`",
    # in `file` the function `name`
    rf"«join.in»\s+`{_FILE}`,?\s+(?:«join.the»\s+)?«function»\s+`{_NAME}`",
    # `name` は `file` で定義
    rf"`{_NAME}`{_WORD}\s*(?:«join.particle»)?\s*`{_FILE}`\s*«contained_behind»",
    _LINKED,
)
_TEST = lazy_re.compile(
    r"(?<![\w/.-])(?P<file>[\w@.-]+(?:/[\w@.-]+)*\.py)::(?P<name>\w+(?:::\w+)*)"
)
_SEVERAL = lazy_re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]")  # words in one name
_KEYS = lazy_re.compile(r"`[^`]+`")
_LOOSE = 3  # code spans of a text in which it is clear which one belongs to which file


def read(file: File) -> Iterator[Claim]:
    """Each name with the file that is said to hold it: `subject` the file as written, `value` the name."""
    for one in passages.read(file):
        if "`" in one.text and len(_KEYS.findall(one.text)) <= _LOOSE:
            yield from _named(file, one)
    yield from _tests(file)


def _named(file: File, one: Passage) -> Iterator[Claim]:
    for shape in _SHAPES:
        hit = wording.pattern("stated", shape).search(one.text)
        if hit is None or not file_like(hit["file"]) or placeholders.in_path(hit["name"]):
            continue
        name = hit["name"].lstrip("@").rpartition(".")[2]
        span = one.span(hit.start("name"), hit.end("name"))
        if not _SEVERAL.search(name) or hedges.hedge(span) or hedges.says(one.text, "condition"):
            continue
        place = one.place(hit.start("name"), hit.end("name"))
        text = f"{hit['name']} in {hit['file']}"
        yield Claim(
            "contained", place, text, clean(hit["file"]), "in-file", name, parent(file.path)
        )
        return


def _tests(file: File) -> Iterator[Claim]:
    """The ids of tests, as pytest takes them, wherever they stand."""
    if "::" not in file.text:
        return
    from agentslint.text import markdown

    for piece in markdown.read(file):
        shown = piece.kind == "fence" and piece.info["lang"] in tools.shipped().fences
        if piece.kind != "code" and not shown:
            continue
        for hit in _TEST.finditer(piece.text):
            name = hit["name"].rpartition("::")[2]
            if not placeholders.in_path(hit[0]) and _SEVERAL.search(name):
                place = markdown.within(piece, hit.start(), hit.end())
                yield Claim(
                    "contained", place, hit[0], hit["file"], "in-file", name, parent(file.path), ""
                )
