"""One repository under edit: the texts that are not saved, and what is found with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from pygls import uris

from agentslint import chain
from agentslint.lint.session import Judged
from agentslint.model import Agent, Chain, Finding
from agentslint.repo import Repo, parent
from agentslint.server.judge import Judge, Watch
from agentslint.server.positions import Document


@dataclass(frozen=True, slots=True)
class Held:
    """A document that the editor has open."""

    uri: str
    text: str
    version: int | None = None


Texts = Mapping[str, Held]


@dataclass
class Desk:
    """What an editor asks about one repository.

    `held` is by path from the root. `judged` is the last answer, None before the first, and `told`
    are the texts that it is about. A run and a quick question may happen at one time: each has a
    repository of its own to look at.
    """

    root: str
    ask: Judge
    encoding: str = "utf-16"
    held: dict[str, Held] = field(default_factory=dict)
    judged: Judged | None = None
    told: Texts = field(default_factory=dict)
    _saved: Repo | None = None
    _quick: tuple[Repo, tuple[Agent, ...]] | None = None

    def judge(self, held: Texts, watch: Watch = lambda _: None) -> Judged:
        """Everything that `check` would find if what is held were saved. Raises Failure."""
        return self.ask.whole(self._with(held), watch)

    def near(self, held: Texts, path: str) -> Judged:
        """The last answer, with one file judged again by what is held of it. Raises Failure."""
        assert self.judged is not None
        return self.ask.near(self.judged, self._with(held), path)

    def chains(self, held: Texts, path: str) -> list[Chain]:
        """The chain of each agent in a file's directory, as it is now. No rule is run. Raises Failure."""
        if self._quick is None:
            saved = Repo.anew(self.root)
            self._quick = saved, self.ask.readers(saved)
        saved, agents = self._quick
        repo = _over(saved, held)
        return [chain.build(repo, agent, parent(path)) for agent in agents]

    def forget(self) -> None:
        """Something was saved or changed outside: look at the disk and at git again."""
        self._saved = self._quick = None

    @property
    def repo(self) -> Repo:
        """The repository as it was judged last."""
        return self.judged.outcome.repo if self.judged else Repo.rooted(self.root)

    def path(self, uri: str) -> str | None:
        """A document's path from the root, or None where it lies elsewhere."""
        file = uris.to_fs_path(uri)
        if file is None or not file.startswith(self.root.rstrip("/") + "/"):
            return None
        return os.path.relpath(file, self.root).replace(os.sep, "/")

    def uri(self, path: str) -> str:
        """The address of a path: as the editor writes it where the editor has it open."""
        if path in self.held:
            return self.held[path].uri
        return uris.from_fs_path(os.path.join(self.root, path)) or ""

    def document(self, path: str) -> Document:
        """The text of a path as it was judged last, to count in."""
        text = self.repo.text(path) or ""
        held = self.held.get(path)
        marked = held is None or not held.text.startswith("\ufeff")
        return Document(text, self.encoding, marked=marked)

    def findings(self, path: str) -> list[Finding]:
        """What is found in one file."""
        found = self.judged.outcome.findings if self.judged else ()
        return [finding for finding in found if finding.place.path == path]

    def _with(self, held: Texts) -> Repo:
        if self._saved is None:
            self._saved = Repo.anew(self.root)
        return _over(self._saved, held)


def _over(saved: Repo, held: Texts) -> Repo:
    return saved.overlaid({path: each.text for path, each in held.items()})
