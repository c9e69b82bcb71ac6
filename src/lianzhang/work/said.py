"""What an act is told, put into its row, and what of the row is told to the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError

__all__ = ["told_once", "told_values", "write_said"]


def write_said(row: Any, names: Iterable[str], said: Mapping[str, Any]) -> None:
    """Put into the row what is said of these names, words without the blanks around them; what is not said stays."""
    for name in names:
        if name in said:
            value = said[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)


def told_values(row: Any, names: Iterable[str]) -> dict[str, str]:
    """What stands in the row, as the log keeps it: what nobody knows is blank."""
    return {name: "" if (value := getattr(row, name)) is None else str(value) for name in names}


@contextmanager
def told_once(faults: Mapping[str, str]) -> Iterator[None]:
    """Two who write the same at once: the second is told so, as a ValidationError."""
    try:
        yield
    except IntegrityError as error:
        raise ValidationError(dict(faults)) from error
