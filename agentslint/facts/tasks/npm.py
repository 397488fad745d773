"""npm, pnpm, yarn and bun: the scripts of package.json files, workspaces included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agentslint.core import lazy_re
from agentslint.facts.manifests import json_table
from agentslint.facts.tasks import workspaces
from agentslint.facts.tasks.answer import (
    UNKNOWN,
    Answer,
    arguments,
    does_nothing,
    look_up,
    moved,
    words_of,
)
from agentslint.facts.tasks.workspaces import Package
from agentslint.repo import Repo, join, parents
from agentslint.text import tools
from agentslint.text.placeholders import in_word

TOOLS = ("npm", "pnpm", "yarn", "bun")
MANIFESTS = ("package.json",)

# npm help, pnpm help -a, yarn --help (1 and 4), bun --help: words that are no scripts
BUILT_IN = {
    "npm": words_of(
        "access add adduser audit author bin bugs c cache ci clean-install cit completion config "
        "create dedupe ddp deprecate diff dist-tag docs doctor edit exec explain explore find "
        "find-dupes fund get help help-search home hook i info init innit install install-ci-test "
        "install-clean install-test isntall issues it la link list ll ln login logout ls org outdated "
        "owner pack ping pkg prefix profile prune publish query r rb rebuild remove repo restart rm "
        "root rum run run-script s sbom se search set set-script shrinkwrap star stars start stop t "
        "team test token trust tst un undeprecate uninstall unlink unpublish unstar up update upgrade "
        "urn v verison version view why whoami x"
    ),
    "pnpm": words_of(
        "access add approve-builds audit bin bugs c cache cat-file cat-index ci clean-install config "
        "create dedupe deploy deprecate dist-tag dlx docs doctor env exec fetch find-hash get help i "
        "ignored-builds import info init install install-completion install-test it la licenses link "
        "list ll ln login logout ls multi nuke outdated owner pack patch patch-commit patch-remove "
        "pkg prefix profile prune publish rb rebuild recursive remove restart rm root run run-script "
        "runtime sbom search self-update server set set-script setup store t test tst un uninstall "
        "unlink unpublish up update upgrade version view whoami why with x start stop"
    ),
    "yarn": words_of(
        "access add audit autoclean bin cache check clean config constraints create dedupe dlx exec "
        "explain generate-lock-entry global help import info init install licenses link list login "
        "logout node npm outdated owner pack patch patch-commit plugin policies publish rebuild "
        "remove run search self-update set stage start tag team test unlink unplug up upgrade "
        "upgrade-interactive version versions why workspace workspaces"
    ),
    "bun": words_of(
        "a add audit build c create exec feedback help i info init install link list outdated patch "
        "patch-commit pm publish remove repl rm run test uninstall unlink update upgrade why x"
    ),
}
LIFECYCLE = {"test": "test", "t": "test", "tst": "test", "stop": "stop", "start": "start"}
RUN = ("run", "run-script", "rum", "urn")
VALUED = words_of(
    "-C --dir --prefix --cwd --filter -F --workspace --filter-prod --loglevel --reporter "
    "--workspace-concurrency --test-pattern --config --registry --node-options"
)
SOURCE = lazy_re.compile(r"[/\\]|\.(?:[cm]?[jt]sx?|json|html|wasm|sh)$")


def ask(repo: Repo, directory: str, words: Sequence[str]) -> Iterator[Answer]:
    """One answer for the script that the command names, where it names one."""
    tool = words[0]
    valued = [*VALUED, "-w"] if tool == "npm" else VALUED
    given = ["--workspaces" if word == "-ws" and tool == "npm" else word for word in words[1:]]
    plain, options = arguments(given, valued)
    directory = moved(tool, directory, options)
    if not plain or "--if-present" in options or {"-g", "--global", "-h", "--help"} & set(options):
        return
    if tool == "yarn" and plain[0] in ("workspace", "workspaces"):
        yield from _yarn(repo, directory, plain)
        return
    wanted = _wanted(tool, plain)
    if wanted is None:
        return
    script, strict = wanted
    selectors = [
        v
        for o in ("--filter", "-F", "--filter-prod", "--workspace", "-w")
        for v in options.get(o, ())
        if v
    ]
    everywhere = {"-r", "--recursive", "--workspaces", "--parallel", "--filter"} & set(options)
    if tool == "npm" and plain[0] not in BUILT_IN["npm"]:
        yield _without_run(repo, directory, script)
    elif selectors:
        yield _selected(repo, directory, selectors, script, strict=strict)
    elif everywhere:
        yield _among(workspaces.packages(repo), script, strict=strict)
    elif tool == "pnpm" and {"-w", "--workspace-root"} & set(options):
        yield _in(repo, workspaces.package(repo, "."), script, strict=strict)
    else:
        yield _here(repo, directory, tool, script, strict=strict)


def overshadowed(repo: Repo, directory: str, words: Sequence[str]) -> tuple[Package, str] | None:
    """The package with a script of the name under which the manager does something else, and that name.

    `pnpm deploy` is pnpm's own command, whatever script is called so, and `bun test` bun's runner.
    """
    tool, *rest = words
    if len(rest) != 1 or rest[0] not in tools.shipped().own.get(tool, ()):
        return None
    first, yielding = tools.shipped().yields.get(tool, (0, frozenset()))
    # who pins no version may have one of today
    if rest[0] in yielding and not 0 < _pinned(repo, directory, tool) < first:
        return None
    found = workspaces.nearest(repo, directory)
    body = found.scripts.get(rest[0], "") if found else ""
    return (found, rest[0]) if found and body and " ".join(words) not in body else None


def _pinned(repo: Repo, directory: str, tool: str) -> int:
    """The major version of a manager that the nearest manifest with one asks for, 0 where none does."""
    for base in reversed(parents(directory)):
        data = json_table(repo.text(join(base, "package.json")) or "") or {}
        found = lazy_re.match(rf"{tool}@(\d{{1,4}})\b", str(data.get("packageManager", "")))
        if found:
            return int(found[1])
    return 0


def _wanted(tool: str, plain: Sequence[str]) -> tuple[str, bool] | None:
    """The script that a command names, and whether only a script can be meant."""
    first = plain[0]
    if first in RUN and (first == "run" or tool in ("npm", "pnpm")):
        if len(plain) < 2 or (tool == "bun" and SOURCE.search(plain[1])):
            return None
        return plain[1], tool in ("npm", "pnpm")
    if tool in ("npm", "pnpm", "yarn") and first in LIFECYCLE:
        return LIFECYCLE[first], True
    if first in BUILT_IN[tool] or SOURCE.search(first):
        return None
    return first, False


def _here(repo: Repo, directory: str, tool: str, script: str, *, strict: bool) -> Answer:
    found = workspaces.nearest(repo, directory)
    if found is None:
        unread = repo.exists(join(directory, "package.json"))
        return Answer("unknown" if unread else "absent", script, "script", "package.json")
    if script == "start" and repo.is_file(join(found.directory, "server.js")):
        return Answer("defined", script, "script", found.path)
    return _in(repo, found, script, strict=strict)


def _without_run(repo: Repo, directory: str, script: str) -> Answer:
    """`npm lint`: npm runs scripts under a handful of names alone, the rest with `npm run`."""
    found = workspaces.nearest(repo, directory)
    if found is None or script not in found.scripts:
        return UNKNOWN
    return Answer("missing", script, "command", "npm", near=f"run {script}")


def _in(repo: Repo, found: Package | None, script: str, *, strict: bool) -> Answer:
    """What one package says of a script."""
    if found is None:
        return UNKNOWN
    text = found.scripts.get(script)
    if text is not None:
        if does_nothing(script, [text]):
            return Answer("idle", script, "script", found.path, why=text)
        return Answer("defined", script, "script", found.path)
    if script.startswith("/") or "*" in script:
        return UNKNOWN
    answer = look_up(script, found.scripts, kind="script", where=found.path)
    if answer.verdict == "missing" and not strict and not _only_a_script(repo, found, answer):
        return replace(answer, verdict="unsure")
    return answer


def _only_a_script(repo: Repo, found: Package, answer: Answer) -> bool:
    """Whether a word that may also name a dependency's binary names none."""
    name = answer.task
    known = [*found.dependencies, *(workspaces.package(repo, ".") or found).dependencies]
    if any(name in other or other.rpartition("/")[2] in name for other in known):
        return False
    if workspaces.locks(repo, found.directory, name):
        return False
    return bool(answer.near) or ":" in name


