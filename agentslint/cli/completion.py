"""Completion in bash, zsh and fish: the scripts, and the answers that they ask for."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
)

from agentslint.cli import options as shared
from agentslint.cli.exit_codes import CLEAN
from agentslint.core import lazy_re
from agentslint.model import SEVERITIES, Failure

VARIABLE = "_AGENTSLINT_COMPLETE"
PROGRAM = "agentslint"
OPTION = lazy_re.compile(r"(--[\w-]+=).*", lazy_re.DOTALL)


class Bash(BashComplete):
    """Bash breaks words at `=`, and replaces what stands behind the last one."""

    @staticmethod
    def _check_version() -> None:
        """Printing a script starts no other program."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        words: list[str] = []
        for word in [*args, incomplete]:
            if words and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        return words[:-1], words[-1]

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        found = super().get_completions(args, incomplete)
        before, equals, _ = incomplete.rpartition("=")
        return [_renamed(item, item.value.removeprefix(before + equals)) for item in found]


class Zsh(ZshComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        return _whole(super().get_completions(args, incomplete), incomplete)


class Fish(FishComplete):
    # click's own script drops what stands behind a value's first comma
    source_template = FishComplete.source_template.replace(
        'string split ","', 'string split --max 1 ","'
    )

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        return _whole(super().get_completions(args, incomplete), incomplete)


SHELLS: Mapping[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


@click.command("completion")
@click.argument("shell", required=False, type=click.Choice(list(SHELLS)))
def completion_command(shell: str | None) -> None:
    """Print the completion script of a shell (default: the one in $SHELL).

    \b
    bash   eval "$(agentslint completion bash)"        in ~/.bashrc
    zsh    eval "$(agentslint completion zsh)"         in ~/.zshrc, after compinit
    fish   agentslint completion fish > ~/.config/fish/completions/agentslint.fish
    """
    name = shell or os.path.basename(os.environ.get("SHELL", ""))
    if name not in SHELLS:
        raise Failure(f"completion: {name or 'no $SHELL'}: name one of {', '.join(SHELLS)}")
    made = SHELLS[name](click.Group(), {}, PROGRAM, VARIABLE)
    shared.put(made.source(), None)
    raise SystemExit(CLEAN)


def answer(commands: click.Group, asked: str) -> None:
    """Print what could be typed next, for a script that asks `<shell>_complete`.

    Whatever goes wrong here, a person is typing: nothing is said of it.
    """
    with contextlib.suppress(Exception):
        shell = SHELLS[asked.removesuffix("_complete")](commands, {}, PROGRAM, VARIABLE)
        told = shell.complete()
        shared.put(told + "\n", None)


def attached(command: click.Command) -> click.Command:
    """The same command, its parameters completed from what is known about their names."""
    for param in command.params:
        if (complete := VALUES.get(param.name or "")) is not None:
            param._custom_shell_complete = complete
    return command


def rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Rule ids; behind a comma, further ones."""
    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(before + comma + id) for id in ids() if id.startswith(last)]


def severities(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """`RULE=LEVEL`: the rule first, then the level."""
    rule, equals, level = incomplete.partition("=")
    if not equals:
        return [CompletionItem(f"{id}=") for id in ids() if id.startswith(rule)]
    return [CompletionItem(f"{rule}={each}") for each in SEVERITIES if each.startswith(level)]


def agents(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """The agents that are known."""
    from agentslint.chain.agents import AGENTS

    found = (agent for agent in AGENTS.values() if agent.id.startswith(incomplete))
    return [CompletionItem(agent.id, help=agent.title) for agent in found]


def schemas(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """The schemas that can be printed."""
    from agentslint.cli.schemas import OUTPUTS

    return [CompletionItem(name) for name in ("config", *OUTPUTS) if name.startswith(incomplete)]


def files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Files and directories, as the shell completes them."""
    return [CompletionItem(incomplete, type="file")]


def ids() -> list[str]:
    """Every rule's id by the name of its page: nothing is imported for it."""
    from agentslint.lint import registry

    found = set(registry.ids(registry.home()))
    with contextlib.suppress(Exception):
        found.update(_other_ids())
    return sorted(found)


def _other_ids() -> Iterable[str]:
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    from agentslint.lint import config, registry
    from agentslint.repo import Repo

    for point in entry_points(group=registry.PACK):
        spec = find_spec(point.module)
        for folder in (spec.submodule_search_locations or []) if spec else []:
            yield from registry.ids(folder)
    repo = Repo.at(".")
    for pack in config.load(repo).packs:
        yield from registry.ids(os.path.join(repo.root, pack))


def _whole(items: list[CompletionItem[Any]], incomplete: str) -> list[CompletionItem[Any]]:
    """With `--option=` before the values: zsh and fish replace the whole word."""
    option = OPTION.fullmatch(incomplete)
    if option is None:
        return items
    return [_renamed(item, option[1] + item.value) for item in items if item.type == "plain"]


def _renamed(item: CompletionItem[Any], value: str) -> CompletionItem[Any]:
    return CompletionItem(value, type=item.type, help=item.help)


Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[Any]]]
VALUES: Mapping[str, Completer] = {
    "select": rules,
    "ignore": rules,
    "id": rules,
    "severities": severities,
    "agents_asked": agents,
    "name": schemas,
    "config_file": files,
    "baseline": files,
    "output": files,
    "path": files,
    "paths": files,
}
