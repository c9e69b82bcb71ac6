"""One application, and one award, with all that their pages say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.plans.models import Budget
from lianzhang.records.api import Happening, history_of

from .lifecycle import APPLICATION, AWARD, PAYMENT
from .models import Application, ApplicationState, Award, Payment, PaymentState, StakeEntry
from .permissions import Permission
from .rules import window_of
from .verdicts import Told, told_verdicts
from .windows import Window

__all__ = ["ApplicationDossier", "AwardDossier", "Stop", "application_dossier", "award_dossier", "stops_of"]

OF_STAKES = ("match", "get_back", "exit", "write_off")


class Stop(NamedTuple):
    """A station on the way of an application: `standing` is behind, here, late or ahead; `told` says more of it."""

    name: str
    standing: str
    told: str = ""


def stops_of(row: Application, levels: list[Any], award: Award | None, on: date) -> list[Stop]:
    """From filling in to the money: its levels, the approval, the payment. `levels` are those of its kind, in order."""
    names = ["申请", *(each.name for each in levels), "批准"]
    money = row.programme.gives_money
    if money:
        names.append("到账")
    here = _here(row, levels, award)
    late = (award is not None and award.due_on is not None and award.due_on < on and bool(award.owed)) or (
        row.state == ApplicationState.SUBMITTED and row.due is not None and row.due < on
    )
    done = here >= len(names)
    return [
        Stop(name, "behind" if at < here or done else ("late" if late else "here") if at == here else "ahead")
        for at, name in enumerate(names)
    ]


def _here(row: Application, levels: list[Any], award: Award | None) -> int:
    """The number of the station at which an application is; one beyond the last where all is done."""
    approved = len(levels) + 1
    if award is not None:
        if not row.programme.gives_money:
            return approved + 1
        return approved + 2 if award.amount and award.paid >= award.amount else approved
    if row.level is None or row.state in (ApplicationState.DRAFT, ApplicationState.RETURNED):
        return 0
    return next((at for at, each in enumerate(levels, 1) if each.pk == row.level_id), 1)


def award_of(row: Application) -> Award | None:
    return Award.objects.filter(application=row.pk).first() if row.state == ApplicationState.APPROVED else None


@dataclass(frozen=True, slots=True)
class ApplicationDossier:
    """`criteria` as they stand for the firm by what who looks may read."""

    row: Application
    stops: list[Stop]
    offers: list[Offer]
    criteria: tuple[Told, ...]
    award: Award | None
    window: Window | None
    history: list[Happening]
    may_change: bool

    @property
    def late(self) -> bool:
        return any(each.standing == "late" for each in self.stops)

    @property
    def shut(self) -> bool:
        """It was not handed in, and cannot be now."""
        return any(each.step.name == "submit" and each.missing for each in self.offers)


def application_dossier(by: User, row: Application) -> ApplicationDossier:
    on = timezone.localdate()
    award = award_of(row)
    offers = [
        each for each in APPLICATION.offers(row, by) if not (each.missing and each.step.name in ("pass_on", "approve"))
    ]
    levels = list(row.programme.kind.levels.order_by("order"))
    return ApplicationDossier(
        row=row,
        stops=stops_of(row, levels, award, on),
        offers=[each for each in offers if each.step.name != "change"],
        criteria=told_verdicts(by, row.enterprise, [row.programme], on)[row.programme_id],
        award=award,
        window=window_of(row, on),
        history=history_of(row),
        may_change=any(each.step.name == "change" and not each.missing for each in offers),
    )


class Paid(NamedTuple):
    """A payment, with the steps that may be taken on it now; `budget` where who looks may know of it."""

    row: Payment
    offers: list[Offer]
    budget: str


@dataclass(frozen=True, slots=True)
class AwardDossier:
    row: Award
    payments: list[Paid]
    offers: list[Offer]
    history: list[Happening]
    budgets: list[Budget]
    late: bool
    to_recover: bool
    stake: list[StakeEntry]

    def _sum(self, kind: str) -> Decimal:
        return sum((each.amount for each in self.stake if each.kind == kind), Decimal(0))

    @property
    def others(self) -> Decimal | None:
        """What others put in beside the fund; None: nobody said."""
        said = any(each.kind == StakeEntry.Kind.OTHERS for each in self.stake)
        return self._sum(StakeEntry.Kind.OTHERS) if said else None

    @property
    def back(self) -> Decimal:
        return self._sum(StakeEntry.Kind.BACK)

    @property
    def lost(self) -> Decimal:
        """What was paid in and did not come back, of a stake that was left."""
        return max(self.row.paid - self.back, Decimal(0)) if self.row.left_on else Decimal(0)

    @property
    def plans(self) -> bool:
        """Whether who looks may set money aside now."""
        return bool(self.budgets)


def _offers(row: Award, by: User) -> list[Offer]:
    """What may be done with it; what is of funds alone is not shown of others."""
    if not (may(by, Permission.KEEP_AWARD, row) or may(by, Permission.PAY, row)):
        return []
    offers = AWARD.offers(row, by)
    return (
        offers if row.application.programme.is_stake else [each for each in offers if each.step.name not in OF_STAKES]
    )


def award_dossier(by: User, row: Award) -> AwardDossier:
    on = timezone.localdate()
    payments = list(visible(by, Payment).filter(award=row).select_related("budget").order_by("due_on", "pk"))
    for each in payments:
        each.award = row
    plan = row.application.programme.plan_id
    named = dict(visible(by, Budget).filter(plan=plan).values_list("pk", "name"))
    planned = sum((each.amount for each in payments if each.state in (PaymentState.PLANNED, PaymentState.PAID)), 0)
    open_ = row.amount is not None and row.state == "held" and planned < row.amount
    budgets = visible(by, Budget).filter(plan=plan, year__gte=row.decided_on.year).order_by("year", "order")
    return AwardDossier(
        row=row,
        payments=[
            Paid(each, PAYMENT.offers(each, by) if may(by, Permission.PAY, each) else [], named.get(each.budget_id, ""))
            for each in payments
        ],
        offers=_offers(row, by),
        history=history_of(row),
        budgets=list(budgets) if open_ and may(by, Permission.PAY, row) else [],
        late=row.due_on is not None and row.due_on < on and bool(row.owed),
        to_recover=row.state == "removed" and row.paid > 0,
        stake=list(visible(by, StakeEntry).filter(award=row)) if row.application.programme.is_stake else [],
    )
