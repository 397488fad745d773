"""The parser: markdown-it without its inlines, its block rules asked by a line's first character."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

# Each of these rules looks first at the line's first character, and matches nothing but these.
_FIRST = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
# what rules ask for at each list item: to find that it is not there costs more than to find it off
_OFF = {"tasklists": False, "alerts": False}
_LINED = frozenset("*-_")  # with one of these, a second key leaves out the thematic break
_RULED = "*-_ \t"  # what the third character of a thematic break is
_DELIMITERS = "|-:"  # what the second line of a table begins with


@cache
def parser() -> MarkdownIt:
    """The parser of block structure."""
    # the commonmark preset drops what is nested deeper than 20, which is ten lists
    made = MarkdownIt("commonmark", {"maxNesting": 100, **_OFF}).enable("table")
    made.core.ruler.disable(["inline", "text_join"])
    made.block.ruler = Chains(made)
    return made


class Chains(Ruler[RuleFuncBlockType]):
    """The parser's own rules in their order, asked by first character."""

    def __init__(self, parser: MarkdownIt) -> None:
        super().__init__()
        self.__rules__ = parser.block.ruler.__rules__
        self._made: dict[str, list[RuleFuncBlockType]] = {}

    def getRules(self, chainName: str = "") -> list[RuleFuncBlockType]:  # noqa: N802,N803
        if chainName not in self._made:
            self._made[chainName] = self._make(chainName)
        return self._made[chainName]

    def _make(self, chain: str) -> list[RuleFuncBlockType]:
        rules = [r for r in self.__rules__ if r.enabled and (not chain or chain in r.alt)]
        characters = {c for rule in rules for c in _FIRST.get(rule.name, "")}
        marked: dict[str, list[RuleFuncBlockType]] = defaultdict(list)
        for rule in rules:
            if rule.name not in ("table", "code", "lheading", "paragraph"):
                for c in _FIRST.get(rule.name, characters):
                    marked[c].append(rule.fn)
                    if rule.name != "hr":
                        marked[c + "."].append(rule.fn)
        by_name = {rule.name: rule.fn for rule in rules}
        known = {c: tuple(found) for c, found in marked.items()}
        first = _first(by_name.get("table"), by_name.get("code"), known)
        return [first, *(by_name[name] for name in ("lheading", "paragraph") if name in by_name)]


def _first(
    table: RuleFuncBlockType | None,
    code: RuleFuncBlockType | None,
    marked: dict[str, tuple[RuleFuncBlockType, ...]],
) -> RuleFuncBlockType:
    """One rule that stands for those before a paragraph."""

    def rule(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        source, starts, shifts = state.src, state.bMarks, state.tShift
        if table is not None and line + 2 <= end:
            second = starts[line + 1] + shifts[line + 1]
            if source[second : second + 1] in _DELIMITERS and table(state, line, end, silent):
                return True
        if code is not None and code(state, line, end, silent):
            return True
        at = starts[line] + shifts[line]
        first = source[at : at + 1]
        if first in _LINED and source[at + 2 : at + 3] not in _RULED:
            first += "."
        for each in marked.get(first, ()):  # noqa: SIM110  (a generator costs more)
            if each(state, line, end, silent):
                return True
        return False

    return rule
