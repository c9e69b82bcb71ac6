"""The cells of a grid of statements: as they are shown, as they are read, what may have been meant."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.formatting import number
from lianzhang.work.api import likely_meant

from .entries import Entry, faults, read_figure
from .models import Statement
from .rules import AGO, BEFORE

__all__ = ["cell_text", "cure_of", "read_cells", "shown_of"]


def read_cells(typed: Mapping[str, str]) -> tuple[dict[str, Decimal | None], dict[str, str]]:
    """What can be read of what was typed, and of the rest why not."""
    figures: dict[str, Decimal | None] = {}
    unread: dict[str, str] = {}
    for item, text in typed.items():
        try:
            value = read_figure(item, text)
        except AmountError as error:
            unread[item] = f"{error}。"
            continue
        fault = faults(Entry({item: value})).get(item) if value is not None else None
        if fault:
            unread[item] = f"{fault}。"
        else:
            figures[item] = value
    return figures, unread


def cure_of(code: str, terms: Mapping[str, Decimal | None]) -> str:
    """For a leap against the period before or a year ago: the same figure in the unit asked for."""
    rule, _, item = code.partition(".")
    value = terms.get(item)
    if rule not in ("jump", "ago") or value is None:
        return ""
    meant = likely_meant(value, terms.get(BEFORE + item), terms.get(AGO + item))
    return "" if meant is None else cell_text(meant.quantize(Decimal("0.01")))


def cell_text(value: Decimal | None) -> str:
    return "" if value is None else number(value).replace("−", "-")


def shown_of(row: Statement | None, item: str) -> str:
    return cell_text(getattr(row, item)) if row is not None else ""
