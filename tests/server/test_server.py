"""The language server as an editor meets it: a client over stdio, unsaved text, UTF-16."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from agentslint.lint import session
from agentslint.lint.request import Request
from agentslint.model import Place
from agentslint.repo import Repo
from agentslint.server import positions
from agentslint.server.judge import Judge
from agentslint.server.positions import Document
from agentslint.server.serve import Server
from tests import program

RULES = "# Rules\n\nRun the tests.\n"
WAIT = 30


class Editor(LanguageClient):
    """A client that keeps the diagnostics it was sent and what it was shown."""

    def __init__(self) -> None:
        super().__init__("tests", "1")
        self.diagnostics: dict[str, list[types.Diagnostic]] = {}
        self.versions: dict[str, int | None] = {}
        self.shown: list[str] = []
        self.told = asyncio.Event()

        # pygls writes on the functions it is given, and methods take no attributes
        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(told: types.PublishDiagnosticsParams) -> None:
            self.diagnostics[told.uri] = list(told.diagnostics)
            self.versions[told.uri] = told.version
            self.told.set()

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def shown(told: types.ShowMessageParams) -> None:
            self.shown.append(told.message)
            self.told.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for what the server sends to make something true."""
        async with asyncio.timeout(WAIT):
            while not true():
                self.told.clear()
                if not true():
                    await self.told.wait()

    def rules(self, path: Path) -> list[str]:
        return [str(each.code) for each in self.diagnostics.get(path.as_uri(), [])]

    def open(self, path: Path, text: str | None = None) -> None:
        held = path.read_text(encoding="utf-8") if text is None else text
        self.text_document_did_open(
            types.DidOpenTextDocumentParams(
                types.TextDocumentItem(path.as_uri(), "markdown", 1, held)
            )
        )

    def change(self, path: Path, text: str, version: int) -> None:
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, path.as_uri()),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def actions(self, path: Path, range: types.Range) -> list[types.CodeAction]:
        found = await self.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(path.as_uri()), range, types.CodeActionContext([])
            )
        )
        return [each for each in found or [] if isinstance(each, types.CodeAction)]


@asynccontextmanager
async def editing(root: Path, *words: str, moves: bool = True) -> AsyncIterator[Editor]:
    """A client and a server that have shaken hands."""
    editor = Editor()
    await editor.start_io(
        sys.executable, "-m", "agentslint", "server", *words, env=program.environment(), cwd=root
    )
    kinds = [types.ResourceOperationKind.Rename, types.ResourceOperationKind.Delete]
    edits = types.WorkspaceEditClientCapabilities(
        document_changes=True, resource_operations=kinds if moves else []
    )
    await editor.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(
                workspace=types.WorkspaceClientCapabilities(workspace_edit=edits)
            ),
            root_uri=root.as_uri(),
        )
    )
    editor.initialized(types.InitializedParams())
    try:
        yield editor
    finally:
        await editor.shutdown_async(None)
        editor.exit(None)
        await editor.stop()


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "AGENTS.md").write_text(RULES)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/guide.md").write_text("# Guide\n")
    (tmp_path / "api").mkdir()
    (tmp_path / "api/AGENTS.md").write_text("# API\n")
    subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
    yield tmp_path


def run(session: Coroutine[Any, Any, None]) -> None:
    asyncio.run(session)


def test_what_is_typed_is_judged_before_it_is_saved(repository: Path) -> None:
    async def session() -> None:
        path = repository / "AGENTS.md"
        async with editing(repository) as editor:
            editor.open(path)
            await editor.until(lambda: path.as_uri() in editor.diagnostics)
            assert editor.rules(path) == []
            editor.change(path, "", 2)
            editor.change(path, RULES + "\U0001f680 see [x](docs/gide.md)\n", 3)
            await editor.until(lambda: bool(editor.rules(path)))
            (found,) = editor.diagnostics[path.as_uri()]
            assert (found.code, found.source) == ("dead-link", "agentslint")
            # the rocket is two units of UTF-16
            line = "\U0001f680 see [x](docs/gide.md)"
            start = len(line[: line.index("docs")].encode("utf-16-le")) // 2
            assert (found.range.start.line, found.range.start.character) == (3, start)
            assert editor.versions[path.as_uri()] == 3
            assert path.read_text() == RULES
            editor.change(path, RULES, 4)
            await editor.until(lambda: not editor.rules(path))

    run(session())


