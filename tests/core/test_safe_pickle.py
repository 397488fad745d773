"""A pickle that makes values of ours, and nothing else: a planted one runs nothing."""

from __future__ import annotations

import datetime
import pickle
import pickletools

import pytest

from agentslint.core import phrases, safe_pickle
from agentslint.facts.fact import Fact
from agentslint.model import Finding, Place, whole

MESSAGE = phrases.AgentMessage("{agents} {reads} {path}", "Codex", path="AGENTS.md")


@pytest.mark.parametrize(
    "value",
    [
        [Finding(Place("a.md", 1, 1, 1, 2), "a message", related=())],
        (Fact("kind", "subject", "value", whole("a.md")), {"a": frozenset("b")}),
        datetime.date(2026, 1, 1),
        None,
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_come_back(value: object) -> None:
    assert safe_pickle.loads(safe_pickle.dumps(value) or b"") == value


def test_a_message_about_an_agent_comes_back_whole() -> None:
    back = safe_pickle.loads(safe_pickle.dumps(MESSAGE) or b"")
    assert isinstance(back, phrases.AgentMessage)
    assert back == MESSAGE
    assert back.about(["Codex", "Pi"]) == MESSAGE.about(["Codex", "Pi"])


def named(module: str, name: str, *given: str) -> bytes:
    """A pickle that calls what is found under a name."""

    def texts(*rows: str) -> list[bytes]:
        return [pickle.SHORT_BINUNICODE + bytes([len(row)]) + row.encode() for row in rows]

    called = [*texts(module, name), pickle.STACK_GLOBAL, pickle.MARK, *texts(*given)]
    data = b"".join([pickle.PROTO, b"\x04", *called, pickle.TUPLE, pickle.REDUCE, pickle.STOP])
    assert list(pickletools.genops(data))  # well formed
    return data


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("subprocess", "Popen"),
        # through what modules of ours import
        ("agentslint.io.git_process", "subprocess.Popen"),
        ("agentslint.io.replay.spawn", "os.system"),
        ("agentslint.repo", "os.system"),
        ("agentslint.core.safe_pickle", "pickle.Unpickler"),
        ("agentslint.core.safe_pickle", "io.FileIO"),
        ("agentslint.repo", "Disk"),
        # and of ours what is no value
        ("agentslint.io.replay.spawn", "Spawned"),
        ("agentslint.repo", "Repo"),
        ("agentslint.repo.write", "replace_file"),
        ("agentslint.model", "Finding.__init_subclass__"),
        ("agentslint.__main__", "sys"),
        ("agentslintx", "y"),
    ],
)
def test_nothing_else_is_made(module: str, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no value of ours"):
        safe_pickle.loads(named(module, name, "/"))


def test_what_is_planted_is_not_run() -> None:
    class Planted:
        def __reduce__(self) -> tuple[object, ...]:
            return exec, ("raise SystemExit(1)",)

    with pytest.raises(pickle.UnpicklingError):
        safe_pickle.loads(pickle.dumps(Planted(), 5))
