"""A list is drafted, filled, issued under a number, or discarded. Each act is one transaction.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.accounts.models import User
from lianzhang.plans.models import Plan
from lianzhang.records.api import model_of
from lianzhang.registry.api import Body, unit_of
from lianzhang.tasks.api import tasks_from
from lianzhang.work.api import Workflow, action, check_step, create_row, link, register_workflow, take_step

from .candidates import Matter, matter_of, matters, usually_asked
from .colours import Colours
from .columns import chosen, columns_of, written
from .item_actions import ITEM_FLOW, carry
from .lifecycle import LIST
from .models import OPEN, Kind, State, SupervisionItem, SupervisionList
from .numbering import hold_city, next_serial, number_of, title_of

__all__ = ["LIST_VERBS", "arrange", "collect", "discard", "draft", "issue", "order"]

MOST_ON_A_LIST = 200


@action
def draft(*, plan: Plan, by: User) -> SupervisionList:
    """Begin a list for the plan's city."""
    row = SupervisionList(city=plan.city, plan=plan, title="督办清单", as_of=timezone.localdate())
    with create_row(row, "draft", by=by):
        pass
    return row


@action
def collect(*, row: SupervisionList, chosen: Iterable[Matter], by: User) -> list[SupervisionItem]:
    """Put matters on a draft; one under supervision already is asked what it was. Raises ValidationError for one that
    stands on a draft."""
    current = check_step(row, "add", by=by)
    wanted = list(chosen)
    if not wanted:
        raise ValidationError("还没有选事项；请先在左边打勾。")
    last = current.items.aggregate(last=Max("place"))["last"] or 0
    if last + len(wanted) > MOST_ON_A_LIST:
        raise ValidationError(f"一份清单最多{MOST_ON_A_LIST}件；请先印发，其余的列入下一份。")
    _refuse_drafted(wanted)
    return [_collect(current, last + place, each, by) for place, each in enumerate(wanted, 1)]


def _refuse_drafted(wanted: list[Matter]) -> None:
    subjects = [each.subject for each in wanted]
    taken = SupervisionItem.objects.filter(subject__in=subjects, state=State.DRAFTED).select_related("list").first()
    if taken or len(set(subjects)) < len(subjects):
        raise ValidationError(f"“{taken or wanted[0].of.link.title}”已经列入草稿；请先移出再选。")


def _collect(current: SupervisionList, place: int, matter: Matter, by: User, **told: Any) -> SupervisionItem:
    item = SupervisionItem(list=current, place=place)
    before = SupervisionItem.objects.filter(subject=matter.subject, state__in=OPEN).first()
    with create_row(item, "collect", by=by):
        _freeze(item, matter)
        item.colour = matter.colour
        item.answer_by = Colours.of(current.plan).answer_by(item.colour, timezone.localdate())
        item.asked = before.asked if before else usually_asked(matter)
        item.lead = unit_of(matter.lead) if matter.lead else (before.lead if before else None)
        for name, value in told.items():
            setattr(item, name, value)
    _help(item, matter.helpers)
    return item


def _freeze(item: SupervisionItem, matter: Matter) -> None:
    """Tell the matter in the words of today; what the office decided on stays."""
    of, said = matter.of, matter.of.said
    item.subject, item.kind, item.kind_title = matter.subject, of.kind, matter.kind_title
    item.page, item.page_key = of.link.page, str(of.link.args[0])
    item.matter, item.note, item.why = of.link.title[:200], of.note[:120], of.why[:300]
    item.chain, item.deadline, item.overdue = of.chain, of.deadline, matter.overdue
    item.said, item.said_by = (said.what[:300], said.who[:120]) if said else ("", "")
    item.said_on = said.on if said else None


def _help(item: SupervisionItem, bodies: Iterable[Body]) -> None:
    units = [unit_of(each) for each in bodies]
    item.helpers.set([each for each in units if each.pk != item.lead_id])


@action
def arrange(*, row: SupervisionList, version: int | None, columns: Iterable[str], by: User) -> SupervisionList:
    """Say which columns the annex has; with the list they are frozen."""
    with take_step(row, "arrange", by=by, version=version) as act:
        wanted = chosen(columns)
        if not wanted:
            raise ValidationError("还没有选列；请至少选一列。")
        act.row.columns = written(wanted)
    return act.row


