"""Balances of banks as the pages ask for them: the list, how lending grew, who owes a quarter, one with all said of it.

What may be read is asked of each row; a bank reckons with its own alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.policies.lifecycle import LOAN_BALANCE
from lianzhang.policies.models import BalanceState, LoanBalance
from lianzhang.policies.permissions import Permission
from lianzhang.policies.scope import answers_for_lending
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Organization

from .forms import own_bank
from .growth import Balance, Growth, growth_of
from .quarters import due_of, ends_between, last_end, quarter_before, quarter_of, year_before
from .rules import banks_of

__all__ = [
    *("BalanceDossier", "Grown", "Owed", "balance_dossier", "balance_page", "balance_tally", "balances_to_do"),
    *("filter_balances", "grown", "owed_by", "owed_quarters"),
]

ROWS = 50
ORDERS: Columns = {
    "bank": ("bank__name",),
    "period": ("period_end",),
    "long_term": ("long_term",),
    "all_loans": ("all_loans",),
    "state": ("state", "period_end"),
}


def balances_to_do(by: User) -> Q:
    """What waits for this person: to be checked by one who did not type it, or mended by whose it is."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.CHECK_LENDING):
        waiting |= Q(state=BalanceState.REPORTED) & ~Q(authors__includes=by.pk)
    if may(by, Permission.ENTER_LENDING):
        own = Q(bank=active.organization) if active.role.outside and active.organization else Q(post=active.post)
        waiting |= Q(state=BalanceState.RETURNED) & own
    return waiting


def filter_balances(wanted: Any, by: User, order: str | None = None) -> QuerySet[LoanBalance]:
    """Those wanted, in the order asked for; else the latest first."""
    rows = visible(by, LoanBalance).filter(*_conditions(wanted, by))
    return sorted_rows(rows.order_by("-period_end", "bank__name", "pk"), ORDERS, order)


def _conditions(wanted: Any, by: User) -> Iterator[Q]:
    if wanted.bank:
        yield Q(bank=wanted.bank)
    if wanted.period:
        yield Q(period_end=wanted.period.end)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield balances_to_do(by)


def balance_page(wanted: Any, number: str | None, by: User, order: str | None = None) -> tuple[Page, list[LoanBalance]]:
    page, rows = listed_rows(by, filter_balances(wanted, by, order), ROWS, number, "bank")
    return page, list(rows)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are in sight: by state, and for the person to do."""

    by_state: dict[str, int]
    todo: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


def balance_tally(by: User) -> Tally:
    """Two queries."""
    rows = visible(by, LoanBalance).order_by()
    by_state = dict(rows.values_list("state").annotate(many=Count("*")))
    return Tally(by_state, rows.filter(balances_to_do(by)).count())


@dataclass(frozen=True, slots=True)
class Grown:
    """How lending grew in the year to a quarter's end, of what is in sight; banks by name."""

    end: date
    growth: Growth
    counted: list[str]
    alone: list[str]
    open_ones: list[str]

    @property
    def behind(self) -> Decimal:
        """By how much all lending grew faster, where it did."""
        return -(self.growth.ahead or Decimal(0))


def grown(by: User, end: date | None = None) -> Grown | None:
    """To the end asked for, else the last of which something is checked; None where nothing is. Three queries."""
    rows = visible(by, LoanBalance)
    if end is None:
        end = (
            rows.filter(state=BalanceState.CHECKED).order_by("-period_end").values_list("period_end", flat=True).first()
        )
    if end is None:
        return None
    sides: dict[date, dict[int, Balance]] = {end: {}, year_before(end): {}}
    for row in rows.filter(period_end__in=sides):
        sides[row.period_end][row.bank_id] = balance_of(row)
    told = growth_of(sides[end], sides[year_before(end)])
    named = dict(
        visible(by, Organization).filter(pk__in={*sides[end], *sides[year_before(end)]}).values_list("pk", "name")
    )
    return Grown(end, told, *([named[key] for key in keys] for keys in (told.counted, told.alone, told.open_ones)))


def balance_of(row: LoanBalance) -> Balance:
    return Balance(row.pk, row.long_term, row.all_loans, row.state == BalanceState.CHECKED)


@dataclass(frozen=True, slots=True)
class Owed:
    """A quarter that a bank has not reported."""

    bank: Organization
    end: date
    due: date

    @property
    def late(self) -> bool:
        return self.due < timezone.localdate()

    @property
    def code(self) -> str:
        """The quarter as an address names it."""
        return quarter_of(self.end).code


def owed_by(by: User) -> list[Owed]:
    """The quarters that banks in sight owe: to a bank its own, to who reads all of them each one's; late ones first."""
    active = acting(by)
    if active is None or active.city is None or not may(by, Permission.READ_LENDING):
        return []
    if active.role.outside:
        banks = [own] if (own := own_bank(by)) else []
    else:
        banks = list(banks_of(active.city)) if answers_for_lending(active) else []
    told: dict[int, set[date]] = {each.pk: set() for each in banks}
    for bank, end in visible(by, LoanBalance).filter(bank__in=told).values_list("bank", "period_end"):
        told[bank].add(end)
    owed = [
        Owed(each, end, due_of(end)) for each in banks for end in owed_quarters(told[each.pk], timezone.localdate())
    ]
    return sorted(owed, key=lambda each: (each.end, each.bank.code))


def owed_quarters(reported: set[date], today: date) -> list[date]:
    """From the first that it reported on; of one that never did the last alone."""
    last = last_end(today)
    first = min(reported, default=last)
    return [end for end in ends_between(first, last) if end not in reported]


class Beside(NamedTuple):
    """A quarter's end, and what was said of it."""

    title: str
    row: LoanBalance | None


@dataclass(frozen=True, slots=True)
class BalanceDossier:
    """One row with all that its page says; `beside` holds it against the quarter before and a year ago."""

    offers: list[Offer]
    beside: list[Beside]
    history: list[Happening]

    @property
    def open(self) -> set[str]:
        """The steps that may be taken now."""
        return {each.step.name for each in self.offers if not each.missing}


def balance_dossier(row: LoanBalance, by: User) -> BalanceDossier:
    before, ago = seen_beside(by, row.bank_id, row.period_end)
    beside = [Beside("这一季末", row), Beside("上季末", before), Beside("去年同季末", ago)]
    return BalanceDossier(LOAN_BALANCE.offers(row, by), beside, history_of(row))


def seen_beside(by: User, bank: int, end: date) -> tuple[LoanBalance | None, LoanBalance | None]:
    """What a bank said of the quarter before and of a year ago, as far as one sees it. One query."""
    ends = quarter_before(end), year_before(end)
    rows = {each.period_end: each for each in visible(by, LoanBalance).filter(bank=bank, period_end__in=ends)}
    return rows.get(ends[0]), rows.get(ends[1])
