"""One repository under edit: the texts that are not saved, and what is found with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pygls import uris

from agentslint import chain
from agentslint.lint.check import Outcome
from agentslint.model import Agent, Chain, Finding, Rule
from agentslint.repo import Repo, parent
from agentslint.server.positions import Document


@dataclass(frozen=True, slots=True)
class Judged:
    """What `check` says of a repository; the rules that exist there; the agents asked about."""

    outcome: Outcome
    rules: Mapping[str, Rule]
    agents: tuple[Agent, ...]


Judge = Callable[[Repo], Judged]


@dataclass(frozen=True, slots=True)
class Held:
    """A document that the editor has open."""

    uri: str
    text: str
    version: int | None = None


@dataclass
class Desk:
    """What an editor asks about one repository.

    `ask` finds what `check` would, and raises Failure where it could not look.
    `held` is by path from the root. `judged` is the last answer, None before the first.
    """

    root: str
    ask: Judge
    encoding: str = "utf-16"
    held: dict[str, Held] = field(default_factory=dict)
    judged: Judged | None = None
    _saved: Repo | None = None

    def judge(self, held: Mapping[str, Held]) -> Judged:
        """Everything that `check` would find if what is held were saved. Raises Failure."""
        if self._saved is None:
            self._saved = Repo.rooted(self.root)
        repo = self._saved.overlaid({path: each.text for path, each in held.items()})
        return self.ask(repo)

    def forget(self) -> None:
        """Something was saved or changed outside: look at the disk and at git again."""
        self._saved = None

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

    def chains(self, path: str) -> list[Chain]:
        """The chain of each agent in a file's directory."""
        agents = self.judged.agents if self.judged else ()
        return [chain.build(self.repo, agent, parent(path)) for agent in agents]
