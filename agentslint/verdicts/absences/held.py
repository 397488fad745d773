"""What the repository holds of a thing that is said not to be there."""

from __future__ import annotations

from agentslint.core import lazy_re
from agentslint.facts import definitions, tests
from agentslint.facts.fact import Fact
from agentslint.model import whole
from agentslint.repo import Repo

_LINES = 30  # of a file that is no stub
_BODY = 12  # lines of a definition that are read
_COMMENT = lazy_re.compile(r"//|#|/?\*|--|;;|\"\"\"|'''|[(){}\[\];,]*$|end$")
# a body of one of these alone does nothing yet
_NOTHING = lazy_re.compile(
    r"(?:return\s*(?:nil|null|None|undefined|false|\(\)|\{\}|\[\]|\"\"|'')?|pass|\.\.\.|nil|null|None)[;,]?$"
    r"|(?:raise|throw)\b|(?:todo|unimplemented|panic|fatalError|TODO)!?\(|notImplemented"
)


def a_test(repo: Repo, scope: str) -> Fact | None:
    """The first test below a directory."""
    found = tests.below(repo, scope)
    return Fact("tests", scope, "is a test", whole(found[0])) if found else None


def is_stub(text: str) -> bool:
    """Whether a file has too little in it to be what is still to come."""
    return text.count("\n") < _LINES


def is_empty(text: str, name: str) -> bool:
    """Whether each definition of a name in a text has a body that does nothing yet: `return nil`, `pass`."""
    lines = text.split("\n")
    bodies = [
        lines[at + 1 : at + 1 + _BODY]
        for at, line in enumerate(lines)
        if name in line and definitions.defines(line.encode(), name)
    ]
    return bool(bodies) and all(_does_nothing(body) for body in bodies)


def _does_nothing(body: list[str]) -> bool:
    for line in body:
        said = line.strip()
        if not _COMMENT.match(said):
            return _NOTHING.match(said) is not None
    return False
