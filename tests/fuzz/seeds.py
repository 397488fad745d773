"""What fuzzing starts from: our own fixtures, the rules' pages, and real files where there are any."""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agentslint.lint import page, registry

from ..command import HOME
from . import readers

LONGEST = 1 << 14
MOST = 400  # real files of one target
CASES = Path(__file__).with_name("cases")
INSTRUCTIONS = ("AGENTS.md", "AGENTS.override.md", "CLAUDE.md", "GEMINI.md", "CONTRIBUTING.md")
CONFIGURATION = (
    'agents = ["codex", "claude"]\nselect = ["dead-path"]\nfail-on = "error"\nexclude = ["a/**"]\n'
    '[rules.truncated-chain]\nseverity = "info"\nheadroom = 10\n[[paths]]\nglobs = ["src/**"]\n'
    'ignore = ["secret"]\n[evidence]\nfiles = 3\n'
    '[[agent-rows]]\nid = "mine"\ntitle = "Mine"\nslots = [["A.md"]]\n'
)
HANDOFF = (
    "A change\n\n## Change\n`src/app.py` sets x.\n\n## Verify\n- `make test`: passed\n\n## Risk\nNone.\n\n"
    "**Review:** `src/app.py`\n"
)


def of(target: str) -> Iterator[bytes]:
    """The seeds of one target; kept cases first."""
    yield from cases(target)
    yield from own(target)
    yield from real(target)


def cases(target: str) -> Iterator[bytes]:
    """Inputs that once broke something."""
    for path in sorted(CASES.glob(f"{target}-*")):
        yield path.read_bytes()


@cache
def own(target: str) -> tuple[bytes, ...]:
    """What this repository has of a target's kind."""
    return tuple(_OWN[target]())


@cache
def real(target: str) -> tuple[bytes, ...]:
    """Real files of this target's kind below $AGENTSLINT_CORPUS, some of each repository."""
    corpus = os.environ.get("AGENTSLINT_CORPUS", "")
    if not corpus or target not in ("markdown", "check", "manifests", "commands"):
        return ()
    names = {path.rsplit("/")[-1]: path for path in reversed(readers.MANIFESTS)}
    found: list[bytes] = []
    for repository in sorted(Path(corpus).iterdir()):
        mine = 0
        for folder, inner, files in os.walk(repository):
            inner[:] = sorted(set(inner) - {".git", "node_modules"})
            for name in sorted(files):
                wanted = name in names if target == "manifests" else name in INSTRUCTIONS
                path = Path(folder, name)
                if wanted and mine < MOST // 20 and path.is_file():
                    mine += 1
                    data = path.read_bytes()[:LONGEST]
                    lead = f"{names[name]}\n".encode() if target == "manifests" else b""
                    found.append(lead + data)
    return tuple(found)


def mutated(data: bytes, others: tuple[bytes, ...], pick: random.Random) -> bytes:
    """A real file with something of it repeated, lost, swapped, broken or taken from another."""
    rows = data.split(b"\n")
    for _ in range(pick.randint(1, 6)):
        at = pick.randrange(len(rows))
        kind = pick.randrange(8)
        if kind == 0:
            rows[at:at] = rows[at : at + pick.randint(1, 8)] * pick.randint(1, 20)
        elif kind == 1:
            del rows[at : at + pick.randint(1, 8)]
        elif kind == 2 and others:
            theirs = pick.choice(others).split(b"\n")
            start = pick.randrange(len(theirs))
            rows[at:at] = theirs[start : start + pick.randint(1, 10)]
        elif kind == 3:
            rows[at] = pick.choice(LEADS) * pick.randint(1, 12) + rows[at]
        elif kind == 4:
            rows[at : at + 2] = [b"".join(rows[at : at + 2])]
        elif kind == 5 and rows[at]:
            cut = pick.randrange(len(rows[at]))
            rows[at] = rows[at][:cut] + pick.choice(BITS) + rows[at][cut:]
        elif kind == 6 and rows[at]:
            cut = pick.randrange(len(rows[at]))
            rows[at] = rows[at][:cut] + rows[at][cut + pick.randint(1, 4) :]
        else:
            rows[at] = bytes(pick.randrange(256) if pick.random() < 0.02 else b for b in rows[at])
        rows = rows or [b""]
    return b"\n".join(rows)[: readers.LONGEST]


LEADS = (
    b"> ",
    b"- ",
    b"  ",
    b"1. ",
    b"\t",
    b"# ",
    b"|",
    b"```",
    b"[",
    b"**",
    b"<!-- ",
    b"{",
    b'"',
    b"`",
)
BITS = (
    *LEADS, b"\r", b"\x00", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b"\\", b"](", b"-->", b"]: x", b"\x0c",
    "ß".encode(), "İ".encode(), "\u200b".encode(), b"@docs/guide.md", b"$(", b"${", b"#", b"'", b",", b":",
)  # fmt: skip


def _markdown() -> Iterator[bytes]:
    for rule in registry.builtin().values():
        yield rule.page.encode()
        for example in page.examples(page.read(rule.id, rule.page, rule.id)):
            for name, text in example.files.items():
                if name.endswith(".md") and isinstance(text, str):
                    yield text.encode()
    yield from (HOME / "fixtures" / "markdown" / "inlines.md").read_bytes().split(b"\n\n")


def _commands() -> Iterator[bytes]:
    for line in readers.ASKING.split("`")[1::2]:
        yield line.encode()
    yield b"cd x && FOO='a b' make -C \"$DIR\" test | tee >(cat) ; (a || b) 2>&1 # c"
    yield b"for f in *; do echo $f; done; if [ -f x ]; then y; fi <<EOF\nx\nEOF"


