"""Figures as a firm might report them, for tests of statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.statements.entries import Entry
from lianzhang.statements.models import Statement
from tests.written import touch

from .world import City

SOUND = {"output": 1000, "revenue": 900, "cost": 700, "profit": 100, "tax": 40, "research": 30, "staff": 50}


def entry_of(note: str = "", **figures: Any) -> Entry:
    """Figures that break no rule, with `figures` put in their place; None leaves one out."""
    return Entry({item: None if value is None else Decimal(value) for item, value in (SOUND | figures).items()}, note)


def period(code: str = "2022") -> Period:
    return parse_period(code)


def report(city: City, firm: Enterprise, code: str = "2022", state: str = "confirmed", **more: Any) -> Statement:
    """A statement of any period as it stands in the register, past all acts; figures in 万元."""
    when = period(code)
    fields = {"entered_by": city.clerk, "state": state, "period_start": when.start, "period_end": when.end} | more
    row = Statement.objects.create(enterprise=firm, authors=(fields["entered_by"].pk,), **fields)
    touch(city.region.pk)
    return row


def typed(**figures: str) -> dict[str, str]:
    """The same as a form sends them."""
    return {item: str(value) for item, value in SOUND.items()} | figures
