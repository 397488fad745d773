"""Frozen dataclasses, made in a quarter of the time: a run makes some hundred before it reads a file.

`dataclasses` compiles six methods for each, half a millisecond in all. Here it finds the fields, and
one method is compiled: the others get what they need of the fields when they are called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, field
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
@dataclass_transform(field_specifiers=(field,))
def dataclass(cls: type[T], /) -> type[T]: ...


@overload
def dataclass(
    *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> Callable[[type[T]], type[T]]: ...


def dataclass(
    cls: type[Any] | None = None,
    /,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    order: bool = False,
) -> Any:
    """What `dataclasses.dataclass` makes of a class, but for what nobody here asks of one.

    Of a frozen one nothing can be set or deleted, also what is no field; the fields are all for
    `__init__`, in their order.
    """
    if cls is not None:
        return dataclasses.dataclass(cls)
    if not frozen or order:
        return dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq, order=order)
    return lambda cls: _frozen(cls, slots, eq)


def _frozen(cls: type[Any], slots: bool, eq: bool) -> type[Any]:
    own = cls.__dict__
    made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    fields = dataclasses.fields(made)
    values = _values([each.name for each in fields])
    methods: dict[str, Any] = {
        "__init__": _init(made, fields, slots),
        "__repr__": _repr([each.name for each in fields if each.repr]),
        "__setattr__": _set,
        "__delattr__": _delete,
    }
    if eq:
        methods |= _alike(_values([each.name for each in fields if each.compare]))
    if slots:
        # a copy is made, and read from a pickle, without setting anything
        methods |= {"__getstate__": values, "__setstate__": _restore(made, fields)}
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of some attributes."""
    if len(names) > 1:
        return lambda self, get=attrgetter(*names): get(self)  # type: ignore[misc]
    return lambda self: tuple(getattr(self, name) for name in names)


def _init(cls: type[Any], fields: tuple[Field[Any], ...], slots: bool) -> Callable[..., None]:
    """`__init__`, compiled: nothing else takes arguments by place and by name as fast."""
    known: dict[str, Any] = {"_missing": MISSING, "_object": object}
    words, lines = ["self"], []
    for each in fields:
        name = value = each.name
        if each.default is not MISSING:
            known[f"_default_{name}"] = each.default
            words.append(f"{name}=_default_{name}")
        elif each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            words.append(f"{name}=_missing")
            value = f"_make_{name}() if {name} is _missing else {name}"
        else:
            words.append(name)
        if slots:
            known[f"_set_{name}"] = getattr(cls, name).__set__
            lines.append(f"_set_{name}(self, {value})")
        else:
            lines.append(f"_object.__setattr__(self, {name!r}, {value})")
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({', '.join(words)}):\n {body}", known)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _repr(names: list[str]) -> Callable[[Any], str]:
    def shown(self: Any) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({told})"

    return recursive_repr()(shown)


def _alike(values: Callable[[Any], tuple[Any, ...]]) -> dict[str, Any]:
    """`__eq__` and `__hash__` by some values."""

    def equal(self: Any, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented  # type: ignore[no-any-return]
        return values(self) == values(other)

    def hashed(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _restore(cls: type[Any], fields: tuple[Field[Any], ...]) -> Callable[[Any, Any], None]:
    def restore(self: Any, state: tuple[Any, ...]) -> None:
        for each, value in zip(fields, state, strict=True):
            object.__setattr__(self, each.name, value)

    return restore


def _set(self: Any, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