def _manifests() -> Iterator[bytes]:
    for rule in registry.builtin().values():
        for example in page.examples(page.read(rule.id, rule.page, rule.id)):
            for name, text in example.files.items():
                if name in readers.MANIFESTS and isinstance(text, str):
                    yield f"{name}\n{text}".encode()
    for name in readers.MANIFESTS:
        yield f"{name}\n".encode()
    own = {"pyproject.toml": "pyproject.toml", "Dockerfile": ".pre-commit-hooks.yaml"}
    for name, path in own.items():
        if (HOME / path).exists():
            yield f"{name}\n".encode() + (HOME / path).read_bytes()
    yield b"justfile\nset shell := ['sh']\nimport? 'x.just'\nmod foo\nalias t := test\n[private]\ntest a='b' *c: build\n  x\n"
    yield b"Makefile\ninclude *.mk\nX ?= $(wildcard a)\ndefine D\nx\nendef\n.PHONY: a $(X)\n%.o: %.c ; cc\nifeq (a,b)\na::b\n\tc\nendif\n"
    yield b"Taskfile.yml\nversion: '3'\nincludes:\n  a: ./a\ntasks:\n  test:\n    aliases: [t]\n    cmds: [x]\n"
    yield b"Cargo.toml\n[workspace]\nmembers=['a/*']\n[package]\nname='core'\nrust-version='1.70'\n[features]\nx=[]\n"
    yield b"go.mod\nmodule a\n\ngo 1.21\n\nrequire (\n\tx/y v1.2.3 // indirect\n)\n"
    yield b"tox.ini\n[tox]\nenvlist = py{311,312}-{a,b}, lint\n[testenv:lint]\ncommands = x\n"


def _agents() -> Iterator[bytes]:
    for name in readers.SETTINGS:
        yield f"{name}\n".encode()
    yield b'.codex/config.toml\nproject_doc_max_bytes = 10\nproject_doc_fallback_filenames = ["X.md"]\nproject_root_markers = [".git"]\n'
    yield b'.gemini/settings.json\n{"context": {"fileName": ["AGENTS.md", "G.md"]}}'
    yield b"GEMINI.md\n@./docs/guide.md and `@x` @~/a @/etc/passwd @GEMINI.md\n<!-- c -->"
    yield b".cursor/rules/a.mdc\n---\nglobs: src/**\nalwaysApply: false\n---\n# A\n"
    yield b".gitignore\n!a\n/b/**/c[a-z]\\ \n"


def _config() -> Iterator[bytes]:
    yield CONFIGURATION.encode()
    for line in CONFIGURATION.split("\n"):
        yield line.encode()


def _pages() -> Iterator[bytes]:
    head = '# mine\n\nIt is said.\n\n```toml\nseverity = "error"\n'
    yield f'{head}[[require]]\nmodality = "require"\nchecks = ["test"]\nmessage = "x"\nscope = ["src/**"]\n```\n'.encode()
    yield f'{head}[[forbid]]\nwords = ["run _ test*"]\nobjects = ["make *"]\n[options.a]\ntype = "integer"\ndefault = 1\n```\n'.encode()
    yield f'{head}[[together]]\naction = "run"\nthen = {{checks = ["lint"]}}\n```\n'.encode()


def _sessions() -> Iterator[bytes]:
    for path in sorted((HOME / "fixtures" / "sessions").glob("*.jsonl")):
        data = path.read_bytes()
        yield data.replace(b'"/repo', f'"{readers.repository()}'.encode())
        rows = data.split(b"\n")
        yield b"\n".join([rows[0], *rows[1:]])[:4000]
        for row in rows[1:]:
            yield rows[0] + b"\n" + row


def _packed() -> Iterator[bytes]:
    import zstandard

    for data in list(_sessions())[:3]:
        yield zstandard.compress(data)


def _receipts() -> Iterator[bytes]:
    import json

    from agentslint.evidence import receipt

    made = readers._receipt()
    yield receipt.text(made).encode()
    yield receipt.text(
        receipt.statement(made, dict.fromkeys(("base", "result"), "0" * 40))
    ).encode()
    yield json.dumps({"schema": "agentslint.receipt/1", "diff": {"base": "a"}}).encode()


def _ledgers() -> Iterator[bytes]:
    from agentslint.evidence import ledger
    from agentslint.repo import Repo, changes

    repo = Repo.at(str(readers.repository()))
    diff = changes.since(repo.git, "HEAD")
    from . import laws

    entry = ledger.entry(repo, laws.CODEX, diff, "2026-11-25T00:00:00Z", "a task")
    yield ledger.line(entry)
    yield b'{"files": [{"path": "src/app.py", "blob": "x", "verified": ["make test"]}]}\n'


def _handoffs() -> Iterator[bytes]:
    yield HANDOFF.encode()
    yield HANDOFF.replace("## ", "").replace("\n`", ": `").encode()
    yield b"Merge branch 'x'\n"
    yield b"a\n# ------------------------ >8 ------------------------\nb\n"


def _baselines() -> Iterator[bytes]:
    yield b'{"schema": "agentslint.baseline/1", "findings": [{"rule": "a", "path": "b", "message": "c", "fingerprint": "d"}]}'


def _caches() -> Iterator[bytes]:
    yield b""
    yield hashlib.sha256(b"1").digest()
    yield b"agentslint cache 1\n" + bytes(40)


_OWN = {
    "markdown": _markdown,
    "check": _markdown,
    "commands": _commands,
    "manifests": _manifests,
    "agents": _agents,
    "config": _config,
    "page": _pages,
    "session": _sessions,
    "zst": _packed,
    "receipt": _receipts,
    "ledger": _ledgers,
    "handoff": _handoffs,
    "baseline": _baselines,
    "cache": _caches,
}
