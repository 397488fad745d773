"""What a statement speaks of that exists here: files and directories it names, and the words to look for."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from agentslint.claims import paths
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.repo import Repo, join, parent
from agentslint.review.index import words
from agentslint.review.question import Statement

MANY = 4  # paths of one statement that are looked into
ENTRIES = 14  # of a diagram
_CODE = lazy_re.compile(r"`([^`\n]{1,200})`")
_WHOLE = lazy_re.compile(r"[A-Za-z][\w-]*")
# a capital that opens no sentence, or a word with a capital or a digit within
_PROPER = lazy_re.compile(
    r"(?:(?<=[\w,;:(/+&] )(?=[A-Z][a-z])|\b(?=\w*[a-z]\w*[A-Z])|\b(?=[A-Z]{2,}\b))(\w[\w-]{2,})"
)
_NUMBER = lazy_re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")


@dataclass(frozen=True, slots=True)
class Subject:
    """What to look for of one statement.

    paths   that exist, from the root
    coded   words of its code spans, `plain` all others, `around` those of heading and lead-in
    names   those that are names: of code, or written as one in the middle of a sentence
    numbers how many it holds
    near    directories where paths that it names should lie, and do not
    """

    paths: tuple[str, ...]
    coded: frozenset[str]
    plain: frozenset[str]
    around: frozenset[str]
    names: frozenset[str] = frozenset()
    numbers: int = 0
    near: tuple[str, ...] = ()

    @property
    def every(self) -> frozenset[str]:
        """All words."""
        return self.coded | self.plain | self.around


def of(repo: Repo, file: File, statements: tuple[Statement, ...]) -> tuple[Subject, ...]:
    """The subject of each statement of a document."""
    mentions = [(one.place, one.path) for one in paths.read(file)]
    mentions.sort()
    found = []
    for one in statements:
        start = bisect_left(mentions, one.place.line, key=lambda row: row[0].line)
        named = []
        for place, path in mentions[start:]:
            if place.line > one.place.end_line:
                break
            inside = (one.place.line, one.place.column) <= (place.line, place.column)
            if inside and (place.line, place.column) < (one.place.end_line, one.place.end_column):
                named.append(path)
        found.append(_subject(repo, file, one, named))
    return tuple(found)


def _subject(repo: Repo, file: File, one: Statement, named: list[str]) -> Subject:
    spans = _CODE.findall(one.text) if one.kind not in ("fence", "diagram") else [one.text]
    coded = frozenset(word for span in spans for word in words(span))
    if one.kind == "diagram":  # its first line may be the directory itself
        named = [one.text.split("\n", 1)[0].split(" ", 1)[0], *named]
    home = parent(file.path)
    found = [(each, resolve(repo, home, each)) for each in named if each]
    resolved = [path for _, path in found if path]
    near = [nearest(repo, home, each.strip("/")) for each, path in found if not path]
    around = words(" ".join((*one.headings[-1:], one.intro[:200])))
    numbers = len(_NUMBER.findall(one.text))
    kept = tuple(dict.fromkeys(resolved))[: ENTRIES if one.kind == "diagram" else MANY]
    whole = frozenset(
        each.lower() for span in spans for each in _WHOLE.findall(span) if len(each) > 2
    )
    proper = frozenset(each[1].lower() for each in _PROPER.finditer(_CODE.sub(" ", one.text)))
    return Subject(
        kept,
        coded,
        words(one.text) - coded,
        around,
        (whole if _few(spans) else frozenset()) | proper,
        numbers,
        tuple(dict.fromkeys(each for each in near if each and each not in kept)),
    )


def _few(spans: list[str]) -> bool:
    return sum(map(len, spans)) < 300


def resolve(repo: Repo, folder: str, path: str) -> str:
    """The file or directory that a path of a document means, from the root; "" for none, or several."""
    wanted = path.rstrip("/")
    while wanted.startswith("./"):
        wanted = wanted[2:]
    if not wanted or wanted.startswith(("/", "~")):
        wanted = wanted.lstrip("/~")
    here = join(folder, wanted)
    for candidate in (here, wanted):
        if candidate and _known(repo, candidate):
            return candidate
    # the name that the clone has on somebody's disk
    if _known(repo, inner := wanted.partition("/")[2]):
        return inner
    ending = f"/{wanted}"
    found = [each for each in _named(repo, wanted.rpartition("/")[2]) if each.endswith(ending)]
    below = [each for each in found if folder != "." and each.startswith(f"{folder}/")]
    if len(below) == 1:
        return below[0]
    return found[0] if len(found) == 1 and not nearest(repo, folder, wanted) else ""


def nearest(repo: Repo, folder: str, path: str) -> str:
    """Of a path that is not there, the last directory that is: what lies there may be what is meant."""
    parts = path.split("/")
    for count in range(len(parts) - 1, 0, -1):
        if (above := join(folder, "/".join(parts[:count]))) in repo.listing.directories:
            return above
    return ""


def _known(repo: Repo, path: str) -> bool:
    return path in repo.listing.paths or path in repo.listing.directories


def _named(repo: Repo, name: str) -> tuple[str, ...]:
    return (*repo.listing.by_name.get(name, ()), *_folders(repo.listing.directories).get(name, ()))


@lru_cache(maxsize=4)
def _folders(directories: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(directories):
        found.setdefault(path.rpartition("/")[2], []).append(path)
    return found
