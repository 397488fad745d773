"""Pairs of sentences of which one refuses what the other demands.

A refusal is looked up among the demands by its rarest word, so a file costs what it is long. Two files
are held against each other once, whatever number of chains they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from agentslint.claims import demands, instructions
from agentslint.claims.demands import Clause
from agentslint.core import lazy_re
from agentslint.model import File, Instruction
from agentslint.text import tongues
from agentslint.text.lexicon import WORD, fold

_CODE = lazy_re.compile(r"`([^`]+)`")
_SUBJECT = lazy_re.compile(r"[^\w`]*`([^`]+)`\s+[^\W\d_]")
_KEY = 4  # letters by which a word is looked up
ENOUGH = 8  # demands that one refusal is reported against
MOST = 32  # demands that one refusal is held against
_SHORT = 4  # words of a sentence that may refuse or demand one thing without a verb
_MANY = 4  # words that two sentences share, where one may have a word more
_LONG = 3  # words of a refusal that a demand may begin with and say what for
_FIRST_DENSE = "\u2e80"
_MARKS = " *_"  # of emphasis, which may close behind the colon
# Words that may stand in a demand alone where the refusal has no verb: "no x", "add x".
_MAKING = frozenset({"=write", "=keep", "=enable", "=follow", "=run"})
# Deeds that reach beyond the work tree: whether one waits to be asked is a rule by itself.
_REACHING = frozenset({"=commit", "=push"})
_REFUSED = ("forbid", "avoid")


@dataclass(frozen=True, slots=True)
class Pair:
    """A demand and a refusal of the same, each with the clause that says so."""

    demand: Instruction
    wanted: Clause
    ban: Instruction
    refused: Clause

    @property
    def asked(self) -> bool:
        """Whether the refusal leaves room for what somebody asks for."""
        return self.refused.asked


@dataclass(frozen=True, eq=False)
class _Profile:
    """A file's demands by the words in them, and its refusals."""

    rows: tuple[Instruction, ...]
    bans: tuple[tuple[Instruction, Clause], ...]
    index: dict[str, list[int]] = field(default_factory=dict)
    wanting: dict[str, list[tuple[Instruction, list[Clause]]]] = field(default_factory=dict)

    def having(self, keys: Sequence[str]) -> list[tuple[Instruction, list[Clause]]]:
        """The demands that may hold all of some words: those with the rarest of them, the first MOST.

        Each with its clauses that demand or permit something.
        """
        if not self.index:
            for at, row in enumerate(self.rows):
                for key in _keys(row.text):
                    self.index.setdefault(key, []).append(at)
        rarest = min(keys, key=lambda key: len(self.index.get(key, ())), default="")
        if rarest not in self.wanting:
            rows = (self.rows[at] for at in self.index.get(rarest, ()))
            told = ((row, _wanted(row)) for row in rows if not row.excepted)
            self.wanting[rarest] = list(islice(((row, all) for row, all in told if all), MOST))
        return self.wanting[rarest]


@lru_cache(maxsize=256)
def within(file: File) -> tuple[Pair, ...]:
    """The pairs of one file."""
    here = _profile(file)
    return tuple(_pairs(here, here))


@lru_cache(maxsize=4096)
def between(outer: File, nearer: File) -> tuple[Pair, ...]:
    """The pairs of which one side stands in each of two files that are read together."""
    far, near = _profile(outer), _profile(nearer)
    return (*_pairs(far, near), *_pairs(near, far))


@lru_cache(maxsize=256)
def _profile(file: File) -> _Profile:
    rows = tuple(one for one in instructions.of(file) if _speaks(one))
    bans = tuple(
        (row, clause)
        for row in rows
        if _may_refuse(row)
        for clause in demands.read(row.text, row.modality)
        if (clause.asked or not row.excepted)
        if _refuses(clause) and _whole(row, clause)
    )
    return _Profile(rows, bans)


def _speaks(one: Instruction) -> bool:
    """Whether a sentence may demand or refuse: it says so, or begins as one that does.

    "Handlers should:" introduces a list, and says nothing without its items.
    """
    if one.slot or one.narrowed or one.text.rstrip(_MARKS).endswith((":", "\uff1a")):
        return False
    return one.modality != "inform" or not tongues.openers().isdisjoint(_opening(one.text))


def _may_refuse(one: Instruction) -> bool:
    if one.excepted:  # "unless" is an exception to all but who waits to be asked
        return not _REACHING.isdisjoint(_keys(one.text))
    if not _REACHING.isdisjoint(_keys(one.text)):
        return True
    return one.modality in _REFUSED or not tongues.refusing().isdisjoint(_opening(one.text))


def _opening(text: str) -> list[str]:
    """The first words of a sentence; all of a short one, and the verb behind a condition."""
    words = WORD.findall(fold(text))
    comma = WORD.findall(fold(text.partition(",")[2]))[:1] if "," in text else []
    return words if len(words) <= _SHORT else [*words[:2], *comma]


def _refuses(clause: Clause) -> bool:
    """Whether a clause refuses; one that wants a deed on request only refuses it otherwise."""
    if clause.asked:
        return clause.polarity == "ban" or clause.limited
    return clause.polarity == "ban"


