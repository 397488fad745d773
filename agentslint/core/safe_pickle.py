"""Values of our own classes as bytes and back: a pickle that can make nothing else."""

from __future__ import annotations

import io
import pickle
from typing import Any

MODULE = "agentslint."
# what values are made of besides our own
OTHERS = frozenset(
    [
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("collections", "Counter"),
        ("collections", "OrderedDict"),
        ("datetime", "date"),
    ]
)
FAULTS = (pickle.PickleError, TypeError, AttributeError, ValueError, ImportError, EOFError)


def dumps(value: object) -> bytes | None:
    """A value as bytes; None where it holds what cannot be kept."""
    try:
        return pickle.dumps(value, 5)
    except (*FAULTS, RecursionError):
        return None


def loads(data: bytes) -> Any:
    """The value again. Raises one of FAULTS, and others, for what `dumps` did not write."""
    return _Ours(io.BytesIO(data)).load()


class _Ours(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """A value's class of ours, or one of OTHERS. Raises pickle.UnpicklingError for anything else.

        A dotted name would lead on into what a module of ours imports, and a class that is no value
        may do something where it is made.
        """
        plain = "." not in name and "__" not in module
        if plain and ((module, name) in OTHERS or module.startswith(MODULE)):
            found = super().find_class(module, name)
            if (module, name) in OTHERS or (found.__module__ == module and _is_value(found)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of ours")


def _is_value(found: Any) -> bool:
    """Whether something is a frozen dataclass, or a text that knows more of itself."""
    if not isinstance(found, type):
        return False
    facts = found.__dict__.get("__dataclass_params__")
    return bool(facts and facts.frozen) or issubclass(found, str)
