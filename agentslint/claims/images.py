"""The version of a language that a document says an image of the repository has: "the image uses Python 3.10"."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import passages, versions
from agentslint.claims.claim import Claim
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo.paths import parent
from agentslint.text import wording

_IMAGE = r"«image»"
_TAG = lazy_re.compile(
    r"`(?P<name>[a-z][\w-]*(?:/[\w-]+)*):(?P<version>\d+(?:\.\d+)*)(?:-[\w.-]+)?`"
)


def read(file: File) -> Iterator[Claim]:
    """`subject` is the image's name, `value` the version."""
    for one in passages.read(file):
        if not wording.pattern("stated", _IMAGE).search(one.text):
            continue
        found = [
            (hit["name"], hit["version"], hit.start(), hit.end()) for hit in _TAG.finditer(one.text)
        ]
        if not found:
            found = [
                (row.product.name, row.low, row.start, row.end)
                for row in versions.claims(one.text)
                if row.product.ecosystem == "runtime" and not row.high and not row.more
            ]
        if len(found) == 1 and not one.taken_back(*found[0][2:]):
            name, version, start, end = found[0]
            text = one.text[start:end].strip("`")
            place = one.place(start, end)
            yield Claim("image", place, f"image: {text}", name, "is", version, parent(file.path))