def _selected(
    repo: Repo, directory: str, selectors: Sequence[str], script: str, *, strict: bool
) -> Answer:
    picked: list[Package] = []
    for selector in selectors:
        found = workspaces.chosen(repo, directory, selector)
        if found is None or in_word(selector.strip("./*")):
            return UNKNOWN
        if not found and not selector.startswith("!"):
            names = workspaces.called(repo)
            return (
                look_up(selector, names, kind="package", where="package.json") if names else UNKNOWN
            )
        picked += found
    return _among(picked, script, strict=strict)


def _among(picked: Sequence[Package], script: str, *, strict: bool) -> Answer:
    if not picked or in_word(script):
        return UNKNOWN
    for one in picked:
        if script in one.scripts:
            if len(picked) == 1 and does_nothing(script, [one.scripts[script]]):
                return Answer("idle", script, "script", one.path, why=one.scripts[script])
            return Answer("defined", script, "script", one.path)
    names = {name for one in picked for name in one.scripts}
    where = picked[0].path if len(picked) == 1 else "package.json"
    answer = look_up(script, names, kind="script", where=where)
    if answer.verdict == "missing" and not strict and not (answer.near or ":" in script):
        return UNKNOWN
    return answer


def _yarn(repo: Repo, directory: str, plain: Sequence[str]) -> Iterator[Answer]:
    """`yarn workspace NAME [run] SCRIPT` and `yarn workspaces foreach … run SCRIPT`."""
    if plain[0] == "workspaces":
        if "run" in plain and plain.index("run") + 1 < len(plain):
            yield _among(workspaces.packages(repo), plain[plain.index("run") + 1], strict=False)
        return
    rest = [word for word in plain[2:] if word != "run"]
    if rest and rest[0] not in BUILT_IN["yarn"]:
        yield _selected(repo, directory, [plain[1]], rest[0], strict=False)
