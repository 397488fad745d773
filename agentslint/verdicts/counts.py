"""How many of a thing a document says there are, and how many the repository has."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from agentslint.claims import hedges
from agentslint.claims.claim import Claim
from agentslint.claims.hedges import Span
from agentslint.core import lazy_re
from agentslint.facts.fact import Fact
from agentslint.model import File, Place, whole
from agentslint.repo import Repo, join, parent
from agentslint.repo.directories import built
from agentslint.text import markdown, wording
from agentslint.verdicts.verdict import Verdict, refuted, undecided, verified

NUMBER = r"(?P<about>~|≈|about |around |roughly |some |over |more than )?(?P<number>\d{1,4})(?P<more>\+)?"
WORD = r"(?P<noun>[A-Za-z][A-Za-z_-]{2,30}s)"
FIRST = lazy_re.compile(rf"(?<![\w.,:/#$@-]){NUMBER}(?![\w.,:/%-]*\d)\s+{WORD}\b(?![/-])")
LAST = lazy_re.compile(
    rf"(?<![\w/]){WORD}\b[`*]*\s*\((?P<about>~)?(?P<number>\d{{1,4}})(?P<more>\+)?\)"
)
# how a match of FIRST ends its number, and how one of LAST begins it
BEFORE_NOUN = lazy_re.compile(r"\d\+?\s+[A-Za-z]")
BEHIND_NOUN = lazy_re.compile(r"\(~?\d")
DIGIT = lazy_re.compile(r"\d")
PLAIN = lazy_re.compile(r"(?P<about>~)?(?P<number>\d{1,4})(?P<more>\+)?")
COUNTED = r"\W*(?:«header»|#)\W*"
FOLDER = lazy_re.compile(r"(?<![\w@:/.])((?:\.{0,2}/)?[\w@.-]+(?:/[\w@.-]+)*)/")
TREE = lazy_re.compile(r"^(?P<lead>[\s│├└─|`+-]*)(?P<name>[\w@.-]+(?:/[\w@.-]+)*)/?(?=\s|$)")
# entries that come with a family and are none of its members
KIN = lazy_re.compile(
    r"^(?:[._].*|__.*|index\..*|mod\.rs|readme.*|changelog.*|base\w*|abstract\w*|common|shared|core|"
    r"utils?|helpers?|types?|configs?|constants?|interfaces?|registry|factory|main|routes?|router|lib|tests?|mocks?|"
    r".*\.(?:test|spec|d|interface|types)\.\w+|test_.*|.*_test\..*|.*\.md|.*\.json|.*\.ya?ml|.*\.toml|.*\.lock|.*\.map|"
    r"build)$",
    lazy_re.IGNORECASE,
)
# not all of them are meant
PART = r"«part»\s*$"
AROUND = 500  # characters of a line before and behind a count that may say of what it is
WORDS = lazy_re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")  # of a name in any style
MANY_IN_ONE = frozenset(("tests", "specs", "translations"))  # of which one file holds many
LOOSE = 0.25  # how far "about 20" reaches


def judged(repo: Repo, file: File) -> Iterator[Verdict]:
    """A verdict on each count of a directory's entries: refuted where no way of counting gives it."""
    text = file.text
    patterns = [FIRST] * bool(BEFORE_NOUN.search(text)) + [LAST] * bool(BEHIND_NOUN.search(text))
    trees = _trees(file) if patterns else {}
    part = wording.pattern("counted", PART)
    for number, line in enumerate(text.split("\n"), 1) if patterns else ():
        if DIGIT.search(line) is None:
            continue
        for found in (match for pattern in patterns for match in pattern.finditer(line)):
            if part.search(line[max(found.start() - AROUND, 0) : found.start()]):
                continue
            near = line[max(found.start() - AROUND, 0) : found.end() + AROUND]
            folder = _folder(found["noun"], near, trees.get(number, ""), file, repo)
            place = Place(file.path, number, found.start() + 1, number, found.end() + 1)
            back = hedges.hedge(Span(line, *found.span()), hedges.SENTENCE)
            yield from _judged(found, folder, place, repo, back)
    yield from _tables(file, repo)


def _judged(
    match: lazy_re.Match[str], folder: str, place: Place, repo: Repo, back: str
) -> Iterator[Verdict]:
    known = entries(repo, folder) if folder else None
    if known is None:
        return
    least, most = known
    stated = int(match["number"])
    slack = LOOSE * stated if match["about"] else 0
    low = 2 * stated < least if match["more"] else stated + slack < least
    span = f"{least}" if least == most else f"{least} to {most}"
    claim = Claim("count", place, match[0].strip(), folder, "has", match["number"], folder, back)
    fact = Fact("count", folder, f"has {span}, however one counts", whole(folder))
    if stated - slack > most and _plain(match.groupdict().get("noun") or "") in MANY_IN_ONE:
        yield undecided(claim, "a file of them holds many")
    elif low or stated - slack > most:
        yield refuted(claim, fact)
    else:
        yield verified(claim, fact)


