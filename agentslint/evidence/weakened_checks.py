"""What a change does to the checks themselves: a check that is weaker now proves less than it did."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.evidence import edit_comparison
from agentslint.evidence.check_states import Check, FileEdit
from agentslint.evidence.edit_replay import Content
from agentslint.evidence.programs import listed, pattern
from agentslint.evidence.session import Run
from agentslint.evidence.shell import Step
from agentslint.repo import Repo, directories, test_files
from agentslint.repo.changes import Diff

SCRIPT = lazy_re.compile(r"\.(?:sh|bash|zsh|mk|ps1|bat|cmd)$|(?:^|/)[^./]+$")
# a script in a directory of scripts
INTERPRETED = (".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".pl")
RULE = lazy_re.compile(r"^([^\s#:=][^:=#]*?)\s*::?(?!=)([^\n]*)$", lazy_re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Version:
    """A changed file before and after, as text; None where it is not there. `known` is false where
    one of the two cannot be told."""

    path: str
    before: str | None
    after: str | None
    known: bool = True


def told(commands: Iterable[str], files: Iterable[Version], read: Any) -> Iterator[str]:
    """What of the checks `commands` was changed, one line each. `read` gives a file by its path."""
    wanted, files = tuple(commands), tuple(files)
    if not wanted:
        return
    names = ", ".join(f"`{command}`" for command in wanted[:2])
    many = names + (f" and {len(wanted) - 2} more" if len(wanted) > 2 else "")
    for file in files:
        if why := _definition(file, wanted, read):
            yield f"whether {many} still checks what it did: {file.path} {why}"
    yield from (f"whether {many} still checks what it did: {why}" for why in _tests(files))


def by_session(
    judged: Iterable[Check],
    written: Iterable[FileEdit],
    steps: Iterable[tuple[int, int, Run, Step]],
    given: dict[str, Content],
    repo: Repo,
    commit: Repo | None,
) -> Iterator[str]:
    """What the session changed of the checks that passed, and the hooks it went around."""
    passed = [check.required.command for check in judged if check.state == "passed"]
    files = []
    for path in dict.fromkeys(edit.path for edit in written if edit.inside and edit.path != "."):
        after = given.get(path, Content(None, False))
        before = edit_comparison.text(commit, path) if commit is not None else None
        known = after.known and commit is not None
        if commit is None:
            files.append(_lines_of(path, written))
        elif any(edit.path == path and edit.sure for edit in written):
            files.append(Version(path, before, after.text, known))
    yield from told(passed, files, lambda path: edit_comparison.text(repo, path))
    yield from skipped(step for *_, step in steps)


def _lines_of(path: str, written: Iterable[FileEdit]) -> Version:
    """What the patches of a file take out and put in, where the file itself is not at hand."""
    gone, new = list[str](), list[str]()
    # of a test what is taken out and put in says enough, of a table of tasks it does not
    known = _is_test(path)
    for edit in written:
        if edit.path != path or not edit.sure:
            continue
        if edit.op is None or edit.op.kind not in (
            "unified",
            "section",
            "write",
            "append",
            "delete",
        ):
            known = False
        elif edit.op.kind in ("write", "append"):
            # a new file takes nothing away
            known = known and edit.op.kind == "write"
        else:
            rows = edit.op.text.split("\n")
            gone += [row[1:] for row in rows if row.startswith("-") and not row.startswith("---")]
            new += [row[1:] for row in rows if row.startswith("+") and not row.startswith("+++")]
    return Version(path, "\n".join(gone), "\n".join(new), known)


def versions(diff: Diff) -> Iterator[Version]:
    """The files of a diff, before and after."""
    for change, old, new in diff.sides():
        path = change.before or change.path
        moved = Version(path, _text(old), None), Version(change.path, None, _text(new))
        yield from moved if change.before else [Version(change.path, _text(old), _text(new))]


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "surrogateescape")


def skipped(steps: Iterable[Step]) -> Iterator[str]:
    """Commits and pushes that went around the repository's hooks."""
    for step in steps:
        if step.words[:1] != ("git",) or step.outcome == "declined":
            continue
        verb = next((word for word in step.words[1:] if word in ("commit", "push", "merge")), "")
        short = verb == "commit" and any(
            lazy_re.fullmatch(r"-[a-z]*n[a-z]*", w) for w in step.words
        )
        off = any(
            pair.partition("=")[0] in ("HUSKY", "SKIP", "PRE_COMMIT_ALLOW_NO_CONFIG")
            for pair in step.environment
        )
        off |= any(word.lower().startswith("core.hookspath=") for word in step.words)
        if verb and ("--no-verify" in step.words or short or off):
            yield f"what git's hooks would have said: `git {verb}` skipped them"


