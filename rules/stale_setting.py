"""A setting that the text states, and that configuration contradicts."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note
from agentslint.repo import vendored
from agentslint.verdicts import settings

GUIDE = lazy_re.compile(r"(?:^|/)skills/")  # guides for a technology, taken over as they are
UNITS = {"indentation": "spaces", "line-length": "characters", "coverage": "%"}
# values that repeat the title
SPOKEN = {"semicolons": "used", "no semicolons": "left out"}
TITLES = {
    "indentation": "indentation is",
    "quotes": "quotes are",
    "semicolons": "semicolons are",
    "line-length": "lines may have",
    "coverage": "coverage must be",
    "strict": "strict mode is",
    "target": "the target is",
    "edition": "the edition is",
}


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if vendored(file.path) or GUIDE.search(file.path):
        return
    for one in settings.contradicted(context.repo, file):
        name, at = one.stated.name, one.setting.place
        if name in context.options["allow"]:
            continue
        stated, fixed = _spoken(name, one.stated.value), _spoken(name, one.setting.value)
        yield Finding(
            one.stated.place,
            f"{TITLES[name]} {fixed}, not {stated}: {at.path}:{at.line} has {one.setting.text}",
            related=(Note(at, f"{name}: {fixed}"),),
        )


def _spoken(name: str, value: str) -> str:
    if not value.isdigit() or name not in UNITS:
        return SPOKEN.get(value, value)
    return f"{value} {UNITS[name]}"
