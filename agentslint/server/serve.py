"""The protocol's requests to desks: opens, changes, hovers, actions, links.

One file on purpose: every feature of the protocol is registered on one server.
"""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from agentslint import __version__
from agentslint.chain.agents import AGENTS
from agentslint.model import Chain, Failure
from agentslint.repo import find_root
from agentslint.server import actions, diagnose, hover, pages, positions
from agentslint.server.desk import Desk, Held
from agentslint.server.judge import Judge, Watch

if TYPE_CHECKING:
    from pygls.server import ServerErrors

QUIET = 0.05  # seconds without a keystroke before the file that is typed in is judged
PAUSE = 0.6  # and before everything is
# what else changes the answer when it is written by somebody other than the editor
WATCHED = (
    "agentslint.toml",
    "pyproject.toml",
    "package.json",
    "Makefile",
    "justfile",
    "Cargo.toml",
    ".git/HEAD",
    ".git/index",
)


class Superseded(Exception):
    """A run was ended since a text changed meanwhile."""


class Server(LanguageServer):
    """Desks by root, and the judging that is under way at each."""

    def __init__(self, ask: Judge) -> None:
        super().__init__(
            "agentslint",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
        )
        self.ask = ask
        self.desks: dict[str, Desk] = {}
        self.published: dict[str, set[str]] = {}
        self.timers: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self.locks: dict[str, asyncio.Lock] = {}
        self.questions = asyncio.Lock()
        self.stale: set[str] = set()
        self.said: dict[str, str] = {}
        self.telling = False

    def report_server_error(self, error: Exception, source: ServerErrors) -> None:
        """Tell the editor of an error, but not that it could not be told of one: it has gone.

        The library would tell it of that too, and of that, until its log fills the pipe of an
        editor that no longer reads.
        """
        if self.telling:
            return
        self.telling = True
        try:
            super().report_server_error(error, source)
        finally:
            self.telling = False

    def desk(self, uri: str) -> tuple[Desk, str] | None:
        """The desk that a document lies on, and its path there; None for no file of a disk."""
        file = uris.to_fs_path(uri)
        if not uri.startswith("file:") or not file:
            return None
        root = find_root(os.path.dirname(file)) or self._folder(file)
        if root not in self.desks:
            encoding = str(getattr(self.workspace.position_encoding, "value", "utf-16"))
            self.desks[root] = Desk(root, self.ask, encoding)
            self.locks[root] = asyncio.Lock()
        path = self.desks[root].path(uri)
        return None if path is None else (self.desks[root], path)

    def _folder(self, file: str) -> str:
        """Outside a repository, the workspace folder that a file lies in, else its directory."""
        folders = [uris.to_fs_path(uri) for uri in self.workspace.folders]
        if self.workspace.root_path:
            folders.append(self.workspace.root_path)
        inside = [f for f in folders if f and file.startswith(f.rstrip("/") + "/")]
        return max(inside, key=len) if inside else os.path.dirname(file)

    def hold(self, uri: str, text: str, version: int | None) -> None:
        """Take over what the editor has. Its file is judged soon, everything once it pauses."""
        if (found := self.desk(uri)) is None:
            return
        desk, path = found
        desk.held[path] = Held(uri, text, version)
        self.soon(desk)
        self.later("near", desk, QUIET, lambda: self.glance(desk, path))

    def soon(self, desk: Desk) -> None:
        """Judge a desk when nothing has changed for PAUSE; at once where nothing is known yet."""
        self.stale.add(desk.root)
        pause = PAUSE if desk.judged else QUIET
        self.later("whole", desk, pause, lambda: self.settle(desk))

    def later(
        self, what: str, desk: Desk, pause: float, run: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        """Run something after a pause, instead of what was to run then."""
        if (timer := self.timers.pop((what, desk.root), None)) is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self.timers[what, desk.root] = loop.call_later(pause, lambda: loop.create_task(run()))

    async def glance(self, desk: Desk, path: str) -> None:
        """Judge one file by its own text, which a person sees before the rest is known."""
        async with self.locks[desk.root]:
            held = dict(desk.held)
            if desk.judged is None or path not in desk.judged.outcome.looked:
                return
            if desk.root not in self.stale or held.get(path) == desk.told.get(path):
                return
            try:
                desk.judged = await asyncio.to_thread(desk.near, held, path)
            except (Failure, OSError):
                return  # the whole run says why
            desk.told = {**desk.told, path: held[path]}
            self.publish(desk, [path])

    async def settle(self, desk: Desk) -> None:
        """Judge a desk if anything changed since it was judged, and publish what is found."""
        async with self.locks[desk.root]:
            if desk.root in self.stale:
                self.stale.discard(desk.root)
                held = dict(desk.held)
                try:
                    desk.judged = await asyncio.to_thread(desk.judge, held, self.watching(desk))
                    desk.told = held
                except Superseded:
                    return  # by a change, which has its own timer
                except Failure as failure:
                    self.tell(desk, types.MessageType.Error, f"agentslint: {failure}")
                    return
                except Exception as error:
                    self.window_log_message(
                        types.LogMessageParams(
                            types.MessageType.Error, "".join(traceback.format_exception(error))
                        )
                    )
                    told = f"agentslint: internal error, our fault: {type(error).__name__}: {error}"
                    self.tell(desk, types.MessageType.Error, told)
                    return
            self.said.pop(desk.root, None)
            self.publish(desk)

    def watching(self, desk: Desk) -> Watch:
        """Ends a run of which the answer is out of date before it is known, but for the first."""
        first = desk.judged is None

        def watch(_: str) -> None:
            if desk.root in self.stale and not first:
                raise Superseded

        return watch

    def tell(self, desk: Desk, kind: types.MessageType, text: str) -> None:
        """Show a person why nothing could be judged; once, not at each keystroke."""
        if self.said.get(desk.root) != text:
            self.said[desk.root] = text
            self.window_show_message(types.ShowMessageParams(kind, text))

    def publish(self, desk: Desk, only: Iterable[str] = ()) -> None:
        """Send the diagnostics of every file, or of some, and clear those of files that are fixed."""
        by_path = diagnose.by_path(desk)
        found = {desk.uri(path): (path, told) for path, told in by_path.items()}
        before = self.published.get(desk.root, set())
        open_files = {held.uri: path for path, held in desk.held.items()}
        some = {desk.uri(path) for path in only}
        for uri in sorted(some or {*found, *before, *open_files}):
            path, told = found.get(uri, (open_files.get(uri, ""), []))
            held = desk.told.get(path)
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, told, version=held.version if held else None)
            )
        self.published[desk.root] = set(found) | (before if some else set())

    async def settled(self, uri: str) -> tuple[Desk, str] | None:
        """A document's desk, judged as it stands now, and its path there."""
        found = self.desk(uri)
        if found is not None:
            await self.settle(found[0])
            while found[0].root in self.stale:
                await self.settle(found[0])
        return found

    async def chains(self, uri: str) -> tuple[Desk, str, list[Chain]] | None:
        """A document's desk, its path, and the chains there as they are now; no run is waited for."""
        if (found := self.desk(uri)) is None:
            return None
        desk, path = found
        async with self.questions:
            try:
                built = await asyncio.to_thread(desk.chains, dict(desk.held), path)
            except Failure:
                built = []  # a run says why
        return desk, path, built


