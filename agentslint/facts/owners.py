"""Types and objects that one place of the code declares, with every word that could be a member of one.

Told is what is sure not to be there: the words of the file that declares a type, of those that
add to it and of what it is made from are all taken for its members. Where another may have given it
more (a base that is not here, a macro, a mixin), nothing is known of it. Python, TypeScript and
JavaScript, Rust, Go.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.facts import names
from agentslint.facts.owner_places import LANGUAGES, Seen, look
from agentslint.model import Place
from agentslint.repo import Repo

_DEEP = 6  # types above each other
_HEADS = {
    "python": r"^class[ \t]+{0}[ \t]*(?:\((?P<bases>(?:[^()]|\([^()]*\))*)\))?[ \t]*:",
    "script": r"^(?:export[ \t]+)?(?:default[ \t]+)?(?:declare[ \t]+)?(?:abstract[ \t]+)?(?:"
    r"(?:class|interface)[ \t]+{0}\b(?:<[^{{}}\n]*>)?(?P<bases>[^{{}}]*)\{{"
    r"|(?:const[ \t]+)?enum[ \t]+{0}[ \t]*\{{"
    r"|const[ \t]+{0}\b[^=\n]*=[ \t]*(?:Object\.freeze\()?\{{"
    r"|type[ \t]+{0}[ \t]*=[ \t]*\{{)",
    "rust": r"^(?:pub(?:\([^()\n]*\))?[ \t]+)?(?P<kind>struct|enum|union|trait)[ \t]+{0}\b[^{{;(]*[{{;(:]",
    "go": r"^type[ \t]+{0}(?:\[[^\]\n]*\])?[ \t]+(?:struct|interface)[ \t]*\{{",
}
_SPREAD = lazy_re.compile(r"^[ \t]*\.\.\.|[{,][ \t]*\.\.\.", lazy_re.M)
_ATTRIBUTE = lazy_re.compile(r"[\w:.]+")
_EMBEDDED = lazy_re.compile(
    r"^[ \t]+\*?(?:\w+\.)?[A-Z]\w*(?:\[[^\]\n]*\])?[ \t]*(?:`[^`\n]*`)?[ \t]*(?://[^\n]*)?$",
    lazy_re.M,
)
_ANY = (
    "__getattr__",
    "__getattribute__",
    "setattr(",
    "new Proxy(",
    "Object.assign(this",
    "globals()",
)


@dataclass(frozen=True, slots=True)
class Owned:
    """A type or an object: its place, its language, and every word that may be one of its members.

    `own` are those of the file that declares it: of a kind `enum` the variants stand there. `open` where
    what a macro or a trait gives it is not known: nothing but these is judged then.
    """

    place: Place
    language: str
    kind: str
    own: frozenset[str]
    words: frozenset[str]
    extra: tuple[str, ...] = ()
    open: bool = False

    def may_have(self, name: str) -> bool:
        """Whether a member may be called so."""
        if self.kind == "enum" and self.language == "rust" and name[:1].isupper():
            return name in self.own
        given = (*self.extra, *_table()["everywhere"][self.language])
        if name in self.words or (name.startswith("__") and name.endswith("__")):
            return True
        if any(one == name or (one.endswith("*") and name.startswith(one[:-1])) for one in given):
            return True
        return self.open


@cache
def _table() -> dict[str, Any]:
    return parsing.read("facts", "owners.toml")


def owned(repo: Repo, pairs: Collection[tuple[str, str]]) -> dict[str, Owned]:
    """What the owners of some members are, those left out of which not enough is known, or whose file has all of them."""
    asked = {owner for owner, _ in pairs}
    seen = look(repo, asked) or {}
    lacking = set()
    for owner, name in pairs:
        at = seen[owner].places if owner in seen else []
        held = names.words(repo, at[0][0]) if len(at) == 1 else None
        if held is not None and name not in held:
            lacking.add(owner)
    found = {name: _owned(repo, name, _DEEP, asked) for name in lacking}
    return {name: one for name, one in found.items() if one is not None}


def _owned(repo: Repo, name: str, left: int, asked: Collection[str] = ()) -> Owned | None:
    seen = (look(repo, asked or (name,)) or {}).get(name) if left else None
    if seen is None or seen.foreign or len(seen.places) != 1:
        return None
    path, at = seen.places[0]
    language = LANGUAGES.get(posixpath.splitext(path)[1], "")
    text = repo.text(path) or ""
    words = names.words(repo, path)
    head = (
        lazy_re.compile(_HEADS[language].format(lazy_re.escape(name)), lazy_re.M).match(text, at)
        if language
        else None
    )
    if head is None or words is None or any(word in text for word in _ANY):
        return None
    line = text.count("\n", 0, at) + 1
    place = Place(path, line, 1, line, len(head[0].split("\n", 1)[0].rstrip(" {:(;")) + 1)
    made = _MAKERS[language](repo, path, text, head, seen, left)
    if made is None:
        return None
    more, extra, opened = made
    kind = head.groupdict().get("kind") or (
        "enum" if lazy_re.search(r"\benum\b", head[0]) else "type"
    )
    return Owned(place, language, kind, words, words | more, extra, opened)


Made = tuple[frozenset[str], tuple[str, ...], bool]


def _python(
    repo: Repo, path: str, text: str, head: lazy_re.Match[str], _: Seen, left: int
) -> Made | None:
    for line in reversed(text[: head.start()].rstrip("\n").split("\n")):
        if not line.startswith(("@", ")", " ")):
            break
        found = _ATTRIBUTE.search(line)
        if line.startswith("@") and (
            found is None or found[0] not in _table()["harmless"]["python"]
        ):
            return None
    words: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()
    for base in _parts(head["bases"] or ""):
        plain = base.partition("[")[0].strip().rpartition(".")[2]
        if "=" in base or "(" in base:
            return None
        known = _table()["bases"].get(plain)
        if known is not None:
            extra += tuple(known)
            continue
        above = _owned(repo, plain, left - 1)
        if above is None or above.language != "python":
            return None
        words |= above.words
        extra += above.extra
    return words, extra, False


def _script(
    repo: Repo, path: str, text: str, head: lazy_re.Match[str], _: Seen, left: int
) -> Made | None:
    end = lazy_re.compile(r"^\}[^\n]*", lazy_re.M).search(text, head.end())
    body = text[head.end() : end.start() if end else None]
    if "const" in head[0].split() and _SPREAD.search(body):
        return None
    if (end is not None and "&" in end[0]) or lazy_re.search(
        r"^[ \t]*\[\w+ ?(?::| in )", body, lazy_re.M
    ):
        return None
    words: frozenset[str] = frozenset()
    bases = head.groupdict().get("bases") or ""
    told = lazy_re.search(r"\bextends\b(.*?)(?:\bimplements\b|$)", bases, lazy_re.S)
    for base in _parts(told[1]) if told else ():
        plain = lazy_re.sub(r"<.*", "", base, flags=lazy_re.S).strip()
        above = _owned(repo, plain, left - 1) if plain.isidentifier() else None
        if above is None or above.language != "script":
            return None
        words |= above.words
    return words, (), False


def _rust(
    repo: Repo, path: str, text: str, head: lazy_re.Match[str], seen: Seen, _: int
) -> Made | None:
    opened = False
    for line in reversed(text[: head.start()].rstrip("\n").split("\n")):
        if not line.startswith(("#", "///", ")", " ", "//")):
            break
        if line.startswith("#"):
            # each that is derived, else the one attribute
            inner = line.partition("(")[2] if line.startswith("#[derive") else ""
            named = _ATTRIBUTE.findall(inner or line)[: None if inner else 1]
            known = _table()["harmless"]["rust"]
            opened |= any(one.split("::")[-1] not in known for one in named)
        elif line.startswith((" ", ")")):
            opened = True  # an attribute of several lines
    words: frozenset[str] = frozenset()
    for file, traits in seen.impls:
        words |= names.words(repo, file) or frozenset()
        trait = lazy_re.search(r"(\w+)(?:<[^{}]*>)?\s+for\s*$|(\w+)(?:<[^{}]*>)?\s+for\b", traits)
        if trait is None:
            continue
        called = trait[1] or trait[2]
        if called in _table()["harmless"]["traits"]:
            continue
        own = names.definitions(repo, [called]).get(called, ())
        if len(own) != 1:
            opened = True
        else:
            words |= names.words(repo, own[0]) or frozenset()
    return words, (), opened or head["kind"] == "trait"


def _go(
    repo: Repo, path: str, text: str, head: lazy_re.Match[str], _: Seen, __: int
) -> Made | None:
    end = text.find("\n}", head.end())
    folder = posixpath.dirname(path)
    if _EMBEDDED.search(text, head.end(), end if end >= 0 else len(text)):
        return None
    words: frozenset[str] = frozenset()
    for other in repo.listing.ordered:
        if posixpath.dirname(other) != folder:
            continue
        if other.endswith((".proto", ".templ")):
            return None
        if other.endswith(".go"):
            words |= names.words(repo, other) or frozenset()
    return words, (), False


_MAKERS = {"python": _python, "script": _script, "rust": _rust, "go": _go}


def _parts(text: str) -> list[str]:
    return [part for part in (one.strip() for one in text.split(",")) if part]
