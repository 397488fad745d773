"""An instruction file that was written for another project, or for the product's users."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from agentslint.chain.context import Context
from agentslint.claims import paths
from agentslint.core import lazy_re
from agentslint.core.phrases import AgentMessage
from agentslint.facts import tasks
from agentslint.facts.path_index import Standing
from agentslint.facts.tasks import workspaces
from agentslint.facts.tools import MANIFESTS
from agentslint.model import File, Finding, Piece, whole
from agentslint.repo import Repo, join, parent, parents, template_above, vendored
from agentslint.text import instruction_files, markdown, wording
from agentslint.text.shell import simple
from agentslint.verdicts.missing_paths import named_paths

# the role of a product's agent, told to itself
ROLE = r"^(?:#+[^\n]*\s+)?«you_are» (?:«article» |\*\*)(?P<role>[^.\n]{3,120})"
CODE = frozenset(
    "ts tsx js jsx javascript typescript mjs py python rust rs go ruby rb php java kotlin".split()
)
ALIKE = 3  # headings, of which a sibling shares half: one pattern for all
MANY = 6  # paths of several parts that a file names, none of which is here
LEAST = 2  # fences that use the package, below which it may be a note on a test


def check_file(file: File, context: Context) -> Iterator[Finding]:
    if file.path not in context.repo.listing.tracked:
        return
    why = _why(file, context)
    if why:
        directory = parent(file.path)
        where = "the whole repository" if directory == "." else f"{directory} and below"
        followed = "{why}: {agents} {follows} it in {where}"
        message = AgentMessage(followed, context.agent.title, why=why, where=where)
        yield Finding(whole(file.path), message, cause=why)


def _why(file: File, context: Context) -> str:
    repo = context.repo
    if vendored(file.path) and not _expected(file, context):
        return "this file was written for another project and came with its code"
    if absent := _all_absent(file, repo):
        return f"none of the {absent} paths that this file names is in this repository"
    made = template_above(file.path)
    if made and not _bound(file, repo, made[0]) and not _describes(file, repo, made[0]):
        return f"this file is {made[1]}, not instructions for this repository"
    if parent(file.path) != "." and (role := _role(file)):
        return f"this file tells the product's agent its role ({role})"
    # few files look like it: only of these all others are read
    if _usage(file, repo) and not (_bound(file, repo, ".") or _expected(file, context)):
        return "this file documents the package for its users"
    return ""


def _bound(file: File, repo: Repo, top: str) -> bool:
    """Whether it links to instructions of `top` or above it: it was written for where it lies.

    A template would lose them where it is put to use.
    """
    here = parent(file.path)
    return any(
        instruction_files.named(path)
        and (f"{top}/".startswith(f"{parent(path)}/") or parent(path) == ".")
        and repo.is_file(path)
        for piece in markdown.read(file)
        if piece.kind == "link" and str(piece.info["target"]).startswith("../")
        for path in [posixpath.normpath(join(here, str(piece.info["target"]).partition("#")[0]))]
        if not path.startswith("..")
    )


def _all_absent(file: File, repo: Repo) -> int:
    """How many paths a file names, where they are many and none is here or was: it is of another project."""
    standing = Standing(repo)
    named = []
    for paths_ in named_paths(standing, file):
        if standing.any(paths_):
            return 0
        named.append(paths_)
    if len(named) < MANY:
        return 0
    asked = {path for paths in named for path in paths}
    return 0 if repo.history.gone(asked, standing.files, standing.directories) else len(named)


def _describes(file: File, repo: Repo, top: str) -> bool:
    """Whether it speaks of templates or test data from outside: of `top` by its path, or of what lies beside it.

    A template of a whole project has its manifest with it, and speaks of its own files.
    """
    here = parent(file.path)
    named = {
        one.path.strip("/") for one in paths.read(file) if one.form in ("code", "link", "tree")
    }
    named |= {p.text.strip("/") for p in markdown.read(file) if p.kind == "code"}
    if any(path.startswith(f"{top}/") and repo.exists(path) for path in named):
        return True
    folders = [folder for folder in parents(here) if f"{folder}/".startswith(f"{top}/")]
    if any(repo.is_file(join(folder, name)) for folder in folders for name in MANIFESTS):
        return False
    return any(repo.exists(join(here, path)) for path in named if path.strip("./"))


def _expected(file: File, context: Context) -> bool:
    """Whether a file above sends its reader here, or a sibling is made alike: it is one of a series."""
    own = _headings(file)
    for other in context.files:
        if other.path == file.path or vendored(other.path):
            continue
        if (
            f"{parent(file.path)}/".startswith(f"{parent(other.path)}/")
            or parent(other.path) == "."
        ):
            if _links_to(other, file.path):
                return True
        elif len(own) >= ALIKE and len(own & _headings(other)) * 2 >= len(own):
            return True
    return False


def _headings(file: File) -> frozenset[str]:
    return frozenset(
        piece.text.lower() for piece in markdown.read(file) if piece.kind == "heading"
    ) - {"", posixpath.basename(file.path).lower()}


def _links_to(file: File, path: str) -> bool:
    here = parent(file.path)
    return any(
        posixpath.normpath(join(here, str(piece.info.get("target", piece.text)).partition("#")[0]))
        == path
        for piece in markdown.read(file)
        if piece.kind in ("link", "code") and path.rpartition("/")[2] in file.text
    )


def _role(file: File) -> str:
    """The role that the first paragraph gives, unless it is that of somebody who writes code."""
    for piece in markdown.read(file):
        if piece.kind in ("paragraph", "quote", "item"):
            found = wording.pattern("role", ROLE).match(piece.text)
            return (
                found["role"].strip("*")
                if found and not wording.pattern("role", "«ours»").search(found["role"])
                else ""
            )
    return ""


def _usage(file: File, repo: Repo) -> bool:
    """Whether the document is examples that import the repository's own package, and no more."""
    pieces = markdown.read(file)
    fences = [piece for piece in pieces if piece.kind == "fence" and piece.info.get("lang") in CODE]
    if len(fences) < LEAST:
        return False
    names = [name for name in _names(file, repo) if name]
    own = [piece for piece in fences if any(_imports(piece.text, name) for name in names)]
    if len(own) < LEAST or len(own) * 2 < len(fences):
        return False
    return not any(_grounded(piece, file, repo) for piece in pieces)


