"""How the instructions of each directory changed, for people: as text and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agentslint.claims.effective import Verification
from agentslint.core.escape import code, escaped, shown
from agentslint.model import Instruction, Link
from agentslint.repo.paths import parents
from agentslint.report.text import Style, plain
from agentslint.views.diff import Effect, removed

NAMED = 6  # directories named of one change
TOLD = 40  # instructions told of one kind
SIGNS = {"+": "now sent:", "-": "no longer sent:", "~": "changed:"}
COLOURS = {
    "gained": "green",
    "lost": "red",
    "replaced": "yellow",
    "check gained": "green",
    "check lost": "red",
}


def lines(effects: Iterable[Effect], style: Style = plain) -> Iterator[str]:
    """Each change: where, which files, how many bytes, what is told now and what no longer."""
    effects = list(effects)
    for number, effect in enumerate(effects):
        if number:
            yield ""
        yield style(shown(f"{_where(effect)} as {effect.agent}"), bold=True)
        if effect.failure:
            yield f"  {style(f'every project file is lost: {shown(effect.failure)}', fg='red')}"
        above = _above(effect, effects)
        for sign, colour, path, why in _files(effect, above):
            yield f"  {style(sign, fg=colour)} {shown(path)}{f'  {why}' if why else ''}"
        yield f"    {_bytes(effect)}{_inherited(above)}"
        for title, colour, rows in _rows(effect, above):
            for row in rows[:TOLD]:
                yield f"  {style(f'{title:<14}', fg=colour)} {shown(row)}"
            if len(rows) > TOLD:
                yield f"  {title:<14} and {len(rows) - TOLD} more"


def markdown(effects: Iterable[Effect], base: str, head: str) -> Iterator[str]:
    """The same, for a comment on a pull request."""
    yield "### What agents are told"
    yield ""
    effects = list(effects)
    since = f"since {code(base)}" + (f" until {code(head)}" if head else "")
    if not effects:
        yield f"Nothing changed {since}."
        return
    yield f"Changed {since}:"
    for effect in effects:
        above = _above(effect, effects)
        yield ""
        told = f"{_bytes(effect)}{_inherited(above)}"
        yield f"**{escaped(_where(effect))}** as {escaped(effect.agent)}: {escaped(told)}"
        yield ""
        if effect.failure:
            yield f"- every project file is lost: {escaped(effect.failure)}"
        for sign, _, path, why in _files(effect, above):
            yield f"- {SIGNS[sign]} {code(path)}{f': {escaped(why)}' if why else ''}"
        for title, _, rows in _rows(effect, above):
            for row in rows[:TOLD]:
                yield f"- {title}: {escaped(row)}"
            if len(rows) > TOLD:
                yield f"- {title}: and {len(rows) - TOLD} more"


def _above(effect: Effect, effects: list[Effect]) -> Effect | None:
    """The change of the nearest directory above, which this one has in common with it."""
    first = effect.directories[0]
    for folder in parents(first)[-2::-1]:
        for other in effects:
            if folder in other.directories and other.agent == effect.agent:
                return other if other is not effect else None
    return None


def _inherited(above: Effect | None) -> str:
    return f"; with what changed in {_named(above.directories[0])}" if above else ""


def _files(effect: Effect, above: Effect | None) -> Iterator[tuple[str, str, str, str]]:
    known = set(_files(above, None)) if above else set()
    rows = [("+", "green", link.path, _fate(link)) for link in effect.entered]
    rows += [("-", "red", link.path, _fate(link)) for link in effect.left]
    rows += [("~", "yellow", path, "") for path in effect.changed]
    yield from (row for row in rows if row not in known)


def _where(effect: Effect) -> str:
    named = [_named(each) for each in effect.directories]
    more = len(named) - NAMED
    return ", ".join(named[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _named(directory: str) -> str:
    return "./" if directory == "." else f"{directory}/"


def _bytes(effect: Effect) -> str:
    if effect.before == effect.after:
        return f"{effect.after:,} bytes, as before"
    return f"{effect.before:,} to {effect.after:,} bytes"


def _fate(link: Link) -> str:
    if removed(link):
        return "removed"
    return shown(link.fate + (f": {link.why}" if link.why else ""))


def _rows(effect: Effect, above: Effect | None) -> Iterator[tuple[str, str, list[str]]]:
    """What there is to tell of each kind, without what is told of the directory above."""
    known = dict(_all(above)) if above else {}
    for title, rows in _all(effect):
        yield title, COLOURS[title], [row for row in rows if row not in known.get(title, ())]


def _all(effect: Effect) -> Iterator[tuple[str, list[str]]]:
    yield "gained", [_told(i) for i in effect.gained]
    yield "lost", [_told(i) for i in effect.lost]
    yield "replaced", [f"{_told(old)} by {_told(new)}" for old, new in effect.replaced]
    yield "check gained", [_check(v) for v in effect.checks_gained]
    yield "check lost", [_check(v) for v in effect.checks_lost]


def _told(instruction: Instruction) -> str:
    return (
        f"{instruction.place.path}:{instruction.place.line} “{' '.join(instruction.text.split())}”"
    )


def _check(check: Verification) -> str:
    what = check.command or f"“{' '.join(check.text.split())}”"
    return f"{check.path}:{check.line} {what}" + (f" ({check.gate})" if check.gate else "")
