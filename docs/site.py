"""Hooks of MkDocs: a page for each rule out of `rules/`, and links and fences as a site has them."""

from __future__ import annotations

import posixpath
import re
import tomllib
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

HOME = Path(__file__).parent.parent
SOURCE = "https://github.com/agentslint/agentslint/blob/main/"
# `~~~LANG PATH` is a file, in documents and on the pages of rules
FENCE = re.compile(r"^(?P<mark>~{3,}|`{3,})(?P<lang>[\w-]+)[ \t]+(?P<path>[^\n{`]+)$", re.MULTILINE)
FENCED = re.compile(r"^(~{3,}|`{3,})[^\n]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"^(~{3,}|`{3,})output$", re.MULTILINE)
# what GitHub folds a site shows: it has a list of contents
FOLD = re.compile(r"^<details><summary>.*</summary>\n|^</details>\n*\Z", re.MULTILINE)
LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))")
# languages that no highlighter knows
PLAIN = {"symlink", "directory", "pipe", "unreadable", "console"}


def on_files(files: Files, config: Any) -> Files:
    """Add what does not lie in `docs/`: the rules, their list, the changelog."""
    pages = {
        f"rule/{path.stem.replace('_', '-')}.md": path for path in (HOME / "rules").glob("*.md")
    }
    for place, path in sorted(pages.items()):
        text = FOLD.sub("", path.read_text(encoding="utf-8"))
        files.append(File.generated(config, place, content=text))
    files.append(File.generated(config, "rule/index.md", content=index(pages)))
    changes = (HOME / "CHANGELOG.md").read_text(encoding="utf-8")
    files.append(File.generated(config, "changelog.md", content=changes))
    return files


def index(pages: dict[str, Path]) -> str:
    """The list of the rules: severity, what each finds, how often it was right."""
    counts = tomllib.loads((HOME / "docs/precision.toml").read_text(encoding="utf-8"))
    rows = [
        "# Rules",
        "",
        "| rule | severity | finds | right, of those judged |",
        "|---|---|---|---|",
    ]
    for place, path in sorted(pages.items()):
        text = path.read_text(encoding="utf-8")
        id = posixpath.basename(place).removesuffix(".md")
        summary = " ".join(text.split("\n\n")[1].split())
        severity = re.search(r'^severity = "(\w+)"', text, re.MULTILINE)
        judged = counts.get(id, {})
        number = sum(judged.get(key, 0) for key in ("right", "weak", "wrong"))
        right = f"{judged['right']} of {number}" if number else ""
        rows.append(
            f"| [`{id}`]({id}.md) | {severity[1] if severity else ''} | {summary} | {right} |"
        )
    return "\n".join(rows) + "\n"


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Fences with the title of their file; links to what is on the site, else to the repository."""
    place = page.file.src_uri
    parts, end = [], 0
    for fence in FENCED.finditer(markdown):
        parts += [linked(markdown[end : fence.start()], place, files), titled(fence[0])]
        end = fence.end()
    return "".join([*parts, linked(markdown[end:], place, files)])


def titled(fence: str) -> str:
    """A fence that names a file, with the name above it."""

    def named(found: re.Match[str]) -> str:
        lang = "text" if found["lang"] in PLAIN else found["lang"]
        path = found["path"].strip().replace('"', "'")
        return f'{found["mark"]}{lang} title="{path}"'

    head, _, rest = fence.partition("\n")
    # a fence of no line is none to MkDocs
    rest = rest if "\n" in rest else f"\n{rest}"
    return OUTPUT.sub(r'\1text title="agentslint check"', FENCE.sub(named, head)) + "\n" + rest


def linked(text: str, place: str, files: Files) -> str:
    """Prose whose relative links lead somewhere on the site."""

    def moved(found: re.Match[str]) -> str:
        target, anchor = found["target"], found["anchor"] or ""
        if re.match(r"[a-z]+:|/", target):
            return found[0]
        # where the page lies in the repository
        folder = "rules" if place.startswith("rule/") else "" if place == "changelog.md" else "docs"
        path = posixpath.normpath(posixpath.join(folder, target))
        site = path.removeprefix("docs/") if path.startswith("docs/") else path
        if path == "rules":
            site = "rule/index.md"
        elif path.startswith("rules/") and path.endswith(".md") and place != "rule/index.md":
            site = f"rule/{posixpath.basename(path).replace('_', '-')}"
        if place == "rule/index.md" or files.get_file_from_path(site) is not None:
            return found[0] if place == "rule/index.md" else _relative(site, place) + anchor
        return f"{SOURCE}{path}{anchor}"

    return LINK.sub(moved, text)


def _relative(site: str, place: str) -> str:
    return posixpath.relpath(site, posixpath.dirname(place) or ".")
