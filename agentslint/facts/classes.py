"""What a class of Python has: its own members, and those of the classes that it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.facts.memo import each
from agentslint.model import Place
from agentslint.repo import Repo

_CLASS = r"^([ \t]*)class {}[ \t]*(?:\(((?:[^()]|\([^()]*\))*)\))?[ \t]*:[^\n]*\n"
_MEMBER = lazy_re.compile(
    r"^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)|^[ \t]+(\w+)[ \t]*(?::[^=\n]+)?=(?!=)|^[ \t]+(\w+)[ \t]*:|\bself\.(\w+)\b",
    lazy_re.M,
)
# what gives a class no member of its own
_EMPTY = frozenset(("", "object", "ABC", "abc.ABC", "Protocol", "typing.Protocol"))
_DEEP = 6  # classes above each other
_ANY = ("__getattr__", "setattr(", "__getattribute__")


@dataclass(frozen=True, slots=True)
class Members:
    """The names of a class's members, with the file that defines the class and where."""

    names: frozenset[str]
    place: Place


@each
def members(repo: Repo, name: str) -> Members | None:
    """What a class has; None where several are called so, or where one that it is made from is not here."""
    return _members(repo, name, _DEEP)


def _members(repo: Repo, name: str, left: int) -> Members | None:
    paths = names.definitions(repo, [name]).get(name, ()) if left else ()
    head = lazy_re.compile(_CLASS.format(lazy_re.escape(name)), lazy_re.M)
    texts = ((path, repo.text(path) or "") for path in paths if path.endswith(".py"))
    every = [(path, text, found) for path, text in texts for found in head.finditer(text)]
    # where three files speak of it, a fourth may define it as well
    if len(every) != 1 or len(paths) >= names.MANY or any(word in every[0][1] for word in _ANY):
        return None
    path, text, found = every[0]
    body = _body(text, found.end(), len(found[1]))
    held = {word for hit in _MEMBER.finditer(body) for word in hit.groups() if word}
    # a text of several lines may look like the end of the class
    held |= set(lazy_re.findall(r"\bdef[ \t]+(\w+)", text))
    for base in (found[2] or "").split(","):
        plain = base.partition("[")[0].strip()
        if plain in _EMPTY or plain in ("Generic", "typing.Generic"):
            continue
        above = _members(repo, plain.rpartition(".")[2], left - 1) if "=" not in base else None
        if above is None:
            return None
        held |= above.names
    line = text.count("\n", 0, found.start()) + 1
    return Members(
        frozenset(held),
        Place(path, line, len(found[1]) + 1, line, found.end(1) + 1 - found.start()),
    )


def _body(text: str, at: int, depth: int) -> str:
    """The lines behind the head of a class that lie deeper than it does."""
    end = at
    for line in text[at:].split("\n"):
        if (
            line.strip()
            and len(line) - len(line.lstrip()) <= depth
            and not line.startswith(("#", ")"))
        ):
            break
        end += len(line) + 1
    return text[at:end]
