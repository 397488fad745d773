"""Production code whose instructions require no check before a change is done."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cache

from agentslint.chain.context import Context
from agentslint.claims import check_commands, effective, instructions
from agentslint.core import lazy_re
from agentslint.model import Chain, Finding, Instruction, Link, Note, Place
from agentslint.repo import vendored
from agentslint.verdicts import contradictions

# what a tool keeps in a file, between marks of its own
BLOCK = lazy_re.compile(
    r"<!--\s*(?:BEGIN:)?([\w-]+)(?::(?:start|begin))?\s*-->.{0,20000}?<!--\s*(?:END:)?\1(?::end)?\s*-->",
    lazy_re.DOTALL | lazy_re.IGNORECASE,
)


def check_repo(context: Context) -> Iterator[Finding]:
    code = _code_directories(context)
    silent: dict[str, list[Chain]] = {}
    for directory, chain in context.chains.items():
        if directory in code and not chain.failure and not _answered(chain, context):
            silent.setdefault(_outermost(chain), []).append(chain)
    for path, found in silent.items():
        if not any(chain.sources for chain in found) and not any(_lost(chain) for chain in found):
            continue  # who is told nothing at all is told so by the rule for blank files
        # the nearest to the root says it for all below
        chain = min(found, key=lambda chain: (chain.directory.count("/"), chain.directory))
        directories = tuple(sorted(chain.directory for chain in found))
        yield _finding(path, chain, directories, context.options["brief"])


def _finding(path: str, chain: Chain, directories: tuple[str, ...], most: int) -> Finding:
    lost = _lost(chain)
    mentioned = [
        (i, text)
        for i in effective.in_chain(chain)
        for text in i.objects
        # `src/types.ts` in a table is a file, and no check of types
        if check_commands.kinds(text) and (i.action == "run" or check_commands.is_command(text))
    ]
    start = "no check is required before a change is done: "
    if lost:
        link, instruction = lost[0]
        why = "lies beyond the cut" if link.fate in ("cut", "dropped") else f"is {link.fate}"
        where = f"{link.path}:{instruction.place.line}"
        return Finding(Place(path), f"{start}what {where} requires {why}", directories=directories)
    if mentioned:
        instruction, text = mentioned[0]
        said = text if check_commands.is_command(text) else f'"{text}"'
        return Finding(
            Place(path),
            f"{start}{said} is mentioned, but nothing says when it has to pass",
            (Note(instruction.place, "mentioned here"),),
            severity="info",
            directories=directories,
            cause=f"no demand in {chain.directory}",
        )
    names = list(dict.fromkeys(link.path for link in chain.sources))
    return Finding(
        Place(path),
        f"{start}{', '.join(names)} {'names' if len(names) == 1 else 'name'} no check to run",
        severity="info" if _brief(chain, most) else None,
        directories=directories,
        # each agent of a run reads other files there, for one cause
        cause=f"no command in {chain.directory}",
    )


def _brief(chain: Chain, most: int) -> bool:
    """Whether all that is read is a note of a few words, in which nobody expects the checks."""
    texts = (link.file.text for link in chain.sources if link.file is not None)
    read = sum(len(BLOCK.sub("", text)) for text in texts)
    return read < most


def _lost(chain: Chain) -> list[tuple[Link, Instruction]]:
    return [(link, i) for link, i in effective.lost(chain) if i.checks]


def _answered(chain: Chain, context: Context) -> bool:
    # most chains demand a check, and few of their instructions can
    return any(
        _answers(instruction, context)
        for read in (contradictions.telling, instructions.of)
        for instruction in effective.in_chain(chain, None, read)
    ) or any(
        # the user may have let it in
        _answers(instruction, context)
        for link in chain.links
        if link.fate == "shadowed" and link.importer and link.file is not None
        for instruction in instructions.of(link.file)
    )


def _answers(instruction: Instruction, context: Context) -> bool:
    if instruction.checks or instruction.answer:
        return True
    own = tuple(context.options["commands"])
    if own and instruction.modality in ("require", "prefer"):
        return any(text.startswith(own) for text in instruction.objects)
    gates = [gate.casefold() for gate in context.options["gates"]]
    return any(gate in instruction.text.casefold() for gate in gates)


def _outermost(chain: Chain) -> str:
    links = chain.sources or chain.links
    project = [link.path for link in links if link.level == "project"]
    # some agents take the nearest first
    return min(project, key=lambda path: path.count("/")) if project else links[0].path


def _code_directories(context: Context) -> set[str]:
    """The directories with a chain of their own that govern production code."""
    endings = tuple(f".{ending}" for ending in context.options["code"])
    apart = frozenset(context.options["apart"])
    nearest = _nearest(context.chains)
    found: set[str] = set()
    for path in context.repo.listing.tracked:
        if not path.endswith(endings):
            continue
        # one file that counts is enough for a directory
        if (home := nearest(path.rpartition("/")[0] or ".")) not in found:
            found.update([home] if _production(path, apart) else [])
    return found


def _production(path: str, apart: frozenset[str]) -> bool:
    *folders, name = path.lower().split("/")
    if not apart.isdisjoint(folders) or vendored(path) or any(f.startswith(".") for f in folders):
        return False
    stem = name.split(".")[0]
    return not (
        stem in ("setup", "conftest", "noxfile", "conf")
        or stem.startswith("test_")
        or stem.endswith("_test")
        or ".test." in name
        or ".spec." in name
        or ".config." in name
        or ".d.ts" in name
    )


def _nearest(known: Iterable[str]):  # type: ignore[no-untyped-def]
    folders = frozenset(known)

    @cache
    def climb(folder: str) -> str:
        if folder in folders:
            return folder
        return "" if folder == "." else climb(posixpath.dirname(folder) or ".")

    return climb
