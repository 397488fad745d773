"""What a configuration may say, as JSON Schema, and the check of a value against such a schema.

One file on purpose: the schema of each key beside what reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentslint.chain.framing import STRIPPED
from agentslint.core.phrases import unknown as unknown
from agentslint.lint.config.where import Where
from agentslint.model import SEVERITIES, Failure, Rule

DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAMES_LIST = {"type": "array", "items": {"type": "string"}}
GLOBS = {**NAMES_LIST, "description": "Patterns as in .gitignore, relative to this file."}
PACKS = {
    **NAMES_LIST,
    "description": "Folders of rules of this repository. Their Python runs only with --local-rules.",
}
SEVERITY = {
    "enum": [*SEVERITIES, "off"],
    "description": "The level at which the rule reports; `off` turns it off.",
}
# what a rule's own table may hold before its options are known
RULE = {"type": "object", "properties": {"severity": SEVERITY}}
SELECT = {**NAMES_LIST, "description": "Run these rules and no others."}
IGNORE = {**NAMES_LIST, "description": "Rules not to run."}
EXCLUDE = {**NAMES_LIST, "description": "Globs of instruction files to leave alone."}
TABLES = {
    "type": "object",
    "description": "Severity and options of each rule.",
    "additionalProperties": RULE,
}
SCOPE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["globs"],
    "properties": {
        "globs": {**GLOBS, "minItems": 1},
        "exclude": {"type": "boolean", "description": "Leave these files alone."},
        "select": SELECT,
        "ignore": IGNORE,
        "rules": TABLES,
    },
}
EVIDENCE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "description": "Where the ledger is, and what still counts as one focused diff.",
    "properties": {
        "ledger": {"type": "string", "description": "The ledger, relative to the root."},
        "files": {"type": "integer", "minimum": 1, "description": "Files of one diff."},
        "lines": {"type": "integer", "minimum": 1, "description": "Lines added and deleted."},
        "directories": {"type": "integer", "minimum": 1, "description": "Top-level directories."},
        "generated": {**GLOBS, "description": "Globs of files that count apart."},
    },
}
TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "boolean"}
SLOTS = {"type": "array", "items": NAMES_LIST}


def _says(kind: Mapping[str, Any], **said: str) -> dict[str, Any]:
    """Keys of one kind, each with its description."""
    return {key: {**kind, "description": text} for key, text in said.items()}


def _one_of(*values: str, says: str) -> dict[str, Any]:
    return {"enum": list(values), "description": says}


# how front matter says which files a rule file is for
RULE_SCOPE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["names"],
    "properties": {
        **_says(
            TEXT,
            names="What the path of such a rule file contains.",
            always="The front matter key that sends the rule everywhere, whatever its globs.",
        ),
        **_says(
            NAMES_LIST,
            keys="Front matter keys that hold the globs; the first that is there counts.",
            whole="Globs that mean every file: a rule with these alone is sent at the start.",
            also="Further keys whose globs narrow the rule.",
        ),
        **_says(
            FLAG,
            split="Whether commas part one text into several globs.",
            later="Whether the rule is sent once a file that it is for is read.",
            strict="Whether white space behind the dashes makes it no front matter.",
        ),
        "grammar": _one_of("gitignore", "by-name", "by-path", says="How a glob matches a path."),
        "base": _one_of(
            "holder",
            "root",
            "here",
            says="Where paths begin: the directory whose rules they are, the root, or the working directory.",
        ),
        "broken": _one_of(
            "sent", "left-out", says="What becomes of a rule whose front matter is not valid YAML."
        ),
    },
}
IMPORTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["hops"],
    "description": "How `@path` in a file is followed. Without it, it is plain text.",
    "properties": {
        **_says(NUMBER, hops="How many files deep imports are followed."),
        "within": _one_of(
            "root", "here", says="Files are imported from below the root, or the working directory."
        ),
        "grammar": _one_of(
            "words",
            "words-outside-code",
            "quoted-words",
            "rendered-words",
            says="Where an `@` begins an import.",
        ),
        **_says(
            FLAG,
            again="Whether a file that was imported already is sent again.",
            real="Whether symbolic links are resolved before `within` is asked.",
        ),
        **_says(NAMES_LIST, apart="Ends of file names in which `@path` is plain text."),
    },
}
# a row of the table of agents, as far as data can say it: see docs/agents.md
AGENT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        **_says(
            TEXT,
            id="The name for `--agent` and `agents`.",
            like="The row that this one starts from (default: id).",
            title="The name in messages (default: id).",
            version="The version of the client that was asked.",
            checked="The day on which it was asked.",
            source="How it was asked.",
            frame="What is written around each file; `{text}` is its text.",
            joint="What is written between two files.",
        ),
        **_says(
            SLOTS,
            slots="Names of files, in order of preference: of each list, the first that is there is read.",
            spare="Slots that count only where no file of `silencers` is in the chain.",
            between="The slots of directories between the root and the working directory, where they differ.",
            top_slots="Slots of the root that are sent before all others.",
            end_slots="Slots of the root that are sent after all others.",
            lazy_slots="The slots of files that are sent later (see `lazy`), where they differ.",
            rule_slots="Slots of rule files, which are sent last.",
            user_slots="The user's own files, from `~` or a variable of the environment.",
            user_end_slots="The user's own files that are sent after the project's.",
            user_rule_slots="The user's own rule files.",
        ),
        **_says(
            NAMES_LIST,
            silencers="Names of files that keep those of `spare` from being read.",
            markers="Names that make a directory the root; the nearest counts.",
            worktree="Names that a linked worktree inside its main checkout does not read from there.",
        ),
        "strips": {
            "type": "array",
            "items": {"enum": list(STRIPPED)},
            "description": "Parts of a file that the model never sees.",
        },
        **_says(
            NUMBER,
            budget="How much of all project files is sent, in `unit`.",
            file_limit="The size in bytes above which one file is left out.",
        ),
        **_says(
            FLAG,
            links="Whether symbolic links are followed.",
            once="Whether a file that is met under two names is sent once.",
            ran="Whether the client itself was run; else the row comes from reading alone.",
            aside="Whether `--all-agents` leaves this row out, as an older release or other settings.",
            awaited_first="Whether rules that waited for a file come before the files of its directory.",
            worktree_twin="With `worktree`: whether a file of the main root is left out as well where the worktree has it too.",
        ),
        "rule_links": _one_of(
            "yes",
            "no",
            "here",
            says="Whether rule files are read that are symbolic links; `here`: if they lead below the working directory.",
        ),
        "scopes": {
            "type": "array",
            "items": RULE_SCOPE,
            "description": "How the front matter of rule files says which files they are for.",
        },
        "choice": _one_of(
            "each",
            "first-name",
            says="Each directory chooses among the names of a slot, or all take the first name that is in the chain.",
        ),
        "any_case": _one_of(
            "no",
            "stem",
            "whole",
            says="Whether letter case does not matter: in the name without its ending, or in all of it.",
        ),
        "reach": _one_of(
            "root-to-here",
            "here",
            "root",
            "nearest",
            says="The directories that are read; `here` is the working directory, `nearest` the nearest above with a file.",
        ),
        "ceiling": _one_of(
            "marker",
            "above-marker",
            "disk",
            says="Where the way up ends: at the root, one directory above it, or at the root of the disk.",
        ),
        "unmarked": _one_of(
            "here", "disk", says="Where the way up ends when no directory has a marker."
        ),
        "order": _one_of(
            "outermost-first",
            "nearest-first",
            "root-here-between",
            "by-name",
            "by-path",
            "by-title",
            says="The order in which files are sent; `by-title`: by name without its ending.",
        ),
        "lazy": _one_of(
            "never",
            "below",
            "anywhere",
            "everywhere",
            says="Whether files further down are sent once the agent reads a file there: `below` the working directory, `anywhere` in the repository, or `everywhere`, other repositories included.",
        ),
        "lazy_order": _one_of(
            "outermost-first", "nearest-first", says="The order of those that are sent later."
        ),
        "unit": _one_of("bytes", "characters", says="What `budget` counts."),
        "overflow": _one_of(
            "cut", "nothing", says="What is over the budget is cut, or then nothing is sent at all."
        ),
        "imports": IMPORTS,
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "agent-rows": {
            "type": "array",
            "items": AGENT,
            "description": "Agents to add to the table, or to correct in it.",
        },
        "extends": {
            "type": "string",
            "minLength": 1,
            "description": "A file whose settings count where this one says nothing else.",
        },
        "agents": {
            **NAMES_LIST,
            "minItems": 1,
            "description": "The agents to read as (default: those whose own files are here).",
        },
        "select": SELECT,
        "ignore": IGNORE,
        "fail-on": {
            "enum": [*SEVERITIES, "never"],
            "description": "The least severity that makes the exit code 1.",
        },
        "submodules": {
            "type": "boolean",
            "description": "Check the instruction files of submodules too (default: no).",
        },
        "exclude": EXCLUDE,
        "baseline": {
            "type": "string",
            "description": "The file of known findings, relative to the repository's root.",
        },
        "evidence": EVIDENCE,
        "rules": {
            "anyOf": [PACKS, {"type": "object"}],
            "description": "Packs, severities and options.",
        },
        "paths": {
            "type": "array",
            "items": SCOPE,
            "description": "What holds for some files, over what holds for all.",
        },
    },
}
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "array": (list,),
    "object": (dict,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}
# as TOML calls them
NAMED = {"object": "table"}
# keywords that say nothing of a value
SILENT = {"description", "default", "title", "examples"}


def schema(rules: Mapping[str, Rule]) -> dict[str, Any]:
    """JSON Schema of a configuration file, the rules' options included."""
    each = {
        id: {
            "type": "object",
            "description": rule.summary,
            "properties": {"severity": SEVERITY, **rule.options},
            "additionalProperties": False,
        }
        for id, rule in rules.items()
    }
    table = {
        "type": "object",
        "properties": {"packs": PACKS, **each},
        "additionalProperties": False,
    }
    ids = {"type": "array", "items": {"enum": list(rules)}}
    chosen = {"select": SELECT | ids, "ignore": IGNORE | ids}
    scoped = {**TABLES, "properties": each, "additionalProperties": False}
    scope = {**SCOPE, "properties": {**SCOPE["properties"], **chosen, "rules": scoped}}
    properties = {
        **SCHEMA["properties"],
        **chosen,
        "rules": {**SCHEMA["properties"]["rules"], "anyOf": [PACKS, table]},
        "paths": {**SCHEMA["properties"]["paths"], "items": scope},
    }
    return {"$schema": DRAFT, "title": "agentslint.toml", **SCHEMA, "properties": properties}