def test_the_editor_says_what_check_says(repository: Path) -> None:
    (repository / "AGENTS.md").write_text(RULES + "Words to fill it.\n" * 2500)
    (repository / "api/AGENTS.override.md").write_text("\n")
    (repository / "agentslint.toml").write_text('[rules.shadowed-file]\nseverity = "info"\n')
    found = program.report(repository)["findings"]
    assert len(found) >= 2

    async def session() -> None:
        async with editing(repository) as editor:
            editor.open(repository / "api/AGENTS.md")
            await editor.until(lambda: len(editor.diagnostics) >= len({f["path"] for f in found}))
            seen = {
                (uri, str(each.code), each.message, each.range.start.line + 1, str(each.data))
                for uri, told in editor.diagnostics.items()
                for each in told
            }
            assert seen == {
                (
                    (repository / f["path"]).as_uri(),
                    f["rule"],
                    f["message"],
                    f["line"],
                    f["fingerprint"],
                )
                for f in found
            }

    run(session())


def test_a_new_file_and_a_root_edit_reach_the_nested_chain(repository: Path) -> None:
    async def session() -> None:
        root, nested = repository / "AGENTS.md", repository / "api/AGENTS.override.md"
        async with editing(repository) as editor:
            editor.open(nested, "# Now\n\nOnly this.\n")
            await editor.until(lambda: bool(editor.rules(nested)))
            assert editor.rules(nested) == ["shadowed-file"]
            (found,) = editor.diagnostics[nested.as_uri()]
            # the other end: the file that is hidden
            related = found.related_information or []
            assert [each.location.uri for each in related] == [
                (repository / "api/AGENTS.md").as_uri()
            ]
            editor.open(root, RULES + "Words to fill it.\n" * 2500)
            await editor.until(lambda: "truncated-chain" in editor.rules(root))

    run(session())


def test_hover_shows_the_chain_and_the_reason(repository: Path) -> None:
    async def session() -> None:
        path = repository / "api/AGENTS.md"
        async with editing(repository) as editor:
            editor.open(path, "# API\n\nSee [x](../docs/gide.md).\n")
            await editor.until(lambda: bool(editor.rules(path)))
            told = await editor.text_document_hover_async(
                types.HoverParams(
                    types.TextDocumentIdentifier(path.as_uri()), types.Position(2, 10)
                )
            )
            assert told is not None
            assert isinstance(told.contents, types.MarkupContent)
            assert "### Codex in `api`" in told.contents.value
            assert "| 1 | `AGENTS.md`" in told.contents.value
            assert "**dead-link**" in told.contents.value
            elsewhere = await editor.text_document_hover_async(
                types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), types.Position(0, 0))
            )
            assert elsewhere is not None
            assert "dead-link" not in str(elsewhere.contents)

    run(session())


def test_a_hover_waits_for_no_run(repository: Path) -> None:
    """Nor does the chain of a file, which an extension shows for any file, code too."""

    async def session() -> None:
        path = repository / "api/app.py"
        async with editing(repository) as editor:
            editor.open(repository / "AGENTS.md", "# Rules\n\nMuch longer than it is saved.\n")
            told = await editor.text_document_hover_async(
                types.HoverParams(
                    types.TextDocumentIdentifier((repository / "AGENTS.md").as_uri()),
                    types.Position(0, 0),
                )
            )
            assert told is not None and "### Codex in `.`" in str(told.contents)
            asked = {"uri": path.as_uri()}
            found = await editor.protocol.send_request_async("agentslint/chain", asked)
            assert not editor.diagnostics
            (chain,) = found.chains
            assert (chain.agent, chain.directory, chain.budget) == ("codex", "api", 32768)
            assert [(file.path, file.fate) for file in chain.files] == [
                ("AGENTS.md", "read"),
                ("api/AGENTS.md", "read"),
            ]
            assert chain.files[0].bytes == 39
            await editor.until(lambda: (repository / "AGENTS.md").as_uri() in editor.diagnostics)
            document = await editor.protocol.send_request_async("agentslint/explain", asked)
            assert "### Codex in `api`" in document.markdown
            page = await editor.protocol.send_request_async("agentslint/map", asked)
            assert page.html.startswith("<!doctype html>") and "api/AGENTS.md" in page.html

    run(session())


