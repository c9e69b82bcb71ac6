"""What a project invests by month, what was agreed for when, what it needs; nothing is written over in silence."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.plans.models import ProjectKind, Trade
from lianzhang.work.api import action, counting, take_step

from .amounts import money
from .models import Milestone, MonthFigure, Need, Project, YearFigure

__all__ = ["add_milestone", "add_need", "meet_need", "report_month", "set_milestone"]

TEN = 10  # so many times what is usual is a doubt

TOO_MUCH = Decimal(10) ** 12  # 万元: what a column of money does not hold


@action
def report_month(
    *,
    row: Project,
    version: int,
    month: date,
    planned: Decimal | None,
    done: Decimal | None,
    by: User,
    reason: str = "",
) -> Project:
    """The figure of a month, or another one for it; a doubtful one needs a reason."""
    first = month.replace(day=1)
    with take_step(row, "report_month", by=by, version=version) as act:
        was = MonthFigure.objects.filter(project=act.row, month=first).first()
        _refuse_month(act.row, first, planned, done, reason.strip(), was)
        if was is not None:
            act.facts["corrected_from"] = f"计划{money(was.planned)}，完成{money(was.done)}"
        kept = was or MonthFigure(project=act.row, month=first)
        with counting(kept):
            kept.corrected += was is not None
            kept.planned, kept.done, kept.reason = planned, done, reason.strip()
            kept.save()
        act.facts |= {"month": f"{first:%Y-%m}", "figures": f"计划{money(planned)}，完成{money(done)}"}
        if reason.strip():
            act.facts["reason"] = reason.strip()
        _sum_up(act.row, first.year)
        if done:
            act.row.progressed_on = max(act.row.progressed_on, min(_last_day(first), timezone.localdate()))
        act.row.acted()
    return act.row


def _refuse_month(
    row: Project, month: date, planned: Decimal | None, done: Decimal | None, why: str, was: MonthFigure | None
) -> None:
    if planned is None and done is None:
        raise ValidationError({"done": "请写计划投资或完成投资。"})
    if month > timezone.localdate() and done is not None:
        raise ValidationError({"month": "这个月还没有到，只能写计划投资。"})
    if (begun := row.begun) and month < begun.replace(day=1):
        raise ValidationError({"month": f"不能早于项目开始（{day(begun)}）的那个月。"})
    if why:
        return
    if was is not None and (was.planned, was.done) != (planned, done):
        raise ValidationError({"reason": f"这个月报过完成{money(was.done)}；更正请写理由。"})
    if doubt := _doubt(row, month, done):
        raise ValidationError({"reason": f"{doubt}；属实的请写说明，写错的请改。"})


def _doubt(row: Project, month: date, done: Decimal | None) -> str:
    """What looks wrong with an amount; '' where nothing does."""
    if done is None:
        return ""
    if done < 0:
        return f"完成投资是负数（{money(done)}）"
    others = MonthFigure.objects.filter(project=row, done__gt=0).exclude(month=month)
    told = list(others.values_list("done", flat=True))
    usual = Decimal(median(told)) if told else None
    if usual and done > TEN * usual:
        return f"完成投资{money(done)}，是往常（{money(usual)}）的十倍以上"
    if row.planned and row.done + done > TEN * row.planned:
        return f"加上这个月，完成投资是计划总投资（{money(row.planned)}）的十倍以上"
    return ""


def _sum_up(row: Project, year: int) -> None:
    """What the months come to, in all and in their year. Raises ValidationError for what no column holds."""
    months = MonthFigure.objects.filter(project=row)
    row.done = months.aggregate(all=Sum("done"))["all"] or Decimal(0)
    sums = months.filter(month__year=year).aggregate(planned=Sum("planned"), done=Sum("done"))
    values = {name: value or Decimal(0) for name, value in sums.items()}
    if max(row.done, *values.values()) >= TOO_MUCH:
        raise ValidationError({"done": "各月加起来超过1亿亿元；请核对，金额单位是万元。"})
    YearFigure.objects.update_or_create(project=row, year=year, defaults=values)


def _last_day(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)


@action
def add_milestone(*, row: Project, version: int, title: str, baseline: date, by: User) -> Project:
    with take_step(row, "add_milestone", by=by, version=version) as act:
        _refuse_before(act.row, "baseline", baseline)
        if act.row.milestones.filter(title=title.strip()).exists():
            raise ValidationError({"title": "已有同名的里程碑；请换个说法。"})
        Milestone.objects.create(project=act.row, title=title.strip(), baseline=baseline, forecast=baseline)
        act.facts["milestone"] = f"{title.strip()}，{day(baseline)}"
        act.row.acted()
    return act.row


def _refuse_before(row: Project, field: str, on: date) -> None:
    if (begun := row.begun) and on < begun:
        raise ValidationError({field: f"不能早于项目开始的那天（{day(begun)}）。"})


@action
def set_milestone(
    *,
    row: Project,
    version: int,
    milestone: Milestone,
    by: User,
    forecast: date | None = None,
    actual: date | None = None,
    reason: str = "",
) -> Project:
    """Expect it on another day, which is counted and wants a reason; or say on which day it came about."""
    with take_step(row, "set_milestone", by=by, version=version) as act:
        kept = Milestone.objects.get(pk=milestone.pk, project=act.row)
        moves = forecast is not None and forecast != kept.forecast
        if not moves and actual is None:
            raise ValidationError({"actual": "请写实际日期，或改预计日期。"})
        if moves and forecast is not None:
            _refuse_before(act.row, "forecast", forecast)
            if not reason.strip():
                raise ValidationError({"reason": "改预计日期请写理由。"})
            kept.forecast, kept.reason = forecast, reason.strip()
            kept.moved += 1
        if actual is not None:
            _refuse_before(act.row, "actual", actual)
            if actual > timezone.localdate():
                raise ValidationError({"actual": "实际日期在今天以后；到了那天再记。"})
            kept.actual = actual
            act.row.progressed_on = max(act.row.progressed_on, actual)
        kept.save()
        act.facts["milestone"] = f"{kept.title}，{'实际' if actual else '预计'}{day(actual or kept.forecast)}"
        if reason.strip():
            act.facts["reason"] = reason.strip()
        act.row.acted()
    return act.row


@action
def add_need(
    *,
    row: Project,
    version: int,
    kind: ProjectKind,
    by: User,
    text: str = "",
    needed_by: date | None = None,
    trade: Trade | None = None,
    posts: int | None = None,
) -> Project:
    """Something it needs, in words; people by trade and number."""
    with take_step(row, "add_need", by=by, version=version) as act:
        _refuse_need(act.row, kind, text.strip(), trade, posts)
        words = text.strip() or f"{trade}{posts if posts else '，人数没有定'}{'人' if posts else ''}"
        Need.objects.create(project=act.row, kind=kind, text=words, needed_by=needed_by, trade=trade, posts=posts)
        act.facts["need"] = f"{kind}：{words}"
        act.row.acted()
    return act.row


def _refuse_need(row: Project, kind: ProjectKind, text: str, trade: Trade | None, posts: int | None) -> None:
    faults = {}
    if kind.by_trade and trade is None:
        faults["trade"] = "请选工种；几个工种的，每个各提一件。"
    if trade is not None and (not kind.by_trade or trade.plan_id != row.kind.plan_id):
        faults["trade"] = f"“{kind}”不按工种提；请不选工种。"
    if posts is not None and (trade is None or posts <= 0):
        faults["posts"] = "岗位请写大于0的数，并选工种；没有定的留空。"
    if not text and trade is None:
        faults.setdefault("text", "请写需要什么、多少。")
    if faults:
        raise ValidationError(faults)


@action
def meet_need(*, row: Project, version: int, need: Need, met_on: date, by: User) -> Project:
    with take_step(row, "meet_need", by=by, version=version) as act:
        kept = Need.objects.select_related("kind").get(pk=need.pk, project=act.row)
        if met_on > timezone.localdate():
            raise ValidationError({"met_on": "日期在今天以后；落实了再记。"})
        _refuse_before(act.row, "met_on", met_on)
        kept.met_on = met_on
        kept.save()
        act.facts["need"] = f"{kept.kind}：{kept.text}"
        act.row.acted()
    return act.row