def check(value: Any, wanted: Mapping[str, Any], where: Where) -> None:
    """Hold a value against a JSON Schema. Raises Failure: where, what, what instead."""
    # importing jsonschema takes longer than most runs; a plain value needs none of it
    if plainly(value, wanted):
        return
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(wanted).iter_errors(value), key=_depth)
    if not errors:
        return
    error = errors[0]
    if error.validator == "anyOf" and any(
        each.absolute_path != error.absolute_path for each in error.context
    ):
        # the kind of value that came nearest says what is wrong
        error = min(error.context, key=_depth)
    where = where.at(*error.absolute_path)
    if error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = sorted(set(error.instance) - set(known))
        raise Failure(f"{where.on(extra[0])}: {unknown(extra[0], known, 'a key')}")
    if error.validator == "type":
        raise Failure(f"{where}: {_short(error.instance)} is not {_article(error.validator_value)}")
    if error.validator == "anyOf":
        kinds = [each["type"] for each in error.validator_value]
        raise Failure(f"{where}: {_short(error.instance)} is not {_article(kinds)}")
    if error.validator == "enum":
        known = ", ".join(str(each) for each in error.validator_value)
        raise Failure(f"{where}: {_short(error.instance)} is not one of {known}")
    if error.validator in ("minItems", "minLength") and not error.instance:
        raise Failure(f"{where}: it is empty: leave it out, or fill it")
    raise Failure(f"{where}: {error.message.splitlines()[0]}")


