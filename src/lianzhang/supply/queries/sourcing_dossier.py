"""One second source that is sought, with all that its page says: who needs how much, who could, what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import number
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.vocabulary import spoken
from lianzhang.records.api import Happening, history_of, subject_of
from lianzhang.supply.lifecycle import SOURCING
from lianzhang.supply.models import Demand, Sourcing, SourcingState
from lianzhang.supply.sourcing.measures import percent_of, stop_words
from lianzhang.work.api import Ticks, clocks_of, links_of, page_of, rows_in_sight, state_words, ticks_of

from .second_sources import Maker, makers_for
from .sourcings import to_do

__all__ = ["Begun", "Dossier", "Lane", "Slope", "dossier"]


class Begun(NamedTuple):
    """A row of another room that was begun from this one, and how it stands there."""

    link: Link | None
    title: str
    kind: str
    state: str


class Lane(NamedTuple):
    """A limit that ran or runs."""

    title: str
    ticks: Ticks


@dataclass(frozen=True, slots=True)
class Slope:
    """Something before and after, in percent; either may be unknown. `better`: None where nobody can say."""

    title: str
    before: Decimal | None
    after: Decimal | None
    up_is_good: bool
    places: int

    @property
    def known(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def moved(self) -> str:
        """How far, in words."""
        change = self.change or Decimal(0)
        if not change:
            return "没有变"
        how = "好了" if self.better else "差了"
        return f"{'升' if change > 0 else '降'}了{number(abs(change), self.places)}个百分点，{how}"

    @property
    def better(self) -> bool | None:
        if not self.change:
            return None
        return (self.change > 0) == self.up_is_good

    @property
    def heights(self) -> tuple[int, int]:
        """Where the two dots stand in a drawing of 48, the larger value on top."""
        if self.before == self.after:
            return 24, 24
        return (40, 8) if self.change and self.change > 0 else (8, 40)


@dataclass(frozen=True, slots=True)
class Dossier:
    """`needed` is the value of all demands in 万元, None where one of them is unknown. `seen`: firms one may open."""

    row: Sourcing
    demands: list[Demand]
    makers: list[Maker]
    offers: list[Offer]
    lanes: list[Lane]
    begun: list[Begun]
    history: list[Happening]
    following: Sourcing | None
    seen: set[int]
    slopes: list[Slope]

    @property
    def known(self) -> Decimal:
        """What is known of the demands, 万元."""
        return sum((each.value for each in self.demands if each.value is not None), Decimal(0))

    @property
    def unknown(self) -> int:
        """Of so many customers nobody wrote down how much they need."""
        return sum(each.value is None for each in self.demands)

    @property
    def stock_days(self) -> int | None:
        return min((each.stock_days for each in self.demands if each.stock_days is not None), default=None)

    @property
    def contract_end(self) -> date | None:
        return min((each.contract_end for each in self.demands if each.contract_end), default=None)

    @property
    def risk(self) -> Decimal | None:
        """What a stop cost when it was begun, in percent of the city's output."""
        return percent_of(self.row.risk_before)

    @property
    def lost(self) -> Decimal | None:
        """The same in 万元 a month, where the run says what the city makes in one."""
        run, risk = self.row.run_before, self.row.risk_before
        output = run.summary.get("output") if run else None
        return None if output is None or risk is None else Decimal(str(output * risk)).quantize(Decimal(1))

    @property
    def stop(self) -> str:
        return stop_words(self.risk, self.lost)

    @property
    def choosing(self) -> bool:
        """Whether the reader may choose one now."""
        return any(each.step.name == "choose" and not each.missing for each in self.offers)


def dossier(row: Sourcing, by: User) -> Dossier:
    today = timezone.localdate()
    demands = list(visible(by, Demand).filter(sourcing=row).select_related("customer").order_by("-value", "pk"))
    firms = {each.customer_id for each in demands} | {key for key in (row.supplier_id, row.candidate_id) if key}
    waiting = visible(by, Sourcing).filter(to_do(by)).exclude(pk=row.pk).order_by("due", "pk")
    return Dossier(
        row=row,
        demands=demands,
        makers=makers_for(row, by),
        offers=[each for each in SOURCING.offers(row, by) if not (each.missing and each.step.name == "unmark")],
        lanes=_lanes(row, today),
        begun=_begun(row, by),
        history=history_of(row),
        following=waiting.first(),
        seen=firms_in_sight(by, firms),
        slopes=_slopes(row),
    )


def _lanes(row: Sourcing, today: date) -> list[Lane]:
    titles = {name: rule.title for name, rule in SOURCING.clocks.items()}
    clocks = clocks_of([row]).get(subject_of(row), [])
    return [Lane(titles.get(each.name, each.name), ticks_of(each, today)) for each in clocks]


def _begun(row: Sourcing, by: User) -> list[Begun]:
    """Leads, tasks and visits that it led to, in sight: neither room knows the other, so each table says the state."""
    subject = subject_of(row)
    led = [each.target for each in links_of(row) if each.source == subject]
    seen = rows_in_sight(led, by)
    return [
        Begun(page_of(each), str(each), str(each._meta.verbose_name), state_words(each))
        for each in (seen[name] for name in led if name in seen)
    ]


def _slopes(row: Sourcing) -> list[Slope]:
    """Once measured: both, with what nobody reckoned as unknown."""
    if row.state != SourcingState.MEASURED:
        return []
    risks = [percent_of(risk) for risk in (row.risk_before, row.risk_after)]
    return [
        Slope(spoken("近地配套率（{whole}）"), row.rate_before, row.rate_after, up_is_good=True, places=2),
        Slope("停供代价占总产出", risks[0], risks[1], up_is_good=False, places=2),
    ]
