"""The text of a handoff to its sections; a commit message without what git adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentslint.core import lazy_re

STYLES = ("marked", "bold", "plain")
SECTIONS = ("Change", "Verify", "Risk", "Review")
# how each section is also called
CALLED: dict[str, str] = {
    "change": "Change", "changes": "Change", "what": "Change", "what changed": "Change",
    "summary": "Change", "description": "Change",
    "verify": "Verify", "verification": "Verify", "verified": "Verify", "testing": "Verify",
    "tests": "Verify", "test plan": "Verify", "how tested": "Verify", "how to test": "Verify",
    "risk": "Risk", "risks": "Risk",
    "review": "Review", "reviewers": "Review", "reviewing": "Review", "review notes": "Review",
    "notes for reviewers": "Review", "where to look": "Review",
}  # fmt: skip
HEADING = lazy_re.compile(
    r"^(?:#{1,6}[ \t]+(?P<marked>[^\n:]+?):?[ \t]*#*"
    r"|(?P<bold>\*\*[^*\n]{1,40}?\*\*:?|__[^_\n]{1,40}?__:?)(?P<after>[ \t].*)?"
    r"|(?:[-*][ \t]+)?(?P<plain>[A-Za-z][A-Za-z ]{2,20}):(?P<rest>[ \t].*)?)$"
)
GIT_OWN = lazy_re.compile(r"^(?:Merge |Revert \"|fixup! |squash! |amend! )")
SCISSORS = lazy_re.compile(r"^# -{8,} >8 -{8,}$.*", lazy_re.MULTILINE | lazy_re.DOTALL)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a handoff: its text, and the line it begins at."""

    text: str
    line: int


def message(text: str) -> str:
    """A commit message without what git adds for the person who writes it."""
    text = SCISSORS.sub("", text)
    if "\n# Please enter the commit message" in f"\n{text}":
        text = text[: f"\n{text}".index("\n# Please enter the commit message")]
    return text


def automatic(text: str) -> bool:
    """Whether git wrote the message: a merge, a revert, a fixup."""
    return bool(GIT_OWN.match(text.lstrip()))


def read(text: str) -> dict[str, Section]:
    """The sections of a handoff by name; of two with one name the first counts.

    A section begins with a heading, else with a bold name, else with `Name:`, whichever of them
    the text uses; a deeper heading stays inside.
    """
    rows = list(_rows(text))
    style = next((s for s in STYLES if sum(r[2] == s and bool(r[3]) for r in rows) > 1), "plain")
    found: dict[str, Section] = {}
    name, level, start, held = "", 0, 0, list[str]()
    for number, line, kind, known, rest, depth in [*rows, (0, "", "end", "", "", 0)]:
        counts = STYLES.index(kind) <= STYLES.index(style) if kind in STYLES else kind == "end"
        inner = kind == "marked" and depth > level and known in ("", name)
        if not counts or inner:
            held.append(line)
            continue
        if name and name not in found:
            found[name] = Section("\n".join(held).strip(), start)
        name, level, start, held = known, depth, number, [rest]
    return found


def _rows(text: str) -> Iterator[tuple[int, str, str, str, str, int]]:
    """Each line: number, text, how it would begin a section, which one, what follows, its depth."""
    fenced = False
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        match = None if fenced else HEADING.match(line.strip())
        kind = match.lastgroup if match else None
        if match is None or kind is None:
            yield number, line, "", "", "", 0
            continue
        kind = {"after": "bold", "rest": "plain"}.get(kind, kind)
        known = CALLED.get(match[kind].strip("*_: ").lower(), "")
        rest = (match["after"] or match["rest"] or "").strip()
        depth = len(line.strip()) - len(line.strip().lstrip("#")) or 7
        yield number, line, kind if known or kind == "marked" else "", known, rest, depth
