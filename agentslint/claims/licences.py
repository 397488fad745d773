"""The licence that a document says the project is under: "Licensed under Apache-2.0"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import licences, wording

_OTHER = r"«foreign_licence»"
_IS = "«licence»|«project_is»"


def read(file: File) -> Iterator[Claim]:
    """The one licence that a text names as the project's."""
    for one in passages.read(file):
        hits = list(lazy_re.finditer(licences.shape(), one.text))
        ids = {licences.called(hit[0]) for hit in hits}
        if len(ids) == 1 and _of_project(one, hits[0]):
            hit = hits[0]
            place = one.place(hit.start(), hit.end())
            text = hit[0] if one.start else one.text.strip(" *_`-")
            yield Claim(
                "licence", place, text, "licence", "is", licences.called(hit[0]), parent(file.path)
            )


def _of_project(one: Passage, hit: lazy_re.Match[str]) -> bool:
    text = one.text
    if wording.pattern("stated", _OTHER).search(text) or hedges.hedge(
        one.span(hit.start(), hit.end()), hedges.ACT
    ):
        return False
    return wording.pattern("stated", _IS).search(text) is not None
