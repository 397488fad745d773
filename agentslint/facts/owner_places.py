"""Where code declares a type or an object, adds to it, and whether another's is called so: one pass for all that are asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from agentslint.core import lazy_re
from agentslint.facts import names, workspaces
from agentslint.facts.memo import Table, of_code
from agentslint.facts.spellings import words_of
from agentslint.repo import Repo
from agentslint.repo.contents import Contents

LANGUAGES = {
    **dict.fromkeys((".py", ".pyi"), "python"),
    **dict.fromkeys((".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs"), "script"),
    ".rs": "rust",
    ".go": "go",
}
# whatever declares a name, in any language: one line of a whole repository may
_DECLARED = (
    r"^(?![ \t]*(?:import|from|use|using|//|#|\*|/\*)|[ \t]*export[ \t]+(?:type[ \t]*)?\{{)[^\n]*?(?<![\w.$'\"`])"
    r"(?:class|struct|enum|trait|interface|type|union|const|let|var|val|object|record|protocol|namespace|module|mod|func|fn|def|function)"
    r"[ \t]+{0}(?![\w$]|::)"
)
_USED = r"(?<![\w$]){0}(?:\.|::|\?\.|\[[\"'])(?:prototype\.)?{1}(?![\w$])"
_IMPL = r"^[ \t]*(?:unsafe[ \t]+)?impl\b(?P<of>[^{{;\n]*?)(?<![\w]){0}\b[^{{;\n]*"
# what takes a name from elsewhere: the module in the group
_TAKEN = {
    "script": r"\bimport\b[^;'\"]*(?<![\w$]){0}(?![\w$])[^;'\"]*['\"]([^'\"\n]+)['\"]",
    "python": r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(?:\([^()]*?(?<!\w){0}(?!\w)|[^\n(]*?(?<!\w){0}(?!\w))",
    "rust": r"^[ \t]*(?:pub(?:\([^()\n]*\))?[ \t]+)?use[ \t]+([\w:]+)[^;]*?(?<!\w){0}(?!\w)",
    "go": r"(?<![\w.])(\w+)\.{0}(?!\w)",
}


@dataclass(slots=True)
class Seen:
    """Where the code declares a name, adds to it, and whether another's is called so."""

    places: list[tuple[str, int]] = field(default_factory=list)
    impls: list[tuple[str, str]] = field(default_factory=list)
    foreign: bool = False


_SEEN: Table[tuple[str, ...], dict[str, Seen] | None] = Table(most=8)


def known(path: str) -> bool:
    """Whether a file is of a language whose types are read."""
    return posixpath.splitext(path)[1] in LANGUAGES


def look(repo: Repo, wanted: Collection[str]) -> dict[str, Seen] | None:
    """What is seen of some names; None where there is too much code to be read through."""
    return _SEEN.get(repo, tuple(sorted(wanted)), lambda: _looked(repo, wanted))


def used(repo: Repo, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those pairs of a name and a member that code itself writes: `Shop.open`, whoever gave it to that."""
    marks = {owner.encode() for owner, _ in pairs}
    found = set()
    for _path, data in names.code(repo, names.MOST) if pairs else ():
        here = words_of(data, frozenset(marks))
        for owner, name in pairs:
            if owner.encode() in here and name.encode() in data:
                pattern = _USED.format(lazy_re.escape(owner), lazy_re.escape(name))
                if lazy_re.search(pattern, data.decode("utf-8", "replace")):
                    found.add((owner, name))
    return found


def _looked(repo: Repo, wanted: Collection[str]) -> dict[str, Seen] | None:
    contents = Contents(repo)
    marks = {name.encode(): name for name in wanted}
    found = {name: Seen() for name in wanted}
    left = names.MOST
    for path, data in names.code(repo, names.MOST):
        left -= len(data)
        for mark in words_of(data, frozenset(marks)):
            contents.rely([path])
            _note(repo, found[marks[mark]], marks[mark], path, data.decode("utf-8", "replace"))
    return found if left > 0 else None


def _note(repo: Repo, seen: Seen, name: str, path: str, text: str) -> None:
    language = LANGUAGES.get(posixpath.splitext(path)[1], "")
    own = lazy_re.escape(name)
    declared, added = lazy_re.compile(_DECLARED.format(own)), lazy_re.compile(_IMPL.format(own))
    for start, line in _lines(text, name):
        if declared.match(line):
            seen.places.append((path, start))
        if language == "rust" and (hit := added.match(line)):
            seen.impls.append((path, hit["of"]))
    if language:
        for hit in lazy_re.finditer(_TAKEN[language].format(own), text, lazy_re.M):
            seen.foreign |= not _is_own(repo, language, hit[1], path)


def _lines(text: str, name: str) -> Iterator[tuple[int, str]]:
    """The lines that hold a name, each once, and where they begin: to match those alone is much cheaper than all."""
    at = text.find(name)
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        at = text.find(name, end)


def _is_own(repo: Repo, language: str, module: str, path: str) -> bool:
    if language == "script":
        own = module.startswith((".", "@/", "~/", "#", "$lib"))
        return own or any(module == one or module.startswith(f"{one}/") for one in _called(repo))
    if language == "go":
        return module in _parts_of(repo)
    first = lazy_re.split(r"\.|::", module)[0]
    return first in ("", "crate", "self", "super") or first in _parts_of(repo)


@of_code
def _called(repo: Repo) -> frozenset[str]:
    return frozenset(one.name for one in workspaces.packages(repo) if one.name)


@of_code
def _parts_of(repo: Repo) -> frozenset[str]:
    """What directories, files and packages are called, as code may write it."""
    parts = {part.partition(".")[0] for path in repo.listing.ordered for part in path.split("/")}
    return frozenset(part.replace("-", "_") for part in (*parts, *_called(repo)))
