"""The word files, one for each language: read, and held against what they may hold.

`words/README.md` says what each table is for. Whoever adds a language adds one file there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from agentslint.core import lazy_re, parsing
from agentslint.model import Failure

FOLDER = ("text", "words")
NEUTRAL = "commands.toml"  # of no language
# The tables that a word file may hold.
TABLES: Mapping[str, frozenset[str]] = {
    "modality": frozenset({"forbid", "avoid", "require", "prefer", "allow"}),
    "strength": frozenset({"absolute", "exception"}),
    "actions": frozenset(
        {"run", "verify", "use", "write", "change", "keep", "commit", "end", "read", "say"}
    ),
    "verification": frozenset(
        {"checks", "run", "gates", "demands", "delegates", "topics", "waivers", "binds", "passes"}
        | {"mandatory", "apart", "environments"}
    ),
    "hedge": frozenset(
        """
        negated none refused_behind isnt denied enforced ban banned instead past present optional may condition example instance planned elsewhere outside theirs here made product passing maker receiver recorded empty moves target target_behind sketched unasked change about alternative spoken personal shown old wrong right run_from run_in means turn and but
        """.split()
    ),
    "override": frozenset(
        {"reads", "adds", "still", "replaces", "sends", "root", "conflict", "wins", "joins"}
        | {
            "copies",
            "hides",
            "theirs",
            "points",
            "sole",
            "imports",
            "aside",
            "reads_behind",
            "adds_behind",
        }
    ),
    "scope": frozenset(
        {"applies", "whole", "conflict", "wins", "nearest", "outermost", "excluded", "about"}
    ),
    "claim": frozenset(
        {
            "absent",
            "empty",
            "placeholder",
            "tests",
            "plain",
            "here",
            "everywhere",
            "narrowing",
            "unless",
            "self",
            "files",
            "index",
            "complete",
            "pending",
            "members",
            "each_has",
            "sole",
            "root",
            "skill",
        }
    ),
    "stated": frozenset(
        """
        all_of apart at branch branching called characters ci codebase consumers contained contained_behind containing coverage crates current deed default_branch dependencies depends depends_behind directly docker docs does double edition every foreign_licence foreign_port foreign_skill foreign_version formatter function here holds holds_behind image indent job latest licence lines link linter modules n1 n10 n11 n12 n2 n3 n4 n5 n6 n7 n8 n9 no nothing notyet of_tab off on only only_behind only_in_behind own own_version packages partial port port_is project_is pulls quotes route runs script scripts semicolon serves service set_in sets settled single skills spaces state strict tab target tests there unsaid urges used usedby usedby_before unset using vague version whole width workflows workspace wrap yes
        """.split()
    ),
    "opposites": frozenset(
        {"never", "always", "filler", "manner", "case", "point", "only", "pronoun", "exists"}
        | {"waives", "general", "asked", "replaces", "case_behind", "point_behind"}
    ),
    "same": frozenset(
        {"run", "edit", "write", "remove", "commit", "push", "follow", "keep", "enable", "ask"}
        | {"ignores", "skips", "forgets", "disables"}
    ),
    "size": frozenset(
        {"keep", "itself", "brief", "under", "more", "words", "lines", "characters"}
        | {"unit", "column", "about", "has", "long", "bound", "tests"}
    ),
    "join": frozenset("and be below by in nor on or particle the turns".split()),
    "used": frozenset("acts behind beside loose purpose stacks vague verbs".split()),
    "work": frozenset(
        "ORM bundler cache database formatter framework frontend language linter manager queue test tool types".split()
    ),
    "choice": frozenset(
        "advice anew over thing beside alone alone_for for handed_out rest within article part between".split()
    ),
    "freshness": frozenset({"current", "as_of", "updated", "label"}),
    "filler": frozenset({"whole", "invites", "here", "yours"}),
    "counted": frozenset(
        "about across all counter files files_header folders folders_header header overview part parts things within".split()
    ),
    "sends": frozenset(
        "column edits fills inside instead label look owners stated to where".split()
    ),
    "ruling": frozenset({"named", "truth", "of", "limited", "filler"}),
    "place": frozenset({"inside", "article", "checkout", "here", "runs"}),
    "expiry": frozenset(
        "until weak removes by lasts till the end_of release is released branch merged own until_behind".split()
    ),
    "unit": frozenset("example leads trails softener skipped cases ever omits".split()),
    "version": frozenset(
        {"label", "whose", "own", "package", "document", "kind", "copula", "later", "through"}
        | {"counted", "uncounted", "least", "early"}
    ),
    "demand": frozenset(
        """after ahead aside changes chooses commands documents done general if_run negates partial passes places purpose sole standing strict
        told until weak when which with""".split()
    ),
    "gate": frozenset("change commit merge push release review".split()),
    "check": frozenset("build lint linters suites test tests typecheck typechecks".split()),
    "conflict": frozenset(
        "always case filler has kind not only polite refuses resorts room".split()
    ),
    "subject": frozenset("file including is this".split()),
    "symbol": frozenset(
        "acts between contrast in_file invented invented_above lead thing uses uses_behind".split()
    ),
    "setting": frozenset("elsewhere".split()),
    "purpose": frozenset("owner purpose".split()),
    "repeat": frozenset("applies lead this".split()),
    "role": frozenset("article ours you_are".split()),
    "sentence": frozenset("compound short".split()),
    "secret": frozenset("documented".split()),
    "constant": frozenset("header is now".split()),
    "automation": frozenset("ci verb then header other hook denies".split()),
    "keyed": frozenset("default set has asked".split()),
    "definition_place": frozenset("defined defined_behind defines seen thing".split()),
    "imported": frozenset("everywhere imports no not refuses unless uses without".split()),
    "convention": frozenset(
        "classes defined enums every extends functions inherits interfaces no nowhere prefixed purpose tests types".split()
    ),
    "placed": frozenset("every in lives narrowing never no only tests".split()),
    "listed": frozenset("all aside key lives map plain".split()),
    "months": frozenset(
        "january february march april may june july august september october november december".split()
    ),
    "precedence": frozenset({"order", "local", "global", "rising"}),
    "tongues": frozenset(
        {"english", "german", "spanish", "portuguese", "french", "italian", "dutch", "polish"}
        | {"russian", "ukrainian", "turkish", "vietnamese", "chinese", "japanese", "korean"}
    ),
    "answer_language": frozenset({"topics"}),
    "commit_language": frozenset({"topics"}),
    "comment_language": frozenset({"topics"}),
    "coverage": frozenset({"topics", "below"}),
    "either": frozenset(
        {"deployment", "package_manager", "naming", "number", "direction", "imports", "visibility"}
        | {"spelling", "base", "mood"}
    ),
    "base_branch": frozenset({"topics"}),
    "pr_base": frozenset({"topics"}),
    "quotes": frozenset({"single", "double"}),
    "semicolons": frozenset({"semicolons", "no_semicolons"}),
    "indentation": frozenset({"tabs", "number"}),
    "line_length": frozenset({"number"}),
    "merge_method": frozenset({"squash", "rebase"}),
    "docstring_style": frozenset({"topics", "google", "numpy", "sphinx"}),
}
# Of these the English words stand beside the commands, or a language has what others have not.
CHOICES = frozenset({"quotes", "semicolons", "indentation", "line_length", "merge_method"})
# What `vocabulary.shipped` has no use for: lexicons of their own, and the words of `wording`'s shapes.
ELSEWHERE = frozenset(
    {
        "hedge",
        "override",
        "claim",
        "stated",
        "precedence",
        "opposites",
        "same",
        "either",
        "size",
        "freshness",
    }
    | {"filler", "counted", "sends", "ruling", "place", "expiry", "unit", "version", "months"}
    | {
        "join",
        "used",
        "work",
        "choice",
        "demand",
        "gate",
        "check",
        "conflict",
        "subject",
        "symbol",
        "setting",
        "purpose",
        "repeat",
        "role",
        "sentence",
        "secret",
    }
)
# What these files are made of; tomllib takes ten times as long for the same, and reads all else.
_PARTS = lazy_re.compile(
    r"\[(\w+)\]\n|(\w+) = \[((?:\s*\"[^\"\\\n]*?\w[^\"\\\n]*\",?)*)\s*\]\n|(?:#[^\n]*)?\n"
)

Words = dict[tuple[str, str], list[str]]


@cache
def shipped(*sections: str) -> Words:
    """The phrases of all languages by section and table, each once; of some sections, where these are named.

    Raises Failure naming file and table where a file is not as it should be.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for words in each(*sections).values():
        for key, phrases in words.items():
            found.setdefault(key, {}).update(dict.fromkeys(phrases))
    return {key: list(phrases) for key, phrases in found.items()}