def test_a_file_is_judged_again_by_itself_as_with_all_others(repository: Path) -> None:
    """What one file decides is the same, whether the rest is judged with it or not."""
    long = (
        "# Rules\n\nSee `docs/gone.md`.\n\n<!-- agentslint-ignore dead-link: soon -->\n[x](y.md)\n"
    )
    asked, saved = Request(jobs=1), Repo.rooted(str(repository))
    before = session.judge(saved, asked)
    for text in (long, RULES, "", "# Rules\n\nUse `api/gone.py`, [y](z.md).\n"):
        repo = saved.overlaid({"AGENTS.md": text})
        near, whole = session.near(before, repo, "AGENTS.md", asked), session.judge(repo, asked)

        def own(judged: session.Judged) -> list[tuple[str, Place, str, str]]:
            return [
                (f.rule, f.place, f.message, f.fingerprint)
                for f in judged.outcome.findings
                if session.of_files(judged.rules[f.rule])
            ]

        assert own(near) == own(whole)


TEXT = "a\r\n\U0001f680b\x0bc\u2028d\ne"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_change_is_applied_where_the_editor_made_it(encoding: str) -> None:
    """Lines are counted as the protocol counts them: a form feed ends none."""
    document = Document(TEXT, encoding)
    for start in range(len(TEXT) + 1):
        for end in range(start, len(TEXT) + 1):
            if "\r\n" in (TEXT[start - 1 : start + 1], TEXT[end - 1 : end + 1]):
                continue
            part = types.TextDocumentContentChangePartial(
                range=types.Range(document.position(start), document.position(end)), text="X"
            )
            assert positions.changed(TEXT, part, encoding) == f"{TEXT[:start]}X{TEXT[end:]}"


def test_several_changes_come_in_one_message(repository: Path) -> None:
    async def session() -> None:
        path = repository / "AGENTS.md"
        async with editing(repository) as editor:
            editor.open(path)
            await editor.until(lambda: path.as_uri() in editor.diagnostics)
            here = types.Position(2, 0)
            changes = [
                types.TextDocumentContentChangePartial(range=types.Range(here, here), text=each)
                for each in ("(docs/gide.md).\n", "See [x]")
            ]
            editor.text_document_did_change(
                types.DidChangeTextDocumentParams(
                    types.VersionedTextDocumentIdentifier(2, path.as_uri()), changes
                )
            )
            await editor.until(lambda: editor.rules(path) == ["dead-link"])
            (found,) = editor.diagnostics[path.as_uri()]
            assert found.range.start == types.Position(2, 8)

    run(session())


def test_actions_fix_and_suppress(repository: Path) -> None:
    async def session() -> None:
        path = repository / "AGENTS.md"
        text = "# Rules\n\n\U0001f680 Read the [guide](guides/guide.md).\n"
        async with editing(repository) as editor:
            editor.open(path, text)
            everything = types.Range(types.Position(0, 0), types.Position(9, 0))
            found = {each.title: each for each in await editor.actions(path, everything)}
            fix = next(each for title, each in found.items() if "Suppress" not in title)
            assert fix.title == "Write docs/guide.md"
            assert applied(text, fix, path) == text.replace("guides/", "docs/")
            assert applied(text, found["Fix all that is safe to fix in this file"], path) == (
                applied(text, fix, path)
            )
            comment = next(each for title, each in found.items() if "Suppress" in title)
            suppressed = applied(text, comment, path)
            assert "<!-- agentslint-ignore dead-link: say why -->" in suppressed
            editor.change(path, suppressed, 2)
            await editor.until(lambda: editor.versions.get(path.as_uri()) == 2)
            assert editor.rules(path) == []
            nowhere = types.Range(types.Position(0, 0), types.Position(0, 1))
            assert [
                a.title for a in await editor.actions(path, nowhere) if "Fix all" not in a.title
            ] == []

    run(session())


@pytest.mark.parametrize("moves", [True, False])
def test_a_rename_is_offered_to_editors_that_can(repository: Path, moves: bool) -> None:
    (repository / "api/AGENTS.md").unlink()
    wrong = repository / "api/AGENTS-override.md"
    wrong.write_text("# Override\n\nOnly here.\n")

    async def session() -> None:
        async with editing(repository, moves=moves) as editor:
            editor.open(wrong)
            everything = types.Range(types.Position(0, 0), types.Position(9, 0))
            found = await editor.actions(wrong, everything)
            changes = [
                change
                for each in found
                if each.edit
                for change in each.edit.document_changes or []
                if isinstance(change, types.RenameFile)
            ]
            assert bool(changes) == moves

    run(session())