def entries(repo: Repo, folder: str) -> tuple[int, int] | None:
    """How few and how many entries a directory has, as strictly and as freely as one may count.

    None where it holds directories and files alike, so that either could be meant.
    """
    start = 0 if folder == "." else len(folder) + 1
    files: set[str] = set()
    folders: set[str] = set()
    below = repo.listing.below(folder)
    for path in below:
        name, slash, _ = path[start:].partition("/")
        (folders if slash else files).add(name)
    members = {name for name in files if not _kin(name)}
    inner = {name for name in folders if not _kin(name)}
    if not members and not inner:
        return None
    if len(inner) > 2 * len(members):
        return len(inner), len(files) + len(folders)
    if not inner:
        return _alike(members), len(files) + len(folders)
    return min(len(inner), _alike(members)), max(len(files) + len(folders), len(below))


def _alike(names: set[str]) -> int:
    """How many begin or end in the one word that most do, as hooks do in `use`; else all."""
    words = [WORDS.findall(name.partition(".")[0]) for name in names]
    shared = Counter(
        each for row in words if row for each in {("first", row[0]), ("last", row[-1])}
    )
    most = max(shared.values(), default=0)
    return most if 2 * most > len(names) else len(names)


def _folder(noun: str, line: str, tree: str, file: File, repo: Repo) -> str:
    """The directory of that name: on the line, in the tree it stands in, or beside the file."""
    wanted = _plain(noun)
    home = parent(file.path)
    named = [found[1] for found in FOLDER.finditer(line)]
    for path in [*named, tree]:
        if path and _plain(posixpath.basename(path)) == wanted:
            for start in (home, "."):
                place = posixpath.normpath(join(start, path))
                if place in repo.listing.directories:
                    return place
    if tree or named:
        return ""
    heading = lazy_re.match(r"#+\s", line)
    place = posixpath.normpath(join(home, wanted))
    return place if heading and place in repo.listing.directories else ""


def _tables(file: File, repo: Repo) -> Iterator[Verdict]:
    """`| LLMs | 24 |` under a header that says Count, where rows name directories."""
    if "|" not in file.text:
        return  # every file would go through all directories
    names: dict[tuple[int, int], str] = {}
    cells: dict[int, list[tuple[lazy_re.Match[str], str, Place]]] = {}
    beside = {_plain(posixpath.basename(f)): f for f in _beside(file, repo)}
    for piece in markdown.read(file):
        if piece.kind != "cell" or piece.info["row"] == 0:
            continue
        key = (piece.info["table"], piece.info["row"])
        if piece.info["column"] == 0:
            names[key] = beside.get(_plain(piece.text.strip("`*/ ")), "")
        elif wording.pattern("counted", COUNTED).fullmatch(str(piece.info.get("header"))):
            found = PLAIN.fullmatch(piece.text.strip("*` "))
            if found and names.get(key):
                cells.setdefault(key[0], []).append((found, names[key], piece.place))
    for rows in cells.values():
        # one row that is called like a directory may be called so by chance
        if len(rows) > 1:
            for found, folder, place in rows:
                yield from _judged(found, folder, place, repo, "")


def _beside(file: File, repo: Repo) -> list[str]:
    home = parent(file.path)
    return [
        folder for folder in repo.listing.directories if (folder.rpartition("/")[0] or ".") == home
    ]


def _trees(file: File) -> dict[int, str]:
    """The directory that each line of a tree diagram lies in, by line number."""
    found: dict[int, str] = {}
    for piece in markdown.read(file):
        if piece.kind != "fence":
            continue
        above: list[tuple[int, str]] = []
        first = piece.place.line
        for number, line in enumerate(piece.text.split("\n"), first):
            entry = TREE.match(line)
            if entry is None:
                continue
            depth = len(entry["lead"])
            above = [(level, name) for level, name in above if level < depth]
            found[number] = posixpath.join(*(name for _, name in above)) if above else ""
            if line[entry.end("name") :].startswith("/"):
                above.append((depth, entry["name"]))
                found[number] = posixpath.join(*(name for _, name in above))
    return found


def _kin(name: str) -> bool:
    return built(name) or bool(KIN.match(name) or KIN.match(name.partition(".")[0] or name))


def _plain(name: str) -> str:
    return lazy_re.sub(r"[\s-]+", "_", name.strip()).lower()
