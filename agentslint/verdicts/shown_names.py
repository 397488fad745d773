"""Names that a text shows in fences, diagrams and plain sentences, against what git's history took from the code.

They are no statements by themselves: a fence is often made up. What code declared once, or a file was
called, and nothing has any more, is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentslint.claims import shown_names
from agentslint.claims.symbols import Symbol
from agentslint.facts import names
from agentslint.model import File
from agentslint.repo import Repo, directories, parent, vendored
from agentslint.verdicts import symbols
from agentslint.verdicts.dead_name import Dead


def prepare(repo: Repo, files: Sequence[File]) -> None:
    """Look the code through once for all names of documents, those that they state among them."""
    own = [file for file in files if not vendored(file.path)]
    stated = {one.name for file in own for one in symbols.stated(repo, file)}
    wanted = {one.name for every in shown(files).values() for one in every}
    names.prepare(repo, stated | wanted, [file.path for file in files])


def shown(files: Sequence[File]) -> dict[File, tuple[Symbol, ...]]:
    """The names that documents show, guides for a technology left out."""
    return {
        file: shown_names.read(file)
        for file in files
        if not (vendored(file.path) or symbols.GUIDE.search(file.path))
    }


def dead(repo: Repo, files: Sequence[File]) -> Iterator[Dead]:
    """Each mention of a name that code declared and that nothing has now, in document order."""
    rows = shown(files)
    wanted = {symbol.name for every in rows.values() for symbol in every}
    found = names.look(repo, wanted, [file.path for file in files])
    if not (found.complete and (found.lost or found.deleted)):
        return
    absent = found.absent - symbols.called(repo)
    lost = {name: one for name, one in found.lost.items() if name in absent and one.declared}
    instead = {name: symbols.renamed(repo, one) for name, one in lost.items()}
    for file, every in rows.items():
        for symbol in every:
            if symbol.name in lost:
                if not _of_another(lost[symbol.name].path, file.path):
                    yield Dead(symbol, lost[symbol.name], instead=instead[symbol.name])
            elif symbol.name in absent:
                one = symbols.deleted(repo, symbol, found)
                if one and one.gone and not _of_another(one.gone.path, file.path):
                    yield one


def _of_another(path: str, document: str) -> bool:
    """Whether code was a sample's or an example's, and the document is not of that: its names are anybody's."""
    return directories.shown(path) and not path.startswith(f"{parent(document)}/")
