"""Where a document says that a name is defined or registered: "controlled by `#define BIG` in `main.cpp`"."""

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
from agentslint.text import placeholders, wording

_NAME = (
    r"`(?P<lead>#?[a-z]{2,10} )?@?(?P<name>[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*)"
    r"(?:\([^`]{0,60}\))?`"
)
_FILE = r"`?(?P<file>[\w@.-]+(?:/[\w@.-]+)*\.[A-Za-z]{1,5})(?![\w/])`?"
_THE = r"(?:«join.the»\s+)?"
_KIND = r"(?:\s+«thing»)?"
_SHAPES = (
    rf"{_NAME}{_KIND}[\s*_,(]*«defined»[\s*_]*{_THE}{_FILE}",
    rf"{_NAME}{_KIND}\s*[(（]\s*(?:(?:«defined»|«join.in»)\s+)?{_FILE}\s*[)）]",
    rf"«seen»\s+{_THE}{_NAME}{_KIND}\s+«join.in»\s+{_THE}{_FILE}",
    rf"{_FILE}[\s*_]*«defines»\s+{_THE}{_NAME}",
    rf"{_NAME}{_KIND}\s*(?:«join.particle»)?\s*{_FILE}\s*«defined_behind»",
)
_SEVERAL = lazy_re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]")  # words in one name


def read(file: File) -> Iterator[Claim]:
    """Each name with the file that is said to define it: `subject` the file as written, `value` the name.

    `relation` is `declared-in` where the code span says with what word: "`#define BIG`"; else `defined-in`.
    """
    for one in passages.read(file):
        if "`" in one.text and one.kind != "comment":
            yield from _of(file, one)


def _of(file: File, one: Passage) -> Iterator[Claim]:
    told: set[str] = set()
    for shape in _SHAPES:
        for hit in wording.pattern("definition_place", shape).finditer(one.text):
            name = lazy_re.split(r"\.|::", hit["name"])[-1]
            said = hit["file"]
            if name in told or not file_like(said) or placeholders.in_path(hit["name"]):
                continue
            back = one.taken_back(hit.start("name"), hit.end("name"))
            if not _SEVERAL.search(name) or back or hedges.says(one.text, "condition"):
                continue
            told.add(name)
            place = one.place(hit.start("name"), hit.end("name"))
            relation = "declared-in" if hit["lead"] else "defined-in"
            text = f"{hit['lead'] or ''}{hit['name']} in {said}"
            yield Claim("definition", place, text, clean(said), relation, name, parent(file.path))
