"""Our frozen dataclasses do what those of Python do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest

from agentslint.core import values

Maker = Callable[..., Any]


def make(maker: Maker, **how: bool) -> Any:
    class Row:
        """A row."""

        name: str
        size: int = 0
        parts: list[int] = field(default_factory=list, compare=False)
        note: str = field(default="", repr=False)

        def twice(self) -> int:
            return 2 * self.size

    Row.__annotations__ = {"name": str, "size": int, "parts": list[int], "note": str}
    return maker(frozen=True, **how)(Row)


WAYS = [{"slots": True}, {"slots": False}, {"slots": True, "eq": False}]


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_it_is_what_python_makes(how: dict[str, bool]) -> None:
    theirs, ours = make(dataclasses.dataclass, **how), make(values.dataclass, **how)
    for words, named in [
        (("a",), {}),
        (("a", 2), {"note": "n"}),
        ((), {"name": "a", "parts": [1]}),
    ]:
        one, two = theirs(*words, **named), ours(*words, **named)
        assert repr(one) == repr(two)
        assert [getattr(one, each.name) for each in fields(theirs)] == [
            getattr(two, each.name) for each in fields(ours)
        ]
        assert one.twice() == two.twice()
        assert hasattr(one, "__dict__") == hasattr(two, "__dict__")
        same_of_one, same_of_two = theirs(*words, **named), ours(*words, **named)
        assert (one == same_of_one) == (two == same_of_two)
        if how.get("eq", True):
            assert hash(one) == hash(two) == hash(same_of_two)
        assert (one != replace(one, name="b")) is (two != replace(two, name="b")) is True
        assert two != one and two != "a"


@pytest.mark.parametrize("maker", [dataclasses.dataclass, values.dataclass])
@pytest.mark.parametrize("slots", [True, False])
def test_what_it_refuses(maker: Maker, slots: bool) -> None:
    made = make(maker, slots=slots)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        made()
    with pytest.raises(TypeError, match="unexpected keyword argument 'other'"):
        made("a", other=1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'size'"):
        made("a").size = 2
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'size'"):
        del made("a").size


@values.dataclass(frozen=True, slots=True)
class Kept:
    name: str
    parts: tuple[int, ...] = ()


@values.dataclass(frozen=True)
class Alone:
    name: str


@pytest.mark.parametrize("value", [Kept("a", (1,)), Alone("a")], ids=repr)
def test_it_is_copied_and_pickled(value: Kept | Alone) -> None:
    assert pickle.loads(pickle.dumps(value)) == copy.copy(value) == copy.deepcopy(value) == value


def test_lists_of_two_are_two() -> None:
    made = make(values.dataclass, slots=True)
    assert made("a").parts is not made("a").parts


def test_what_is_not_frozen_is_pythons() -> None:
    made = values.dataclass(slots=True)(type("Open", (), {"__annotations__": {"name": str}}))
    value = made(name="a")
    value.name = "b"
    assert value.name == "b"
