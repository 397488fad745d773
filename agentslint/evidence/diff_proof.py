"""Whether sessions show that a check passed on the very content that a diff holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

from agentslint.evidence import check_states, edit_comparison
from agentslint.evidence.check_states import Attempt, FileEdit
from agentslint.evidence.checks import Required
from agentslint.evidence.edit_replay import Content
from agentslint.evidence.proof import Proof
from agentslint.model import Failure
from agentslint.repo import Repo
from agentslint.repo.changes import Diff, blob_id

# proved: it passed on this content; untold: it passed after the edits, and what a command made of
# the file is not told; other: it passed, and the file holds something else; no: it did not pass
Standing = Literal["proved", "untold", "other", "no"]
APART = 1 << 32  # more commands than one session has


class DiffProof:
    """Some sessions over one diff, as one line of time where they note one."""

    def __init__(self, repo: Repo, diff: Diff, proofs: Sequence[Proof]) -> None:
        self.repo, self.diff = repo, diff
        self.proofs = sorted(proofs, key=lambda proof: proof.session.began)

    def of(self, path: str, blob: str, check: Required) -> Standing:
        """How a check stands for a file with the content `blob`, "" where it is gone."""
        if all(edit.at.milliseconds for edit, _ in self._edits):
            return self._judged(path, blob, check, self._edits, self._attempts(check, self.proofs))
        best: Standing = "no"
        for number, proof in enumerate(self.proofs):
            mine = [(edit, n) for edit, n in self._edits if n == number]
            found = self._judged(path, blob, check, mine, self._attempts(check, [proof]))
            best = max(best, found, key=("no", "other", "untold", "proved").index)
        return best

    def _judged(
        self,
        path: str,
        blob: str,
        check: Required,
        edits: Iterable[tuple[FileEdit, int]],
        attempts: list[Attempt],
    ) -> Standing:
        mine = [edit for edit, _ in edits if edit.inside and edit.path in (path, ".")]
        if not any(edit.path == path for edit in mine):
            return "no"
        same = any(_is(given.get(path), blob) for given in self._given)
        if same:
            # what may have changed it did not
            mine = [edit for edit in mine if edit.sure]
        # the edits of this file alone are asked about, wherever the requirement stands
        judged = check_states.judge(replace(check, path=""), attempts, mine)
        if judged.state != "passed":
            return "no"
        if same:
            return "proved"
        untold = [c for given in self._given if (c := given.get(path)) and (c.by or not c.known)]
        return "untold" if untold else "other"

    def _attempts(self, check: Required, proofs: Iterable[Proof]) -> list[Attempt]:
        found = []
        for number, proof in enumerate(self.proofs):
            if proof not in proofs:
                continue
            for each in proof.checks:
                if each.required.command == check.command:
                    found += [replace(a, step=_apart(a.step, number)) for a in each.attempts]
        return found

    @cached_property
    def _edits(self) -> list[tuple[FileEdit, int]]:
        found = [
            (replace(edit, step=_apart(edit.step, number)), number)
            for number, proof in enumerate(self.proofs)
            for edit in proof.edits
        ]
        timed = all(edit.at.milliseconds for edit, _ in found)
        return sorted(found, key=lambda row: (row[0].at, row[0].step)) if timed else found

    @cached_property
    def _given(self) -> list[dict[str, Content]]:
        """What the files hold after all edits, from where the sessions began and from the base."""
        grounds: list[Repo | None] = [*[p.commit for p in self.proofs if p.commit][:1]]
        if (base := self._base()) is not None:
            grounds.append(base)
        edits = [edit for edit, _ in self._edits]
        return [edit_comparison.given(edits, ground) for ground in grounds or [None]]

    def _base(self) -> Repo | None:
        try:
            return Repo.at_revision(self.repo.root, self.diff.base)
        except Failure:
            return None


def _apart(step: tuple[int, int], number: int) -> tuple[int, int]:
    return (step[0] + number * APART, step[1]) if step[0] >= 0 else step


def _is(content: Content | None, blob: str) -> bool:
    if content is None or not content.known:
        return False
    if content.text is None or not blob:
        return content.text is None and not blob
    return blob_id(content.text.encode("utf-8", "surrogateescape"), blob) == blob
