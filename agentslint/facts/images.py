"""The images that a repository builds on: the FROM lines of its Dockerfiles, with the version of each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.facts.memo import once
from agentslint.model import Place, text_place
from agentslint.repo import Repo, sample, vendored

_FILE = lazy_re.compile(r"(?:[\w.-]+\.)?Dockerfile[\w.-]*|Containerfile")
_FROM = lazy_re.compile(
    r"^FROM\s+(?:--\S+\s+)?(?:[\w.-]+(?::\d+)?/)*(?P<name>[\w-]+):(?P<version>v?\d+(?:\.\d+)*)",
    lazy_re.M | lazy_re.I,
)
_ARG = lazy_re.compile(r"^FROM\s[^\n]*\$", lazy_re.M | lazy_re.I)
# images that are called otherwise than what they hold
_HOLDS = {
    "golang": "go",
    "openjdk": "java",
    "eclipse-temurin": "java",
    "amazoncorretto": "java",
    "postgresql": "postgres",
}


@once
def of(repo: Repo) -> tuple[Fact, ...]:
    """Each with what it holds as its subject; nothing where a variable decides."""
    return tuple(_all(repo))


def _all(repo: Repo) -> Iterator[Fact]:
    for path in repo.listing.ordered:
        if not _FILE.fullmatch(posixpath.basename(path)) or vendored(path) or sample(path):
            continue
        text = repo.text(path) or ""
        if _ARG.search(text):
            yield Fact("image", "", "", Place(path))
        for hit in _FROM.finditer(text):
            version = hit["version"].lstrip("v")
            place = text_place(path, text, hit.start("name"), hit.end("version"))
            yield Fact("image", called(hit["name"]), f"has {hit['name']}:{version}", place)


def called(name: str) -> str:
    """What an image holds, by its name."""
    base = name.rpartition("/")[2]
    return _HOLDS.get(base, base)
