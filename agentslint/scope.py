"""Where instructions apply: what files claim to govern, and what that matches in the repository."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from agentslint import cache, globs, markdown
from agentslint import late as re
from agentslint.instructions.units import Unit, marks, stating
from agentslint.model import File, Place
from agentslint.repo import Repo, parent
from agentslint.repo.listing import Listing

_PATH = re.compile(
    r"(?=.*[\w*])(?![~$<{])[\w@.*?{},\[\]+ -]*(?:/[\w@.*?{},\[\]+-]*)+$|[\w.-]+\*[\w.*-]*$"
)
_GLOB = re.compile(r"[*?\[{]")
# What a statement of scope may speak of before its verb: the file itself.
_SUBJECT = re.compile(
    r"\W*(?:(?:this|these|the|all|it|diese[rs]?|ce|ces|este|esta|estas|questo|queste|это|эти|этот)?\W*"
    r"(?:file|guide|document|doc|rules?|instructions?|guidelines?|conventions?|section|override|guidance|AGENTS\.md|datei|regeln"
    r"|anweisungen|fichier|archivo|reglas|instrucciones|arquivo|regras|file|regole|файл|правила)?\W*(?:is|are|only|nur|est|es|é)?)\W*",
    re.IGNORECASE,
)
_TESTS = re.compile(
    r"\b(?:unit |integration |e2e )?tests?\b|测试|テスト|테스트|тест", re.IGNORECASE
)
_TEST_FILE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|spec|test-[\w-]+)/|[._]test\.\w+$|\.spec\.\w+$|(?:^|/)test_[^/]+$"
)
_MOST = 1000  # files that one glob is said to match
_GLOBS = 1024  # of one repository that are remembered
_FOUND: WeakKeyDictionary[Repo, dict[str, tuple[str, ...]]] = WeakKeyDictionary()

_ASIDE = re.compile(r"\((?!\W*(?:inkl|incl)|\W*\()[^\W\d_][^()]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says it governs: a path or glob as written, or everything of a kind.

    kind    "path", or what of the whole repository is claimed: "all", "tests"
    """

    place: Place
    text: str
    kind: str


def claims(file: File) -> tuple[Claim, ...]:
    """What a file says that it governs, in its order."""
    return _claims(file.path, file.data)


@lru_cache(maxsize=2048)
def _claims(path: str, data: bytes) -> tuple[Claim, ...]:
    return cache.kept(
        "claims", path, data, lambda: _read(path, data), _plain, lambda rows: _back(path, rows)
    )


def _plain(found: tuple[Claim, ...]) -> list[Any]:
    return [(cache.span(one.place), one.text, one.kind) for one in found]


def _back(path: str, rows: list[Any]) -> tuple[Claim, ...]:
    return tuple(Claim(Place(path, *where), *rest) for where, *rest in rows)


def _read(path: str, data: bytes) -> tuple[Claim, ...]:
    found = stating(File(path, data, len(data)), "scope:applies")
    return tuple(claim for unit in found for claim in _stated(unit))


def _stated(unit: Unit) -> Iterator[Claim]:
    """The claims of one sentence that states a scope."""
    if not _states(unit) or unit.marks.get("scope:excluded"):
        return
    found = False
    bracketed = "(" in unit.plain
    for start, _, text in unit.codes:
        # what stands in brackets explains, unless it is what is included
        if _PATH.match(text) and not (bracketed and _ASIDE.search(unit.plain[:start])):
            found = True
            yield Claim(markdown.within(unit.piece, start, start + len(text)), text, "path")
    if not found and unit.marks.get("scope:whole"):
        kind = "tests" if _TESTS.search(unit.plain) else "all"
        yield Claim(unit.piece.place, unit.piece.text, kind)


def _states(unit: Unit) -> bool:
    spans = unit.marks.get("scope:applies", ())
    if not spans:
        return False
    opens = spans[0][0] <= _OPENING and _SUBJECT.fullmatch(unit.plain, 0, spans[0][0])
    if opens or (unit.head and marks(unit.head).get("scope:applies")):
        return True
    # below a heading of its own the verb may come last, as it does in Korean
    title = unit.headings[-1] if unit.headings else ""
    return len(title.split()) <= 3 and bool(marks(title).get("scope:applies"))


