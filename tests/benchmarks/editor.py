"""How long an editor waits: `python -m tests.benchmarks.editor ROOT [FILE]`.

Starts the language server in a repository, opens FILE (default: its largest instruction file that is not
above 64 KB), types into it and hovers, and prints milliseconds: the first diagnostics from the start
of the process, diagnostics after a keystroke, hovers and the chain of a file while a run is under
way. Nothing is saved.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types

from agentslint.chain.agents import AGENTS
from agentslint.chain.repository_chains import instruction_names
from agentslint.repo import Repo
from tests.server import test_server
from tests.server.test_server import Editor, editing

KEYSTROKES = 5
LARGEST = 64 * 1024
PATIENCE = 300  # seconds, on a machine that does other things too


def chosen(root: Path) -> Path:
    """The largest instruction file of a repository that somebody might edit."""
    repo = Repo.rooted(str(root))
    names = {name.rpartition("/")[2] for name in instruction_names(repo, AGENTS["codex"])}
    found = [root / path for path in repo.find(names)]
    return max((p for p in found if p.stat().st_size <= LARGEST), key=lambda p: p.stat().st_size)


class Times:
    """Milliseconds by what was waited for."""

    def __init__(self) -> None:
        self.rows: dict[str, list[float]] = {}

    @contextmanager
    def of(self, what: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.rows.setdefault(what, []).append((time.perf_counter() - start) * 1000)

    def lines(self) -> Iterator[str]:
        for what, each in self.rows.items():
            yield f"{what:<34} {statistics.median(each):8.0f} ms  worst {max(each):6.0f}  of {len(each)}"


async def published(editor: Editor, version: int, path: Path) -> None:
    await editor.until(lambda: editor.versions.get(path.as_uri()) == version)


async def session(root: Path, path: Path) -> Times:
    times, text = Times(), path.read_text(encoding="utf-8")
    uri = path.as_uri()
    start = time.perf_counter()
    async with editing(root) as editor:
        editor.open(path, text)
        await published(editor, 1, path)
        times.rows["first diagnostics, from the start"] = [(time.perf_counter() - start) * 1000]
        typed = text
        for stroke in range(KEYSTROKES):
            typed += "x" if stroke else "\n\nSee `docs/nowhere/gone.md`"
            version = 2 + 2 * stroke
            editor.change(path, typed, version)
            with times.of("diagnostics after a keystroke"):
                await published(editor, version, path)
            editor.change(path, typed + " ", version + 1)
            await asyncio.sleep(0.3)  # a run is under way
            with times.of("hover during a run"):
                await hover(editor, uri)
            with times.of("chain of a file during a run"):
                await editor.protocol.send_request_async("agentslint/chain", {"uri": uri})
            await published(editor, version + 1, path)
            with times.of("hover when all is quiet"):
                await hover(editor, uri)
    return times


async def hover(editor: Editor, uri: str) -> Any:
    return await editor.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
    )


def main(words: list[str]) -> None:
    root = Path(words[0]).resolve()
    path = (root / words[1]) if len(words) > 1 else chosen(root)
    test_server.WAIT = PATIENCE
    print(f"{path.relative_to(root)}, {path.stat().st_size:,} bytes")
    times = asyncio.run(session(root, path))
    print("\n".join(times.lines()))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{'processor, all of it':<34} {(spent.ru_utime + spent.ru_stime) * 1000:8.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
