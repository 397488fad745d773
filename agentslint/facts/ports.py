"""The ports that a repository's servers listen on, as configuration, scripts and code have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from agentslint.core import lazy_re
from agentslint.facts import code_files, names
from agentslint.facts.fact import Fact
from agentslint.facts.memo import once
from agentslint.facts.versions.declared import aside
from agentslint.model import text_place
from agentslint.repo import Repo, directories, sample, vendored

_LONGEST = 256 << 10  # characters of a file that is looked at
_COMPOSE = lazy_re.compile(r"(?:docker-)?compose[\w.-]*\.ya?ml")
# files that configure, by the name; and how each says a port
_CONFIGURED = (
    (
        lazy_re.compile(
            r"(?:vite|nuxt|astro|next|webpack|rspack|rsbuild|svelte|electron\.vite|vue|quasar)\.config\.\w+"
        ),
        lazy_re.compile(r"\bport[\"']?\s*:\s*(\d{2,5})"),
    ),
    (
        _COMPOSE,
        lazy_re.compile(
            r"^\s*-\s*[\"']?(?:[\d.]+:)?(?:\$\{\w+:-)?(\d{2,5})\}?:\d{2,5}(?:/tcp)?[\"']?\s*(?:#.*)?$",
            lazy_re.M,
        ),
    ),
    (
        lazy_re.compile(r"(?:[\w.-]+\.)?Dockerfile[\w.-]*|Containerfile"),
        lazy_re.compile(
            r"^\s*EXPOSE\s+(\d{2,5})|--(?:port|bind)[\"',= ]+(?:[\d.]+:)?(\d{2,5})", lazy_re.M
        ),
    ),
    (
        lazy_re.compile(r"Procfile[\w.]*"),
        lazy_re.compile(r"(?:--port|-p|--bind|-b)[ =](?:[\w.]*:)?(\d{2,5})"),
    ),
    (lazy_re.compile(r"package\.json"), lazy_re.compile(r"(?:--port|-p|PORT)[ =](\d{4,5})\b")),
    (
        lazy_re.compile(r"Makefile|[Jj]ustfile|Taskfile\.ya?ml|pyproject\.toml"),
        lazy_re.compile(r"(?:--port|\bPORT)\s*[:?]?[ =]\s*\"?(\d{4,5})\b"),
    ),
    (
        lazy_re.compile(r"\.env(?:\.(?:example|sample|template|development|local))?|\.flaskenv"),
        lazy_re.compile(r"^(?:\w+_)?PORT\s*=\s*[\"']?(\d{2,5})", lazy_re.M),
    ),
    (
        lazy_re.compile(
            r"application[\w-]*\.(?:ya?ml|properties)|launchSettings\.json|angular\.json|puma\.rb"
        ),
        lazy_re.compile(
            r"(?:\bport\b[\"']?\s*[:=,( ]\s*[\"']?(?:ENV\.fetch\([\"']PORT[\"'][^\d]{0,6})?|server\.port=|localhost:)(\d{2,5})"
        ),
    ),
)
_CODE = lazy_re.compile(
    r"\.listen\(\s*(\d{2,5})\b|\bport\s*(?::\s*\w+\s*)?[:=]\s*(?:\w+\()?(\d{4,5})\b"
    r"|PORT\w*\b[^\n]{0,24}?(?:\?\?|\|\||,|:|=|or)\s*[\"'(]?(\d{4,5})\b"
    r"|ListenAndServe\(\s*\"[\w.]*:(\d{2,5})\"|(?:bind|serve|listen)\(\s*\"[\w.]+:(\d{2,5})\"|\.port\((\d{2,5})\)",
    lazy_re.I,
)
# where one of these may begin, in small letters: a plain string is found far sooner than a pattern
_STARTS = ("port", "listen(", "listenandserve(", "bind(", "serve(")
# "import" and "report" are in every file
_HINTS = ("listen(", "PORT", "ListenAndServe", "bind(", "serve(")
_BEFORE = frozenset(" \t\n(,\"'{.-")
# what a tool that is configured here serves on where its configuration is silent
_PORT = lazy_re.compile(r"port", lazy_re.I)


@once
def known(repo: Repo) -> tuple[Fact, ...]:
    """Every port with the place that says so, in path order; tests and samples left out."""
    return tuple(fact for path in repo.listing.ordered for fact in _of(repo, path))


def below(repo: Repo, directory: str) -> list[Fact]:
    """The ports that are said in a directory and below; those of the whole repository for none."""
    start = "" if directory == "." else f"{directory}/"
    return [
        fact
        for fact in known(repo)
        if fact.place.path.startswith(start) and not aside(fact.place.path, directory)
    ]


def mentioned(repo: Repo, number: str) -> bool:
    """Whether any tracked file but documents has a number as a whole word."""
    return number in names.held(repo, [number])


def _of(repo: Repo, path: str) -> Iterator[Fact]:
    name = path[path.rfind("/") + 1 :]
    shapes = (shape for names_, shape in _CONFIGURED if names_.fullmatch(name))
    pattern = next(shapes, None) if _named().fullmatch(name) else None
    coded = pattern is None and code_files.is_code(path)
    if (pattern is None and not coded) or vendored(path) or sample(path) or directories.test(path):
        return
    text = repo.text(path)
    if text is None or len(text) > _LONGEST or (coded and not _likely(text)):
        return
    for found in pattern.finditer(text) if pattern else _in_code(text):
        group = next((at for at, number in enumerate(found.groups(), 1) if number), 0)
        if group:
            place = text_place(path, text, *found.span(group))
            yield Fact("port", found[group], f"has port {found[group]}", place)


@cache
def _named() -> lazy_re.Pattern[str]:
    """The names of all files that configure."""
    return lazy_re.compile("|".join(f"(?:{names_.pattern})" for names_, _ in _CONFIGURED))


def _likely(text: str) -> bool:
    """Whether it has a word of `_CODE`."""
    return any(hint in text for hint in _HINTS) or any(
        text[at - 1] in _BEFORE for word in ("port", "Port") for at in _places(text, word) if at
    )


def _places(text: str, word: str) -> Iterator[int]:
    """Where a text has a word, or a part of one."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _in_code(text: str) -> Iterator[lazy_re.Match[str]]:
    """What `_CODE` finds, tried only where one of its words stands."""
    if not text.isascii():
        yield from _CODE.finditer(text)
        return
    lower, last = text.lower(), 0
    places = {at for word in _STARTS for at in _places(lower, word)}
    for place in sorted(
        {*places, *(place - 1 for place in places if text[place - 1 : place] == ".")}
    ):
        if place >= last and (found := _CODE.match(text, place)):
            last = found.end()
            yield found
