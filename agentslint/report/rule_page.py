"""One rule's page for a reader: what it finds, why, how to fix and suppress, and two examples.

The page itself holds every example that is a test: a reader of a terminal, of SARIF or of an editor
wants two of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agentslint.core import lazy_re
from agentslint.core.width import wrapped
from agentslint.lint import page, registry
from agentslint.lint.page import Section
from agentslint.model import Rule

# where a rule's page is on the web: `{file}` as in `rules/`, or `{id}` as on the site of mkdocs.yml
ADDRESS = "https://github.com/agentslint/agentslint/blob/main/rules/{file}.md"
FIX, SUPPRESS = "How to fix", "How to suppress"
EXAMPLES = 2  # one that is reported, one that is not
MOST = 100  # lines of the short page
# what begins an item of a list, or the line of an option
STARTS = lazy_re.compile(r"- |\d+\. |Option `")
LONGEST = 24  # lines of an example that is shown


def address(rule: Rule) -> str:
    """The address of a rule's page; "" for a rule that does not ship with agentslint."""
    ours = registry.builtin().get(rule.id)
    known = ours is not None and ours.page == rule.page
    return ADDRESS.format(id=rule.id, file=rule.id.replace("-", "_")) if known else ""


def full(rule: Rule) -> str:
    """The whole page, with what every rule has in common."""
    sections = [*page.sections(rule.page)]
    texts = [section.text for section in sections if not section.example]
    if not any(section.title == SUPPRESS for section in sections):
        texts.append(suppressing(rule))
    return _text([*texts, *(section.text for section in sections if section.example)])


def short(rule: Rule) -> str:
    """The page with its settings in words and at most two examples, as many as fit on two screens."""
    tried = (_with(rule, number) for number in range(EXAMPLES, 0, -1))
    return next((text for text in tried if text.count("\n") < MOST), _with(rule, 1))


def _with(rule: Rule, number: int) -> str:
    """The short page with at most this many examples."""
    sections = [*page.sections(rule.page)]
    told = [section for section in sections[1:] if not section.example]
    parts = [f"# {rule.id}", rule.summary, settings(rule)]
    # a section of another name explains further cases
    known = ("What it does", "Why this is bad", FIX, SUPPRESS)
    parts += [section.text for section in told if section.title in known]
    if not any(section.title == SUPPRESS for section in told):
        parts.append(suppressing(rule))
    shown = [*_chosen([section for section in sections if section.example])][:number]
    parts += [section.text for section in shown]
    left = sum(section.example for section in sections) - len(shown)
    if left or len(told) > len([s for s in told if s.title in known]):
        parts.append(f"{left} more cases: `agentslint rule {rule.id} --all`")
    if link := address(rule):
        parts.append(f"On the web: {link}")
    return _text(parts)


def fitted(text: str, columns: int) -> str:
    """A page whose paragraphs and list items are broken anew, for a terminal of so many columns."""
    lines: list[str] = []
    for part, prose in _parts(text):
        rest = "  " if part.startswith("- ") else ""
        lines += wrapped(part, columns if prose else 0, rest=rest)
    return "".join(f"{line}\n" for line in lines)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs and list items, each in one line, and all other lines; whether one may be broken."""
    whole, fence = "", ""
    for line in text.splitlines():
        opened = "" if fence else line[: len(line) - len(line.lstrip("~`"))]
        prose = not (fence or opened.startswith(("~~~", "```")) or not line or line[0] in "#|")
        if whole and (not prose or STARTS.match(line)):
            yield whole, True
            whole = ""
        if prose:
            whole = f"{whole} {line.strip()}".strip()
            continue
        fence = "" if line == fence else fence or opened
        yield line, False
    if whole:
        yield whole, True


def brief(rule: Rule) -> str:
    """The summary, how to fix, and where to read on: for a report that names many rules."""
    fix = [s.text for s in page.sections(rule.page) if s.title == FIX]
    more = f"`agentslint rule {rule.id}` says more."
    return _text([rule.summary, *(text.partition("\n")[2].strip() for text in fix), more])


def settings(rule: Rule) -> str:
    """The severity and the options of a rule, in words."""
    off = "" if rule.default else ", off unless the configuration gives it a severity"
    rows = [f"Severity: {rule.severity}{off}.", *_options(rule.options)]
    return "\n".join(rows)


def suppressing(rule: Rule) -> str:
    """How a finding of a rule is suppressed, which is the same for all."""
    return (
        f"## {SUPPRESS}\n\n"
        f"On the line above, or behind the line: `<!-- agentslint-ignore {rule.id}: reason -->`;\n"
        f"for a whole file: `<!-- agentslint-ignore-file {rule.id}: reason -->`. In `agentslint.toml`,\n"
        f'for the repository: `[rules.{rule.id}]` with `severity = "off"`.'
    )


def _options(options: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in options.items():
        default = schema.get("default")
        told = "" if default is None else f" (default `{json.dumps(default)}`)"
        yield f"Option `{name}`{told}: {schema.get('description', '')}".rstrip(": ")


def _chosen(examples: list[Section]) -> Iterator[Section]:
    """The first short example that is reported, and the first that is not; the shortest for want of one."""
    for reported in (True, False):
        fitting = [each for each in examples if ("output" in each.fences) == reported]
        brief = [each for each in fitting if each.text.count("\n") < LONGEST]
        least = sorted(fitting, key=lambda each: each.text.count("\n"))
        yield from (brief or least)[:1]


def _text(parts: list[str]) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
