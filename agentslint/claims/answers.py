"""How a sentence answers what to verify without a demand: it sends elsewhere, leaves the choice, or waives."""

from __future__ import annotations

import posixpath

from agentslint.claims.verification import gate
from agentslint.core import lazy_re
from agentslint.model import Modality
from agentslint.text import wording
from agentslint.text.instruction_files import STEM
from agentslint.text.units import Unit, marks

# "Validate with the narrowest useful command before claiming completion"
_CHOSEN = r"«chooses»[^.;:]{0,20}«with»[^.;:]{0,40}«commands»"


def answer(unit: Unit, modality: Modality) -> str:
    """How a sentence answers what to verify without a demand: delegates, chosen, waives, or ""."""
    if delegated(unit, modality):
        return "delegates"
    if (
        modality not in ("forbid", "avoid", "allow")
        and wording.pattern("demand", _CHOSEN).search(unit.plain)
        and gate(unit)
    ):
        return "chosen"
    waives = unit.marks.get("verification:waivers") and unit.marks.get("verification:checks")
    return "waives" if waives else ""


def delegated(unit: Unit, modality: Modality) -> bool:
    """Whether a sentence sends its reader to a document or a skill for what is to be run."""
    if modality in ("forbid", "avoid"):
        return False
    targets = [link.info["target"] for link in unit.links if link.kind == "link"]
    targets += [text for _, _, text in unit.codes]
    targets += _WRITTEN.findall(unit.plain) if ".md" in unit.plain else ()
    if not targets and "$" not in unit.plain:
        return False
    documents = [text for text in targets if _DOCUMENT.search(text)]
    skilled = _SKILL.search(unit.plain)
    if not documents and not skilled:
        return False
    if unit.head and marks(unit.head).get("verification:topics"):
        return True
    if not unit.marks.get("verification:delegates") and not _listed(unit):
        return False
    own = posixpath.basename(unit.piece.place.path)
    named = any(
        _STEMS.search(text.removesuffix("/SKILL.md"))
        or (_AGENTS.search(text) and posixpath.basename(text) != own)
        for text in documents
    )
    return named or bool(unit.marks.get("verification:topics"))


def _listed(unit: Unit) -> bool:
    """Whether a document stands alone, or as one of those that an introduction sends to."""
    if _BARE.fullmatch(unit.plain):
        return True
    # "- [Testing](docs/testing.md)": an entry of the pages that there are
    opening = unit.piece.text.lstrip(" *_")
    if unit.kind == "item" and any(
        link.kind == "link" and opening.startswith(link.text) for link in unit.links
    ):
        return True
    sent = bool(unit.context) and "verification:delegates" in marks(unit.context[0])
    return sent and not unit.plain.strip(" `·")


_DOCUMENT = lazy_re.compile(
    r"^(?!https?:)[^\s]*\.(?:md|mdx|mdc|rst|adoc)(?:#.*)?$|^(?:\./)?(?:CONTRIBUTING|HACKING|DEVELOPMENT)$"
)
# "Read CLAUDE.md first": named in running text, by a path at most
_WRITTEN = lazy_re.compile(r"(?<![\w./-])(?:[\w-]+/){0,4}[A-Za-z][\w-]{0,40}\.md(?![\w/-])")
_STEMS = lazy_re.compile(
    r"(?:^|[/_.-])(?:contributing|develop(?:ment|ing|er)?s?|hacking|testing|tests?|pre-?commit|checklists?|preflight|verif\w*|quality\w*|build(?:ing)?|ci|checks?|gates?)(?=[-_.]|$)",
    lazy_re.I,
)
_AGENTS = lazy_re.compile(
    rf"(?:^|/){STEM}\.md$"
    r"|(?:^|/)\.(?:claude|cursor|windsurf|github)/(?:rules|instructions)/"
)
_SKILL = lazy_re.compile(r"\bskills?\b", lazy_re.I)
_BARE = lazy_re.compile(r"[\W\w]{0,3}")
