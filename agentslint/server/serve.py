"""The protocol's requests to desks: opens, changes, hovers, actions, links."""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from agentslint import __version__
from agentslint.chain.agents import AGENTS
from agentslint.model import Failure
from agentslint.repo import find_root
from agentslint.server import actions, diagnose, hover
from agentslint.server.desk import Desk, Held, Judge

if TYPE_CHECKING:
    from pygls.server import ServerErrors

PAUSE = 0.25  # seconds without a keystroke before anything is judged
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


class Server(LanguageServer):
    """Desks by root, and the judging that is under way at each."""

    def __init__(self, ask: Judge) -> None:
        # whole texts: how lines are counted is then nobody's but ours
        super().__init__(
            "agentslint",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
        )
        self.ask = ask
        self.desks: dict[str, Desk] = {}
        self.published: dict[str, set[str]] = {}
        self.timers: dict[str, asyncio.TimerHandle] = {}
        self.locks: dict[str, asyncio.Lock] = {}
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

    def hold(self, uri: str) -> None:
        """Take over what the editor has, and judge once it pauses."""
        document = self.workspace.get_text_document(uri)
        if (found := self.desk(uri)) is not None:
            desk, path = found
            desk.held[path] = Held(uri, document.source, document.version)
            self.soon(desk)

    def soon(self, desk: Desk) -> None:
        """Judge a desk when nothing has changed for PAUSE."""
        self.stale.add(desk.root)
        if (timer := self.timers.pop(desk.root, None)) is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self.timers[desk.root] = loop.call_later(PAUSE, lambda: loop.create_task(self.settle(desk)))

    async def settle(self, desk: Desk) -> None:
        """Judge a desk if anything changed since it was judged, and publish what is found."""
        async with self.locks[desk.root]:
            while desk.root in self.stale:
                self.stale.discard(desk.root)
                try:
                    desk.judged = await asyncio.to_thread(desk.judge, dict(desk.held))
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

    def tell(self, desk: Desk, kind: types.MessageType, text: str) -> None:
        """Show a person why nothing could be judged; once, not at each keystroke."""
        if self.said.get(desk.root) != text:
            self.said[desk.root] = text
            self.window_show_message(types.ShowMessageParams(kind, text))

    def publish(self, desk: Desk) -> None:
        """Send the diagnostics of every file, and clear those of files that are mended."""
        found = {desk.uri(path): (path, told) for path, told in diagnose.by_path(desk).items()}
        before = self.published.get(desk.root, set())
        open_files = {held.uri: path for path, held in desk.held.items()}
        for uri in sorted({*found, *before, *open_files}):
            path, told = found.get(uri, (open_files.get(uri, ""), []))
            held = desk.held.get(path)
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri, told, version=held.version if held else None)
            )
        self.published[desk.root] = set(found)

    async def settled(self, uri: str) -> tuple[Desk, str] | None:
        """A document's desk, judged as it stands now, and its path there."""
        found = self.desk(uri)
        if found is not None:
            await self.settle(found[0])
        return found


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
    ls.hold(told.text_document.uri)


async def changed(ls: Server, told: types.DidChangeTextDocumentParams) -> None:
    ls.hold(told.text_document.uri)


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
    found = await ls.settled(told.text_document.uri)
    return hover.hover(*found, told.position) if found else None


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
}
OPTIONS: Mapping[str, Any] = {
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions(
        [types.CodeActionKind.QuickFix, actions.ALL]
    ),
}
