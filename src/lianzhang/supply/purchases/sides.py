"""What each side of a purchase reads of it: the seller what was bought, when and for how much; the rest is the buyer's.

One place for page, list, workbook, papers and history; chain office, chief and team read both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from lianzhang.access.api import SYSTEM, acting
from lianzhang.records.api import Happening, history_of
from lianzhang.records.models import Attachment
from lianzhang.supply.models import Capability, Purchase

__all__ = ["BUYERS_OWN", "capability_papers", "history_told", "papers_told", "reads_all", "reads_own_part"]

# How much the buyer hangs on the seller, how long it could do without, until when it is bound, what it says so from.
BUYERS_OWN = frozenset({"share", "contract_end", "stock_days", "source"})


def reads_own_part(by: Any) -> bool:
    """Whether of some lines in sight no more is told than the seller reads."""
    active = None if by is SYSTEM else acting(by)
    return active is not None and active.role.acts_for == "firm"


def reads_all(by: Any) -> Callable[[Purchase], bool]:
    """Whether all of a line in sight is told; its customer is loaded."""
    if not reads_own_part(by):
        return lambda _row: True
    active = acting(by)
    own = active.organization if active else None
    return lambda row: own is not None and row.customer.organization_id == own


def history_told(row: Purchase, by: Any) -> list[Happening]:
    """To the seller what was done and when, not the words of it: they speak of the buyer's affairs."""
    told = history_of(row)
    return told if reads_all(by)(row) else [replace(each, details=()) for each in told]


def capability_papers(by: Any, row: Capability, papers: Iterable[Attachment]) -> list[Attachment]:
    """What a firm lays beside what it can make is not for other firms, which may find the words of it."""
    active = None if by is SYSTEM else acting(by)
    outside = active is not None and active.role.acts_for == "firm"
    own = active is not None and row.enterprise.organization_id == active.organization
    return [] if outside and not own else list(papers)


def papers_told(by: Any, row: Purchase, papers: Iterable[Attachment]) -> list[Attachment]:
    """The buyer's contracts and invoices are not the seller's to read; what it added itself is."""
    if reads_all(by)(row):
        return list(papers)
    return [paper for paper in papers if paper.account == by.get_username()]
