"""Members that a fence shows a type to have, against the one file that defines the type."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import shown_members
from agentslint.core import lazy_re
from agentslint.facts import names
from agentslint.model import File, Place
from agentslint.repo import Repo, parent, vendored

_BASES = r"^class {}(?:\(([^()]*)\))?:"
# a class may have from any other base what is not in its file
_EMPTY = frozenset(("", "object", "ABC", "abc.ABC", "Protocol", "typing.Protocol"))
# a declaration with braces, and all of its lines
_BRACED = r"^(?:[a-z]+[ \t]+)*(?:type|struct|interface|class)[ \t]+{}\b(?P<head>[^\n{{]*)\{{(?P<body>(?:[^\n]*\n(?!\}}))*)"
# what takes its members from another: a base, and a type of Go that stands alone in a line
_JOINED = lazy_re.compile(r"[&|<:]|\b(?:extends|implements)\b")
_EMBEDDED = lazy_re.compile(r"^[ \t]+\*?(?:\w+\.)?[A-Z]\w*[ \t]*(?://[^\n]*)?$", lazy_re.M)


def judged(repo: Repo, file: File) -> Iterator[tuple[str, str, str, Place]]:
    """Each member that is not there: its name, its type, the type's file, and where it is shown."""
    shapes = [] if vendored(file.path) or "```" not in file.text else list(shown_members.read(file))
    home = "" if parent(file.path) == "." else f"{parent(file.path)}/"
    defined = names.definitions(repo, {shape.name for shape in shapes}) if shapes else {}
    for shape in shapes:
        paths = defined.get(shape.name, ())
        held = names.words(repo, paths[0]) if len(paths) == 1 else None
        if held is None or not (paths[0].startswith(home) and paths[0].endswith(shape.endings)):
            continue
        if not _alone(repo.text(paths[0]) or "", shape.name, paths[0]):
            continue
        gone = [(name, place) for name, place in shape.members if name not in held]
        # another type may be called so in all of a repository; in the directory of the text none is
        most = len(shape.members) if home else len(shape.members) // 2
        if len(gone) <= most and "__getattr__" not in held:
            for name, place in gone:
                yield name, shape.name, paths[0], place


def _alone(text: str, name: str, path: str) -> bool:
    """Whether a type has nothing from another one."""
    if path.endswith((".py", ".pyi")):
        found = lazy_re.search(_BASES.format(lazy_re.escape(name)), text, lazy_re.M)
        return (
            found is not None and {base.strip() for base in (found[1] or "").split(",")} <= _EMPTY
        )
    every = list(lazy_re.finditer(_BRACED.format(lazy_re.escape(name)), text, lazy_re.M))
    if len(every) != 1 or _JOINED.search(every[0]["head"]):
        return False
    return not path.endswith(".go") or _EMBEDDED.search(every[0]["body"]) is None
