"""All that contradicts along one chain, each pair told once, declared exceptions left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.claims import demands, effective, surroundings
from agentslint.claims.demands import Clause
from agentslint.model import Chain, File, Instruction, Link
from agentslint.text import markdown
from agentslint.text.lexicon import WORD, fold
from agentslint.text.vocabulary import Vocabulary, shipped
from agentslint.verdicts import contradictions, exceptions, near_duplicates, opposites
from agentslint.verdicts.contradictions import Conflict
from agentslint.verdicts.near_duplicates import Rival
from agentslint.verdicts.opposites import Pair

_MOST = 32  # files that one is held against; no real chain is as long


def in_chain(chain: Chain, words: Vocabulary | None = None) -> Iterator[Conflict]:
    """The contradictions of a chain: of choices, then of what is demanded and refused."""
    found = effective.in_chain(chain, words, contradictions.telling)
    files = {link.path: link.file for link in chain.sources if link.file is not None}
    told: set[frozenset[tuple[str, int]]] = set()
    for conflict in (
        *contradictions.choices(found, words),
        *contradictions.refusals(found),
        *contradictions.checks(found),
        *contradictions.last_resorts(found),
        *_opposites(chain.sources),
        *_rivals(chain.sources),
    ):
        lines = frozenset(
            (one.place.path, one.place.line) for one in (conflict.one, conflict.other)
        )
        if lines in told or _excused(conflict, files, words):
            continue
        told.add(lines)
        yield conflict


def _opposites(links: Sequence[Link]) -> Iterator[Conflict]:
    """Sentences that refuse what another demands, outermost file first."""
    read = [link for link in links if link.file is not None]
    for index, link in enumerate(read):
        assert link.file is not None
        pairs = list(opposites.within(link.file))
        for outer in read[max(0, index - _MOST) : index]:
            if outer.file is not None and outer.path != link.path:
                pairs += opposites.between(outer.file, link.file)
        for pair in pairs:
            if all(_reaches(one, read) for one in (pair.demand, pair.ban)):
                yield from _ordered(pair, link.path)


def _rivals(links: Sequence[Link]) -> Iterator[Conflict]:
    """Sentences that are alike but for a word of which only one can hold."""
    read = [link for link in links if link.file is not None]
    first: dict[tuple[str, ...], Rival] = {}
    for link in read:
        assert link.file is not None
        for rival in near_duplicates.rivals(link.file):
            if not _reaches(rival.one, read):
                continue
            other = first.setdefault(rival.key, rival)
            same = other.one.place.path == rival.one.place.path
            firm = other.one.absolute and (rival.one.absolute or not same)
            if other.value != rival.value and (firm or rival.key[0] == "path"):
                values = (rival.value, other.value)
                yield Conflict(rival.one, other.one, "", how="alike", objects=values)


def _reaches(one: Instruction, links: Sequence[Link]) -> bool:
    """Whether a sentence ends before a cut."""
    link = next(link for link in links if link.path == one.place.path)
    if link.fate != "cut" or link.file is None:
        return True
    return (one.place.end_line, one.place.end_column) <= markdown.cut(link.file, link.bytes)


def _ordered(pair: Pair, nearer: str) -> Iterator[Conflict]:
    """The pair as it is told: at the nearer file's sentence, or at the later one of a file."""
    demand, ban = pair.demand, pair.ban
    if demand.place.path == ban.place.path:
        one, other = (demand, ban) if demand.place > ban.place else (ban, demand)
    else:
        one, other = (demand, ban) if demand.place.path == nearer else (ban, demand)
        # a nearer file may differ from what an outer one merely wants, or advises against
        if other.modality == "avoid" or (other is demand and not other.absolute):
            return
    how = "demanded" if one is demand else "refused"
    how += " unasked" if pair.asked else ""
    yield Conflict(one, other, "", how=how, objects=_objects(pair.refused))


def _objects(refused: Clause) -> tuple[str, ...]:
    """What a refusal is of, for those who look for a word of it elsewhere."""
    return tuple(token.strip("`") for token in refused.order if token[0] != "=")


def _excused(conflict: Conflict, files: dict[str, File], words: Vocabulary | None) -> bool:
    """Whether the two speak of different parts, or a file declares that they differ."""
    one, other = conflict.one, conflict.other
    near, far = files[one.place.path], files[other.place.path]
    if _each_of_its_own(conflict, near, far, words):
        return True
    if near is far:
        return False
    return exceptions.declared(other, far, near, _subject(conflict))


def _subject(conflict: Conflict) -> frozenset[str]:
    said = (conflict.one.value, *conflict.objects, *conflict.one.objects)
    return frozenset(demands.stem(word) for text in said for word in WORD.findall(fold(text)))


def _each_of_its_own(conflict: Conflict, near: File, far: File, words: Vocabulary | None) -> bool:
    """Whether headings, lead-ins or labels say that each is of another part."""
    if conflict.how == "last resort" or conflict.how == "refusal":
        return False
    topics: tuple[str, ...] = ()
    if conflict.slot:
        slot = (words or shipped()).slots.get(conflict.slot)
        if slot and slot.endings:
            return False
        topics = slot.topics if slot else (conflict.slot,)
    here, there = surroundings.of(near, conflict.one), surroundings.of(far, conflict.other)
    if not conflict.slot and "cell" in (here.kind, there.kind):
        return True
    if here.quoted or there.quoted:
        return True
    # whether a document is to be followed is no matter of the section
    if not conflict.slot and len(conflict.objects) == 1 and conflict.objects[0].endswith(".md"):
        return False
    return surroundings.apart(here, there, topics)