def server(ask: Judge) -> Server:
    """A language server that asks `ask` about each repository, ready to be started."""
    made = Server(ask)
    for request, handler in HANDLERS.items():
        made.feature(request, OPTIONS.get(request))(handler)
    return made


async def watch(ls: Server, _: types.InitializedParams) -> None:
    """Ask to be told when files change that the editor does not hold."""
    files = ls.client_capabilities.workspace
    dynamic = files and files.did_change_watched_files
    if not (dynamic and dynamic.dynamic_registration):
        return
    names = dict.fromkeys(name for agent in AGENTS.values() for name in agent.names)
    watchers = [types.FileSystemWatcher(f"**/{name}") for name in [*names, *WATCHED]]
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    asked = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    ls.client_register_capability(types.RegistrationParams([asked]))


async def opened(ls: Server, told: types.DidOpenTextDocumentParams) -> None:
    document = told.text_document
    ls.hold(document.uri, document.text, document.version)


async def changed(ls: Server, told: types.DidChangeTextDocumentParams) -> None:
    uri = told.text_document.uri
    if (found := ls.desk(uri)) is not None:
        desk, path = found
        text = desk.held[path].text if path in desk.held else ""
        for change in told.content_changes:
            text = positions.changed(text, change, desk.encoding)
        ls.hold(uri, text, told.text_document.version)