@cache
def each(*sections: str) -> dict[str, Words]:
    """The phrases of each language, by its code. Raises Failure as `shipped` does."""
    return {
        code: {
            key: phrases
            for section in sections or parts
            if section in parts
            for key, phrases in parsed(parts[section], f"{code}.toml")
        }
        for code, parts in _texts().items()
    }


@cache
def _texts() -> dict[str, dict[str, str]]:
    """The text of each section of each file: a run reads few of them."""
    found: dict[str, dict[str, str]] = {}
    folder = os.path.join(parsing.PACKAGE, *FOLDER)
    for name in sorted(os.listdir(folder)):
        if name.endswith(".toml") and name != NEUTRAL:
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                head, *parts = f"\n{file.read()}".split("\n[")
            texts = {part.partition("]")[0]: f"[{part}\n" for part in parts}
            found[name.removesuffix(".toml")] = {"": f"{head}\n"} | texts
    return found


def parsed(text: str, where: str) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """The tables of one word file, TOML. Raises Failure naming `where` and the table at fault."""
    section, at = "", 0
    for part in _PARTS.finditer(text):
        if part.start() != at or (part[2] and part[2] not in TABLES.get(section, ())):
            break
        at = part.end()
        if part[1]:
            section = part[1]
        elif part[2]:
            yield (section, part[2]), part[3].split('"')[1::2]
    if at != len(text):
        yield from tables(_toml(text, where), where)


def tables(rows: Mapping[str, Any], where: str) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """The same of a parsed file."""
    for section, lists in rows.items():
        if not isinstance(lists, dict):
            raise Failure(f"{where}: {section}: want a table of lists of phrases")
        for name, phrases in lists.items():
            if name not in TABLES.get(section, ()):
                known = ", ".join(sorted(TABLES.get(section, TABLES)))
                raise Failure(f"{where}: {section}.{name}: no such table; there are {known}")
            if not isinstance(phrases, list) or not all(map(_phrase, phrases)):
                raise Failure(f"{where}: {section}.{name}: want a list of phrases")
            yield (section, name), phrases


def _phrase(value: object) -> bool:
    return isinstance(value, str) and lazy_re.search(r"[^\W_]", value) is not None


def _toml(text: str, where: str) -> dict[str, Any]:
    try:
        return parsing.toml(text)
    except ValueError as error:
        raise Failure(f"{where}: {error}") from None
