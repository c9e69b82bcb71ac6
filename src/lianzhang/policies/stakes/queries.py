"""Stakes as their page asks for them: each with its sums, and what all of them come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery, Sum

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import ProgrammeKind
from lianzhang.policies.models import STANDING, Award, AwardState, StakeEntry

__all__ = ["LEFT", "Funds", "Stake", "funds_of", "stakes_of"]

NONE = Decimal(0)
LEFT = (AwardState.EXITED, AwardState.WRITTEN_OFF)


@dataclass(frozen=True, slots=True)
class Stake:
    """One award of a fund; `others` is None where nobody said what others put in beside it."""

    row: Award
    others: Decimal | None
    back: Decimal

    @property
    def lost(self) -> Decimal:
        return max(self.row.paid - self.back, NONE) if self.row.left_on else NONE


@dataclass(frozen=True, slots=True)
class Funds:
    """What stakes come to: firms, and sums in 万元; `unsaid`: how many say not what others put in."""

    firms: int
    paid: Decimal
    others: Decimal
    unsaid: int
    back: Decimal
    lost: Decimal

    @property
    def times(self) -> Decimal | None:
        """How much others put in for one of the fund's own; None where nobody said."""
        return (self.others / self.paid).quantize(Decimal("0.01")) if self.paid and self.others else None


def _sum(kind: str) -> Any:
    rows = StakeEntry.objects.filter(award=OuterRef("pk"), kind=kind).order_by().values("award")
    return Subquery(rows.annotate(sum=Sum("amount")).values("sum"))


def stakes_of(by: User, plan: int, state: str = "") -> list[Stake]:
    """Of the plan's funds, the newest first. One query."""
    rows = visible(by, Award).filter(
        application__programme__plan=plan,
        application__programme__kind__gives=ProgrammeKind.Gives.STAKE,
        state__in=STANDING,
    )
    if state:
        rows = rows.filter(state=state)
    told = rows.select_related("application__programme", "enterprise").annotate(
        others=_sum(StakeEntry.Kind.OTHERS), back=_sum(StakeEntry.Kind.BACK)
    )
    return [Stake(each, each.others, each.back or NONE) for each in told.order_by("-decided_on", "-pk")]


def funds_of(stakes: Sequence[Stake]) -> Funds:
    put_in = [each for each in stakes if each.row.paid]

    def total(amounts: Iterable[Decimal | None]) -> Decimal:
        return sum((each or NONE for each in amounts), NONE)

    return Funds(
        firms=len({each.row.enterprise_id for each in put_in}),
        paid=total(each.row.paid for each in put_in),
        others=total(each.others for each in put_in),
        unsaid=sum(each.others is None for each in put_in),
        back=total(each.back for each in put_in),
        lost=total(each.lost for each in put_in),
    )
