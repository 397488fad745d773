"""What git is told to do, and whether that may change files of the work tree."""

from __future__ import annotations

from agentslint.evidence.programs import listed

Words = tuple[str, ...]


def words(typed: Words) -> Words:
    """What git is told to do, and with what: the words behind its own options."""
    rest = typed[1:]
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in ("-C", "-c", "--git-dir", "--work-tree") else rest[1:]
    return rest


def writes(rest: Words) -> bool:
    """Whether a git command may change files of the work tree."""
    verb, arguments = (rest[0], rest[1:]) if rest else ("", ())
    if verb in ("checkout", "switch"):
        return not any(word in ("-b", "-B", "-c", "-C", "--create") for word in arguments)
    if verb == "reset":
        return "--hard" in arguments or "--merge" in arguments
    if verb == "stash":
        return not arguments or arguments[0] not in ("list", "show", "create", "drop")
    if verb == "rm":
        return "--cached" not in arguments
    if verb == "apply":
        return not {"--check", "--stat", "--cached"} & set(arguments)
    if verb == "worktree":
        return False
    return bool(verb) and verb not in listed("writes", "verbs", "git")
