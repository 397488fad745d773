"""What a script's own words fill in, and the exit codes that it prints itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.core import lazy_re
from agentslint.text.shell import Command

TOP = lazy_re.compile(
    r"\$\(\s*git rev-parse --show-toplevel(?:\s+2>\s*/dev/null)?\s*\)|`git rev-parse --show-toplevel`"
)
PLAIN = lazy_re.compile(r"[\w./@:+-]+")
ASSIGNED = lazy_re.compile(
    r"(?:^|[;&|\n({])[ \t]*(?:export |local |readonly )?(?P<name>[A-Za-z_]\w*)=(?P<quote>[\"']?)(?P<value>[\w./@:+-]+)(?P=quote)(?=[ \t]*(?:[;&|\n)}]|$))"
)
# `$?` after a pipe is that of its last command; `${PIPESTATUS[0]}` is that of its first
CODE = lazy_re.compile(r"\$\?|\$\{PIPESTATUS\[0\]\}|\$\{pipestatus\[1\]\}")
KEPT = lazy_re.compile(
    r"(?:^|[;&\n({])[ \t]*(?P<name>[A-Za-z_]\w*)=(?P<code>\$\?|\$\{PIPESTATUS\[0\]\})"
)
PRINTS = frozenset({"echo", "printf"})


def filled(text: str, root: str, directory: str) -> str:
    """A script with the names that it gives itself, and the top of its repository, written out.

    A here-document may hold any text: a script with one stays as it is.
    """
    if ("$" not in text and "`" not in text) or "<<" in text:
        return text
    if PLAIN.fullmatch(root):
        text = TOP.sub(root, text)
    if PLAIN.fullmatch(directory):
        text = lazy_re.sub(r"\$PWD\b|\$\{PWD\}|\$\(pwd\)", directory, text, count=1)
    found = list(ASSIGNED.finditer(text))
    names = [match["name"] for match in found]
    for match in reversed(found):
        if names.count(match["name"]) == 1:
            used = rf"\$\{{{match['name']}\}}|\${match['name']}\b"
            rest = lazy_re.sub(used, match["value"], text[match.end() :])
            text = text[: match.end()] + rest
    return text


def printed(text: str, found: Sequence[Command], output: str) -> dict[int, int]:
    """The exit codes that a script prints, by the number of the command each is of.

    Of a command that nothing but `;` parts from what prints it, and only where one line of the
    output is just what is printed.
    """
    told: dict[int, int] = {}
    for shown, judged, index in _asked(text, found):
        line = _line(found[index], shown)
        rows = [row.strip() for row in output.splitlines() if row.strip()]
        if line is None or judged < 0 or not rows:
            continue
        last = index == len(found) - 1
        hits = [match for row in rows[-1:] if (match := line.fullmatch(row))] if last else []
        if not last and lazy_re.search("[A-Za-z]", line.pattern.replace("\\d", "")):
            hits = [match for row in rows if (match := line.fullmatch(row))]
        if len(hits) == 1:
            told[judged] = int(hits[0][1])
    return told


def returned(text: str, found: Sequence[Command]) -> int:
    """The number of the command whose exit code a script hands on itself: `rc=$?; …; exit $rc`; or -1."""
    if (
        not found
        or found[-1].words[:1] not in (("exit",), ("return",))
        or len(found[-1].words) != 2
    ):
        return -1
    given = found[-1].words[1]
    if CODE.fullmatch(given):
        return _judged(found, given, len(found) - 1)
    for match in KEPT.finditer(text):
        if given in (f"${match['name']}", f"${{{match['name']}}}"):
            return _judged(found, match["code"], _after(found, match.start()))
    return -1


def _asked(text: str, found: Sequence[Command]) -> Iterator[tuple[str, int, int]]:
    """How an exit code stands in what is printed, the command it is of, and the one that prints it."""
    kept = {match["name"]: match for match in KEPT.finditer(text)}
    for index, one in enumerate(found):
        if one.program not in PRINTS or one.conditional:
            continue
        words = " ".join(one.words[1:])
        if match := CODE.search(words):
            yield match[0], _judged(found, match[0], index), index
        for name, kept_as in kept.items():
            if lazy_re.search(rf"\$\{{?{name}\b", words):
                at = _after(found, kept_as.start())
                yield f"${name}", _judged(found, kept_as["code"], at), index


def _line(one: Command, asked: str) -> lazy_re.Pattern[str] | None:
    """The line that a command prints for an exit code, as a pattern; None where it prints more."""
    words = [word for word in one.words[1:] if word not in ("-e", "-n")]
    text = " ".join(words)
    if one.program == "printf":
        text = lazy_re.sub(r"%[sd]", lambda _: asked, words[0]) if len(words) == 2 else text
        text = lazy_re.sub(r"\\n", "", text)
    braced = rf"\$\{{{asked[1:]}\}}|" if asked[1:].isidentifier() else ""
    parts = lazy_re.split(rf"{braced}{lazy_re.escape(asked)}(?!\w)", text)
    if len(parts) != 2 or any("$" in part or "`" in part for part in parts):
        return None
    return lazy_re.compile(r"(\d{1,3})".join(lazy_re.escape(part.strip("\n")) for part in parts))


def _judged(found: Sequence[Command], asked: str, index: int) -> int:
    """The number of the command whose exit code is asked for by what stands before `index`."""
    at = index - 1
    if at < 0 or found[at].joint not in (";", "\n") or found[at].conditional:
        return -1
    first = at
    while first and found[first - 1].joint in ("|", "|&"):
        first -= 1
    return at if first == at or asked == "$?" else first


def _after(found: Sequence[Command], position: int) -> int:
    return next((n for n, one in enumerate(found) if one.start >= position), len(found))