@action
def issue(*, row: SupervisionList, version: int | None, by: User) -> SupervisionList:
    """Freeze every matter as it stands today, and give the list its number; nothing of it changes afterwards."""
    hold_city(row.city_id)
    with take_step(row, "issue", by=by, version=version) as act:
        current, today = act.row, timezone.localdate()
        current.as_of, current.year, current.issued_at = today, today.year, timezone.now()
        current.serial = next_serial(current.city_id, today.year)
        current.number = number_of(current.plan, today.year, current.serial)
        current.columns = written(columns_of(current))
        if current.kind == Kind.LIST:
            current.title = title_of(current.city_id, today)
        items = list(current.items.select_related(*ITEM_FLOW.related).order_by("place"))
        act.facts |= {"number": current.number, "items": len(items)}
        _issue_items(current, items, by)
    return act.row


def _issue_items(current: SupervisionList, items: list[SupervisionItem], by: User) -> None:
    told = {each.subject: each for each in matters(current.plan, by)}
    gone = [each.matter for each in items if each.subject not in told]
    if gone:
        raise ValidationError(f"{'、'.join(map('“{}”'.format, gone))}已经不再超期或有危险；请先移出，再印发。")
    colours = Colours.of(current.plan)
    before = SupervisionItem.objects.filter(subject__in=[each.subject for each in items], state__in=OPEN)
    open_before = {each.subject: each for each in before.select_related("list")}
    items.sort(key=lambda each: -told[each.subject].overdue)
    for place, item in enumerate(items, 1):
        old = open_before.get(item.subject)
        if old:
            carry(row=old, by=by)
        _issue_item(item, place, told[item.subject], colours, old, by)


def _issue_item(
    item: SupervisionItem, place: int, matter: Matter, colours: Colours, old: SupervisionItem | None, by: User
) -> None:
    with take_step(item, "issue", by=by) as act:
        frozen = act.row
        was_late = frozen.overdue > 0
        _freeze(frozen, matter)
        frozen.place, frozen.carried_from = place, old
        if frozen.overdue or was_late:
            frozen.colour = colours.of_days(frozen.overdue)
        frozen.colour_now, frozen.due = frozen.colour, frozen.answer_by
        frozen.lead_name = str(frozen.lead)[:120]
        frozen.helper_names = "、".join(map(str, frozen.helpers.all()))[:300]
        if old:
            frozen.reminders, frozen.reminded_at = old.reminders, old.reminded_at
    model = model_of(item.subject)
    if model:
        link(matter.of.row, act.row, by=by)
    if old:
        for task in tasks_from(old, SYSTEM):
            link(act.row, task, by=by)
        link(old, act.row, by=by)


@action
def order(
    *,
    plan: Plan,
    subject: str,
    lead: Body,
    asked: str,
    answer_by: date,
    colour: str,
    by: User,
    helpers: Iterable[Body] = (),
) -> SupervisionList:
    """One matter under a number of its own, issued at once."""
    matter = matter_of(subject, matters(plan, by))
    if matter is None:
        raise ValidationError("这件事现在没有超期，也没有危险，不用督办。")
    standing = SupervisionItem.objects.filter(subject=subject, state__in=OPEN).select_related("list").first()
    if standing:
        raise ValidationError(f"这件事已在督办：{standing.list}；请在那里催办，或列入下一期清单。")
    _refuse_drafted([matter])
    row = SupervisionList(city=plan.city, plan=plan, kind=Kind.ORDER, title=matter.of.link.title[:120])
    row.as_of = timezone.localdate()
    with create_row(row, "draft", by=by):
        pass
    told = {"lead": unit_of(lead), "asked": asked.strip(), "answer_by": answer_by, "colour": colour}
    item = _collect(row, 1, matter, by, **told)
    _help(item, helpers)
    return issue(row=row, version=None, by=by)


@action
def discard(*, row: SupervisionList, version: int, by: User) -> None:
    with take_step(row, "discard", by=by, version=version):
        pass


def _titles(row: SupervisionList) -> str:
    return "、".join(each.title for each in columns_of(row)) if row.columns else ""


LIST_VERBS = {"issue": issue, "discard": discard}

register_workflow(
    Workflow(
        model=SupervisionList,
        lifecycle=LIST,
        page="supervision_list",
        list_page="supervision_lists",
        verbs=LIST_VERBS,
        related=("city", "plan__city", "post"),
        describe=lambda row: {"title": row.title, "number": row.number, "columns": _titles(row)},
        texts=lambda row: {"标题": row.title},
    )
)