async def saved(ls: Server, told: types.DidSaveTextDocumentParams) -> None:
    if (found := ls.desk(told.text_document.uri)) is not None:
        found[0].forget()
        ls.soon(found[0])


async def closed(ls: Server, told: types.DidCloseTextDocumentParams) -> None:
    if (found := ls.desk(told.text_document.uri)) is not None:
        desk, path = found
        desk.held.pop(path, None)
        desk.forget()
        ls.soon(desk)


async def touched(ls: Server, _: types.DidChangeWatchedFilesParams) -> None:
    for desk in ls.desks.values():
        desk.forget()
        ls.soon(desk)


async def hovered(ls: Server, told: types.HoverParams) -> types.Hover | None:
    found = await ls.chains(told.text_document.uri)
    if found is None:
        return None
    desk, path, chains = found
    return hover.hover(desk, path, told.position, chains)


async def chained(ls: Server, told: Any) -> dict[str, Any] | None:
    """`agentslint/chain` {uri}: what each agent is told at a file, for a status bar."""
    found = await ls.chains(told.uri)
    return pages.chain(*found) if found else None


async def explained(ls: Server, told: Any) -> dict[str, str] | None:
    """`agentslint/explain` {uri}: the same as a Markdown document, with what was found there."""
    found = await ls.chains(told.uri)
    return {"markdown": pages.explanation(*found)} if found else None


async def mapped(ls: Server, told: Any) -> dict[str, str] | None:
    """`agentslint/map` {uri}: the page of `agentslint map --format html`, for the repository of a file."""
    found = await ls.settled(told.uri)
    if found is None or (judged := found[0].judged) is None:
        return None
    async with ls.locks[found[0].root]:
        return {"html": await asyncio.to_thread(found[0].ask.map, judged)}


async def linked(ls: Server, told: types.DocumentLinkParams) -> list[types.DocumentLink]:
    found = await ls.settled(told.text_document.uri)
    return list(hover.links(*found)) if found else []


async def acted(ls: Server, told: types.CodeActionParams) -> list[types.CodeAction]:
    only = [str(getattr(kind, "value", kind)) for kind in told.context.only or []] or None
    found = await ls.settled(told.text_document.uri)
    if not found:
        return []
    can = moves_files(ls.client_capabilities)
    return list(actions.offered(*found, told.range, only, renames=can))


def moves_files(client: types.ClientCapabilities) -> bool:
    """Whether the editor carries out edits that rename and delete files."""
    edits = client.workspace.workspace_edit if client.workspace else None
    known = (edits.resource_operations or []) if edits and edits.document_changes else []
    return {types.ResourceOperationKind.Rename, types.ResourceOperationKind.Delete} <= set(known)


HANDLERS: Mapping[str, Callable[..., Any]] = {
    types.INITIALIZED: watch,
    types.TEXT_DOCUMENT_DID_OPEN: opened,
    types.TEXT_DOCUMENT_DID_CHANGE: changed,
    types.TEXT_DOCUMENT_DID_SAVE: saved,
    types.TEXT_DOCUMENT_DID_CLOSE: closed,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: touched,
    types.TEXT_DOCUMENT_HOVER: hovered,
    types.TEXT_DOCUMENT_DOCUMENT_LINK: linked,
    types.TEXT_DOCUMENT_CODE_ACTION: acted,
    "agentslint/chain": chained,
    "agentslint/explain": explained,
    "agentslint/map": mapped,
}
OPTIONS: Mapping[str, Any] = {
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, actions.ALL]
    ),
}