def _definition(file: Version, commands: tuple[str, ...], read: Any) -> str:
    """How a file that says what a check does was changed, or ""."""
    name = posixpath.basename(file.path)
    changed = "was changed" if file.before is not None else "is new"
    if file.known and file.before == file.after:
        return ""
    if name in listed("defines", "files"):
        return changed
    if any(_workflow(file.path, each) for each in listed("defines", "workflows")):
        return changed
    if name in listed("defines", "tasks") or name.endswith(".mk"):
        if not file.known or file.before is None or file.after is None:
            return changed if _task(commands) else ""
        return changed if _rules(file.before, commands) != _rules(file.after, commands) else ""
    if name in listed("defines", "manifests"):
        same = file.known and _settings(name, file.before) == _settings(name, file.after)
        return "" if same else changed
    if _called(file.path, commands, read):
        return changed
    return ""


def _workflow(path: str, place: str) -> bool:
    return path == place or (place.endswith("/") and path.startswith(place))


def _task(commands: Iterable[str]) -> bool:
    """Whether a check is a task of a runner, or runs something that may call one."""
    return any(
        lazy_re.search(r"\b(?:g?make|just|task|rake|gradlew?)\b|\.sh\b", command)
        for command in commands
    )


def _called(path: str, commands: tuple[str, ...], read: Any) -> bool:
    """Whether a script is what a check runs, or is named where its tasks are written."""
    scripted = directories.scripts(path) and path.endswith(INTERPRETED)
    if not scripted and not SCRIPT.search(path):
        return False
    name = posixpath.basename(path)
    if any(_names(command, name) for command in commands):
        return True
    where = [
        "Makefile",
        "justfile",
        "package.json",
        "Taskfile.yml",
        "tox.ini",
        "noxfile.py",
        "pyproject.toml",
    ]
    where += [
        word.removeprefix("./") for command in commands for word in command.split() if "/" in word
    ]
    return any(_names(read(each) or "", name) for each in dict.fromkeys(where))


def _names(text: str, name: str) -> bool:
    return bool(lazy_re.search(rf"(?<![\w.-]){lazy_re.escape(name)}(?![\w-])", text))


def _rules(text: str, commands: Iterable[str]) -> Any:
    """What a file of tasks says of those that checks name, and of all that these need.

    What belongs to no task, variables among it, counts as well.
    """
    blocks: dict[str, tuple[str, str]] = {}
    loose, name = list[str](), ""
    for line in text.split("\n"):
        head = RULE.match(line)
        if head:
            name = head[1].strip()
            old = blocks.get(name, ("", ""))
            blocks[name] = (f"{old[0]} {head[2]}", old[1])
        elif line.startswith(("\t", " ")) and name:
            blocks[name] = (blocks[name][0], f"{blocks[name][1]}\n{line}")
        elif line.strip() and not line.startswith("#"):
            name = ""
            loose.append(line)
    asked = {word for command in commands for word in command.split()}
    if not asked & {word for key in blocks for word in key.split()}:
        return (
            blocks
            if any(lazy_re.match(r"g?make\b|just\b", command) for command in commands)
            else loose
        )
    found: dict[str, tuple[str, str]] = {}
    while asked:
        word = asked.pop()
        for key, block in blocks.items():
            if word in key.split() and key not in found:
                found[key] = block
                asked |= set(block[0].split()) | set(lazy_re.findall(r"[\w.-]+", block[1]))
    return found, loose


def _settings(name: str, text: str | None) -> Any:
    """What a manifest says of checks, None where it cannot be read."""
    if text is None:
        return {}
    try:
        if name == "package.json":
            found = parsing.json(text)
            aside = listed("defines", "aside")
            return {key: value for key, value in found.items() if key not in aside}
        if name == "pyproject.toml":
            tables = parsing.toml(text).get("tool", {})
            aside = listed("defines", "tables")
            return {key: value for key, value in tables.items() if key not in aside}
    except (ValueError, AttributeError):
        return text
    return text


def _tests(files: Iterable[Version]) -> Iterator[str]:
    """Tests that are gone, and skips that are new."""
    mine = [file for file in files if _is_test(file.path)]
    if blind := [file.path for file in mine if not file.known]:
        yield f"what {blind[0]} holds is not recorded"
    told = [file for file in mine if file.known]
    one, skip = test_files.ONE, pattern("tests", "skip")
    before, after = ([len(one.findall(text or "")) for text in texts] for texts in _sides(told))
    # under a name that no runner looks for, a new file has no tests
    lost = pattern("tests", "lost")
    after = [
        0 if f.before is None and lost.search(f.path) else n
        for f, n in zip(told, after, strict=True)
    ]
    if sum(after) < sum(before):
        gone = [f.path for f, had, has in zip(told, before, after, strict=True) if has < had]
        yield f"{sum(before) - sum(after)} of its tests are gone from {gone[0]}"
    was, now = ([len(skip.findall(text or "")) for text in texts] for texts in _sides(told))
    if sum(now) > sum(was):
        new = [f.path for f, had, has in zip(told, was, now, strict=True) if has > had]
        yield f"{new[0]} skips tests that it did not skip"


def _is_test(path: str) -> bool:
    """Whether a file is a test, or what pytest sets tests up with."""
    return test_files.among_tests(path) or posixpath.basename(path) == "conftest.py"


def _sides(files: list[Version]) -> tuple[list[str | None], list[str | None]]:
    return [file.before for file in files], [file.after for file in files]
