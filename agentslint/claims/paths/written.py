"""A path as a document writes it, and what of a text is one."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Literal

from agentslint.core import lazy_re
from agentslint.model import Place

Form = Literal["code", "link", "image", "text", "tree"]
# What a file's name ends with. A word with a dot that ends otherwise is a version, a host, a call.
EXTENSIONS = frozenset(
    """
    adoc astro avif bash bat bats bazel bicep bzl c cc cfg cjs clj cmake cmd conf cpp cs csproj css
    csv cts cu cue cxx dart ejs el ex exs fish fs gd gif go gradle graphql graphqls groovy h hbs hcl
    heex hpp hs htm html ico ini ipynb java jinja jinja2 jpeg jpg js json json5 jsonc jsonl jsx kt
    kts less liquid lock lua m md mdc mdx mermaid mjs mk ml mm mts mustache nim nix njk nu odt pdf
    php pkl plist png po prisma properties proto ps1 py pyi pyproj pyx r rb rego rs rst sass sbt
    scala scm scss sh slnx sln snap sol sql strings svelte svg swift tera tex tf tfvars thrift toml
    tpl ts tsv tsx txt typ vb vim vue wasm wat webp wgsl wit xml xsd yaml yml zig zsh
    ahk avsc bicepparam blp cppm cshtml dbml docx drawio eex ejs entitlements erb erl fbs frag fsi fsproj fsx
    gemspec glsl gotmpl gql haml hlsl hrl idl inl j2 jl kdl leex lean metal mmd mo nuspec odin odt
    patch pbxproj plantuml podspec pptx prql psd1 psm1 pug puml razor rbi resx ron rq ruleset service slim slnf
    stories storyboard sum svx tcl templ tmpl ttl twig ui usf vbproj vert wxs xaml xcconfig xcscheme xib
    xlf xlsx xsl xslt yang
    """.split()
)
# Endings that are also words behind a dot: only in a path of several parts.
WORDY = frozenset(
    "dot feature frag hal inc in lib metal mo org patch props service slim star stories sum targets templ ui vert".split()
)
NAMES = frozenset(
    """
    .codespellrc .dockerignore .editorconfig .env.example .envrc .eslintrc .gitattributes .gitignore
    .gitmodules .mailmap .node-version .npmrc .nvmrc .prettierignore .prettierrc .python-version
    .ruby-version .tool-versions BUILD CHANGELOG CODEOWNERS CONTRIBUTING COPYING Brewfile
    Containerfile Dockerfile Gemfile Jenkinsfile Justfile LICENSE Makefile NOTICE Pipfile Podfile
    Procfile Rakefile Tiltfile Vagrantfile WORKSPACE go.mod go.sum go.work gradlew justfile makefile
    mvnw
    """.split()
)
# One run of the characters that paths are made of.
_PATH = lazy_re.compile(r"(?:\.{0,2}/)?[\w.@+~-]+(?:/[\w.@+~-]+)*/?")
LONGEST = 500  # characters of a path that can be one: 4096 is what a kernel takes
_WINDOWS = lazy_re.compile(r"(?:\.{1,2}\\)?(?:[\w.@+~-]+\\)*[\w.@+~-]+")
# `docs/adr/*.md`, `src/{name}/index.ts`: the directories before what only stands for a name
_BEFORE_PATTERN = lazy_re.compile(
    r"((?:\.{0,2}/)?(?:[\w.@+~-]+/){2,})[\w.@+~-]*[*{<\[][\w.@+~*{}<>\[\],/?-]*"
)
_LINES = lazy_re.compile(r":\d+(?:[-:–]\d+)?$|#L\d+(?:-L?\d+)?$")
# `docs/adr/0001..0004.md`: from one to another, and none of that name
_RANGE = lazy_re.compile(r"[^/.]\.\.{1,2}[^/.]")
_BRAND = lazy_re.compile(r"[A-Z][A-Za-z]*\.(?:js|io|py|rs|ai)|(?:node|next|vue|nuxt|three|d3)\.js")


@dataclass(frozen=True, slots=True)
class Mention:
    """A path that a document mentions.

    path       as written, without line numbers, anchors or a test's name behind it
    place      where it stands in the document
    form       how: in a code span, as a link's target, in running text, in a tree diagram
    sentence   the sentence or cell that it stands in, `at` where in it
    block      the text of the whole paragraph, item, cell or fence
    headings   the headings it lies under, outermost first
    intro      what introduces the list, table or diagram
    group      what the entries of one list, column or diagram share; empty elsewhere
    leading    it is what its item, cell or line begins with: an entry of a catalogue
    near       directories that the text names close by, nearest first
    anchor     what a link names behind `#`; `target` is a link's whole target as written
    header     what stands over its column of a table
    row        what the other cells of its row say
    top        what a tree diagram has at its top
    line       the last line number behind it, 0 without one
    """

    path: str
    place: Place
    form: Form
    sentence: str
    at: int
    block: str
    headings: tuple[str, ...] = ()
    intro: str = ""
    group: tuple[object, ...] = ()
    leading: bool = False
    near: tuple[str, ...] = ()
    anchor: str = ""
    target: str = ""
    header: str = ""
    row: tuple[str, ...] = ()
    top: str = ""
    quoted: bool = False
    line: int = 0

    @property
    def before(self) -> str:
        """The sentence up to the mention."""
        return self.sentence[: self.at]

    @property
    def after(self) -> str:
        """The sentence behind the mention."""
        return self.sentence[self.at + len(self.path) :]

    @property
    def after_name(self) -> str:
        """What a diagram says behind the last part of a path, which is all that it draws."""
        return self.sentence[self.at + self.place.end_column - self.place.column :]

    @property
    def drawn(self) -> str:
        """What a diagram draws of the path on its own line: a name, or several of its parts."""
        return self.sentence[self.at : self.at + self.place.end_column - self.place.column]

    @property
    def listed(self) -> bool:
        """Whether it stands in a list, a table or a diagram, and not in a heading."""
        return bool(self.group) and self.group[0] != "heading"

    @property
    def is_directory(self) -> bool:
        """Whether it is written as a directory."""
        return self.path.endswith("/")

    @property
    def is_file(self) -> bool:
        """Whether it is written as a file: with an extension, or a well-known name."""
        return file_like(self.path)


def file_like(path: str) -> bool:
    """Whether a path's last part is a file's name, and not a mere suffix like `.spec.ts`."""
    name = posixpath.basename(path)
    if name in NAMES:
        return True
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if not dot or (extension in WORDY and "/" not in path):
        return False
    if extension not in EXTENSIONS and extension not in WORDY:
        return False
    return bool(stem.strip(".")) and not (name.startswith(".") and "/" not in path)


def clean(text: str) -> str:
    """The path that a code span holds, or empty where it holds none."""
    path = without_line(text.strip())
    path = path.partition("::")[0]
    if len(path) > LONGEST:
        return ""
    if not _PATH.fullmatch(path) or _BRAND.fullmatch(path) or "//" in path:
        return ""
    if "/" not in path and not file_like(path):
        return ""
    if ranged(path):
        return ""
    return path if lazy_re.search(r"[^\W\d_]", path) else ""


def ranged(path: str) -> bool:
    """Whether two dots stand between two names: a range of files, or of commits."""
    return _RANGE.search(path) is not None


def slashed(text: str) -> str:
    """A file's path as Windows writes it, with the slashes that git has: `src\\app\\main.cs`; else the text.

    Namespaces of PHP (`App\\Models\\User`) and escapes of patterns have no file's ending.
    """
    path = text.strip()
    if "\\" not in path or not _WINDOWS.fullmatch(path):
        return text
    return path.replace("\\", "/") if file_like(path.replace("\\", "/")) else text


def before_pattern(text: str) -> str:
    """The directory that a pattern in a code span begins with, where it names at least two."""
    found = _BEFORE_PATTERN.fullmatch(text.strip()) if len(text) <= LONGEST else None
    return found[1] if found and "//" not in found[1] else ""


def last_line(text: str) -> int:
    """The last line number behind a path, 0 without one."""
    found = _LINES.search(text.strip())
    numbers = lazy_re.findall(r"\d{1,7}", found[0]) if found else ()
    return max(map(int, numbers), default=0)


def without_line(text: str) -> str:
    """A path without the line numbers behind it."""
    return _LINES.sub("", text)
