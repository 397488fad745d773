"""How many files, directories, lines or tests a document says that its own directory has: "163 Python files, ~20k lines"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

_NUMBER = r"(?P<about>[~≈]\s?|«about»\s)?(?P<number>\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d)?)(?P<k>k)?(?P<more>\+)?"
_KIND = r"(?:(?!«files»)`?(?P<kind>\.[a-z]{1,5}|[A-Z][A-Za-z+#]{1,11})`?\s)?"
_WHAT = rf"{_KIND}(?:(?P<files>«files»)|(?P<folders>«folders»|«parts»)|(?P<lines>«size.unit»)|(?P<tests>«size.tests»))"
# a count stands alone between signs: what is said of the files before it would make it one of a part
_EXTENT = (
    rf"(?:^[\s*_>#]*|[-–—:,;(（]\s*|[.]\s+|(?:«join.and»|«across»)\s+){_NUMBER}[\s-]?{_WHAT}"
    r"(?=[*_`]*(?:\s*(?:[,;.)）(—–]|$)|\s+-\s|\s+(?:«join.and»|«across»)\s))"
)
_BOUND = r"«size.bound»|[<>≤≥]"
_DEEPEST = 2  # headings of a text that speaks of its whole directory, unless they say so
_OVERVIEW = r"\W*(?:[^\W\d_]+\W+){0,2}?«overview»(?:\W+[^\W\d_]+){0,1}?\W*"


def read(file: File) -> Iterator[Claim]:
    """The extents of the text before the second heading, and of those that give an overview.

    `relation` is what is counted, `value` the number, `subject` of which language or ending the files are.
    What is about so many has "~" before its number, what is more "+" behind it.
    """
    for one in passages.read(file):
        if one.kind == "sentence" and lazy_re.search(r"\d", one.text) and _of_all(one):
            yield from _extents(file, one)


def _of_all(one: Passage) -> bool:
    return len(one.headings) < _DEEPEST or bool(
        wording.pattern("counted", _OVERVIEW).fullmatch(one.headings[-1])
    )


def _extents(file: File, one: Passage) -> Iterator[Claim]:
    if wording.pattern("counted", _BOUND).search(one.text) or lazy_re.search(r"`[^`]*/", one.text):
        return
    for hit in wording.pattern("counted", _EXTENT).finditer(one.text):
        start = hit.start("about") if hit["about"] else hit.start("number")
        what = next(name for name in ("files", "folders", "lines", "tests") if hit[name])
        number = float(hit["number"].replace(",", "")) * (1000 if hit["k"] else 1)
        about = "~" if hit["about"] else ""
        yield Claim(
            "extent",
            one.place(start, hit.end()),
            one.text[start : hit.end()],
            (hit["kind"] or "").casefold(),
            what,
            f"{about}{int(number)}{'+' if hit['more'] else ''}",
            parent(file.path),
            hedges.hedge(one.span(start, hit.end()), hedges.STATED),
        )