def _names(file: File, repo: Repo) -> Iterator[str]:
    """What the packages are called that the file lies in."""
    here = parent(file.path)
    found = workspaces.nearest(repo, here)
    if found is not None:
        yield found.name
    text = repo.text(join(here, "pyproject.toml"))
    if text and (named := lazy_re.search(r"^name\s*=\s*['\"]([\w.-]+)", text, lazy_re.M)):
        yield named[1].replace("-", "_")


def _imports(text: str, name: str) -> bool:
    word = lazy_re.escape(name)
    return bool(
        lazy_re.search(rf"(?:from|import|require\()\s*['\"]{word}(?:/[^'\"]*)?['\"]", text)
        or lazy_re.search(rf"^\s*(?:from {word}[.\w]* import|import {word}\b)", text, lazy_re.M)
    )


def _grounded(piece: Piece, file: File, repo: Repo) -> bool:
    """Whether a piece speaks of the repository: a path in it, or a task that it defines."""
    if piece.kind == "code" and "/" in piece.text:
        return repo.exists(piece.text.strip("./")) or repo.exists(
            join(parent(file.path), piece.text)
        )
    if piece.kind not in ("code", "fence") or piece.info.get("lang") in CODE:
        return False
    asked = [command.words for command in simple(piece.text)]
    return any(
        answer.verdict == "defined"
        for words in asked
        for answer in tasks.ask(repo, parent(file.path), words)
    )