def no_nul(value: Any, where: Where) -> None:
    """Raise Failure where a text holds a NUL character: no system takes a name with one."""
    if isinstance(value, str) and "\0" in value:
        raise Failure(f"{where}: it holds a NUL character, and no name does")
    each = value.items() if isinstance(value, dict) else ()
    for key, below in enumerate(value) if isinstance(value, list) else each:
        no_nul(below, where.at(key))


def plainly(value: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether a value is valid by the commonest keywords alone. False means: ask jsonschema."""
    return all(
        keyword in SILENT or (keyword in PLAIN and PLAIN[keyword](value, said, wanted))
        for keyword, said in wanted.items()
    )


def _is(value: Any, kinds: Any, _: object = None) -> bool:
    named = kinds if isinstance(kinds, list) else [kinds]
    if isinstance(value, bool):
        return "boolean" in named
    return any(isinstance(value, KINDS.get(kind, ())) for kind in named)


def _properties(value: Any, said: Any, _: object) -> bool:
    return isinstance(value, dict) and all(
        plainly(value[name], said[name]) for name in value.keys() & said.keys()
    )


def _additional(value: Any, said: Any, wanted: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return False
    rest = value.keys() - wanted.get("properties", {}).keys()
    return not rest or (isinstance(said, dict) and all(plainly(value[name], said) for name in rest))


# keyword -> whether a value keeps what the schema says under it
PLAIN: dict[str, Callable[[Any, Any, Mapping[str, Any]], bool]] = {
    "type": _is,
    # True == 1, and JSON Schema says otherwise
    "enum": lambda value, said, _: isinstance(value, str) and value in said,
    "minimum": lambda value, said, _: isinstance(value, int | float) and value >= said,
    "minLength": lambda value, said, _: isinstance(value, str) and len(value) >= said,
    "minItems": lambda value, said, _: isinstance(value, list) and len(value) >= said,
    "items": lambda value, said, _: (
        isinstance(value, list) and all(plainly(v, said) for v in value)
    ),
    "anyOf": lambda value, said, _: any(plainly(value, each) for each in said),
    "required": lambda value, said, _: isinstance(value, dict) and value.keys() >= set(said),
    "properties": _properties,
    "additionalProperties": _additional,
}


def _depth(error: Any) -> int:
    return -len(error.absolute_path)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _article(kind: Any) -> str:
    kinds = [str(NAMED.get(k, k)) for k in (kind if isinstance(kind, list) else [kind])]
    return " or ".join(f"an {k}" if k[0] in "aeio" else f"a {k}" for k in kinds)
