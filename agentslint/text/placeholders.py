"""What only stands for a word or a path that the reader fills in: `<name>`, `path/to/x`, `my-feature`."""

from __future__ import annotations

from agentslint.core import lazy_re

PATH = lazy_re.compile(
    r"(?:^|/)(?:path/to|(?:my|your|some)[-_][^/]*|(?:foo|bar|baz|foobar|example|sample|placeholder|dummy"
    r"|name|abc|mm|dd|xxx+|yyy+|nnn+)[-_]?\d*(?=$|/|\.)|(?:test|spec)?[-_]?(?:my[-_]?new[^/]*|foo)(?=$|/|\.)"
    r"|test[-_](?:feature|something)(?=\.))"
    r"|(?:^|[/._-])(?:kebab-case|snake_case|camelcase|pascalcase|lowercase|yyyy"
    r"|(?:component|feature|module|package|project|plugin|page|service|skill|agent|rule|entity|resource"
    r"|screen|hook|folder|file|command|tool|model|crate|app|example|extension|theme)[-_]name)(?=$|[/._-])"
    r"|\.\.\.|…",
    lazy_re.IGNORECASE,
)
# These are told by their letter case.
CASED = lazy_re.compile(
    r"^(?:My|Your|Foo|Bar|Some|Example)[A-Z]"
    r"|(?:^|/)(?:Component|Feature|Module|Class|File|Page|Package)Names?\b"
    r"|(?:^|/)[XYN]{1,4}(?:[_/]|\.|$)|(?:^|[^A-Za-z])(?:NNN+|XXX+|YYYY)(?![A-Za-z])"
)
WORD = lazy_re.compile(
    r"[<>{}$*?…\[\]|`\"'\\]|\.\.\.|^(?:xxx+|foo|bar|my[-_].*|your[-_].*)$"
    r"|^(?:bench|benchmark|case|crate|example|feature|module|package|script|suite|target|task|test)[-_]name$",
    lazy_re.I,
)


def in_path(path: str) -> bool:
    """Whether a path only stands for one: `path/to/x`, `my-feature`, `YYYY-MM-DD.md`."""
    return PATH.search(path) is not None or CASED.search(path) is not None


def in_word(word: str) -> bool:
    """Whether a word stands for something the reader fills in."""
    return not word or WORD.search(word) is not None