def _whole(row: Instruction, clause: Clause) -> bool:
    """Whether a refusal is of one thing, and of all of it."""
    if clause.limited and not clause.asked:
        return False
    if clause.asked:
        return set(clause.core) <= _REACHING
    # of one word, or of a verb alone: what it is said of may stand in the sentence before
    return len(clause.core) > 1 or _brief(row.text)


def _brief(text: str) -> bool:
    return len(text.split()) <= _SHORT


def _keys(text: str) -> set[str]:
    """What a sentence can be looked up by: its words, its code, the deeds it names."""
    found = {f"`{code.strip()}`" for code in _CODE.findall(text)} if "`" in text else set()
    verbs = tongues.verbs()
    for word in WORD.findall(fold(text)):
        if word in verbs:
            found.add(verbs[word])
        if word >= _FIRST_DENSE:
            found.update(word)
        else:
            found.update((word[:_KEY], demands.stem(word)[:_KEY]))
    return found


def _pairs(asking: _Profile, asked: _Profile) -> Iterator[Pair]:
    for ban, refused in asking.bans:
        plain = [token for token in refused.order if token[0] != "="]
        keys = [token if token[0] == "`" else token[:_KEY] for token in plain] or refused.order
        yield from islice(_against(ban, refused, asked.having(keys)), ENOUGH)


def _against(
    ban: Instruction, refused: Clause, demanding: Iterable[tuple[Instruction, list[Clause]]]
) -> Iterator[Pair]:
    """The pairs of one refusal: of each demand its first clause that is refused."""
    for row, clauses in demanding:
        if row.place == ban.place:
            continue
        wanted = next((one for one in clauses if _opposite(refused, one, ban, row)), None)
        if wanted is not None and not _of_others(row.text, ban.text):
            yield Pair(row, wanted, ban, refused)


def _wanted(row: Instruction) -> list[Clause]:
    """What a sentence demands or permits."""
    clauses = demands.read(row.text, row.modality)
    return [one for one in clauses if one.polarity in ("demand", "permission")]


def _of_others(one: str, other: str) -> bool:
    """Whether two sentences open with code of which one is told what the other is not: "`web` must not use `api`"."""
    subjects = [_SUBJECT.match(text) for text in (one, other)]
    named = {found[1] for found in subjects if found is not None}
    return all(subjects) and len(named) == 2


def _opposite(refused: Clause, wanted: Clause, ban: Instruction, row: Instruction) -> bool:
    """Whether all that is refused is demanded, and what the demand says more leaves no room."""
    if wanted.limited or wanted.asked or not _holds(refused, wanted):
        return False
    if refused.asked:
        return wanted.core == refused.core and bool(wanted.moment or wanted.manner)
    if not _in(refused.extent, wanted.core | wanted.extent):
        return False
    if not _in(refused.moment, wanted.moment) or not _in(
        refused.manner, wanted.manner | wanted.core
    ):
        return False
    if not _in(wanted.extent, refused.core | refused.extent) and not _read(refused):
        return False
    if len(refused.core) == 1 and not _briefly(row, wanted):
        return False
    more = [token for token in wanted.core if not _in((token,), refused.core | refused.manner)]
    if not more:
        return True
    if len(more) == 1 and len(refused.core) >= _MANY:
        return True
    verbless = not any(token[0] == "=" for token in refused.core)
    if verbless and len(more) == 1 and more[0] in _MAKING and _brief(ban.text):
        return True
    return _governs(refused, wanted) or _of_every(refused, wanted, row)


def _holds(refused: Clause, wanted: Clause) -> bool:
    """Whether a demand has all that is refused; "tests are required" demands that one writes them."""
    core = refused.core
    if "=write" in core and not any(token[0] == "=" for token in wanted.core):
        core = core - {"=write"}
    return bool(core) and _in(core, wanted.core)


def _read(refused: Clause) -> bool:
    """Whether a document is refused as a whole: what for one is to follow it says nothing then."""
    codes = [token for token in refused.core if token[0] == "`"]
    return refused.core == {"=follow", *codes} and len(codes) == 1


def _briefly(row: Instruction, wanted: Clause) -> bool:
    """Whether a demand says little more than its one word and when."""
    return len(row.text.split()) <= 2 * _SHORT and len(wanted.core) == 1


def _governs(refused: Clause, wanted: Clause) -> bool:
    """Whether a demand begins with the refused verb and code: what follows says only what for."""
    size = len(refused.order)
    codes = [token for token in refused.core if token[0] == "`"]
    if size >= _LONG and wanted.order[:size] == refused.order:
        return True
    if size != 2 or len(codes) != 1:
        return False
    return set(wanted.order[:2]) == set(refused.order) and wanted.order[0][0] == "="


def _of_every(refused: Clause, wanted: Clause, row: Instruction) -> bool:
    """Whether each of some things must have what is not to be written: "every function must have a docstring"."""
    writes = len(refused.order) == 2 and refused.order[0] == "=write"
    has = wanted.order[-1:] == refused.order[1:] and wanted.order[0][0] != "="
    return writes and has and row.absolute


def _in(some: Sequence[str] | frozenset[str], others: frozenset[str]) -> bool:
    """Whether each of some words is among others."""
    for one in some:
        # of every refusal this is asked for each of the demands that it is held against
        if one not in others and not any(demands.alike(one, other) for other in others):
            return False
    return True
