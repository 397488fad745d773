"""An override that is taken for an addition."""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.core import lazy_re
from agentslint.model import File, Finding, Note, Piece, whole
from agentslint.repo import parent
from agentslint.text import markdown
from agentslint.verdicts.overrides import Override, hands_over, overrides

# Words that say: both files hold.
ADDS = lazy_re.compile(
    r"\b(?:in addition to|additions? (?:to|for)|adds? to|added to|additional (?:rules|instructions|guidance|notes)"
    r"|extends?|extension (?:of|to)|supplement\w*|complement\w*|augments?|on top of|together with"
    r"|along(?:side| with)|builds? on|inherits?|combined? with|merged? with|appended? to|layered? on"
    r"|still appl(?:y|ies)|also appl(?:y|ies)|ergänz\w*|zusätzlich zu|erweitert|zusammen mit|gilt weiterhin"
    r"|complète|en plus de|s['’]ajoute|además de|complementa|extiende|se suma a|complementa|estende"
    r"|além de|in aggiunta a|integra|rozszerza|uzupełnia|bổ sung|mở rộng|cùng với)\b"
    r"|дополн\w+|вместе с|в дополнение|расшир\w+|补充|補足|追加|扩展|拡張|추가|확장|보완",
    lazy_re.IGNORECASE,
)
REACH = 30  # characters from such a word to the file's name
NEGATED = lazy_re.compile(
    r"\b(?:not|never|don['’]t|nicht|kein\w*|ne|no|não|nie|không)\b|не |不|ない|않",
    lazy_re.IGNORECASE,
)
ROOT = lazy_re.compile(
    r"\b(?:root|top[- ]level|repository['’]s|global|wurzel|racine|raíz|raiz)\b|корнев|根|루트",
    lazy_re.IGNORECASE,
)
REPLACES = lazy_re.compile(
    r"\b(?:overrid\w*|overrule\w*|supersede\w*|replaces?|überschreib\w*|ersetzt)\b|переопредел|覆盖|上書き|재정의",
    lazy_re.IGNORECASE,
)
# Another file sends people to the override with what they want to add.
SENDS = lazy_re.compile(
    r"\b(?:add|put|write|place|append|keep|extend|edit|customi[sz]e)\b|ergänz|добав|添加|追加|추가",
    lazy_re.IGNORECASE,
)


def check_repo(context: Context) -> Iterator[Finding]:
    known = list(overrides(context))
    for override in known:
        if override.hidden is not None:
            yield from _claims(override, override.hidden)
    hiding = {one.path: one for one in known if one.hidden is not None}
    own = {one.path for one in known}
    for file in context.files:
        if file.path not in own:
            yield from _sends(file, hiding, context)


def _claims(override: Override, hidden: File) -> Iterator[Finding]:
    """What the override itself says of the file that it hides."""
    name = hidden.path.rpartition("/")[2]
    note = (Note(whole(hidden.path), "never read in this directory or below"),)
    for piece in _sentences(override.file, name):
        rooted = override.directory != "." and ROOT.search(piece.text)
        if rooted and REPLACES.search(piece.text) and not NEGATED.search(piece.text):
            message = (
                f"it does not replace the root's file, which is still read, but hides {hidden.path}"
            )
        elif (
            not rooted
            and _adds(piece.text, name)
            and not NEGATED.search(piece.text)
            and not hands_over(override)
        ):
            message = f"it says that it adds to {name}, but hides it: {hidden.size:,} bytes are never read"
        else:
            continue
        yield Finding(piece.place, message, note)
        return


def _adds(text: str, name: str) -> bool:
    """Whether a sentence says that something adds to the file of that name."""
    for match in ADDS.finditer(text):
        where = text.find(name, match.end())
        close = 0 <= where - match.end() <= REACH
        still = "appl" in match[0].lower() or "gilt" in match[0].lower()
        if close or (still and name in text[: match.start()]):
            return True
    return False


def _sends(file: File, hiding: dict[str, Override], context: Context) -> Iterator[Finding]:
    """Another file that tells people to put additions into an override."""
    for piece in _sentences(file, "AGENTS.override.md"):
        for path in lazy_re.findall(r"`?((?:[\w.-]+/)*[\w-]+\.override\.\w+)`?", piece.text):
            folder = parent(file.path)
            where = path if "/" in path else path if folder == "." else f"{folder}/{path}"
            plain = where.replace(".override.", ".")
            if not context.repo.is_file(plain) or NEGATED.search(piece.text):
                continue
            if SENDS.search(piece.text) and ADDS.search(piece.text):
                state = "it hides" if where in hiding else "it would hide"
                message = f"{path} cannot add to {plain}: {state} it"
                yield Finding(piece.place, message)
                return


def _sentences(file: File, name: str) -> Iterator[Piece]:
    if name not in file.text:
        return
    wanted = lazy_re.compile(rf"(?<![\w-]){lazy_re.escape(name)}\b")
    for piece in markdown.read(file):
        if piece.kind == "sentence" and wanted.search(piece.text):
            yield piece
