"""A problem is raised, and said better until it is taken on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max, Model
from django.utils import timezone

from lianzhang.access.api import acting, role
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.models import ProblemKind, ProblemLevel
from lianzhang.registry.models import Chain, Region, Segment
from lianzhang.work.api import action, create_row, link, take_step

from .models import Problem
from .papers import attach

__all__ = ["amend", "first_level", "next_number", "raise_problem"]

OUT_OF_REACH = "这件事不归您现在的岗位提出：请核对企业、产业链和区域，或请{office}登记。"


@action
def raise_problem(
    *,
    city: Region,
    title: str,
    text: str,
    kind: ProblemKind,
    source: str,
    by: User,
    urgent: bool = False,
    chain: Chain | None = None,
    segment: Segment | None = None,
    enterprise: Enterprise | None = None,
    papers: Iterable[File[Any]] = (),
    led_by: Model | None = None,
) -> Problem:
    """Raise a problem at the lowest level that is there for it, with the papers that show it.

    `led_by`: the row of another room that led to it, linked with it."""
    row = Problem(
        city=city,
        kind=kind,
        source=source,
        urgent=urgent,
        raised_by=by,
        raised_at=timezone.now(),
        enterprise=enterprise,
    )
    with create_row(row, "raise", by=by, out_of_reach=OUT_OF_REACH) as act:
        _write(act.row, title, text, chain, segment)
        act.row.region = enterprise.region if enterprise else None
        act.row.level = first_level(kind, act.row.chain)
        act.row.number = _next_number(city, act.row.raised_at)
        act.row.last_act_at = act.row.raised_at
        _refuse_too_many(act.row, by)
        _refuse(act.row)
    for file in papers:
        attach(row, file, "papers", by=by)
    if led_by is not None:
        link(led_by, row, by=by)
    return row


@action
def amend(*, row: Problem, version: int, title: str, text: str, by: User) -> Problem:
    """Say it better, before it is taken on."""
    with take_step(row, "amend", by=by, version=version) as act:
        _write(act.row, title, text, act.row.chain, act.row.segment)
        _refuse(act.row)
    return act.row


def _write(row: Problem, title: str, text: str, chain: Chain | None, segment: Segment | None) -> None:
    row.title, row.text = title.strip(), text.strip()
    row.segment = segment
    row.chain = chain or (segment.chain if segment else None)


def _refuse(row: Problem) -> None:
    errors = {}
    if not row.title:
        errors["title"] = "请用一句话写是什么问题。"
    if not row.text:
        errors["text"] = "请写清楚情况：什么事、卡在哪里、要谁帮什么。"
    if row.segment and row.chain and row.segment.chain_id != row.chain.pk:
        errors["segment"] = f"“{row.segment}”不是“{row.chain}”的环节；请重新选。"
    if row.enterprise and row.enterprise.merged_into_id:
        errors["enterprise"] = f"这家企业已并入“{row.enterprise.merged_into}”；请选那一家。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["number", "level", "post", "authors"])


def _refuse_too_many(row: Problem, by: User) -> None:
    """A firm raises so many a day; the city's row is locked by now, so that two at once are counted."""
    active = acting(by)
    if active is None or active.role.acts_for != "firm":
        return
    today = timezone.localtime(row.raised_at).replace(hour=0, minute=0, second=0, microsecond=0)
    if Problem.objects.filter(enterprise=row.enterprise, raised_at__gte=today).count() >= settings.PROBLEMS_A_DAY:
        told = f"今天已经提了{settings.PROBLEMS_A_DAY}件，每一件都会有人办；"
        told += "其余的请明天再提，等不得的请电话告诉{office}。"
        raise ValidationError(spoken(told))


def first_level(kind: ProblemKind, chain: Chain | None) -> ProblemLevel:
    """The lowest level of the plan; one that handles chains only takes what has a chain."""
    levels = list(ProblemLevel.objects.filter(plan=kind.plan_id).select_related("rank").order_by("order"))
    for level in levels:
        handled_by = role(level.rank.role) if level.rank else None
        of_chains = handled_by is not None and handled_by.acts_for == "chains"
        if chain is not None or not of_chains:
            return level
    raise ValidationError({"kind": "方案没有写问题由哪一级办理；请在 problem_levels 表里补上。"})


def _next_number(city: Region, at: datetime) -> str:
    """Who raises another in the city meanwhile waits."""
    Region.objects.select_for_update(no_key=True).get(pk=city.pk)
    return next_number(city, at)


def next_number(city: Region, at: datetime, last: str | None = None) -> str:
    """One more than the year's last, or than `last`."""
    year = timezone.localtime(at).year
    if last is None:
        last = Problem.objects.filter(city=city, number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:04d}"