_OPENING = 24  # characters in which a sentence that states a scope says so


def outside(repo: Repo, file: File, home: str, claim: Claim) -> str:
    """A file that a claim speaks of and that lies outside `home`, where its file is read, or "".

    A claim that reads as a path of the directory itself, or that holds it, is no claim on others.
    """
    if home == ".":
        return ""
    here = parent(file.path)
    if claim.kind != "path":
        return next(
            (
                path
                for path in repo.listing.ordered
                if not path.startswith(f"{here}/")
                and (claim.kind == "all" or _TEST_FILE.search(path))
                and "/." not in f"/{path}"
            ),
            "",
        )
    if _matches(repo, posixpath.join(here, claim.text)) or _holds(claim.text, here):
        return ""
    found = _matches(repo, claim.text)
    return found[0] if found and not any(p.startswith(f"{here}/") for p in found) else ""


def nowhere(repo: Repo, file: File, claim: Claim) -> bool:
    """Whether a claimed path or glob matches no file, from the root or from the file's directory."""
    if claim.kind != "path" or _routed(repo, claim.text):
        return False
    here = parent(file.path)
    # `Dockerfile*` names files wherever they are
    if "/" not in claim.text and _matches(repo, f"**/{claim.text}"):
        return False
    for path in {claim.text, posixpath.join(here, claim.text)}:
        fixed = _fixed(posixpath.normpath(path))
        if path.startswith("..") or _matches(repo, path):
            return False
        # an ignored or untracked place may be filled by a build
        if not _GLOB.search(path) and (repo.exists(path) or repo.ignored([path])):
            return False
        if fixed and fixed != "." and repo.ignored([fixed, f"{fixed}/x"]):
            return False
    # `shop/api/` in api/AGENTS.md: the repository's own name stands before the path
    top, _, below = claim.text.partition("/")
    if below.strip("/*") and not repo.exists(top) and _matches(repo, below):
        return False
    last = claim.text.strip("/*").rsplit("/", 1)[-1]
    return not any(
        last and folder.rsplit("/", 1)[-1] == last and _near(here, folder)
        for folder in repo.listing.directories
    )


def _routed(repo: Repo, text: str) -> bool:
    """`/review` may be a command of the agent's, `/api/*` a route of the server's."""
    return text.startswith("/") and (
        text.count("/") == 1 or not repo.exists(text.strip("/").partition("/")[0])
    )


def _near(here: str, folder: str) -> bool:
    """A claim may leave out the directories above: `api/**` in services/AGENTS.md."""
    return here == "." or folder.startswith(f"{here}/")


def _holds(glob: str, directory: str) -> bool:
    fixed = _fixed(posixpath.normpath(glob))
    return fixed in ("", ".") or directory == fixed or directory.startswith(f"{fixed}/")


def _fixed(glob: str) -> str:
    """The part of a glob before its first wildcard, whole directories only."""
    parts = []
    for part in glob.split("/"):
        if _GLOB.search(part):
            break
        parts.append(part)
    return "/".join(parts)


def matching(repo: Repo, glob: str) -> tuple[str, ...]:
    """The files that a path or glob of an instruction speaks of, at most a thousand."""
    return tuple(_matches(repo, glob))


def _matches(repo: Repo, glob: str) -> Sequence[str]:
    known = _FOUND.setdefault(repo, {})
    if glob not in known:
        if len(known) == _GLOBS:
            known.clear()
        known[glob] = _found(repo.listing, posixpath.normpath(glob).lstrip("/"))
    return known[glob]


def _found(listing: Listing, glob: str) -> tuple[str, ...]:
    if not _GLOB.search(glob):
        if glob in listing.paths:
            return (glob,)
        return tuple(listing.below(glob)[:_MOST]) if glob != "." else ()
    spec = globs.spec([f"/{glob}"])
    under = listing.below(_fixed(glob) or ".")
    return tuple(islice((path for path in under if spec.match_file(path)), _MOST))
