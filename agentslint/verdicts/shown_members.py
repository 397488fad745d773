"""Methods that a fence shows a class to have, against the one file that defines the class."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import shown_members
from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.model import File, Place
from agentslint.repo import Repo, vendored

_BASES = r"^class {}(?:\(([^()]*)\))?:"
# a class may have from any other base what is not in its file
_EMPTY = frozenset(("", "object", "ABC", "abc.ABC", "Protocol", "typing.Protocol"))


def judged(repo: Repo, file: File) -> Iterator[tuple[str, str, str, Place]]:
    """Each method that is not there: its name, its class, the class's file, and where it is shown."""
    shapes = [] if vendored(file.path) else list(shown_members.read(file))
    defined = names.definitions(repo, {shape.name for shape in shapes}) if shapes else {}
    for shape in shapes:
        paths = defined.get(shape.name, ())
        held = names.words(repo, paths[0]) if len(paths) == 1 else None
        if held is None or not _alone(repo.text(paths[0]) or "", shape.name):
            continue
        gone = [(name, place) for name, place in shape.methods if name not in held]
        if len(gone) < len(shape.methods) and "__getattr__" not in held:
            for name, place in gone:
                yield name, shape.name, paths[0], place


def _alone(text: str, name: str) -> bool:
    """Whether a class has nothing from another one."""
    found = lazy_re.search(_BASES.format(lazy_re.escape(name)), text, lazy_re.M)
    return found is not None and {base.strip() for base in (found[1] or "").split(",")} <= _EMPTY