def test_links_lead_to_files_that_stand(repository: Path) -> None:
    async def session() -> None:
        path = repository / "api/AGENTS.md"
        text = "# API\n\n[g](../docs/guide.md#top), `docs/guide.md`, `x.md`, [w](https://x.org)\n"
        async with editing(repository) as editor:
            editor.open(path, text)
            found = await editor.text_document_document_link_async(
                types.DocumentLinkParams(types.TextDocumentIdentifier(path.as_uri()))
            )
            guide = (repository / "docs/guide.md").as_uri()
            assert [link.target for link in found or []] == [guide, guide]

    run(session())


def test_a_configuration_that_cannot_be_read_is_said_once_and_mended(repository: Path) -> None:
    async def session() -> None:
        path, settings = repository / "AGENTS.md", repository / "agentslint.toml"
        async with editing(repository) as editor:
            editor.open(settings, "fail-onn = 3\n")
            editor.open(path)
            await editor.until(lambda: bool(editor.shown))
            editor.change(path, RULES + "\n", 2)
            assert len(editor.shown) == 1
            assert "fail-onn is not a key: did you mean fail-on" in editor.shown[0]
            editor.change(settings, "", 2)
            await editor.until(lambda: path.as_uri() in editor.diagnostics)
            assert editor.rules(path) == []

    run(session())


def applied(text: str, action: types.CodeAction, path: Path) -> str:
    """A text after an action's edits, as an editor carries them out."""
    assert action.edit is not None
    edits = (action.edit.changes or {})[path.as_uri()]
    document = Document(text)
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character))[::-1]:
        start, end = document.index(edit.range.start), document.index(edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text


@pytest.mark.parametrize(
    ("encoding", "units"), [("utf-8", 4), ("utf-16", 2), ("utf-32", 1)], ids=str
)
def test_positions_count_as_agreed(encoding: str, units: int) -> None:
    document = Document("a\r\n\U0001f680b\rc\nd", encoding)
    assert document.position(document.offset(2, 2)) == types.Position(1, units)
    # a lone carriage return ends the protocol's line, not ours
    assert document.position(document.offset(2, 4)) == types.Position(2, 0)
    assert document.position(document.offset(3, 1)) == types.Position(3, 0)
    for offset in range(len(document.text) + 1):
        if document.text[offset - 1 : offset + 1] != "\r\n":
            assert document.index(document.position(offset)) == offset
    assert document.range(Place("x", 9, 9, 9, 9)).start == document.position(len(document.text))


def test_a_byte_order_mark_takes_no_column() -> None:
    assert Document("\ufeffab", marked=True).position(2) == types.Position(0, 1)
    assert Document("\ufeffab").position(2) == types.Position(0, 2)


@pytest.mark.skipif(shutil.which("nvim") is None, reason="no Neovim")
def test_neovim_shows_unsaved_findings_and_carries_out_the_fix(repository: Path) -> None:
    (repository / "AGENTS.md").write_text("# Rules\n\nRead [x](guides/guide.md).\n")
    script = Path(__file__).parents[1] / "neovim.lua"
    done = subprocess.run(
        ["nvim", "--headless", "-u", "NONE", "-c", f"luafile {script}"],
        cwd=repository,
        env=program.environment(PYTHON=sys.executable, HOME=str(repository.parent)),
        capture_output=True,
        text=True,
        timeout=180,
    )
    told = done.stderr.replace("\r", "").splitlines()
    assert told == [
        "dead-link 2:9",
        "dead-link 2:11",
        "Write docs/guide.md",
        "Suppress dead-link here, with a reason",
        "Fix all that is safe to fix in this file",
        "🚀é [x](docs/guide.md).",
    ]


def test_an_editor_that_has_gone_is_told_once() -> None:
    class Gone:
        tried = 0

        def write(self, data: bytes) -> None:
            self.tried += 1
            raise ValueError("write to closed file")

    server, gone = Server(Judge(Request())), Gone()
    server.protocol.set_writer(gone)
    server.window_show_message(types.ShowMessageParams(types.MessageType.Info, "hello"))
    assert gone.tried == 2
