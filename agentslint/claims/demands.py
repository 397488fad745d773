"""What a sentence demands, refuses or allows, clause by clause, in words that can be compared.

One file on purpose: one reading, from the words of a clause to what it demands.

"Never edit `gen/client.ts`" and "Edit `gen/client.ts` by hand" are read into one refusal and one demand
of the same: a verb by its one word, code as written, every other word by its stem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from agentslint.core import lazy_re
from agentslint.model import Modality
from agentslint.text import tongues
from agentslint.text.lexicon import WORD, fold
from agentslint.text.tongues import Tongue

Polarity = Literal["demand", "ban", "permission", ""]

_CODE = lazy_re.compile(r"(`+)\s*([^`]+?)\s*\1")
_LINK = lazy_re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_STRONG = lazy_re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|~~")
# "n'exécutez": two words
_ELISION = lazy_re.compile(
    r"\b([nldscjmt]|qu|jusqu|dell|nell|all|un)['’](?=\w{3})", lazy_re.IGNORECASE
)
_ASIDE = lazy_re.compile(r"\([^()]*\)|（[^（）]*）")
_JOINT = lazy_re.compile(r"(?<=\w)_(?=\w)")  # `snake_case` is one word
_BREAK = lazy_re.compile(
    r"[,;:.!?()](?=\s|$)|[(\"“”«»]|[。；，、：！？（）「」]|\s[-–—]{1,2}\s|—|→"
)
_MARK = "qzx{}xzq"  # stands for a code span: a word of no language
_MARKED = lazy_re.compile(r"qzx(\d+)xzq")
_ENDING = lazy_re.compile(r"(?:ings?|ed|es|s|e|'s)$")
_LONGEST = 600  # characters; a longer sentence is no rule that one looks up
# Verbs that refuse by themselves, and the deed that they refuse.
_REFUSING = {"ignores": "=follow", "skips": "=run", "forgets": "", "disables": "=enable"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a sentence.

    core      what it is said of: code in backticks, `=verb`, stems
    extent    words of a condition; `moment` those of a moment that comes each time
    manner    how
    limited   whether it is of a part or a number only
    asked     whether it is of what somebody asked for
    order     the core in the order of the text
    """

    polarity: Polarity
    core: frozenset[str]
    extent: frozenset[str] = frozenset()
    moment: frozenset[str] = frozenset()
    manner: frozenset[str] = frozenset()
    limited: bool = False
    asked: bool = False
    order: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A clause while it is read."""

    core: list[str] = field(default_factory=list)
    extent: list[str] = field(default_factory=list)
    moment: list[str] = field(default_factory=list)
    manner: list[str] = field(default_factory=list)
    never: bool = False
    flips: int = 0
    strong: bool = False
    limited: bool = False
    waived: bool = False
    exists: bool = False
    asked: bool = False
    pronoun: bool = False

    @property
    def opened(self) -> bool:
        """Whether it says more than a condition."""
        return bool(self.core or self.never or self.strong or self.flips)


@lru_cache(maxsize=4096)
def read(text: str, modality: Modality) -> tuple[Clause, ...]:
    """The clauses of a sentence that demand, refuse or allow, in its order."""
    if len(text) > _LONGEST:
        return ()
    plain, codes = _plain(text)
    spoken = tongues.of(_MARKED.sub(" ", plain))
    drafts = _drafts(_items(plain, spoken), codes, spoken)
    refuses = any(draft.never or draft.flips for draft in drafts)
    found = []
    for index, draft in enumerate(drafts):
        polarity = _polarity(draft, modality, given=refuses or index > 0)
        if polarity and draft.core:
            found.append(_settled(draft, polarity))
    return tuple(found)


def _plain(text: str) -> tuple[str, list[str]]:
    """A sentence as words alone, and the code that stood in it."""
    codes: list[str] = []

    def keep(found: lazy_re.Match[str]) -> str:
        codes.append(found[2])
        return f" {_MARK.format(len(codes) - 1)} "

    words = _STRONG.sub(" ", _LINK.sub(r"\1", _CODE.sub(keep, text)))
    words = _JOINT.sub("-", _ASIDE.sub(" ", words))
    return _ELISION.sub(r"\1 ", words), codes


_Item = tuple[str, str]  # a table of the words, "word" or "break"; the text


def _items(plain: str, spoken: Tongue) -> Iterator[_Item]:
    """The phrases and other words of a sentence, in order; none of them twice."""
    folded = fold(plain)
    at = 0
    for start, end, table in _phrases(folded, spoken):
        yield from _words(folded[at:start], spoken)
        yield table, folded[start:end]
        at = end
    yield from _words(folded[at:], spoken)


def _phrases(folded: str, spoken: Tongue) -> Iterator[tuple[int, int, str]]:
    """Where phrases stand: of those that overlap the longest one that begins first."""
    marks = spoken.lexicon.scan(folded)
    spans = [
        (start, -end, tongues.RANKS.index(table.split(":")[0]), table)
        for table, found in marks.items()
        for start, end in found
    ]
    at = 0
    for start, minus, _, table in sorted(spans):
        if start >= at:
            yield start, -minus, table
            at = -minus


def _words(part: str, spoken: Tongue) -> Iterator[_Item]:
    at = 0
    for found in _BREAK.finditer(part):
        yield from (("word", word) for word in WORD.findall(part[at : found.start()]))
        yield "break", found[0].strip()
        at = found.end()
    yield from (("word", word) for word in WORD.findall(part[at:]))


def _drafts(items: Iterator[_Item], codes: list[str], spoken: Tongue) -> list[_Draft]:
    """The clauses of a sentence. What a comma divides is two where the second has a will of its own."""
    every = list(items)
    drafts = [_Draft()]
    into = "core"
    for index, (table, word) in enumerate(every):
        here = drafts[-1]
        if table == "break":
            if into != "core" and not here.opened:
                into = "core"  # the condition that led has ended
            elif _begins(every, index + 1):
                drafts.append(_Draft())
                into = "core"
        elif table == "never" and into == "core" and _turns(here, every, index + 1, spoken):
            drafts.append(_Draft(never=True))  # "ignore it and never edit it"
        elif table in _CONDITIONS:
            into = _condition(here, word, table)
        else:
            _take(here, table, word, into, codes, spoken)
    return drafts


def _turns(here: _Draft, every: list[_Item], at: int, spoken: Tongue) -> bool:
    """Whether a refusal behind a verb is of another one."""
    if spoken.dense or here.never or not (here.flips or any(t[0] == "=" for t in here.core)):
        return False
    follow = [table for table, _ in every[at : at + 3] if table not in ("filler", "pronoun")]
    return bool(follow) and follow[0].startswith("same:")


def _begins(every: list[_Item], at: int) -> bool:
    """Whether what follows a break begins a clause of its own."""
    for table, _ in every[at : at + 4]:
        if table not in ("filler", "pronoun", "manner", "break"):
            return table.split(":")[0] in ("never", "always", "same", "case", "point", "waives")
    return False


# What opens or closes a condition, and where its words go.
_CONDITIONS = {
    "case": "extent", "point": "moment", "case_behind": "extent", "point_behind": "moment",
}  # fmt: skip


def _condition(here: _Draft, word: str, table: str) -> str:
    """Where the words go that follow the word of a condition."""
    into = _CONDITIONS[table]
    if into == "moment":
        here.moment.append(word)
    if not table.endswith("_behind"):
        return into
    # it stood before its word
    getattr(here, into).extend(here.core)
    here.core.clear()
    return "core"


def _take(here: _Draft, table: str, word: str, into: str, codes: list[str], spoken: Tongue) -> None:
    tokens: list[str] = []
    if table == "word":
        tokens = list(_tokens(word, codes, spoken))
    elif table == "same:ask" and into != "core":
        here.asked = True
    elif table.startswith("same:"):
        verb = table.removeprefix("same:")
        tokens = [_REFUSING.get(verb, f"={verb}")]
        here.flips += verb in _REFUSING and into == "core"
    elif table == "manner":
        into = "manner" if into == "core" else into
        tokens = [word]
    elif table in ("exists", "asked"):
        setattr(here, table, True)
    elif into == "core":
        here.never = here.never or table == "never"
        here.strong = here.strong or table == "always"
        here.limited = here.limited or table == "only"
        here.waived = here.waived or table == "waives"
        here.pronoun = here.pronoun or table == "pronoun"
    elif table in ("never", "only", "waives"):
        tokens = [word]  # "unless asked not to"
    getattr(here, into).extend(token for token in tokens if token)


def _tokens(word: str, codes: list[str], spoken: Tongue) -> Iterator[str]:
    code = _MARKED.fullmatch(word)
    if code:
        yield f"`{codes[int(code[1])]}`"
    elif spoken.dense and not word.isascii():
        yield from word
    else:
        yield stem(word)


def stem(word: str) -> str:
    """A word without its ending."""
    if len(word) < 4:
        return word
    cut = _ENDING.sub("", word)
    if len(cut) < 3:
        return word
    return cut[:-1] if len(cut) > 3 and cut[-1] == cut[-2] and cut[-1] not in "sl" else cut


def alike(one: str, other: str) -> bool:
    """Whether two words of a core are the same: code without its marks, stems by most of their letters."""
    if one == other:
        return True
    if one[0] == "=" or other[0] == "=":
        return False
    one, other = one.strip("`"), other.strip("`").lower() if one[0] != "`" else other.strip("`")
    if one == other:
        return True
    if one[:1] != other[:1]:
        return False
    longest = max(len(one), len(other))
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return one.isalpha() and other.isalpha() and shared >= 4 and shared >= 0.65 * longest


def _polarity(draft: _Draft, modality: Modality, *, given: bool) -> Polarity:
    if draft.waived:
        return ""
    if draft.never != bool(draft.flips % 2):
        return "ban"
    if draft.never or draft.strong:
        return "permission" if modality == "allow" else "demand"
    if modality in ("forbid", "avoid"):
        return "demand" if given else "ban"
    if modality == "allow":
        return "permission"
    verb = bool(draft.core) and draft.core[0][0] == "="
    return "demand" if modality in ("require", "prefer") or verb else ""


def _settled(draft: _Draft, polarity: Polarity) -> Clause:
    core, extent = draft.core, draft.extent
    named = [token for token in extent if token[0] == "`"]
    if draft.exists and named:
        # "if `x` exists, ignore it" is said of `x`, in every case that matters
        core, extent = [*core, *named], []
    return Clause(
        polarity,
        frozenset(core),
        frozenset(extent),
        frozenset(draft.moment),
        frozenset(draft.manner),
        draft.limited,
        draft.asked,
        tuple(core),
    )
