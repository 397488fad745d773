"""Names of several words whose last is a tool's name by chance: "use Form Requests"."""

from __future__ import annotations

from functools import cache

from agentslint.core import lazy_re, parsing
from agentslint.text.roles import named

_LONGEST = 70  # characters before a word that its name may take
# a word with a capital letter that opens no sentence
_TITLE = lazy_re.compile(r"[\w,)][*_`]*\s+([A-Z][a-z]+)\s+$")


def end(before: str) -> bool:
    """Whether what stands before a word makes it the last of a longer name.

    "Use Python Requests" names the tool: what stands before it is a language, a platform or a tool itself.
    """
    found = _TITLE.search(before[-_LONGEST:])
    return found is not None and found[1].casefold() not in _products()


@cache
def _products() -> frozenset[str]:
    rows = parsing.read("claims", "products.toml").values()
    spoken = (name for row in rows for names in row.items() for name in (names[0], *names[1]))
    return frozenset(name.casefold() for name in (*spoken, *named()))
