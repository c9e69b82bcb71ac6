"""What titles add to a firm's page: all it was ever granted, and which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lianzhang.access.api import may, visible
from lianzhang.enterprises.api import FirmPart, register_firm_part
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.permissions import Permission

from .models import Honour

__all__ = ["TITLES"]


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and whether it is held on the day."""

    row: Honour
    held: bool


@dataclass(frozen=True, slots=True)
class Titles:
    """Latest first; whether the reader may record another."""

    titles: list[Title]
    may_record: bool

    @property
    def held(self) -> list[Title]:
        return [title for title in self.titles if title.held]


def _titles(user: Any, firm: Enterprise, at: date) -> Titles:
    rows = visible(user, Honour).filter(enterprise=firm).select_related("kind").order_by("-granted", "-pk")
    return Titles([Title(row, _held(row, at)) for row in rows], may(user, Permission.RECORD_HONOUR))


def _held(row: Honour, at: date) -> bool:
    running = row.expires is None or row.expires >= at
    return row.granted <= at and running and (row.ended is None or row.ended > at)


TITLES = FirmPart("honours", 20, "honours/_firm_titles.html", _titles, answer="honours/_firm_held.html")

register_firm_part(TITLES)
