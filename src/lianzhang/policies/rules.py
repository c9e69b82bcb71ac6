"""What an application may say, how much it is worth, and that money is given once for one thing of one year."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db.models import Sum
from django.utils import timezone

from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.folding import letters
from lianzhang.kernel.formatting import day, number
from lianzhang.plans.models import Budget, Programme

from .models import OPEN, Application, ApplicationState, Award, AwardState, Payment, PaymentState
from .windows import Window, in_force, window_of_year, windows_of

__all__ = [
    *("application_faults", "double", "firm_faults", "key_of_object", "left_of_award", "left_of_budget"),
    *("same_application", "window_faults", "window_of", "worth"),
]

CENT = Decimal("0.01")
SPENT = (PaymentState.PLANNED, PaymentState.PAID)


def key_of_object(text: str) -> str:
    """An object as it is compared: width of letters, case, blanks and marks do not count."""
    return letters(text)[:120]


def worth(programme: Programme, cost: Decimal | None) -> Decimal | None:
    """What the clause gives, in 万元: its sum, or its share of the cost up to the cap; None where it gives no money."""
    if programme.amount is not None:
        return programme.amount
    if programme.share is None or cost is None:
        return None
    share = (cost * programme.share / 100).quantize(CENT, ROUND_DOWN)
    return min(share, programme.cap) if programme.cap is not None else share


def firm_faults(firm: Enterprise) -> dict[str, str]:
    if firm.merged_into_id:
        return {"enterprise": f"这家企业已并入“{firm.merged_into}”；请由那一家申报。"}
    if firm.outside:
        return {"enterprise": "这家企业不在本地；只有本地企业能申报。"}
    return {}


def window_of(row: Application, on: date) -> Window | None:
    """The window of the catalogue that an application is for, as the plan says it now."""
    return window_of_year(windows_of([row.programme], on)[row.programme_id], row.year, on)


def window_faults(row: Application, on: date) -> dict[str, str]:
    """Whether the catalogue of its year is still this year's, and the programme in force."""
    if not in_force(row.programme, on):
        return {"year": f"“{row.programme}”不在有效期里；请看同类的其他事项。"}
    window = window_of(row, on)
    if window is None:
        return {"year": f"“{row.programme}”没有{row.year}年度的申报时间；请选有的年度。"}
    returned = row.state == ApplicationState.RETURNED and on <= row.closes
    if window.state(on) == "closed" and row.year < on.year and not returned:
        return {"year": f"{row.year}年度的目录已于{day(window.closes)}截止；请等新一年的目录再申报。"}
    return {}


def application_faults(row: Application) -> dict[str, str]:
    """What is wrong with an application, by field; its window and its level the steps ask themselves."""
    faults = firm_faults(row.enterprise) | window_faults(row, timezone.localdate())
    if not row.object_key:
        faults["object"] = "请写为什么事申报，如产品、项目、设备或称号的名称。"
    if row.programme.share is not None and (row.cost is None or row.cost <= 0):
        faults["cost"] = f"按投入的{number(row.programme.share)}%给；请写投入金额，大于0。"
    elif row.programme.gives_money and (row.asked is None or row.asked <= 0):
        faults["cost"] = "按这个投入算下来不到0.01万元；请核对。"
    if not faults and (other := same_application(row)):
        faults["object"] = f"同一年度、同一件事已经有一件申报（{other.standing}）；请打开那一件接着办。"
    return faults


def same_application(row: Application) -> Application | None:
    same = Application.objects.filter(
        programme=row.programme_id, enterprise=row.enterprise_id, year=row.year, object_key=row.object_key
    )
    return same.filter(state__in=(*OPEN, ApplicationState.APPROVED)).exclude(pk=row.pk).first()


def double(row: Application) -> Award | None:
    """The award of money that stands for the same firm, thing and year."""
    if not row.programme.gives_money:
        return None
    standing = Award.objects.filter(state=AwardState.HELD, amount__isnull=False).select_related(
        "application__programme"
    )
    return standing.filter(enterprise=row.enterprise_id, year=row.year, object_key=row.object_key).first()


def left_of_award(award: Award) -> Decimal:
    """What of an award is neither paid nor planned."""
    rows = Payment.objects.filter(award=award.pk, state__in=SPENT)
    return (award.amount or Decimal(0)) - (rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))


def left_of_budget(budget: Budget) -> Decimal:
    """What of a budget is neither paid nor planned."""
    rows = Payment.objects.filter(budget=budget.pk, state__in=SPENT)
    return budget.amount - (rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))
