"""Words by which a text takes back that a path is there: forbidden, past, optional, to be made."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Literal

from agentslint.claims.paths import Mention
from agentslint.core import lazy_re

Hedge = Literal["", "negated", "past", "optional", "made", "example", "elsewhere", "placeholder"]

# Each kind of hedge with the words that say it, in the languages met in real files. Words of
# scripts without spaces stand apart: they have no word boundaries. All in small letters, and looked
# for in small letters: a pattern that ignores case takes twice the time.
WORDS: dict[Hedge, tuple[str, str]] = {
    "negated": (
        (
            r"do(?:es)? not|don['’]t|doesn['’]t|never|not|no|without|avoid\w*|forbid\w*|forbidden|banned"
            r"|prohibited|must not|mustn['’]t|isn['’]t|aren['’]t|cannot|can['’]t|rather than|missing"
            r"|nicht|keine?[nrms]?|niemals|kein|ne pas|jamais|sans|nunca|sin|jamás|não|sem|nie|bez"
            r"|не|нет|никогда|нельзя|без|không|đừng|cấm|tránh"
        ),
        "不要|禁止|不得|勿|避免|没有|不存在|しない|禁止|ない|않|마라|금지|말 것|없",
    ),
    "past": (
        (
            r"old|legacy|former(?:ly)?|previous(?:ly)?|retired|removed?|deleted?|deprecated|used to|were"
            r"|was|obsolete|migrated|superseded|supersedes|replaced|replaces|renamed|split from|archived"
            r"|no longer|any ?more|historical(?:ly)?|once lived|gone|dropped|moved from|originally"
            r"|alte[nms]?|ehemals|früher\w*|veraltet\w*|gelöscht|entfernt|ancien\w*|supprimé\w*|antigu\w+"
            r"|eliminad\w+|antig\w+|removid\w+|stary|usunięt\w+|стар\w+|удал\w+|устарел\w+|раньше|cũ|đã xóa"
        ),
        "旧|原先|已删除|已移除|废弃|以前|曾|削除|廃止|예전|이전|삭제|구버전",
    ),
    "optional": (
        (
            r"optional(?:ly)?|appropriate|whichever|respective|if present|when present|if (?:it|they|one) exists?|if any|where present"
            r"|if available|when available|may (?:not )?(?:exist|be missing|be absent)|might exist"
            r"|if applicable|exists\?|when it exists|if needed|(?:local|dev)[- ]only|your own|personal|user-level"
            r"|falls vorhanden|wenn vorhanden|sofern vorhanden|optionale[nrms]?|si existe|s['’]il existe"
            r"|se existir|если есть|при наличии|опционально|nếu có|tùy chọn"
        ),
        "如果存在|若存在|如已?存在|[如若]有|[如若]需|可选|もしあれば|任意|있으면|있는 경우|선택",
    ),
    "made": (
        (
            r"creat(?:e[sd]?|ing|ion)|generat(?:e[sd]?|ing|or)|writ(?:e|es|ten|ing)|wrote|produc(?:e[sd]?|ing)"
            r"|outputs?|emit(?:s|ted)?|compil(?:e[sd]?|ing)|(?:puts|places) (?:it|them)|sav(?:e[sd]?|ing)|stor(?:e[sd]?|ing)|dump(?:s|ed)?|scaffold\w*"
            r"|new file|will (?:be|contain|live)|export(?:s|ed)? to|download\w*|lands? in|logs? (?:to|land)"
            r"|cached?|temporar(?:y|ily)|git-?ignored|ignored|runtime|at run time|artifacts?|install(?:s|ed)? (?:to|in|into)"
            r"|build output|built|add (?:a|an|the|your|new)|adds? a new|place (?:a|an|the|your|new)|init(?:ialize)?s?"
            r"|copies|copy|in the container|userdata|user['’]s|consumer\w*|target project|your (?:project|app)"
            r"|reports?|propos(?:e|ed|al)|planned|todo|future|upcoming|would"
            r"|erstell\w*|erzeug\w*|schreib\w*|generier\w*|anleg\w*|speicher\w*|crée\w*|créer|génèr\w*|écri\w*"
            r"|crear?|crea|genera(?:r|n|d[oa]s?|mos|ndo|ci[oó]n|r?á)?|escrib\w*|guarda\w*|criar?|gera\w*|escrev\w*|utwórz|zapis\w*"
            r"|созда\w*|запис\w*|генерир\w*|сохран\w*|tạo|ghi vào|sinh ra|lưu"
        ),
        "创建|生成|写入|输出|新建|保存|作成|生成|出力|書き込|保存|생성|작성|만들|저장|출력",
    ),
    "example": (
        (
            r"e\.g|for example|for instance|such as|examples?|something like|naming|placeholder"
            r"|hypothetical|imagine|suppose|minim(?:al|um)|skeleton|boilerplate"
            r"|z\.\s?b|zum beispiel|beispiel\w*|par exemple|p\.\s?ex|por ejemplo|p\.\s?ej|por exemplo"
            r"|np|например|ví dụ|chẳng hạn"
        ),
        "例如|比如|例えば|例[:：]|예:|예를 들어|예시|示例",
    ),
    "elsewhere": (
        (
            r"(?:that|other|another|separate|upstream|sibling|external|companion|their|its own|private|parent"
            r"|downstream|target|harness|consuming|public) (?:git )?(?:repo(?:sitory)?|repositories|repos|project|checkout|workspace)"
            r"|see repo|upstream|gitlab|forks?|clone it|alongside this repo|outside (?:of )?(?:this|the) repo\w*"
            r"|home directory|\$home|~/|submodules?|npm package|published package"
        ),
        "(?:其他|另一个|独立|单独)的?仓库|別の?リポジトリ|(?:다른|별도) ?(?:저장소|레포|프로젝트)",
    ),
}
_PATTERNS = {
    kind: lazy_re.compile(rf"(?<![\w`/.-])(?:{words})(?![\w/-])|{marks}")
    for kind, (words, marks) in WORDS.items()
}
# "Never:" over a list: each of its items begins with it
_BAN = lazy_re.compile(
    r"\W*(?:never|do not|don['’]ts?|must not|forbidden|prohibited|not allowed|avoid|niemals|nunca|jamais)"
    r"(?: (?:ever|do|do this|do any of (?:this|these|the following)))?\W*",
    lazy_re.IGNORECASE,
)
# "Record plans in `plans/`": whoever writes the first one makes the directory
_RECORD = lazy_re.compile(
    r"\W*(?:record|log|note|track|file)\b.*\b(?:in|into|under|to)\W*", lazy_re.IGNORECASE
)
# git holds no empty directory
_EMPTY = lazy_re.compile(
    r"\W*(?:\w+\W+){0,3}empty\b|\W*(?:비어|为空|是空|空です)", lazy_re.IGNORECASE
)
# what is said to be made, or to come, without a verb that makes it
_PASSING = lazy_re.compile(
    r"\b(?:runtime|at run time|ignored|todo|future|would|reports?)\b", lazy_re.IGNORECASE
)
# "generated using `scripts/gen.sh`": what makes something else
_MAKER = lazy_re.compile(
    r"\b(?:generated|created|built|compiled|produced|written|emitted|scaffolded|installed)\s+"
    r"(?:by|using|with|via|through)\s+(?:(?:running|calling|the|script|scripts)\s+){0,2}\W*$",
    lazy_re.IGNORECASE,
)
# "Add the permission to the grants in `rbac.toml`": what is added to stands
_RECEIVER = lazy_re.compile(
    r"\badds? (?:a|an|the|your|new)\b[^.;`]*\bto\s+(?:[\w-]+\s+){0,6}\W*$", lazy_re.IGNORECASE
)
_IF = lazy_re.compile(
    r"\bif\b[^.;]*\b(?:present|exists?|available|there|found)\b", lazy_re.IGNORECASE
)
# "`TODO.md` and `NOTES.md` may hold open work": a page that somebody is free to write
_MAY = lazy_re.compile(r"(?:[\s,`]|and\b|or\b)*\s(?:may|might)\b", lazy_re.IGNORECASE)
# behind the path: there is none
_ABSENT = lazy_re.compile(
    r"^\W*(?:\w+\W+){0,2}(?:banned|forbidden)|\b(?:do(?:es)? not|doesn['’]t) exist\b"
    r"|\b(?:is|are) (?:\w+ly )?(?:absent|missing|not (?:there|kept|maintained|(?:a )?(?:part|member) of))\b"
    r"|(?<!\w)(?:нет|отсутству\w+|не (?:существу|созда|вест|вед|нуж)\w*)(?!\w)"
    r"|gibt es nicht|existiert nicht|n[ãa]o existe|no existe|n['’]existe pas|không tồn tại"
    r"|不存在|没有|存在しない|ありません|없",
    lazy_re.IGNORECASE,
)
_OWN_REPO = lazy_re.compile(
    r"\b(?:in|of|from) (?:the )?`?[\w.-]+(?:/[\w.-]+)?`?(?:'s)? repo(?:sitory)?\b",
    lazy_re.IGNORECASE,
)
_HERE = lazy_re.compile(r"\b(?:this|the|our|whole|entire|root of the) repo", lazy_re.IGNORECASE)
_SPAN = lazy_re.compile(r"`[^`]*`")
# Where a sentence turns from the path to what its reader does.
_TURN = lazy_re.compile(
    r"\b(?:before|after|when|while|so|to|you|for|bevor|damit|wenn)\b", lazy_re.IGNORECASE
)
_CLAUSE = lazy_re.compile(
    r"[;.!?—。；](?:\s|$)|\s[-–—]\s|(?:->|→|=>)|\bbut\b|\binstead\b(?! of)", lazy_re.IGNORECASE
)

# Directories that builds, installs and runs fill.
OUTPUT = frozenset(
    """
    .astro .build .cache .docusaurus .expo .gradle .mypy_cache .next .nox .nuxt .output .parcel-cache
    .pytest_cache .ruff_cache .svelte-kit .tmp .tox .turbo .venv .vercel .wrangler .yarn DerivedData
    Pods __generated__ __pycache__ _build artifacts bin-debug bower_components build cache coverage
    deps dist generated htmlcov log logs node_modules obj out output outputs reports site-packages
    target temp tmp venv
    """.split()
)


_LINE = ":0123456789-"  # what a path's line is written with
CLOSE = 30  # characters before a mention in which its verb stands
_SHORT = 9  # words of a lead-in that says one thing of all of its items
NEAR = 500  # characters of a sentence before and behind a mention, other code left out


def output(path: str) -> bool:
    """Whether a path leads through a directory that builds, installs or runs fill."""
    return not OUTPUT.isdisjoint(path.strip("/").split("/"))


def hedge(mention: Mention) -> Hedge:
    """How the text takes back that the path is there; empty where it does not.

    The sentence counts as far as it is about the path: what forbids, dates or makes it stands in
    its own clause, and behind it only close by.
    """
    before, after = _around(mention)
    sentence = f"{before}`{after}"
    if _IF.search(sentence):
        return "optional"
    if mention.path.endswith((".md", ".txt")) and _MAY.match(after):
        return "optional"
    if _of_another(mention.sentence):
        return "elsewhere"
    if _banned(mention, before):
        return "negated"
    if _past_above(mention):
        return "past"
    close = _first_clause(after)
    if mention.is_directory and _EMPTY.match(close):
        return "optional"
    if mention.is_directory and _RECORD.fullmatch(before.removesuffix("`")):
        return "made"
    beside = _TURN.split(close)[0]
    if _ABSENT.search(close):
        return "negated"
    clause = _last_clause(before)
    made = _RECEIVER.sub("", _MAKER.sub("", clause))
    looked: tuple[tuple[Hedge, str, str], ...] = (
        ("optional", before, close),
        ("elsewhere", before, after),
        ("past", clause, beside),
        ("example", before, ""),
        ("negated", clause, ""),
        ("made", made, beside),
    )
    for kind, ahead, behind in looked:
        if _says(kind, ahead) or _says(kind, behind):
            return kind
    return ""


@lru_cache(maxsize=256)
def _of_another(sentence: str) -> bool:
    """Whether a sentence speaks of another repository; many paths may stand in one."""
    return _OWN_REPO.search(sentence) is not None and _HERE.search(sentence) is None


def _says(kind: Hedge, text: str) -> bool:
    return _PATTERNS[kind].search(text.lower()) is not None


def making(mention: Mention) -> bool:
    """Whether what makes a path stands right before it: "create `a.py`", "written to `b.json`"."""
    before = _PASSING.sub("", _MAKER.sub("", _around(mention)[0]))[-CLOSE:]
    return _says("made", before)


def _banned(mention: Mention, before: str) -> bool:
    """Whether a path is what an item of a bare ban speaks of: "Never:", "- restore `src/old`"."""
    if not mention.group or mention.leading:
        return False
    above = mention.intro.split("\n", 1)[0] or (mention.headings[-1] if mention.headings else "")
    if not _BAN.fullmatch(above):
        return False
    return mention.block.startswith(mention.sentence[:NEAR]) and _last_clause(before) == before


def _around(mention: Mention) -> tuple[str, str]:
    """The sentence before and behind a mention, other code spans blotted out."""
    sentence, start = mention.sentence, mention.at
    # a diagram writes the last part of a path, and the entries above it the rest
    drawn = mention.form == "tree"
    end = start + (mention.place.end_column - mention.place.column if drawn else len(mention.path))
    if mention.form == "code":
        start -= sentence.endswith("`", 0, start)
        while sentence[end : end + 1] in _LINE and end < len(sentence):
            end += 1
        end += sentence.startswith("`", end)
    return _blotted_before(sentence, start), _blotted_after(sentence, end)


@lru_cache(maxsize=256)
def _spans(sentence: str) -> tuple[list[int], list[int]]:
    """Where the code spans of a sentence start, and where they end."""
    found = [span.span() for span in _SPAN.finditer(sentence)]
    return [start for start, _ in found], [end for _, end in found]


def _blotted_before(sentence: str, until: int) -> str:
    """The last NEAR characters before a place, of each code span but one."""
    starts, ends = _spans(sentence)
    parts: list[str] = []
    size, number = 0, bisect_right(ends, until)
    while number and size < NEAR:
        number -= 1
        parts += [sentence[max(ends[number], until - NEAR) : until], "`"]
        size += len(parts[-2]) + 1
        until = starts[number]
    if size < NEAR:
        parts.append(sentence[max(until - NEAR, 0) : until])
    return "".join(reversed(parts))[-NEAR:]


def _blotted_after(sentence: str, start: int) -> str:
    """The first NEAR characters behind a place, of each code span but one."""
    parts: list[str] = []
    size = 0
    for span in _SPAN.finditer(sentence, start):
        parts += [sentence[start : min(span.start(), start + NEAR)], "`"]
        size += len(parts[-2]) + 1
        start = span.end()
        if size >= NEAR:
            break
    else:
        parts.append(sentence[start : start + NEAR])
    return "".join(parts)[:NEAR]


def introduced(mention: Mention) -> Hedge:
    """How the list, table or heading that a mention stands in takes back that it is there."""
    for text in (mention.intro, mention.header, *mention.headings[-1:]):
        bare = _SPAN.sub("`", text)
        for kind in ("optional", "elsewhere", "example", "past", "made", "negated"):
            if kind == "negated" and text is mention.intro and not bare.rstrip().endswith(":"):
                continue
            if _says(kind, bare):
                return kind
    return ""


def _past_above(mention: Mention) -> bool:
    """Whether a short lead-in says that its items are no more: "Removed in v2:"."""
    above = mention.intro.split("\n", 1)[0].rstrip(" *_")
    short = above.endswith((":", "：")) and len(above.split()) <= _SHORT
    return bool(mention.group) and short and _says("past", above)


def _last_clause(text: str) -> str:
    parts = list(_CLAUSE.finditer(text))
    return text[parts[-1].end() :] if parts else text


def _first_clause(text: str) -> str:
    stop = _CLAUSE.search(text)
    return text[: stop.start()] if stop else text
