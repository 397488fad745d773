"""Which commands a document says that CI or a git hook runs: "CI runs `go vet ./...`", a row `pre-push` of a table.

And that there is one at all: "Pre-commit hooks run the linter".
"""

from __future__ import annotations

from collections.abc import Iterator

from agentslint.claims import hedges, passages
from agentslint.claims.claim import Claim
from agentslint.claims.passages import Passage
from agentslint.core import lazy_re
from agentslint.model import File
from agentslint.text import placeholders, shell, tools, wording

HOOKS = ("pre-commit", "pre-push", "commit-msg", "post-merge", "post-checkout")
_HOOK = "|".join(hook.replace("pre-", "pre-?") for hook in HOOKS)
_RUNNER = rf"(?<![\w`/.-])(?:(?P<hook>{_HOOK})|«ci»)(?![\w/.-]|`|\s+(?:run\s|install|autoupdate))"
# "CI runs `x`", "the pre-commit hook automatically runs `x`", "CI では `x` を実行"; a label "Pre-push: `x`"
_OPENED = rf"{_RUNNER}[*_]*\s+(?:[^\W\d]+\s+){{0,4}}?«verb»[\s*_:：]*(?:[^\W\d]+\s+){{0,3}}?(?=`)"
_LABELLED = rf"[\s*_-]*(?:the\s+)?{_RUNNER}(?:\s+«hook»)?[*_]*\s*[:：]\s*[*_]*\s*(?=`)"
_DENIED = rf"{_RUNNER}\s+«denies»\s+(?=`)"
_CLOSED = rf"{_RUNNER}[^`.;。；]{{0,24}}(?=`)"
_BEHIND = r"[^`.;。；]{0,12}«verb»"
_SPAN = lazy_re.compile(r"`([^`\n]+)`")
# between two commands of one row
_JOINT = r"[\s,、，+&/*_]*(?:->|→|=>|«join.and»)?[\s*_]*(?:«then»\s*)?"
_NOT = r"«other»"
_WORKS = (
    rf"[\s*_>-]*(?:the\s+)?(?P<who>{_RUNNER}(?:\s+«hook»)?)[*_]*\s+(?:[^\W\d]+\s+){{0,1}}?«verb»(?![\w-])",
    rf"[\s*_>-]*(?P<who>{_RUNNER}\s+«hook»)[*_]*\s*[:：]",
)
_HEAD = r"\W*(?:«header»)\W*"
_LABEL = rf"\W*(?:\w{{1,3}}\W+)?{_RUNNER}"
_PROGRAM = lazy_re.compile(r"[a-z][\w.-]*")
MOST = 12  # commands of one row


def read(file: File) -> Iterator[Claim]:
    """Each command that CI (`subject` "ci") or a hook (its name) is said to run; `value` is the command.

    Without a command `relation` is `works`: one of them does something.
    """
    for one in passages.read(file):
        if one.kind in ("heading", "comment"):
            continue
        if "`" in one.text:
            yield from _of(file, one)
        elif one.kind == "sentence":
            yield from _at_work(one)


def _at_work(one: Passage) -> Iterator[Claim]:
    """What opens with CI or a hook and says what it does."""
    plain = one.text.lower()
    if not ("pre" in plain or "hook" in plain or "ci" in plain or not plain.isascii()):
        return
    found = next(
        (hit for shape in _WORKS if (hit := wording.pattern("automation", shape).match(one.text))),
        None,
    )
    if found is None or wording.pattern("automation", _NOT).search(one.text):
        return
    span = one.span(found.start(), found.end())
    back = hedges.hedge(span, hedges.STATED) or hedges.introduced(span)
    place = one.place(found.start("who"), found.end())
    text = lazy_re.sub(r"[*_]", "", one.text[found.start("who") : found.end()])
    yield Claim("automation", place, text, _name(found), "works", "", ".", back)


def _of(file: File, one: Passage) -> Iterator[Claim]:
    runner, at = _opened(one)
    if not runner:
        return
    for _ in range(MOST):
        span = _SPAN.match(one.text, at)
        if span is None:
            return
        if is_command(span[1]):
            yield _claim(one, runner, span)
        joint = wording.pattern("automation", _JOINT).match(one.text, span.end())
        at = joint.end() if joint else span.end()


def _opened(one: Passage) -> tuple[str, int]:
    """Who is said to run something, and where the first of what is run stands."""
    plain = one.text.lower().replace("pre-", "pre")
    if not any(hook.replace("pre-", "pre") in plain for hook in HOOKS) and not (
        wording.pattern("automation", "«ci»").search(one.text)
    ):
        return "", 0
    if one.kind == "cell" and one.start:
        label = wording.pattern("automation", _LABEL).match(one.text[: one.start])
        headed = wording.pattern("automation", _HEAD).fullmatch(one.header)
        return (_name(label), one.start) if label and headed else ("", 0)
    found = wording.pattern("automation", _LABELLED).match(one.text)
    found = found or wording.pattern("automation", _OPENED).search(one.text)
    if found is not None:
        return _name(found), found.end()
    found = wording.pattern("automation", _CLOSED).search(one.text)
    ends = [span.end() for span in _SPAN.finditer(one.text)] if found else []
    if found and ends and wording.pattern("automation", _BEHIND).match(one.text, ends[-1]):
        return _name(found), found.end()
    return "", 0


def _name(found: lazy_re.Match[str]) -> str:
    hook = (found["hook"] or "").lower()
    return "ci" if not hook else hook if "-" in hook else hook.replace("pre", "pre-")


def is_command(text: str) -> bool:
    """Whether a code span is one command, and no path, name or option."""
    found = shell.simple(text)
    words = found[0].words if len(found) == 1 else ()
    bare = text.replace("./...", ".")  # what Go calls everything
    if not words or not _PROGRAM.fullmatch(words[0]) or placeholders.in_path(bare):
        return False
    known = tools.shipped()
    return words[0] in known.checks or (len(words) > 1 and words[0] in known.heads)


def _claim(one: Passage, runner: str, span: lazy_re.Match[str]) -> Claim:
    at = one.span(*span.span(1))
    denied = wording.pattern("automation", _DENIED).search(one.text)
    if denied is not None and denied.end() == span.start():
        text = f"{runner} does not run {span[1]}".replace("ci ", "CI ", 1)
        return Claim("automation", one.place(*span.span(1)), text, runner, "spares", span[1])
    back = hedges.hedge(at, hedges.STATED) or hedges.introduced(at)
    if not back and wording.pattern("automation", _NOT).search(one.text[: span.start()]):
        back = "optional"
    spoken = "CI" if runner == "ci" else runner
    text = f"{spoken} runs {span[1]}"
    return Claim("automation", one.place(*span.span(1)), text, runner, "runs", span[1], ".", back)
