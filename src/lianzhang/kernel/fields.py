"""A column that holds any number of primary keys, to be asked for one of them on every database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import Contains

__all__ = ["KeysField", "keys_text"]

MARK = "|"
if TYPE_CHECKING:
    Text = models.CharField[Any, Any]
else:
    Text = models.CharField


def keys_text(keys: Iterable[int]) -> str:
    """How the column keeps keys: each between two marks, so that 1 is not found in 12."""
    text = MARK.join(str(key) for key in keys)
    return f"{MARK}{text}{MARK}" if text else ""


class KeysField(Text):
    """Primary keys as a tuple of int, in the order they were added; `includes` finds the rows that hold one.

    A text without a limit: a key that no longer fitted would be an author who may decide."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("default", tuple)
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def from_db_value(self, value: str | None, *_: Any) -> tuple[int, ...]:
        return self.to_python(value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(int(key) for key in value.split(MARK) if key)
        return tuple(value or ())

    def get_prep_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else keys_text(value or ())

    def value_to_string(self, row: Any) -> str:
        return keys_text(self.value_from_object(row))

    def run_validators(self, value: Any) -> None:
        super().run_validators(keys_text(value) or MARK)


@KeysField.register_lookup
class Includes(Contains):
    """`field__includes=7`: rows whose keys hold 7."""

    lookup_name = "includes"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        operator: str = connection.operators["contains"] % rhs
        return operator

    def get_prep_lookup(self) -> str:
        return keys_text([int(str(self.rhs))])
