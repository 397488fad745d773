"""Findings to code actions: their fixes, all safe ones at once, and a comment that suppresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from agentslint.core.escape import shown
from agentslint.model import Edit, Finding, Fix, Place
from agentslint.server.desk import Desk
from agentslint.server.diagnose import diagnostic

ALL = "source.fixAll.agentslint"
SHOWN = 40  # characters of a replacement in a title


def offered(
    desk: Desk, path: str, wanted: types.Range, only: Iterable[str] | None, *, renames: bool
) -> Iterator[types.CodeAction]:
    """The actions for a stretch of a file. With `renames`, the editor can move files."""
    kinds = tuple(only) if only is not None else None

    def asked(kind: str) -> bool:
        return kinds is None or any(kind == k or kind.startswith(f"{k}.") for k in kinds)

    here = [finding for finding in desk.findings(path) if _meet(desk, finding, wanted)]
    if asked(types.CodeActionKind.QuickFix):
        for finding in here:
            if finding.fix is not None and (renames or not finding.fix.renames):
                yield _fix(desk, finding, finding.fix)
        for finding in here:
            yield _suppression(desk, finding)
    if asked(ALL):
        together = _together(desk.findings(path))
        if together.edits:
            yield types.CodeAction(
                "Fix all that is safe to fix in this file",
                kind=ALL,
                edit=_workspace(desk, together),
            )


def _meet(desk: Desk, finding: Finding, wanted: types.Range) -> bool:
    found = desk.document(finding.place.path).range(finding.place)
    if found.start == found.end:  # it is true of the whole file, and shown on its first line
        return wanted.start.line <= found.start.line <= wanted.end.line
    first = (found.start.line, found.start.character) <= (wanted.end.line, wanted.end.character)
    return first and (wanted.start.line, wanted.start.character) <= (
        found.end.line,
        found.end.character,
    )


def _fix(desk: Desk, finding: Finding, fix: Fix) -> types.CodeAction:
    return types.CodeAction(
        title(fix) + ("" if fix.safe else " (may change the meaning)"),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(desk, finding)],
        is_preferred=fix.safe,
        edit=_workspace(desk, fix),
    )


def title(fix: Fix) -> str:
    """What a fix does, in a few words."""
    if fix.renames:
        first = fix.renames[0]
        told = f"Rename {first.path} to {first.to}" if first.to else f"Delete {first.path}"
    elif not any(edit.text.strip() for edit in fix.edits):
        told = "Remove this"
    else:
        text = " ".join(fix.edits[0].text.split())
        text = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
        told = f"Write {text}"
    more = len(fix.renames) + len(fix.edits) - 1
    return shown(told) + (f" and {more} more" if more else "")


def _suppression(desk: Desk, finding: Finding) -> types.CodeAction:
    place = finding.place
    whole = (place.line, place.column) == (place.end_line, place.end_column)
    line = 1 if whole else place.line
    text = (desk.repo.text(place.path) or "").split("\n")[line - 1]
    # the comment stays in its list item: it is indented as far as the item's text
    indent = text[: len(text) - len(text.lstrip())]
    word = "agentslint-ignore-file" if whole else "agentslint-ignore"
    comment = f"{indent}<!-- {word} {finding.rule}: say why -->\n"
    edit = Edit(Place(place.path, line, 1, line, 1), comment)
    where = "in this file" if whole else "here"
    return types.CodeAction(
        f"Suppress {finding.rule} {where}, with a reason",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(desk, finding)],
        edit=_workspace(desk, Fix(edits=(edit,))),
    )


def _together(findings: Iterable[Finding]) -> Fix:
    """The safe edits of one file that do not overlap, the first of two that do."""
    taken: list[Edit] = []
    for finding in findings:
        fix = finding.fix
        if fix is None or not fix.safe or fix.renames:
            continue
        if any(edit.place.path != finding.place.path for edit in fix.edits):
            continue
        if not any(_overlap(edit.place, other.place) for edit in fix.edits for other in taken):
            taken += fix.edits
    return Fix(edits=tuple(taken))


def _overlap(one: Place, two: Place) -> bool:
    first, second = sorted([one, two])
    return (second.line, second.column) < (first.end_line, first.end_column) or first == second


def _workspace(desk: Desk, fix: Fix) -> types.WorkspaceEdit:
    """A fix as the protocol has it: the edits of each file, then what is moved."""
    by_path: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.place.path, []).append(edit)
    if not fix.renames:
        return types.WorkspaceEdit(
            changes={desk.uri(path): _edits(desk, path, edits) for path, edits in by_path.items()}
        )
    changes: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = []
    for path, edits in by_path.items():
        held = desk.held.get(path)
        version = held.version if held else None
        document = types.OptionalVersionedTextDocumentIdentifier(desk.uri(path), version)
        changes.append(types.TextDocumentEdit(document, [*_edits(desk, path, edits)]))
    changes += [
        types.RenameFile(desk.uri(rename.path), desk.uri(rename.to))
        if rename.to
        else types.DeleteFile(desk.uri(rename.path))
        for rename in fix.renames
    ]
    return types.WorkspaceEdit(document_changes=changes)


def _edits(desk: Desk, path: str, edits: Iterable[Edit]) -> list[types.TextEdit]:
    document = desk.document(path)
    return [types.TextEdit(document.range(edit.place), edit.text) for edit in edits]
