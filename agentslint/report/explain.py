"""An explanation for people, at 80 columns and wider, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from agentslint.chain import digest
from agentslint.chain.loss import loss
from agentslint.core.escape import code, shown
from agentslint.core.phrases import counted
from agentslint.core.width import width, wrapped
from agentslint.model import CONTRIBUTING, Chain, Finding, Link
from agentslint.report.text import COLOURS, Style, plain
from agentslint.views.absent import Absent

BAR = 20
FATES = {
    "read": "green",
    "imported": "green",
    "cut": "yellow",
    "empty": "white",
    "dropped": "red",
    "shadowed": "red",
    "waiting": "cyan",
}
SHOWN_HEADINGS = 8


def lines(
    chain: Chain,
    findings: list[Finding],
    style: Style = plain,
    columns: int = 80,
    *,
    ascii_only: bool = False,
    missing: Sequence[Absent] = (),
    whose: str = "",
) -> Iterator[str]:
    """The files in order with fates, what each loses, the budget, and the findings there."""
    where = "the root" if chain.directory == "." else shown(chain.directory)
    many = counted(len(chain.sources), "file")
    told = f"{shown(chain.agent.title)} in {where} reads {many}"
    yield style(told, bold=True)
    if chain.failure:
        yield f"  {style(shown(chain.failure.text), fg='red')}"
    if chain.top not in (".", chain.directory):
        yield f"  the chain begins at {shown(chain.top)}"
    if whose:
        yield f"  {shown(whose)}"
    for path, key in chain.agent.settings_from:
        yield f"  {shown(path)} sets {shown(key)}"
    yield ""
    yield from _files(chain, style, columns)
    if any(link.level == "project" for link in chain.links) and chain.agent.budget is not None:
        yield ""
        yield _budget(chain, style, ascii_only=ascii_only)
    if sent := digest(chain):
        yield f"sha256 {sent}"
    if missing:
        yield ""
        yield style(f"Not sent ({len(missing)})", bold=True)
        for one in missing:
            yield from wrapped(f"{shown(one.path)}: {shown(one.why)}", columns, "  ")
    if findings:
        yield ""
        yield from found(findings, style, columns)


def found(findings: Sequence[Finding], style: Style = plain, columns: int = 80) -> Iterator[str]:
    """Findings below their heading."""
    yield style(f"Findings ({len(findings)})", bold=True)
    for finding in findings:
        yield from _finding(finding, style, columns)


def _files(chain: Chain, style: Style, columns: int) -> Iterator[str]:
    numbers = count(1)
    names = {link.path: shown(link.path) for link in chain.links}
    wide = min(max((width(name) for name in names.values()), default=0), max(20, columns - 34))
    for link in chain.links:
        # one file may be sent twice
        number = f"{next(numbers):>3}" if link.fate in CONTRIBUTING else "  -"
        name = names[link.path]
        room = " " * max(0, wide - width(name))
        fate = style(f"{link.fate:<8}", fg=FATES[link.fate])
        if width(name) > wide:
            # a path stays whole, to be copied: its figures stand below it
            yield f"{number}  {name}"
            number, name, room = "   ", "", " " * wide
        yield f"{number}  {name}{room}  {link.size:>9,}  {fate}".rstrip()
        for sentence in _because(link):
            yield from wrapped(sentence, columns, "     ", "     ")


def _because(link: Link) -> Iterator[str]:
    if link.why:
        yield shown(link.why)
    if link.fate in ("read", "imported", "empty", "waiting"):
        return
    lost = loss(link)
    names = [shown(name) for name in lost.headings]
    more = f" and {len(names) - SHOWN_HEADINGS} more" if len(names) > SHOWN_HEADINGS else ""
    listed = ", ".join(names[:SHOWN_HEADINGS]) + more
    start = f"lost from line {lost.line} on" if link.fate in CONTRIBUTING else "lost"
    yield f"{start}: {lost.bytes:,} bytes" + (f": {listed}" if listed else "")


def _budget(chain: Chain, style: Style, *, ascii_only: bool) -> str:
    budget = chain.agent.budget or 0
    share = chain.used / budget if budget else 0.0
    filled = min(BAR, round(share * BAR))
    full, rest = ("#", "-") if ascii_only else ("█", "░")
    colour = "red" if share >= 1 else "yellow" if share > 0.9 else "green"
    bar = style(full * filled, fg=colour) + rest * (BAR - filled)
    source = "" if chain.agent.budget_from == "default" else f" ({chain.agent.budget_from})"
    return f"{bar}  {chain.used:,} of {budget:,} bytes{shown(source)}, {share:.0%}"


def _finding(finding: Finding, style: Style, columns: int) -> Iterator[str]:
    level = finding.severity or "info"
    head = f"{level}[{finding.rule}]"
    text = f"{head} {shown(finding.place.path)}:{finding.place.line}: {shown(finding.message)}"
    for line in wrapped(text, columns, "  "):
        yield line.replace(head, style(head, fg=COLOURS[level]), 1)


def markdown(chain: Chain, findings: list[Finding], *, proof: bool = True) -> Iterator[str]:
    """The same as a Markdown section; without `proof`, without the checksum of what is sent."""
    yield f"### {_cell(shown(chain.agent.title))} in {code(chain.directory)}"
    yield ""
    if chain.failure:
        yield f"**{_cell(shown(chain.failure.text))}**"
        yield ""
    yield "| | file | bytes | sent | fate |"
    yield "|--:|---|--:|--:|---|"
    numbers = count(1)
    for link in chain.links:
        number = next(numbers) if link.fate in CONTRIBUTING else ""
        why = "<br>".join([f"**{link.fate}**", *(_cell(text) for text in _because(link))])
        yield (f"| {number} | {code(link.path)} | {link.size:,} | {link.bytes:,} | {why} |")
    yield ""
    if chain.agent.budget is not None:
        yield f"{chain.used:,} of {chain.agent.budget:,} bytes of the budget are used."
    if proof and (sent := digest(chain)):
        yield f"SHA-256 of the text sent: `{sent}`."
    for finding in findings:
        where = code(f"{finding.place.path}:{finding.place.line}")
        yield f"- {finding.severity} `{finding.rule}` {where}: {_cell(shown(finding.message))}"


def _cell(text: str) -> str:
    """Text that Markdown leaves alone."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#@~" else c for c in text)
